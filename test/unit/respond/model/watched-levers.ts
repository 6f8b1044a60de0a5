import { LeverError } from '../../../../lib/core/errors.ts';
import type { CountryRule, Levers, SpendReading } from '../../../../lib/core/respond/levers.ts';
import type { LeverValue } from '../../../../lib/core/respond/lever.ts';

/** How AWS fails: before a call takes effect, for now or for good, or after it has, without an answer that can be read. */
export const FAULTS = ['throttle', 'denied', 'timeout', 'malformed'] as const;
export type Fault = (typeof FAULTS)[number];

export const METHODS = [
  'readCountryRule',
  'writeCountryRule',
  'writeCountryRules',
  'readNumberRange',
  'writeNumberRange',
  'readSpendLimit',
  'readSpendLimitUsd',
  'writeSpendLimit',
] as const satisfies readonly (keyof Levers)[];
type Method = (typeof METHODS)[number];

/** One lever by its name, and what it is about to be set to. */
export type OnWrite = (lever: string, value: LeverValue) => Promise<void>;

/** The detector's own hand on the levers: everything it is about to write is seen, and any method may fail. */
export class WatchedLevers implements Levers {
  readonly faults = new Map<Method, Fault>();
  readonly #inner: Levers;
  readonly #onWrite: OnWrite;

  constructor(inner: Levers, onWrite: OnWrite) {
    this.#inner = inner;
    this.#onWrite = onWrite;
  }

  async #call<T>(method: Method, call: () => Promise<T>): Promise<T> {
    const fault = this.faults.get(method);
    if (fault === 'throttle') throw new LeverError('slow down', { retryable: true });
    if (fault === 'denied') throw new LeverError('not allowed', { retryable: false });
    const answer = await call();
    if (fault !== undefined)
      throw new LeverError(fault === 'timeout' ? 'no answer' : 'no sense', { retryable: true });
    return answer;
  }

  readCountryRule(country: string): Promise<CountryRule> {
    return this.#call('readCountryRule', () => this.#inner.readCountryRule(country));
  }

  writeCountryRule(country: string, rule: CountryRule): Promise<void> {
    return this.#call('writeCountryRule', async () => {
      await this.#onWrite(country, rule);
      await this.#inner.writeCountryRule(country, rule);
    });
  }

  writeCountryRules(changes: ReadonlyMap<string, CountryRule>): Promise<void> {
    return this.#call('writeCountryRules', async () => {
      for (const [country, rule] of changes) await this.#onWrite(country, rule);
      await this.#inner.writeCountryRules(changes);
    });
  }

  readNumberRange(prefix: string): Promise<'BLOCK' | null> {
    return this.#call('readNumberRange', () => this.#inner.readNumberRange(prefix));
  }

  writeNumberRange(prefix: string, expiresAtMs: number | null): Promise<void> {
    return this.#call('writeNumberRange', async () => {
      await this.#onWrite(prefix, expiresAtMs === null ? null : 'BLOCK');
      await this.#inner.writeNumberRange(prefix, expiresAtMs);
    });
  }

  readSpendLimit(countedMonthToDateUsd?: number): Promise<SpendReading> {
    return this.#call('readSpendLimit', () => this.#inner.readSpendLimit(countedMonthToDateUsd));
  }

  readSpendLimitUsd(): Promise<number> {
    return this.#call('readSpendLimitUsd', () => this.#inner.readSpendLimitUsd());
  }

  writeSpendLimit(limitUsd: number): Promise<void> {
    return this.#call('writeSpendLimit', async () => {
      await this.#onWrite('limit', limitUsd);
      await this.#inner.writeSpendLimit(limitUsd);
    });
  }
}
