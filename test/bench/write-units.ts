/**
 * What counting costs in DynamoDB, in write request units for one SMS or one verification: measured
 * on an embedded table, and computed a second time from the size of every item written.
 *
 * One unit writes up to 1 KB of the item that results:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
import {
  type BatchWriteItemCommandInput,
  type BatchWriteItemCommandOutput,
  type ConsumedCapacity,
  type DynamoDBClient,
  ScanCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { DynamoDbCounterStore } from '../../lib/adapters/aws/dynamodb-counter-store.ts';
import { countersTable } from '../../lib/adapters/aws/dynamodb-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import type { MinuteSlot } from '../../lib/core/count/observations.ts';
import { type Item, itemBytes } from './item-bytes.ts';
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../lib/core/time.ts';

export interface WriteUnits {
  readonly traffic: string;
  readonly events: number;
  /** Calls of `merge`. */
  readonly batches: number;
  /** Units as the table reports them, for minutes and for active keys, over the events. */
  readonly unitsPerEvent: number;
  /** The same from ceil(item size / 1 KB) of every write. Must agree. */
  readonly computedUnitsPerEvent: number;
  /** Of the items of minutes. */
  readonly items: number;
  readonly meanItemBytes: number;
  readonly maxItemBytes: number;
}

const unitsOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024));

/** Sums what the client's writes cost, by the table's word and by the sizes of items kept alongside. */
class Meter {
  reported = 0;
  computed = 0;
  /** Size of every minute's item so far, and the sets and observations in it. */
  readonly #minutes = new Map<string, { bytes: number; readonly contents: Set<string> }>();

  watch(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'UpdateItemCommand') {
          const result = await next(args);
          this.#addUpdate(args.input as UpdateItemCommandInput);
          this.#addReported([(result.output as UpdateItemCommandOutput).ConsumedCapacity]);
          return result;
        }
        if (context.commandName === 'BatchWriteItemCommand') {
          const input = args.input as BatchWriteItemCommandInput;
          const result = await next({
            ...args,
            input: { ...input, ReturnConsumedCapacity: 'TOTAL' },
          });
          for (const request of Object.values(input.RequestItems ?? {}).flat())
            this.computed += unitsOf(itemBytes(request.PutRequest?.Item ?? {}));
          this.#addReported((result.output as BatchWriteItemCommandOutput).ConsumedCapacity ?? []);
          return result;
        }
        return next(args);
      },
      { step: 'initialize' },
    );
  }

  #addReported(consumed: readonly (ConsumedCapacity | undefined)[]): void {
    for (const each of consumed) this.reported += each?.CapacityUnits ?? Number.NaN;
  }

  #addUpdate({ TableName, Key, ExpressionAttributeValues }: UpdateItemCommandInput): void {
    const { ':e': expiry, ...sets } = ExpressionAttributeValues ?? {};
    const id = JSON.stringify([TableName, Key]);
    let minute = this.#minutes.get(id);
    if (minute === undefined) {
      const bytes = itemBytes({ ...Key, ...(expiry && { expiresAtEpochSeconds: expiry }) });
      this.#minutes.set(id, (minute = { bytes, contents: new Set() }));
    }
    for (const [name, value] of Object.entries(sets)) {
      if (!minute.contents.has(name)) minute.bytes += 1;
      minute.contents.add(name);
      for (const member of value.BS ?? []) {
        const observation = `${name} ${Buffer.from(member).toString('hex')}`;
        if (!minute.contents.has(observation)) minute.bytes += member.byteLength;
        minute.contents.add(observation);
      }
    }
    this.computed += unitsOf(minute.bytes);
  }
}

/** The same numbers on every run. Mulberry32. */
const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

interface Event {
  readonly atMs: number;
  readonly country: string;
  readonly kind: 'send' | 'verification';
}

const NO_WORDS = new Uint32Array(0);

/** One batch as ingest would sum it. */
const toDeltas = (batch: readonly Event[], random: () => number): MinuteSlot[] => {
  const slots = new Map<string, { key: string; startMs: number; s: number[]; v: number[] }>();
  for (const event of batch) {
    const startMs = floorTo(event.atMs, MINUTE_MS);
    const id = `${startMs} ${event.country}`;
    let slot = slots.get(id);
    if (slot === undefined)
      slots.set(id, (slot = { key: `country/${event.country}`, startMs, s: [], v: [] }));
    const words = event.kind === 'send' ? slot.s : slot.v;
    for (let word = 0; word < 4; word++) words.push(Math.floor(random() * 2 ** 32));
  }
  return [...slots.values()].map(({ key, startMs, s, v }) => ({
    key,
    startMs,
    sends: Uint32Array.from(s),
    verifications: Uint32Array.from(v),
    auths: NO_WORDS,
  }));
};

interface Traffic {
  readonly name: string;
  readonly events: readonly Event[];
  /** How the events are cut into batches. */
  readonly batches: (events: readonly Event[]) => Event[][];
  /** Batches after which the process is replaced and has forgotten what it wrote. */
  readonly processLifeBatches: number;
}

const START_MS = Date.UTC(2026, 8, 11);
const COUNTRIES = ['DE', 'DE', 'DE', 'DE', 'DE', 'FR', 'FR', 'GB', 'US', 'TR', 'IN', 'TJ'];

const everySeconds =
  (seconds: number) =>
  (events: readonly Event[]): Event[][] => {
    const batches = new Map<number, Event[]>();
    for (const event of events) {
      const atMs = floorTo(event.atMs, seconds * SECOND_MS);
      batches.set(atMs, [...(batches.get(atMs) ?? []), event]);
    }
    return [...batches.values()];
  };
const every =
  (count: number) =>
  (events: readonly Event[]): Event[][] =>
    Array.from({ length: Math.ceil(events.length / count) }, (_, index) =>
      events.slice(index * count, (index + 1) * count),
    );

/** `count` events at random moments of `durationMs`, ascending. */
const spread = (
  count: number,
  durationMs: number,
  kind: Event['kind'],
  countries: readonly string[],
  random: () => number,
): Event[] =>
  Array.from({ length: count }, () => ({
    atMs: START_MS + Math.floor(random() * durationMs),
    country: countries[Math.floor(random() * countries.length)] ?? 'DE',
    kind,
  })).sort((a, b) => a.atMs - b.atMs);

const traffics = (random: () => number): Traffic[] => {
  const quiet = (kind: Event['kind'], count: number): Event[] =>
    spread(count, DAY_MS, kind, COUNTRIES, random);
  const service = (perMinute: number, kind: Event['kind']): Event[] =>
    spread(perMinute * 60, HOUR_MS, kind, COUNTRIES, random);
  const burst = (count: number, durationMs: number): Event[] =>
    spread(count, durationMs, 'send', ['TJ'], random);
  return [
    {
      name: 'quiet, 300 SMS a day, one a batch, a new process each time',
      events: quiet('send', 300),
      batches: every(1),
      processLifeBatches: 1,
    },
    {
      name: 'quiet, 300 SMS a day, one a batch, processes live for 20 batches',
      events: quiet('send', 300),
      batches: every(1),
      processLifeBatches: 20,
    },
    {
      name: 'quiet, 300 verifications a day, one a batch, processes live for 20 batches',
      events: quiet('verification', 300),
      batches: every(1),
      processLifeBatches: 20,
    },
    {
      name: 'small service, 10 SMS a minute to 7 countries, 10 s batches',
      events: service(10, 'send'),
      batches: everySeconds(10),
      processLifeBatches: 360,
    },
    {
      name: 'mid service, 120 SMS a minute to 7 countries, 10 s batches',
      events: service(120, 'send'),
      batches: everySeconds(10),
      processLifeBatches: 360,
    },
    {
      name: 'mid service, 120 verifications a minute, 10 s batches',
      events: service(120, 'verification'),
      batches: everySeconds(10),
      processLifeBatches: 360,
    },
    {
      name: 'burst, 13,000 SMS in 3 h to one country, 10 s batches',
      events: burst(13_000, 3 * HOUR_MS),
      batches: everySeconds(10),
      processLifeBatches: 360,
    },
    {
      name: 'burst, 100 SMS a second to one country for 3 min, batches of 200',
      events: burst(18_000, 3 * MINUTE_MS),
      batches: every(200),
      processLifeBatches: 360,
    },
    {
      name: 'burst, 100 SMS a second to one country for 3 min, batches of 20 over 10 processes',
      events: burst(18_000, 3 * MINUTE_MS),
      batches: every(20),
      processLifeBatches: 90,
    },
    {
      name: 'worst case, 25 SMS a second to one country for 1 min, one a batch',
      events: burst(1_500, MINUTE_MS),
      batches: every(1),
      processLifeBatches: 150,
    },
  ];
};

const measure = async (
  db: EmbeddedDynamoDb,
  traffic: Traffic,
  tableName: string,
  meter: Meter,
  random: () => number,
): Promise<WriteUnits> => {
  await db.createTable(countersTable(tableName));
  const [reported, computed] = [meter.reported, meter.computed];
  const newProcess = (): DynamoDbCounterStore =>
    new DynamoDbCounterStore({ client: db.client, tableName, clock: { nowMs: () => START_MS } });
  let store = newProcess();
  const batches = traffic.batches(traffic.events);
  for (const [index, batch] of batches.entries()) {
    if (index > 0 && index % traffic.processLifeBatches === 0) store = newProcess();
    await store.merge(toDeltas(batch, random));
  }
  const sizes: number[] = [];
  let after: Item | undefined;
  do {
    const page = await db.client.send(
      new ScanCommand({ TableName: tableName, ...(after && { ExclusiveStartKey: after }) }),
    );
    for (const item of page.Items ?? [])
      if (item['sk']?.S?.startsWith('m#') === true) sizes.push(itemBytes(item));
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
  const events = traffic.events.length;
  return {
    traffic: traffic.name,
    events,
    batches: batches.length,
    unitsPerEvent: (meter.reported - reported) / events,
    computedUnitsPerEvent: (meter.computed - computed) / events,
    items: sizes.length,
    meanItemBytes: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    maxItemBytes: sizes.reduce((max, size) => Math.max(max, size), 0),
  };
};

/**
 * Write units per event for quiet traffic, for a small and a middling service and for bursts.
 * Takes some ten seconds; with `maxEvents`, only the first so many events of each.
 */
export const measureWriteUnits = async (maxEvents = Infinity): Promise<WriteUnits[]> => {
  const db = await startEmbeddedDynamoDb();
  const meter = new Meter();
  meter.watch(db.client);
  const random = seededRandom(20_260_911);
  try {
    const rows: WriteUnits[] = [];
    for (const [index, traffic] of traffics(random).entries()) {
      const first = { ...traffic, events: traffic.events.slice(0, maxEvents) };
      rows.push(await measure(db, first, `counters-${index}`, meter, random));
    }
    return rows;
  } finally {
    await db.close();
  }
};
