/**
 * What can be made to go wrong with the next calls of an operation:
 * - `throttle`, `access-denied`, `server-error`: refused, without effect;
 * - `no-answer`: without effect, and the connection breaks;
 * - `answer-lost`: it takes effect, and the connection breaks before the answer;
 * - `malformed`: it takes effect, and the answer is rubbish.
 */
export type FaultKind =
  | 'throttle'
  | 'access-denied'
  | 'server-error'
  | 'no-answer'
  | 'answer-lost'
  | 'malformed';

interface Fault {
  readonly operation: string;
  readonly kind: FaultKind;
  remaining: number;
}

export class Faults {
  readonly #faults: Fault[] = [];

  /** The next `times` calls of `operation` go wrong. */
  inject(operation: string, kind: FaultKind, times = 1): void {
    this.#faults.push({ operation, kind, remaining: times });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  /** What goes wrong with this call, if anything; each injected fault is used up in turn. */
  next(operation: string): FaultKind | null {
    const fault = this.#faults.find(
      (candidate) => candidate.operation === operation && candidate.remaining > 0,
    );
    if (fault === undefined) return null;
    fault.remaining -= 1;
    return fault.kind;
  }
}
