import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Room on disk for records that do not fit in memory. They hold phone numbers, so only this user may
 * read them (directory 0700, files 0600), and they are gone at the end of the run: each file loses its
 * name as soon as it is open, so that not even a killed process leaves one behind where the system
 * allows that (everywhere but Windows), and {@link remove} takes away the rest.
 */
export class SpillDirectory {
  readonly #parent: string;
  #path: string | null = null;
  #created = 0;
  readonly #open = new Set<number>();

  constructor(parent: string = tmpdir()) {
    this.#parent = parent;
  }

  get parent(): string {
    return this.#parent;
  }

  /** Opens a new file for writing and reading. */
  create(): number {
    this.#path ??= mkdtempSync(join(this.#parent, 'sms-pumping-detector-'));
    const path = join(this.#path, `run-${this.#created}`);
    this.#created += 1;
    const descriptor = openSync(path, 'wx+', 0o600);
    this.#open.add(descriptor);
    try {
      rmSync(path);
    } catch {
      // Windows keeps the name of an open file; `remove` deletes it.
    }
    return descriptor;
  }

  close(descriptor: number): void {
    if (this.#open.delete(descriptor)) closeSync(descriptor);
  }

  /** Closes and deletes everything. May be called again. */
  remove(): void {
    for (const descriptor of this.#open) closeSync(descriptor);
    this.#open.clear();
    if (this.#path !== null) rmSync(this.#path, { recursive: true, force: true });
    this.#path = null;
  }
}
