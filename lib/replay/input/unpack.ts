import { createGunzip } from 'node:zlib';

const INFLATED_BYTES = 128 * 1024;

/** Unpacks what begins like gzip, however it is named, and passes everything else through. */
export async function* unpack(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
    if (start.length >= 2) break;
  }
  const whole = resume(start, chunks);
  yield* start[0] === 0x1f && start[1] === 0x8b ? gunzip(whole) : whole;
}

async function* resume(start: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}

/**
 * Unpacks gzip and hands out everything before the place where it is cut or damaged, then throws.
 * A plain pipe would lose what the stream still holds when its error comes, and lose more or less
 * of it from run to run. Here a piece is written only when all of the one before has come out.
 */
async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflater = createGunzip({ chunkSize: INFLATED_BYTES });
  const out: Buffer[] = [];
  let failure: Error | null = null;
  inflater.on('data', (data: Buffer) => out.push(data));
  inflater.on('error', (error) => {
    failure = error;
  });
  const closed = new Promise<void>((resolve) => {
    inflater.on('close', resolve);
  });
  try {
    for await (const chunk of chunks) {
      // After an error in it a write never reports back.
      const written = new Promise<void>((resolve) => {
        inflater.write(chunk, () => resolve());
      });
      await Promise.race([written, closed]);
      yield* out.splice(0);
      if (failure !== null) throw failure;
    }
    inflater.end();
    await closed;
    yield* out.splice(0);
    if (failure !== null) throw failure;
  } finally {
    inflater.destroy();
  }
}
