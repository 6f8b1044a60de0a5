/** How many of what was added lie within the last so many ms. Times may come a little out of order. */
export class SlidingCount {
  readonly #windowMs: number;
  readonly #times: number[] = [];
  #first = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(atMs: number): void {
    this.#times.push(atMs);
  }

  at(nowMs: number): number {
    while ((this.#times[this.#first] ?? Infinity) <= nowMs - this.#windowMs) this.#first += 1;
    if (this.#first > 1_024 && this.#first * 2 > this.#times.length) {
      this.#times.splice(0, this.#first);
      this.#first = 0;
    }
    return this.#times.length - this.#first;
  }
}

/** One sliding count for each key. */
export class SlidingCounts {
  readonly #windowMs: number;
  readonly #byKey = new Map<string, SlidingCount>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  of(key: string): SlidingCount {
    let count = this.#byKey.get(key);
    if (count === undefined) this.#byKey.set(key, (count = new SlidingCount(this.#windowMs)));
    return count;
  }
}
