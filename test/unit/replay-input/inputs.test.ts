import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openReplayInput } from '../../../lib/replay/input/open-replay-input.ts';
import { UnusableInputError } from '../../../lib/replay/input/unusable-input-error.ts';
import {
  filterOutput,
  makeEvents,
  ndjson,
  payload,
  readAll,
  readContent,
  readStdin,
  s3Export,
  USAGE_HEADER,
  withFiles,
} from './harness.ts';

const events = makeEvents(6);
const one = (index: number): string => ndjson(events.slice(index, index + 1));

it('walks directories, whatever their files hold, without hidden files', async () => {
  const files = {
    'z.log': one(0),
    'a/b/c.gz': gzipSync(one(1)),
    'a/odd.name': filterOutput(events.slice(2, 3), 4),
    'b/x': payload(events.slice(3, 4)),
    'export/0.gz': gzipSync(s3Export(events.slice(4, 5))),
    'usage/001.csv': `${USAGE_HEADER}\n2026-09-01T00:00:09Z,9,1,P,ok,0.1,0,1\n`,
    '.DS_Store': 'rubbish',
    '.git/HEAD': 'rubbish',
    'export/aws-logs-write-test': 'Permission Check Successful',
  };
  const { records, rejects, stats } = await withFiles(files, (dir) => readAll([dir]));
  expect(rejects).toEqual([]);
  expect(records.map(({ file }) => file)).toEqual([
    'z.log',
    'a/b/c.gz',
    'a/odd.name',
    'b/x',
    'export/0.gz',
    'usage/001.csv',
  ]);
  expect(stats.read).toBe(6);
});

it('names a file as it was given, and standard input "-"', async () => {
  await withFiles({ 'd/f': 'rubbish' }, async (dir) => {
    const path = join(dir, 'd', 'f');
    expect((await readAll([path])).rejects).toMatchObject([{ file: path }]);
    expect((await readAll([join(dir, 'd')])).rejects).toMatchObject([{ file: 'f' }]);
    expect((await readAll([dir])).rejects).toMatchObject([{ file: 'd/f' }]);
  });
  expect((await readStdin('rubbish', 100)).rejects).toMatchObject([{ file: '-' }]);
});

it('follows links, walks a directory once, and reports a link that leads nowhere', async () => {
  await withFiles({ 'd/f': one(0) }, async (dir) => {
    symlinkSync('..', join(dir, 'd', 'up'));
    symlinkSync('nowhere', join(dir, 'd', 'broken'));
    symlinkSync('f', join(dir, 'd', 'g'));
    const { records, rejects, stats } = await readAll([dir]);
    expect(records).toHaveLength(1);
    expect(stats.duplicates).toBe(1);
    expect(rejects).toMatchObject([{ reason: 'unreadable-file', file: 'd/broken' }]);
  });
});

it('reads standard input once, beside files', async () => {
  await withFiles({ f: one(0) }, async (dir) => {
    const stdin = Readable.from([Buffer.from(one(1))]);
    const { records } = await readAll(['-', dir, '-'], { stdin });
    expect(records).toHaveLength(2);
  });
});

it.each([
  ['a path that does not exist', ['/nowhere/at-all'], '/nowhere/at-all does not exist'],
  ['a path through a file', [`${import.meta.filename}/x`], 'cannot be opened (ENOTDIR)'],
  ['no path', [], 'No input is given'],
])('refuses before anything is read: %s', async (_, paths, message) => {
  const opening = openReplayInput(paths, { onReject: () => {} });
  await expect(opening).rejects.toBeInstanceOf(UnusableInputError);
  await expect(opening).rejects.toThrow(message);
});

it('refuses before anything is read: a directory without files', async () => {
  await withFiles({ 'd/.hidden': '' }, async (dir) => {
    await expect(readAll([join(dir, 'd')])).rejects.toThrow(UnusableInputError);
  });
});

it('gives the line on which a record begins', async () => {
  const pretty = filterOutput(events, 4);
  const lines = pretty.split('\n');
  const expected = events.map(({ message }) => {
    const inEvent = lines.findIndex((line) => line.includes(JSON.stringify(message)));
    return lines.lastIndexOf('        {', inEvent) + 1;
  });
  const inDocument = await readContent(pretty);
  expect(inDocument.records.map(({ line }) => line)).toEqual(expected);
  const inLines = await readContent(`\n\n${ndjson(events).replaceAll('\n', '\r\n\r\n')}`);
  expect(inLines.records.map(({ line }) => line)).toEqual([3, 5, 7, 9, 11, 13]);
});

it('reports progress in bytes of the files, and no total for a pipe', async () => {
  const packed = gzipSync(ndjson(makeEvents(5_000)));
  const seen: (readonly [number, number | null])[] = [];
  const onProgress = (read: number, total: number | null): void => {
    seen.push([read, total]);
  };
  const { stats } = await readContent(packed, { onProgress });
  expect(seen.at(-1)).toEqual([packed.length, packed.length]);
  expect(stats.bytes).toBe(packed.length);
  seen.length = 0;
  await readStdin(packed, 1_000, { onProgress });
  expect(seen.at(-1)).toEqual([packed.length, null]);
});

it('hands out arrays of at most 1,000 records, once', async () => {
  await withFiles({ f: ndjson(makeEvents(2_500)) }, async (dir) => {
    const input = await openReplayInput([dir], { onReject: () => {} });
    const sizes: number[] = [];
    for await (const chunk of input.records()) sizes.push(chunk.length);
    expect(sizes).toEqual([1_000, 1_000, 500]);
    await expect(input.records().next()).rejects.toThrow('only once');
  });
});
