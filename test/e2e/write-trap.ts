/** A write to a table, as the SDK asks for it. */
const WRITE = 'DynamoDB_20120810.UpdateItem';

/** Waits on the way to the tables for a certain write of many, and springs once. */
export class WriteTrap {
  #left = Infinity;
  #marks: readonly string[] = [];
  #spring: () => void = () => {};

  /**
   * @param marks texts of which a write must have one to count
   * @param writes so many get through
   * @param spring called at the next one
   */
  set(marks: readonly string[], writes: number, spring: () => void): void {
    this.#marks = marks;
    this.#left = writes;
    this.#spring = spring;
  }

  /** Tells whether this write is the one; nobody gets an answer to it. */
  catches(target: string | readonly string[] | undefined, body: Buffer): boolean {
    if (this.#left === Infinity || target !== WRITE) return false;
    const text = body.toString('utf8');
    if (!this.#marks.some((mark) => text.includes(mark))) return false;
    this.#left -= 1;
    if (this.#left >= 0) return false;
    this.#left = Infinity;
    this.#spring();
    return true;
  }
}
