import type { ActionTarget } from '../../core/decide/decision.ts';
import { StoreError } from '../../core/errors.ts';
import type { AuditLog, AuditRecord, AuditResult } from '../../core/respond/audit.ts';
import { leverName } from '../../core/respond/same-lever.ts';
import { recordExpiresAtMs } from '../record-retention.ts';

/** The audit log in memory, for replay. */
export class MemoryAuditLog implements AuditLog {
  readonly #clock: { nowMs(): number };
  /** By lever, then by action, which is in order of time. */
  readonly #levers = new Map<string, Map<string, AuditRecord>>();
  /** Actions that began with their result. */
  readonly #refused = new Set<string>();

  constructor(options: { readonly clock: { nowMs(): number } }) {
    this.#clock = options.clock;
  }

  async begin(record: AuditRecord): Promise<AuditRecord> {
    const records = this.#of(record.target);
    const before = records.get(record.actionId);
    if (before !== undefined) return before;
    records.set(record.actionId, record);
    if (record.result !== null) this.#refused.add(record.actionId);
    return record;
  }

  async finish(record: AuditRecord, result: AuditResult): Promise<AuditResult> {
    const records = this.#of(record.target);
    const begun = records.get(record.actionId);
    if (begun === undefined)
      throw new StoreError(`action ${record.actionId} was never begun`, { retryable: false });
    const stands = begun.result ?? result;
    records.set(record.actionId, { ...begun, result: stands });
    return stands;
  }

  async find(target: ActionTarget, actionId: string): Promise<AuditRecord | null> {
    const record = this.#of(target).get(actionId);
    return record !== undefined && this.#isKept(record) ? record : null;
  }

  async latest(target: ActionTarget): Promise<AuditRecord | null> {
    const real = [...this.#of(target).values()].filter(
      (record) =>
        record.mode === 'enforce' && !this.#refused.has(record.actionId) && this.#isKept(record),
    );
    return real.toSorted((a, b) => (a.actionId < b.actionId ? -1 : 1)).at(-1) ?? null;
  }

  /** Every record, in the order in which they were begun. */
  all(): readonly AuditRecord[] {
    return [...this.#levers.values()].flatMap((records) => [...records.values()]);
  }

  /** Takes over what another log holds, for another run that goes on from there. */
  takeOver(other: MemoryAuditLog): void {
    for (const [name, records] of other.#levers) this.#levers.set(name, new Map(records));
    for (const actionId of other.#refused) this.#refused.add(actionId);
  }

  #isKept(record: AuditRecord): boolean {
    return recordExpiresAtMs(record) > this.#clock.nowMs();
  }

  #of(target: ActionTarget): Map<string, AuditRecord> {
    const name = leverName(target);
    const records = this.#levers.get(name) ?? new Map<string, AuditRecord>();
    this.#levers.set(name, records);
    return records;
  }
}
