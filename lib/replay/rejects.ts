import type { RejectReason } from '../core/ingest/log-record.ts';
import type { RejectedRecord } from './input/arrived-record.ts';

const EXAMPLES_OF_A_REASON = 10;

/** Counts records that could not be read, and keeps the first few of each reason. */
export class Rejects {
  readonly #counts = new Map<RejectReason, number>();
  readonly #examples: RejectedRecord[] = [];

  add(rejected: RejectedRecord): void {
    const count = this.#counts.get(rejected.reason) ?? 0;
    this.#counts.set(rejected.reason, count + 1);
    if (count < EXAMPLES_OF_A_REASON) this.#examples.push(rejected);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By reason, in alphabetical order. */
  counts(): Readonly<Partial<Record<RejectReason, number>>> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** In order of reason, file and line, however they came in. */
  examples(): readonly RejectedRecord[] {
    return this.#examples.toSorted(
      (a, b) => compare(a.reason, b.reason) || compare(a.file, b.file) || a.line - b.line,
    );
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
