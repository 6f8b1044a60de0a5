/**
 * A map that forgets: it keeps the `capacity` keys used last and at most as many older ones.
 * Two generations instead of a linked list, so that a hit costs one look-up and no bookkeeping.
 */
export class RecentMap<Value> {
  private readonly capacity: number;
  private young = new Map<string, Value>();
  private old = new Map<string, Value>();

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: string): Value | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.young.size >= this.capacity) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
