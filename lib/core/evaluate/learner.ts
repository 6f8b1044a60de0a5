import type { IncidentBook } from '../decide/incident-book.ts';
import { floorTo, HOUR_MS } from '../time.ts';
import type { Baselines } from './baseline.ts';
import { BASELINE_MS, type HourHistory } from './hour-history.ts';

/** What is normal: learned once an hour from the hours that are over. */
export class Learner {
  readonly #history: HourHistory;
  readonly #book: IncidentBook;
  #baselines: Baselines | null = null;
  #learnedHourMs = 0;

  constructor(history: HourHistory, book: IncidentBook) {
    this.#history = history;
    this.#book = book;
  }

  /** Up to when hours were rolled up and learned from. */
  get learnedHourMs(): number {
    return this.#learnedHourMs;
  }

  /** What was learned last; `null` before. */
  get last(): Baselines | null {
    return this.#baselines;
  }

  inForce(): Baselines {
    if (this.#baselines === null) throw new RangeError('nothing was learned yet');
    return this.#baselines;
  }

  /** Takes up what an earlier process learned. If it did not live to learn from the last hour, the first tick does. */
  async resume(atMs: number): Promise<void> {
    await this.#history.resume(atMs);
    if (await this.#history.hasRolledUp(floorTo(atMs, HOUR_MS) - HOUR_MS)) this.#learn(atMs);
  }

  /** Once an hour: roll up, forget, learn. Rejects when the store does; what was learned before serves on. */
  async learnIfDue(atMs: number): Promise<Baselines> {
    if (this.#baselines !== null && atMs < this.#learnedHourMs + HOUR_MS) return this.#baselines;
    await this.#history.rollUp(floorTo(atMs, HOUR_MS));
    this.#book.forgetBefore(atMs - BASELINE_MS);
    return this.#learn(atMs);
  }

  #learn(atMs: number): Baselines {
    this.#baselines = this.#history.learn(atMs, this.#book.excludedHours());
    this.#learnedHourMs = floorTo(atMs, HOUR_MS);
    return this.#baselines;
  }
}
