import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDbAuditLog } from '../../../lib/adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../../../lib/adapters/aws/dynamodb-incident-store.ts';
import { incidentsTable } from '../../../lib/adapters/aws/incidents-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import { COMMANDS } from '../../unit/respond/model/commands.ts';
import { expectPeace, settleDown } from '../../unit/respond/model/settle-down.ts';
import { OWNER_LIMIT_USD, World } from '../../unit/respond/model/world.ts';
import { openAwsWorld } from './aws-world.ts';

let db: EmbeddedDynamoDb;
let tables = 0;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

/** Operators share these with the detector here, and must not be throttled for it. */
const FAST = { burst: 1e6, perSecond: 1e6 };
const rates = {
  CreateProtectConfiguration: FAST,
  SetAccountDefaultProtectConfiguration: FAST,
  UpdateProtectConfigurationCountryRuleSet: FAST,
};

describe('whatever is decided, fails, crashes, or is changed by hand in an account', () => {
  it(
    'keeps every rule of the house, and ends with every lever as its owner last set it',
    { timeout: 120_000 },
    () =>
      fc.assert(
        fc.asyncProperty(
          fc.commands(COMMANDS, { maxCommands: 25, size: 'max' }),
          async (commands) => {
            const aws = await openAwsWorld(db, { spendLimitUsd: OWNER_LIMIT_USD, rates });
            const { account } = aws.standIn;
            const tableName = `model-${++tables}`;
            await db.createTable(incidentsTable(tableName));
            const options = { client: aws.dynamo, tableName, clock: aws.clock };
            const world = new World(
              {
                clock: aws.clock,
                levers: aws.levers,
                spend: async (usd) => void account.send('DE', usd),
                monthToDateUsd: async () => account.spend.monthToDateUsd,
              },
              {
                incidents: new DynamoDbIncidentStore(options),
                audit: new DynamoDbAuditLog(options),
              },
            );
            try {
              await world.account.spend(1);
              await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
              await settleDown(world);
              await expectPeace(world);
              expect(aws.standIn.unknownOperations).toEqual([]);
            } finally {
              await aws.close();
            }
          },
        ),
        { numRuns: 10 },
      ),
  );
});
