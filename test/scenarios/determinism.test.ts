import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { defaultSettings } from '../../lib/core/settings/settings.ts';
import { replay, type ReplayOutcome } from '../../lib/replay/replay.ts';
import type { Stores } from '../../lib/replay/stores.ts';
import { attackRecords, isAroundAttack, runRecords, SAMPLE_LOGS, toLines } from './recorded.ts';

interface LogEvent {
  readonly logGroup: string;
  readonly logStream: string;
  readonly id: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** The part of the sample that holds the attack, as log events; what is cut short is left out. */
const logEvents: readonly LogEvent[] = readdirSync(SAMPLE_LOGS).flatMap((name) =>
  gunzipSync(readFileSync(join(SAMPLE_LOGS, name)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogEvent)
    .filter(({ ingestionTime }) => isAroundAttack(ingestionTime)),
);

const asNdjson = (events: readonly LogEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** What `aws logs filter-log-events` prints. */
const asFilterOutput = (events: readonly LogEvent[]): string =>
  JSON.stringify(
    {
      events: events.map(({ logStream, id, timestamp, ingestionTime, message }) => ({
        logStreamName: logStream,
        timestamp,
        message,
        ingestionTime,
        eventId: id,
      })),
      searchedLogStreams: [],
    },
    null,
    4,
  );

describe('the same records in other files', () => {
  let directory = '';
  let made = 0;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'determinism-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const replayFiles = async (
    files: readonly { readonly name: string; readonly content: string | Buffer }[],
  ): Promise<{ readonly outcome: ReplayOutcome; readonly decisions: string }> => {
    made += 1;
    const inputs: string[] = [];
    for (const { name, content } of files) {
      const path = join(directory, `${made}-${name}`);
      await writeFile(path, content);
      inputs.push(path);
    }
    const outcome = await replay({
      inputs,
      outDir: join(directory, `${made}-out`),
      store: 'memory',
      settings: { ...defaultSettings(RULES), mode: 'enforce' },
    });
    return { outcome, decisions: await readFile(outcome.paths.decisions, 'utf8') };
  };
  let whole: ReturnType<typeof replayFiles> | null = null;
  const inOneFile = () =>
    (whole ??= replayFiles([{ name: 'all.ndjson', content: asNdjson(logEvents) }]));

  it('split at random, shuffled, packed or not, in two formats and partly twice: decide the same', async () => {
    const expected = await inOneFile();
    expect(expected.decisions.split('\n').length).toBeGreaterThan(4);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.infiniteStream(fc.nat({ max: 1_000_000 })),
        async (fileCount, dice) => {
          const roll = (sides: number): number => (dice.next().value as number) % sides;
          const parts = Array.from({ length: fileCount }, (): LogEvent[] => []);
          let repeated = 0;
          for (const event of logEvents) {
            parts[roll(fileCount)]?.push(event);
            if (roll(10) > 0) continue;
            // An export that overlaps another.
            parts[roll(fileCount)]?.push(event);
            repeated += 1;
          }
          const files = parts.map((part, index) => {
            for (let last = part.length - 1; last > 0; last -= 1) {
              const other = roll(last + 1);
              [part[last], part[other]] = [part[other] as LogEvent, part[last] as LogEvent];
            }
            const text = roll(3) === 0 ? asFilterOutput(part) : asNdjson(part);
            const isPacked = roll(2) === 0;
            return {
              name: `${index}.json${isPacked ? '.gz' : ''}`,
              content: isPacked ? gzipSync(text, { level: 1 }) : text,
            };
          });
          const { outcome, decisions } = await replayFiles(files);
          expect(decisions).toBe(expected.decisions);
          const { eventsPerSecond: _, events, ...summary } = outcome.summary;
          expect(expected.outcome.summary).toMatchObject(summary);
          expect(events).toEqual({
            ...expected.outcome.summary.events,
            read: logEvents.length + repeated,
          });
        },
      ),
      { numRuns: 3, endOnFailure: true },
    );
  });

  it('given twice, as NDJSON and as filter-log-events output, decide the same', async () => {
    const expected = await inOneFile();
    const { outcome, decisions } = await replayFiles([
      { name: 'again.json.gz', content: gzipSync(asFilterOutput(logEvents)) },
      { name: 'all.ndjson', content: asNdjson(logEvents) },
      { name: 'copy.ndjson', content: asNdjson(logEvents.toReversed()) },
    ]);
    expect(decisions).toBe(expected.decisions);
    expect(outcome.summary.spendUsd).toBe(expected.outcome.summary.spendUsd);
    expect(outcome.summary.events).toEqual({
      ...expected.outcome.summary.events,
      read: 3 * logEvents.length,
    });
  });
});

describe('the same records delivered otherwise', () => {
  it('in arrays of any size decide the same', async () => {
    const records = await attackRecords();
    const expected = toLines((await runRecords(records)).decisions);
    for (const chunkSize of [1, 37, 10_000])
      expect(toLines((await runRecords(records, { chunkSize })).decisions)).toEqual(expected);
  });

  it('with every array of records delivered twice decide the same and cost the same', async () => {
    const records = await attackRecords();
    const once = await runRecords(records);
    for (const chunkSize of [1, 50, 1_000]) {
      const twice = await runRecords(records, { chunkSize, takeTwice: true });
      expect(toLines(twice.decisions)).toEqual(toLines(once.decisions));
      expect(twice.totals.spendMicroUsd).toBe(once.totals.spendMicroUsd);
      expect(twice.totals.savedMicroUsd).toBe(once.totals.savedMicroUsd);
    }
  });

  it('with every batch merged twice, and once more much later, decide the same', async () => {
    const records = await attackRecords();
    const expected = toLines((await runRecords(records)).decisions);
    const mergeTwice = (stores: Stores): Stores => {
      const merge = stores.counters.merge.bind(stores.counters);
      const past: Parameters<typeof merge>[0][] = [];
      stores.counters.merge = async (deltas) => {
        await merge(deltas);
        await merge(deltas);
        past.push(deltas);
        const old = past.length > 200 ? past.shift() : undefined;
        if (old !== undefined) await merge(old);
      };
      return stores;
    };
    const { decisions } = await runRecords(records, { chunkSize: 100, wrapStores: mergeTwice });
    expect(toLines(decisions)).toEqual(expected);
  });
});
