/**
 * How much the `ingest` stage costs over its floor. The floor is what nobody can save: base64,
 * gunzip, JSON.parse of the envelope and of every message in it. Both are measured in one run, by
 * turns, so that a busy machine slows both.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { decodeAwsLogs } from '../../lib/adapters/decode-awslogs.ts';
import { decodeSubscription } from '../../lib/core/ingest/decode-subscription.ts';
import { createIngest, type Ingest } from '../../lib/core/ingest/ingest.ts';
import { formatIso } from '../../lib/core/time.ts';

const MESSAGE_BYTES = 448;
const BATCH_EVENTS = 1_000;
const START_MS = 1_788_220_800_000;

/** mulberry32: a small seeded generator, so that every run measures the same data. */
const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Share of the traffic, start of the number, random digits after it, carrier, price. */
const ROUTES = [
  [0.35, '+1', 10, 310, 410, 0.00645],
  [0.2, '+55119', 8, 724, 5, 0.0336],
  [0.15, '+4477', 8, 234, 15, 0.04],
  [0.1, '+49151', 8, 262, 1, 0.075],
  [0.1, '+9198', 8, 404, 45, 0.0023],
  [0.05, '+7701', 7, 401, 2, 0.11],
  // The dense range that pumping looks like.
  [0.05, '+992901234', 3, 436, 4, 0.218],
] as const;

const toHex8 = (fraction: number): string =>
  Math.floor(fraction * 2 ** 32)
    .toString(16)
    .padStart(8, '0');

const buildMessage = (random: () => number, sentAtMs: number): string => {
  const hex8 = (): string => toHex8(random());
  let dice = random();
  const route =
    ROUTES.find(([share]) => {
      dice -= share;
      return dice < 0;
    }) ?? ROUTES[0];
  const [, prefix, digits, mcc, mnc, priceInUSD] = route;
  const smallest = 2 * 10 ** (digits - 1);
  const subscriber = smallest + Math.floor(random() * 4 * smallest);
  const destination = `${prefix}${subscriber}`;
  const isFailure = random() < 0.12;
  const notification = {
    messageId: `${hex8()}-${hex8().slice(4)}-5${hex8().slice(5)}-a${hex8().slice(5)}-${hex8()}${hex8().slice(4)}`,
    timestamp: formatIso(sentAtMs).replace('T', ' ').replace('Z', ''),
  };
  const delivery = {
    ...(isFailure ? {} : { phoneCarrier: 'Example Mobile' }),
    mnc: isFailure ? 0 : mnc,
    numberOfMessageParts: 1,
    destination,
    priceInUSD,
    smsType: 'Transactional',
    mcc: isFailure ? 0 : mcc,
    providerResponse: isFailure
      ? 'Unknown error attempting to reach phone'
      : 'Message has been accepted by phone carrier',
    dwellTimeMs: Math.floor(random() * 2_000),
    dwellTimeMsUntilDeviceAck: Math.floor(random() * 4_000),
  };
  const status = isFailure ? 'FAILURE' : 'SUCCESS';
  const bare = JSON.stringify({ notification, delivery, status });
  const padding = 'x'.repeat(Math.max(0, MESSAGE_BYTES - bare.length - '"sender":"",'.length));
  return JSON.stringify({ notification, delivery: { sender: padding, ...delivery }, status });
};

/** Events as CloudWatch Logs hands them to a function, the data as base64 of gzip. */
export const buildBatches = (
  count: number,
  seed: number,
): readonly { awslogs: { data: string } }[] => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, batch) => {
    const logEvents = Array.from({ length: BATCH_EVENTS }, (_, index) => {
      const sentAtMs = START_MS + batch * 1_000 + index;
      return {
        id: `3${String(batch).padStart(25, '0')}${String(index).padStart(30, '0')}`,
        timestamp: sentAtMs + 1_500,
        message: buildMessage(random, sentAtMs),
      };
    });
    const payload = {
      messageType: 'DATA_MESSAGE',
      owner: '123456789012',
      logGroup: 'sns/us-east-1/123456789012/DirectPublishToPhoneNumber',
      logStream: 'b7c2a0d4-0001',
      subscriptionFilters: ['sms-pumping-detector'],
      logEvents,
    };
    return { awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } };
  });
};

const runFloor = (batch: { awslogs: { data: string } }): number => {
  const envelope = JSON.parse(gunzipSync(Buffer.from(batch.awslogs.data, 'base64')).toString()) as {
    logEvents: { message: string }[];
  };
  let objects = 0;
  for (const { message } of envelope.logEvents)
    if (typeof JSON.parse(message) === 'object') objects += 1;
  return objects;
};

const runIngest = (batch: unknown, ingest: Ingest): number => {
  const decoded = decodeAwsLogs(batch);
  if (!decoded.ok) throw new Error(decoded.detail);
  const subscription = decodeSubscription(decoded.payload);
  if (!subscription.ok) throw new Error(subscription.detail);
  let events = 0;
  for (const record of subscription.records) if (ingest.record(record).ok) events += 1;
  return events;
};

export interface IngestFloorResult {
  readonly floorEventsPerSecond: number;
  readonly ingestEventsPerSecond: number;
  /** Time of ingest divided by time of the floor. */
  readonly timeRatio: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Medians over `rounds` batches of 1,000 events each, after a tenth of them as warm-up. */
export const measureIngestFloor = (rounds = 200): IngestFloorResult => {
  const ingest = createIngest(createIngestTools(new Uint8Array(32).fill(7)));
  const warmUpRounds = Math.ceil(rounds / 10);
  const floorMs: number[] = [];
  const ingestMs: number[] = [];
  for (const [round, batch] of buildBatches(rounds + warmUpRounds, 1).entries()) {
    const start = performance.now();
    const objects = runFloor(batch);
    const middle = performance.now();
    const events = runIngest(batch, ingest);
    const end = performance.now();
    if (objects !== BATCH_EVENTS || events !== BATCH_EVENTS)
      throw new Error(`Only ${events} of ${objects} events were accepted`);
    if (round < warmUpRounds) continue;
    floorMs.push(middle - start);
    ingestMs.push(end - middle);
  }
  const perSecond = (ms: readonly number[]): number => (BATCH_EVENTS / median(ms)) * 1_000;
  return {
    floorEventsPerSecond: perSecond(floorMs),
    ingestEventsPerSecond: perSecond(ingestMs),
    timeRatio: median(ingestMs) / median(floorMs),
  };
};
