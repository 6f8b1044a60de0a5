import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

const READ_BYTES = 64 * 1024;

/** The bytes of a file or of standard input, as they are. */
export async function* readBytes(path: string | null, stdin: Readable): AsyncGenerator<Buffer> {
  const stream = path === null ? stdin : createReadStream(path, { highWaterMark: READ_BYTES });
  for await (const chunk of stream as AsyncIterable<Buffer | string>)
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
