import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const CHUNK_CHARS = 65_536;

/**
 * Writes lines into a gzip file, with the disk setting the pace. The same lines give the same
 * bytes on the same version of zlib: Node writes no time into the header.
 */
export class GzipLines {
  readonly #gzip = createGzip({ level: 9 });
  readonly #done: Promise<void>;
  #pending = '';

  constructor(path: string) {
    this.#done = finished(this.#gzip.pipe(createWriteStream(path)));
    // A failure is thrown by `close`, or by the next `write`.
    this.#done.catch(() => {});
  }

  async write(line: string): Promise<void> {
    this.#pending += `${line}\n`;
    if (this.#pending.length >= CHUNK_CHARS) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    this.#gzip.end();
    await this.#done;
  }

  async #flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    if (text === '' || this.#gzip.write(text)) return;
    await Promise.race([once(this.#gzip, 'drain'), this.#done]);
  }
}
