import type { ActionTarget } from '../../../lib/core/decide/decision.ts';
import type { ActiveAction } from '../../../lib/core/decide/incident.ts';
import { LeverError } from '../../../lib/core/errors.ts';
import type { ExecuteContext } from '../../../lib/core/respond/execute.ts';
import type { CountryRule, Levers, SpendReading } from '../../../lib/core/respond/levers.ts';
import { LocalLevers } from '../../../lib/adapters/local/local-levers.ts';
import { digest, NOW_MS } from '../decide/fixtures.ts';

export class TestClock {
  #nowMs = NOW_MS;

  nowMs(): number {
    return this.#nowMs;
  }

  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

/** The stand-in levers, with every write noted, and the methods named in `broken` refusing. */
export class SpiedLevers implements Levers {
  readonly writes: string[] = [];
  readonly broken = new Set<string>();
  /** Methods whose answer gets lost once the write took effect. */
  readonly deaf = new Set<string>();
  readonly inner: LocalLevers;

  constructor(inner: LocalLevers) {
    this.inner = inner;
  }

  #check(name: string): void {
    if (this.broken.has(name)) throw new LeverError(`${name} refused`, { retryable: true });
  }

  #lose(name: string): void {
    if (this.deaf.has(name)) throw new LeverError(`${name} gave no answer`, { retryable: true });
  }

  async readCountryRule(country: string): Promise<CountryRule> {
    this.#check('readCountryRule');
    return this.inner.readCountryRule(country);
  }

  async writeCountryRule(country: string, rule: CountryRule): Promise<void> {
    this.#check('writeCountryRule');
    this.writes.push(`${country} ${rule}`);
    await this.inner.writeCountryRule(country, rule);
    this.#lose('writeCountryRule');
  }

  async writeCountryRules(changes: ReadonlyMap<string, CountryRule>): Promise<void> {
    for (const [country, rule] of changes) await this.writeCountryRule(country, rule);
  }

  async readNumberRange(prefix: string): Promise<'BLOCK' | null> {
    this.#check('readNumberRange');
    return this.inner.readNumberRange(prefix);
  }

  async writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void> {
    this.#check('writeNumberRange');
    this.writes.push(`${prefix} ${expiresAtMs === null ? 'free' : 'BLOCK'}`);
    await this.inner.writeNumberRange(prefix, expiresAtMs);
    this.#lose('writeNumberRange');
  }

  async readSpendLimit(countedMonthToDateUsd?: number): Promise<SpendReading> {
    this.#check('readSpendLimit');
    return this.inner.readSpendLimit(countedMonthToDateUsd);
  }

  async readSpendLimitUsd(): Promise<number> {
    this.#check('readSpendLimitUsd');
    return this.inner.readSpendLimitUsd();
  }

  async writeSpendLimit(limitUsd: number): Promise<void> {
    this.#check('writeSpendLimit');
    this.writes.push(`limit ${limitUsd}`);
    await this.inner.writeSpendLimit(limitUsd);
    this.#lose('writeSpendLimit');
  }
}

export const setUp = (
  mode: ExecuteContext['mode'] = 'enforce',
  countryRules: Readonly<Record<string, CountryRule>> = {},
) => {
  const clock = new TestClock();
  const levers = new SpiedLevers(new LocalLevers({ clock, ownerLimitUsd: 500, countryRules }));
  const context = (at: ExecuteContext['mode'] = mode): ExecuteContext => ({
    levers,
    digest,
    mode: at,
    atMs: clock.nowMs(),
    incidentId: 'inc_1',
  });
  return { clock, levers, context };
};

export const held = (
  kind: ActiveAction['kind'],
  target: ActionTarget,
  applied: ActiveAction['applied'],
  previous: ActiveAction['previous'],
  fields: Partial<ActiveAction> = {},
): ActiveAction => ({
  actionId: `act_${kind.replaceAll('-', '')}`,
  kind,
  target,
  previous,
  applied,
  isVirtual: false,
  appliedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 1_800_000,
  quietMs: 1_800_000,
  step: 0,
  ...fields,
});
