import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ArrivedRecord, RejectedRecord } from '../../../lib/replay/input/arrived-record.ts';
import {
  openReplayInput,
  type ReplayInputOptions,
  type ReplayInputStats,
} from '../../../lib/replay/input/open-replay-input.ts';

export interface Outcome {
  readonly records: readonly ArrivedRecord[];
  readonly rejects: readonly RejectedRecord[];
  readonly stats: ReplayInputStats;
}

/** Reads everything that the paths hold. */
export const readAll = async (
  paths: readonly string[],
  options: Partial<ReplayInputOptions> = {},
): Promise<Outcome> => {
  const rejects: RejectedRecord[] = [];
  const input = await openReplayInput(paths, {
    onReject: (rejected) => rejects.push(rejected),
    ...options,
  });
  const records: ArrivedRecord[] = [];
  for await (const chunk of input.records()) records.push(...chunk);
  return { records, rejects, stats: input.stats() };
};

/** Writes files into a new directory, hands its path on and deletes it in the end. */
export const withFiles = async <Result>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (directory: string) => Promise<Result>,
): Promise<Result> => {
  const directory = mkdtempSync(join(tmpdir(), 'replay-input-test-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** Reads one file of that content. */
export const readContent = (
  content: string | Buffer,
  options: Partial<ReplayInputOptions> = {},
): Promise<Outcome> => withFiles({ input: content }, (directory) => readAll([directory], options));

/** Reads standard input that comes in pieces of that many bytes. */
export const readStdin = (
  content: string | Buffer,
  pieceBytes: number,
  options: Partial<ReplayInputOptions> = {},
): Promise<Outcome> => {
  const bytes = Buffer.from(content);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  return readAll(['-'], { stdin: Readable.from(pieces, { objectMode: true }), ...options });
};

export interface TestEvent {
  readonly timestamp: number;
  readonly ingestionTime?: number;
  readonly message: string;
}

export const START_MS = Date.UTC(2026, 8, 1);

/** Distinct events in order of arrival; the messages hold what JSON has to escape. */
export const makeEvents = (count: number): readonly TestEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    timestamp: START_MS + index * 1_000,
    ingestionTime: START_MS + index * 1_000 + 400,
    message: JSON.stringify({ notification: { messageId: `m-${index}` }, text: 'a "b" \\ {[' }),
  }));

export const logEventLine = (event: TestEvent): string =>
  JSON.stringify({ logGroup: 'sns/us-east-1/1/Direct', logStream: 's', id: '1', ...event });

export const ndjson = (events: readonly TestEvent[]): string =>
  events.map((event) => `${logEventLine(event)}\n`).join('');

export const filterOutput = (events: readonly TestEvent[], indent?: number): string =>
  JSON.stringify(
    {
      searchedLogStreams: [{ logStreamName: 's', searchedCompletely: true }],
      events: events.map((event) => ({ logStreamName: 's', ...event, eventId: '1' })),
      nextToken: 'x',
    },
    null,
    indent,
  );

export const payload = (events: readonly TestEvent[], indent?: number): string =>
  JSON.stringify(
    {
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: 'g',
      logStream: 's',
      subscriptionFilters: ['f'],
      logEvents: events.map(({ timestamp, message }) => ({ id: '1', timestamp, message })),
    },
    null,
    indent,
  );

export const s3Export = (events: readonly TestEvent[]): string =>
  events
    .map(({ timestamp, message }) => `${new Date(timestamp).toISOString()} ${message}\n`)
    .join('');

export const USAGE_HEADER =
  'PublishTimeUTC,MessageId,DestinationPhoneNumber,MessageType,DeliveryStatus,PriceInUSD,PartNumber,TotalParts';

/** What the stream should hold for these events, less file and line. */
export const arrivals = (events: readonly TestEvent[]): readonly (readonly [number, string])[] =>
  events.map(({ timestamp, ingestionTime, message }) => [ingestionTime ?? timestamp, message]);

export const withoutIngestion = (events: readonly TestEvent[]): readonly TestEvent[] =>
  events.map(({ timestamp, message }) => ({ timestamp, message }));

export const arrivalsOf = (
  records: readonly ArrivedRecord[],
): readonly (readonly [number, string])[] =>
  records.map((record) => [
    record.arrivedAtMs,
    record.source === 'log-event' ? record.record.message : JSON.stringify(record.row),
  ]);
