import type { Decision } from '../core/decide/decision.ts';
import type { Look } from '../core/explain/look.ts';
import { MINUTE_MS } from '../core/time.ts';
import type { RunTotals } from './run.ts';
import { cents, sumLosses } from './summarise.ts';

/** What one value of a parameter came to. */
export interface SweepRow {
  readonly value: number | string | boolean;
  readonly isDefault: boolean;
  /** Whether it is the one of the settings file, or the default without one. */
  readonly isInForce: boolean;
  readonly incidents: number;
  /** Incidents of which a lever was moved, or in `monitor` would have been. */
  readonly contained: number;
  /** Medians over incidents, from their start as this run dates it; `null` without one. */
  readonly minutesToAlert: number | null;
  readonly minutesToContainment: number | null;
  readonly spendUsd: number;
  /** Above normal, in incidents: what no incident was opened for stands in `spendUsd` only. */
  readonly lostUsd: number;
  readonly savedUsd: number;
  readonly messagesStopped: number;
  /** Of them, those whose code the recording shows as used; `null` where no used code was recorded. */
  readonly customersStopped: number | null;
  readonly settingsHash: string;
}

/** What the incidents of one run came to. */
export class IncidentTimes {
  readonly #startedAtMs = new Map<string, number>();
  readonly #alertedAfterMs = new Map<string, number>();
  readonly #containedAfterMs = new Map<string, number>();
  readonly #decisions: Decision[] = [];

  readonly onLook = ({ atMs, steps }: Look): void => {
    for (const { decision, incident, judgement } of steps) {
      const { incidentId } = decision;
      this.#decisions.push(decision);
      const startedAtMs =
        this.#startedAtMs.get(incidentId) ?? incident?.startedAtMs ?? judgement.startedAtMs;
      this.#startedAtMs.set(incidentId, startedAtMs);
      const afterMs = atMs - startedAtMs;
      if (!this.#alertedAfterMs.has(incidentId)) this.#alertedAfterMs.set(incidentId, afterMs);
      if (didMove(decision) && !this.#containedAfterMs.has(incidentId))
        this.#containedAfterMs.set(incidentId, afterMs);
    }
  };

  toRow(
    totals: RunTotals,
    head: Pick<SweepRow, 'value' | 'isDefault' | 'isInForce' | 'settingsHash'>,
  ): SweepRow {
    return {
      ...head,
      incidents: this.#alertedAfterMs.size,
      contained: this.#containedAfterMs.size,
      minutesToAlert: medianMinutes([...this.#alertedAfterMs.values()]),
      minutesToContainment: medianMinutes([...this.#containedAfterMs.values()]),
      spendUsd: cents(totals.spendMicroUsd / 1e6),
      lostUsd: cents(sumLosses(this.#decisions)),
      savedUsd: cents(totals.savedMicroUsd / 1e6),
      messagesStopped: totals.traffic.countries().reduce((sum, { blocked }) => sum + blocked, 0),
      customersStopped: totals.customersStopped,
    };
  }
}

const didMove = ({ actions }: Decision): boolean =>
  actions.some(
    ({ kind, outcome }) =>
      kind !== 'restore' && (outcome === 'applied' || outcome === 'would-apply'),
  );

const medianMinutes = (spansMs: readonly number[]): number | null => {
  const sorted = spansMs.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  if (low === undefined || high === undefined) return null;
  return Math.round((10 * (low + high)) / 2 / MINUTE_MS) / 10;
};
