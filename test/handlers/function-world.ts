import '../contract/counter-store/quiet-sdk.ts';
import { paginateScan, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { countersTable } from '../../lib/adapters/aws/dynamodb-table.ts';
import { incidentsTable } from '../../lib/adapters/aws/incidents-table.ts';
import { numberRangesTable } from '../../lib/adapters/aws/number-range-table.ts';
import {
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import { ParameterStore } from '../../lib/adapters/aws/parameter-store.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { openStandIn, type StandInWorld } from '../aws/stand-in-clients.ts';

export const LOG_GROUP = 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';
export const TOPIC_ARN = 'arn:aws:sns:eu-central-1:123456789012:sms-pumping';
const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:hash-key';
const TABLES = { counters: 'counters', incidents: 'incidents', numberRanges: 'number-ranges' };

type Item = Record<string, AttributeValue>;

/** Equal where nothing was written in between. */
const fingerprint = (item: Item): string => sha256Hex(JSON.stringify(item));

/** An account as the functions find it: tables, secret, parameters, log groups and topic, and their environment. */
export interface FunctionWorld extends StandInWorld {
  readonly db: EmbeddedDynamoDb;
  readonly parameters: ParameterStore;
  readonly environment: Readonly<Record<string, string>>;
  /** What was written to standard output and error since the last time, as JSON values. */
  printed(): readonly Record<string, unknown>[];
  /** The items of a table. */
  itemsOf(table: keyof typeof TABLES): Promise<readonly Item[]>;
  /** A batch of the stream of a table: what was written since the last time, keys only. */
  streamOf(table: keyof typeof TABLES): Promise<unknown>;
}

/** Opens it, and points the SDK's clients of this process at it. */
export const openFunctionWorld = async (): Promise<FunctionWorld> => {
  const db = await startEmbeddedDynamoDb([
    countersTable(TABLES.counters),
    incidentsTable(TABLES.incidents),
    numberRangesTable(TABLES.numberRanges),
  ]);
  const world = await openStandIn({ metricLagMs: 0 });
  const { account, endpoint } = world.standIn;
  account.secrets.set(SECRET_ARN, 'k'.repeat(64));
  account.topics.add(TOPIC_ARN);
  for (const name of [LOG_GROUP, `${LOG_GROUP}/Failure`]) account.logGroups.set(name, []);
  const forSdk = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: db.endpoint,
  };
  for (const [name, value] of Object.entries(forSdk)) vi.stubEnv(name, value);
  const itemsOf = async (table: keyof typeof TABLES): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan(
      { client: db.client },
      { TableName: TABLES[table] },
    ))
      items.push(...Items);
    return items;
  };
  const seen = new Map<string, ReadonlyMap<string, string>>();
  let lines = '';
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      lines += String(text);
      return true;
    }),
  );
  return {
    ...world,
    db,
    parameters: new ParameterStore(world.ssm, 'default'),
    environment: {
      SMS_PUMPING_INSTANCE: 'default',
      SMS_PUMPING_COUNTERS_TABLE_NAME: TABLES.counters,
      SMS_PUMPING_INCIDENTS_TABLE_NAME: TABLES.incidents,
      SMS_PUMPING_NUMBER_RANGES_TABLE_NAME: TABLES.numberRanges,
      SMS_PUMPING_HASH_KEY_SECRET_ARN: SECRET_ARN,
      SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON: JSON.stringify([LOG_GROUP, `${LOG_GROUP}/Failure`]),
      SMS_PUMPING_FOLLOW_SPEND_LIMIT: 'true',
      SMS_PUMPING_TOPIC_ARN: TOPIC_ARN,
      SMS_PUMPING_EVENT_BUS_NAME: 'default',
    },
    printed: () => {
      const printed = lines.split('\n').filter((line) => line.startsWith('{'));
      lines = '';
      return printed.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    itemsOf,
    streamOf: async (table) => {
      const before = seen.get(table);
      const now = new Map(
        (await itemsOf(table)).map((item) => [`${item['pk']?.S} ${item['sk']?.S}`, item]),
      );
      seen.set(table, new Map([...now].map(([key, item]) => [key, fingerprint(item)])));
      const Records = [...now]
        .filter(([key, item]) => before?.get(key) !== fingerprint(item))
        .map(([key, { pk, sk }]) => ({
          eventName: before?.has(key) === true ? 'MODIFY' : 'INSERT',
          eventSource: 'aws:dynamodb',
          dynamodb: { Keys: { pk, sk } },
        }));
      return { Records };
    },
    close: async () => {
      for (const spy of spies) spy.mockRestore();
      vi.unstubAllEnvs();
      await world.close();
      await db.close();
    },
  };
};

/** Values of a metric in printed lines: those without a country, or of one. */
export const metricOf = (
  printed: readonly Record<string, unknown>[],
  name: string,
  country?: string,
): readonly number[] =>
  printed
    .filter((line) => '_aws' in line && name in line && line['Country'] === country)
    .flatMap((line) => line[name] as number | readonly number[]);
