import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReplaySource } from '../../../lib/replay/replay-source.ts';
import { goodLines } from '../../cli/records.ts';

let directory = '';
let path = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'replay-source-'));
  path = join(directory, 'logs.ndjson');
  await writeFile(path, `${goodLines(0, 20)}no JSON\n`);
});
afterAll(() => rm(directory, { recursive: true }));

const linesOf = async (source: ReplaySource): Promise<readonly number[]> => {
  const lines: number[] = [];
  for await (const chunk of source.records()) lines.push(...chunk.map(({ line }) => line));
  return lines;
};

describe('a source that is replayed again and again', () => {
  it.each([
    ['kept in memory', 20],
    ['read again', 19],
  ])(
    'gives the same records each time, %s, and counts what cannot be read once',
    async (_, maxKept) => {
      const source = new ReplaySource([path], { maxKept });
      const first = await linesOf(source);
      expect(first).toHaveLength(20);
      expect(await linesOf(source)).toEqual(first);
      expect(await linesOf(source)).toEqual(first);
      expect(source.rejects.total).toBe(1);
    },
  );

  it('keeps what it is not asked to read again: the file may be gone', async () => {
    const gone = join(directory, 'gone.ndjson');
    await writeFile(gone, goodLines(0, 5));
    const source = new ReplaySource([gone]);
    const first = await linesOf(source);
    await rm(gone);
    expect(await linesOf(source)).toEqual(first);
  });

  it('takes standard input where it is small enough to keep, and says so where it is not', async () => {
    const stdin = () => Readable.from([Buffer.from(goodLines(0, 5))]);
    const small = new ReplaySource(['-'], { stdin: stdin() });
    expect(await linesOf(small)).toHaveLength(5);
    expect(await linesOf(small)).toHaveLength(5);
    const large = new ReplaySource(['-'], { stdin: stdin(), maxKept: 4 });
    await expect(linesOf(large)).rejects.toThrow('Write it to a file');
  });
});
