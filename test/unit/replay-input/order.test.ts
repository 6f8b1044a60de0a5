import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReplayInput } from '../../../lib/replay/input/open-replay-input.ts';
import {
  arrivals,
  arrivalsOf,
  filterOutput,
  logEventLine,
  makeEvents,
  ndjson,
  readAll,
  readContent,
  s3Export,
  START_MS,
  USAGE_HEADER,
  withFiles,
  withoutIngestion,
  type TestEvent,
} from './harness.ts';

/** Many ties, and texts that tell byte order from character order. */
const eventArbitrary: fc.Arbitrary<TestEvent> = fc.record(
  {
    timestamp: fc.integer({ min: START_MS, max: START_MS + 3 }),
    ingestionTime: fc.integer({ min: START_MS, max: START_MS + 3 }),
    message: fc.oneof(
      fc.constantFrom('', 'a', 'b', '\uD800', '\uFFFD', '\u{1F600}', 'é', '{"a":1}'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
  },
  { requiredKeys: ['timestamp', 'message'] },
);

const usageRowArbitrary = fc
  .integer({ min: 0, max: 3 })
  .map((ms) => `2026-09-01T00:00:00.00${ms}Z,id,1,P,"a, ""b""",0.1,0,1`);

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** The stream by definition: no duplicates, and in order. */
const expectedOf = (events: readonly TestEvent[]): readonly (readonly [number, string])[] => {
  const keyed = events.map((event) => ({ ...event, at: event.ingestionTime ?? event.timestamp }));
  const distinct = new Map(keyed.map((e) => [JSON.stringify([e.at, e.timestamp, e.message]), e]));
  return [...distinct.values()]
    .sort((a, b) => a.at - b.at || a.timestamp - b.timestamp || compareText(a.message, b.message))
    .map(({ at, message }) => [at, message] as const);
};

const spread = <T>(items: readonly T[], over: number): T[][] =>
  Array.from({ length: over }, (_, file) => items.filter((__, index) => index % over === file));

describe('the order of records', () => {
  it('is by arrival, then time, then text, however they are spread over files and lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(eventArbitrary, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        async (events, fileCount) => {
          const files = Object.fromEntries(
            spread(events, fileCount).map((part, index) => [
              `${index}`,
              // The one message that begins a line of the format must not be told from control.
              index % 2 === 0 ? ndjson(part) : filterOutput(part, 2),
            ]),
          );
          const { records, stats, rejects } = await withFiles(files, (dir) => readAll([dir]));
          const expected = expectedOf(events);
          const faults = rejects.filter(({ reason }) => reason !== 'unreadable-file');
          expect(faults).toEqual([]);
          expect(arrivalsOf(records)).toEqual(expected);
          expect(stats.duplicates).toBe(events.length - expected.length);
          expect(stats.read).toBe(records.length + stats.duplicates + rejects.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of the paths', async () => {
    const events = makeEvents(40);
    await withFiles(
      { a: ndjson(events.slice(0, 30)), b: ndjson(events.slice(10).reverse()) },
      async (dir) => {
        const forth = await readAll([join(dir, 'a'), join(dir, 'b')]);
        const back = await readAll([join(dir, 'b'), join(dir, 'a')]);
        expect(back.records).toEqual(forth.records);
        expect(arrivalsOf(forth.records)).toEqual(arrivals(events));
        expect(forth.stats.duplicates).toBe(20);
      },
    );
  });

  it('counts records of overlapping exports once', async () => {
    const events = withoutIngestion(makeEvents(9));
    const files = {
      'a.ndjson': ndjson(events.slice(0, 6)),
      'b.json': filterOutput(events.slice(3), 4),
      'c.txt': s3Export(events),
    };
    const { records, stats, rejects } = await withFiles(files, (dir) => readAll([dir]));
    expect(rejects).toEqual([]);
    expect(arrivalsOf(records)).toEqual(arrivals(events));
    expect(stats).toMatchObject({ read: 21, duplicates: 12 });
    expect(new Set(records.map(({ file }) => file))).toEqual(new Set(['a.ndjson', 'b.json']));
  });

  it('keeps records apart that differ in time, arrival or text alone', async () => {
    const event = { timestamp: START_MS, ingestionTime: START_MS + 5, message: 'm' };
    const others = [
      { ...event, timestamp: START_MS + 1 },
      { ...event, ingestionTime: START_MS + 6 },
      { ...event, message: 'n' },
    ];
    const { records, stats } = await readContent(ndjson([event, ...others]));
    expect(records).toHaveLength(4);
    expect(stats.duplicates).toBe(0);
  });
});

describe('sorting on disk', () => {
  it('gives exactly the stream that sorting in memory gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(eventArbitrary, { minLength: 1, maxLength: 60 }),
        fc.array(usageRowArbitrary, { maxLength: 10 }),
        fc.integer({ min: 1, max: 2_000 }),
        async (events, rows, maxMemoryBytes) => {
          const files = {
            a: ndjson(events.slice(0, 40)),
            b: ndjson(events.slice(20)),
            c: [USAGE_HEADER, ...rows].join('\n'),
          };
          await withFiles(files, async (dir) => {
            const inMemory = await readAll([dir]);
            const onDisk = await readAll([dir], { maxMemoryBytes });
            expect(onDisk).toEqual(inMemory);
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('merges more runs than it keeps open', async () => {
    const events = makeEvents(5_000);
    const shuffled = events.map((_, index) => events[(index * 1_237) % events.length]!);
    const text = ndjson(shuffled);
    const inMemory = await readContent(text);
    const onDisk = await readContent(text, { maxMemoryBytes: 1 });
    expect(arrivalsOf(inMemory.records)).toEqual(arrivals(events));
    expect(onDisk).toEqual(inMemory);
  });

  it('carries records longer than its buffers', async () => {
    const events = makeEvents(4).map((event, index) => ({
      ...event,
      message: (index % 2 === 0 ? 'x' : 'é').repeat(400_000 + index),
    }));
    const { records } = await readContent(ndjson([...events].reverse()), { maxMemoryBytes: 1 });
    expect(arrivalsOf(records)).toEqual(arrivals(events));
  });
});

describe('the temporary directory', () => {
  const spilling = async (
    use: (directory: string, temp: string) => Promise<void>,
  ): Promise<void> => {
    await withFiles({ 'in/a': ndjson(makeEvents(3_000)), 'temp/keep': '' }, async (dir) => {
      await use(join(dir, 'in'), join(dir, 'temp'));
      expect(readdirSync(join(dir, 'temp'))).toEqual(['keep']);
    });
  };

  it('is there during the run, for this user only, and gone after it', async () => {
    await spilling(async (path, tempDir) => {
      const input = await openReplayInput([path], {
        onReject: () => {},
        maxMemoryBytes: 10_000,
        tempDir,
      });
      for await (const chunk of input.records()) {
        expect(chunk.length).toBeGreaterThan(0);
        const made = readdirSync(tempDir).filter((name) => name !== 'keep');
        expect(made).toHaveLength(1);
        expect(statSync(join(tempDir, made[0]!)).mode & 0o777).toBe(0o700);
      }
    });
  });

  it('is gone when the consumer stops early', async () => {
    await spilling(async (path, tempDir) => {
      const options = { onReject: () => {}, maxMemoryBytes: 10_000, tempDir };
      const input = await openReplayInput([path], options);
      let taken = 0;
      for await (const chunk of input.records()) {
        taken += chunk.length;
        break;
      }
      expect(taken).toBe(1_000);
    });
  });

  it('is gone when the consumer throws', async () => {
    await spilling(async (path, tempDir) => {
      const options = { onReject: () => {}, maxMemoryBytes: 10_000, tempDir };
      const input = await openReplayInput([path], options);
      const run = async (): Promise<void> => {
        for await (const chunk of input.records()) throw new Error(`stop after ${chunk.length}`);
      };
      await expect(run()).rejects.toThrow('stop after 1000');
    });
  });

  it('is gone when a callback throws, and that is not taken for a fault of the file', async () => {
    await spilling(async (path, tempDir) => {
      let calls = 0;
      const onProgress = (): void => {
        calls += 1;
        if (calls > 3) throw new Error('stop');
      };
      await expect(
        readAll([path], { onProgress, maxMemoryBytes: 10_000, tempDir }),
      ).rejects.toThrow('stop');
    });
  });

  it('is never made for what fits in memory', async () => {
    await withFiles({ a: ndjson(makeEvents(100)) }, async (dir) => {
      const tempDir = join(dir, 'does-not-exist');
      expect((await readAll([join(dir, 'a')], { tempDir })).records).toHaveLength(100);
      expect(existsSync(tempDir)).toBe(false);
    });
  });

  it('fails the run with advice when it cannot be made', async () => {
    await withFiles({ a: logEventLine(makeEvents(1)[0]!) }, async (dir) => {
      const options = { tempDir: join(dir, 'does-not-exist'), maxMemoryBytes: 1 };
      await expect(readAll([join(dir, 'a')], options)).rejects.toThrow(
        expect.objectContaining({
          code: 'spill-failed',
          message: expect.stringContaining('TMPDIR'),
        }),
      );
    });
  });
});
