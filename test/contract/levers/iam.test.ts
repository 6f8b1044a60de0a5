import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDenyList } from '../../../lib/adapters/aws/deny-list.ts';
import { CountryRules } from '../../../lib/adapters/aws/levers/country-rules.ts';
import { COUNTRY_RULES_IAM } from '../../../lib/adapters/aws/levers/country-rules-iam.ts';
import type { IamStatement } from '../../../lib/adapters/aws/levers/iam-statement.ts';
import {
  DENY_LIST_IAM,
  NUMBER_RANGES_IAM,
} from '../../../lib/adapters/aws/levers/number-ranges-iam.ts';
import { SPEND_LIMIT_IAM } from '../../../lib/adapters/aws/levers/spend-limit-iam.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { type AwsWorld, openAwsWorld } from './aws-world.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

/** Notes each operation that a client sends, as IAM names it. */
const record = (
  client: { readonly middlewareStack: { add: (...args: never[]) => void } },
  service: string,
  called: Set<string>,
): void => {
  const note =
    (next: (args: unknown) => Promise<unknown>, context: { commandName?: string }) =>
    async (args: unknown) => {
      called.add(`${service}:${String(context.commandName).replace(/Command$/, '')}`);
      return next(args);
    };
  client.middlewareStack.add(note as never, { step: 'initialize' } as never);
};

const callsOf = async (use: (world: AwsWorld) => Promise<void>): Promise<string[]> => {
  const world = await openAwsWorld(db);
  const called = new Set<string>();
  record(world.clients.sns, 'sns', called);
  record(world.clients.protect, 'sms-voice', called);
  record(world.clients.cloudWatch, 'cloudwatch', called);
  record(world.dynamo, 'dynamodb', called);
  world.standIn.account.send('TJ', 1);
  try {
    await use(world);
  } finally {
    await world.close();
  }
  return [...called].sort();
};

/** What is allowed directly; what another service calls for us cannot be seen here. */
const allowedBy = (statements: readonly IamStatement[]): string[] =>
  statements
    .filter(({ conditions }) => conditions === undefined)
    .flatMap(({ actions }) => actions)
    .sort();

const ADAPTERS: readonly (readonly [
  string,
  readonly IamStatement[],
  (world: AwsWorld) => Promise<void>,
])[] = [
  [
    'the spend limit',
    SPEND_LIMIT_IAM,
    async ({ levers }) => {
      await levers.readSpendLimit();
      await levers.writeSpendLimit(100);
    },
  ],
  [
    'country rules',
    COUNTRY_RULES_IAM,
    async ({ levers, clients, clock }) => {
      await levers.writeCountryRule('TJ', 'BLOCK');
      await levers.readCountryRule('TJ');
      await new CountryRules({ client: clients.protect, clock }).readAll();
    },
  ],
  [
    'number ranges',
    NUMBER_RANGES_IAM,
    async ({ levers }) => {
      await levers.writeNumberRange('+99290123', NOW_MS + minutes(30));
      await levers.readNumberRange('+99290123');
      await levers.writeNumberRange('+99290123', null);
    },
  ],
  [
    'the deny list',
    DENY_LIST_IAM,
    async ({ dynamo, tableName, clock }) => {
      await createDenyList({ client: dynamo, tableName, clock }).check('+992901234567');
    },
  ],
];

for (const [name, statements, use] of ADAPTERS)
  it(`${name}: the statement allows every operation that is called, and no other`, async () => {
    expect(allowedBy(statements)).toEqual(await callsOf(use));
  });

it('every statement has a resource without a hole, and a reason', () => {
  for (const [, statements] of ADAPTERS)
    for (const { resources, why, sid } of statements) {
      expect(sid).toMatch(/^[A-Za-z0-9]+$/);
      expect(why.length).toBeGreaterThan(10);
      for (const resource of resources)
        expect(resource).toMatch(
          /^(?:\*|arn:\$\{Partition\}:[a-z-]+:\$\{Region\}:\$\{Account\}:[a-z-]+\/(?:\*|\$\{TableName\}))$/,
        );
    }
});

it('docs/levers.md names every action', () => {
  const page = readFileSync(new URL('../../../docs/levers.md', import.meta.url), 'utf8');
  const actions = ADAPTERS.flatMap(([, statements]) => statements).flatMap((each) => each.actions);
  expect(actions.filter((action) => !page.includes(`\`${action}\``))).toEqual([]);
});
