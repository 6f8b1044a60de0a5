import { HOUR_MS } from '../core/time.ts';
import type { Alert, Containment } from './contender.ts';
import type { LabelledSms } from './labelled-sms.ts';

/** An alert about an attack may still come so long after it: codes and receipts come late. */
const LATE_ALERT_MS = 24 * HOUR_MS;
/** A block that begins so long after the last SMS stops nothing of the attack any more. */
const LATE_CONTAINMENT_MS = 2 * HOUR_MS;

interface Span {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What was really attacked, from when to when; from the labelled SMS, stopped ones included. */
export class Truth {
  readonly #attack: readonly LabelledSms[];
  readonly #countries = new Map<string, Span>();
  readonly whole: Span | null;

  constructor(attack: readonly LabelledSms[]) {
    this.#attack = attack;
    for (const { country, requestedAtMs } of attack)
      this.#countries.set(country, widen(this.#countries.get(country), requestedAtMs));
    let whole: Span | null = null;
    for (const { requestedAtMs } of attack) whole = widen(whole ?? undefined, requestedAtMs);
    this.whole = whole;
  }

  /** Whether it is about an attack that has begun: in one of its countries, or in the account. */
  isRightAlert({ atMs, countries }: Alert): boolean {
    const spans =
      countries === null
        ? [this.whole]
        : countries.map((country) => this.#countries.get(country) ?? null);
    return spans.some((span) => isWithin(span, atMs, LATE_ALERT_MS));
  }

  /** Whether there is anything of the attack in its scope while it is on, or just was. */
  isRightContainment({ fromMs, scope }: Containment): boolean {
    switch (scope.kind) {
      case 'all':
        return isWithin(this.whole, fromMs, LATE_CONTAINMENT_MS);
      case 'country':
        return isWithin(this.#countries.get(scope.country) ?? null, fromMs, LATE_CONTAINMENT_MS);
      case 'range':
        return (
          isWithin(this.#countries.get(scope.country) ?? null, fromMs, LATE_CONTAINMENT_MS) &&
          this.#attack.some(({ number }) => number.startsWith(scope.prefix))
        );
      case 'number':
        return this.#attack.some(({ number }) => number === scope.number);
      case 'address':
        break;
    }
    return this.#attack.some(({ address }) => address === scope.address);
  }
}

const widen = (span: Span | undefined, atMs: number): Span => ({
  firstMs: Math.min(span?.firstMs ?? Infinity, atMs),
  lastMs: Math.max(span?.lastMs ?? -Infinity, atMs),
});

const isWithin = (span: Span | null, atMs: number, graceMs: number): boolean =>
  span !== null && atMs >= span.firstMs && atMs <= span.lastMs + graceMs;
