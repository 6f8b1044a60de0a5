import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import type { CountryRule } from '../../../lib/core/respond/levers.ts';
import { minutes, NOW_MS } from '../../unit/decide/fixtures.ts';
import { type AwsWorld, openAwsWorld } from './aws-world.ts';
import { describeLevers, OWNER_LIMIT_USD } from './levers-contract.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

const FAST = { burst: 1e6, perSecond: 1e6 };
const NEVER_THROTTLED = {
  CreateProtectConfiguration: FAST,
  SetAccountDefaultProtectConfiguration: FAST,
  UpdateProtectConfigurationCountryRuleSet: FAST,
};

describeLevers('AWS', async () => {
  const world = await openAwsWorld(db, {
    spendLimitUsd: OWNER_LIMIT_USD,
    rates: NEVER_THROTTLED,
  });
  return {
    levers: world.levers,
    clock: world.clock,
    spend: (usd) => void world.standIn.account.send('TJ', usd),
    close: () => world.close(),
  };
});

const withWorld = async (
  test: (world: AwsWorld) => Promise<void>,
  options: Parameters<typeof openAwsWorld>[1] = {},
): Promise<void> => {
  const world = await openAwsWorld(db, options);
  try {
    await test(world);
    expect(world.standIn.unknownOperations).toEqual([]);
  } finally {
    await world.close();
  }
};
const operationsOf = ({ standIn }: AwsWorld): string[] =>
  standIn.requests.map(({ operation }) => operation);

describe('AWS: the account-default Protect configuration', () => {
  it('is edited where there is one: the rules of others stay, and nothing is created', () =>
    withWorld(async ({ levers, standIn, ...world }) => {
      const { protect } = standIn.account;
      const theirs = protect.create(null, true);
      protect.create(null, false);
      protect.accountDefaultId = theirs.id;
      protect.setRule(theirs.id, 'SMS', 'NP', 'BLOCK');
      protect.setRule(theirs.id, 'VOICE', 'TJ', 'BLOCK');
      expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
      expect(await levers.readCountryRule('NP')).toBe('BLOCK');
      await levers.writeCountryRule('TJ', 'FILTER');
      expect(Object.fromEntries(protect.rulesOf(theirs, 'SMS'))).toEqual({
        NP: 'BLOCK',
        TJ: 'FILTER',
      });
      expect(Object.fromEntries(protect.rulesOf(theirs, 'VOICE'))).toEqual({ TJ: 'BLOCK' });
      expect(protect.all.size).toBe(2);
      expect(protect.accountDefaultId).toBe(theirs.id);
      expect(operationsOf({ standIn, levers, ...world })).not.toContain(
        'SetAccountDefaultProtectConfiguration',
      );
    }));

  it('is found on a later page, behind pages that are empty', () =>
    withWorld(
      async ({ levers, standIn }) => {
        const { protect } = standIn.account;
        const all = Array.from({ length: 7 }, () => protect.create(null, false));
        protect.accountDefaultId = all.at(-1)?.id ?? null;
        await levers.writeCountryRule('TJ', 'BLOCK');
        expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
        expect(protect.all.size).toBe(7);
      },
      { pageSize: 2 },
    ));

  it('is created where there is none, once, and only to stop something', () =>
    withWorld(async ({ levers, standIn }) => {
      const { protect } = standIn.account;
      await levers.writeCountryRules(
        new Map<string, CountryRule>([
          ['TJ', 'ALLOW'],
          ['UZ', 'ALLOW'],
        ]),
      );
      expect(protect.all.size).toBe(0);
      await levers.writeCountryRule('TJ', 'BLOCK');
      await levers.writeCountryRule('UZ', 'BLOCK');
      expect(protect.all.size).toBe(1);
      expect(protect.accountDefaultId).toBe([...protect.all.keys()][0]);
    }));

  it('that somebody sets while ours is being created is left in place and edited', () =>
    withWorld(async ({ levers, standIn, clients }) => {
      const { protect } = standIn.account;
      clients.protect.middlewareStack.add(
        (next, context) => async (args) => {
          const answer = await next(args);
          if (context.commandName === 'CreateProtectConfigurationCommand')
            protect.accountDefaultId = protect.create('theirs', false).id;
          return answer;
        },
        { step: 'initialize' },
      );
      await levers.writeCountryRule('TJ', 'BLOCK');
      expect(protect.accountDefaultId).toBe(protect.createdBy('theirs')?.id);
      expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
    }));

  it('takes a whole batch in one write', () =>
    withWorld(async (world) => {
      const countries = ['TJ', 'UZ', 'NP', 'KH', 'LA'];
      await world.levers.writeCountryRules(
        new Map(countries.map((country) => [country, 'BLOCK' as const])),
      );
      const writes = operationsOf(world).filter((name) => name.startsWith('Update'));
      expect(writes).toHaveLength(1);
    }));

  it('says which country it refuses, and sets none of the batch', () =>
    withWorld(async ({ levers }) => {
      const batch = new Map([
        ['TJ', 'BLOCK'],
        ['QQ', 'BLOCK'],
      ] as const);
      await expect(levers.writeCountryRules(batch)).rejects.toMatchObject({
        code: 'lever-failed',
        retryable: false,
        message: expect.stringMatching(
          /^sms-voice:UpdateProtectConfigurationCountryRuleSet failed: ValidationException.*QQ is not a supported country.*correct what it names/,
        ),
      });
      expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    }));
});

describe('AWS: the month to date', () => {
  const unknown = { code: 'lever-failed', retryable: true };

  it('is unknown, and not zero, where the metric has no data point, whatever was counted', () =>
    withWorld(async ({ levers }) => {
      await expect(levers.readSpendLimit()).rejects.toMatchObject({
        ...unknown,
        message: expect.stringContaining('what this month has cost is unknown'),
      });
      await expect(levers.readSpendLimit(90)).rejects.toMatchObject(unknown);
      expect(await levers.readSpendLimitUsd()).toBe(1_000);
    }));

  it('is not what a data point of last month says', () =>
    withWorld(async ({ levers, standIn, clock }) => {
      const october = Date.parse('2026-10-01T00:00:00.000Z');
      standIn.account.spend.report(400, october - 1);
      clock.set(october);
      await expect(levers.readSpendLimit()).rejects.toMatchObject(unknown);
      clock.set(october + minutes(10));
      await expect(levers.readSpendLimit()).rejects.toMatchObject(unknown);
      standIn.account.spend.report(0.25, october + minutes(7));
      expect(await levers.readSpendLimit()).toMatchObject({ monthToDateUsd: 0.25 });
    }));

  it('is the newest data point, even where an older one is higher', () =>
    withWorld(async ({ levers, standIn }) => {
      standIn.account.spend.report(400, NOW_MS - minutes(30));
      standIn.account.spend.report(7, NOW_MS - minutes(10));
      standIn.account.spend.report(6, NOW_MS - minutes(20));
      expect(await levers.readSpendLimit()).toMatchObject({ monthToDateUsd: 7 });
    }));

  it('is unknown where the newest data point is three hours old', () =>
    withWorld(async ({ levers, standIn, clock }) => {
      standIn.account.spend.report(7, NOW_MS);
      clock.set(NOW_MS + minutes(180));
      expect(await levers.readSpendLimit()).toMatchObject({ monthToDateUsd: 7 });
      clock.set(NOW_MS + minutes(185));
      await expect(levers.readSpendLimit()).rejects.toMatchObject(unknown);
    }));

  it('lags: what was spent and is not yet metered is taken from the count', () =>
    withWorld(
      async ({ levers, standIn, clock }) => {
        standIn.account.send('TJ', 10);
        clock.set(NOW_MS + minutes(5));
        standIn.account.send('TJ', 80);
        expect(await levers.readSpendLimit()).toMatchObject({
          monthToDateUsd: 10,
          monthToDateFrom: 'account',
        });
        expect(await levers.readSpendLimit(90)).toMatchObject({
          monthToDateUsd: 90,
          monthToDateFrom: 'counted',
        });
      },
      { metricLagMs: minutes(5) },
    ));

  it('is read over all pages', () =>
    withWorld(
      async ({ levers, standIn }) => {
        for (let minute = 0; minute < 60; minute += 5)
          standIn.account.spend.report(60 - minute, NOW_MS - minutes(minute));
        expect(await levers.readSpendLimit()).toMatchObject({ monthToDateUsd: 60 });
      },
      { pageSize: 2 },
    ));
});

describe('AWS: the spend limit', () => {
  it('above the quota is refused and says so', () =>
    withWorld(async ({ levers }) => {
      await expect(levers.writeSpendLimit(1_001)).rejects.toMatchObject({
        retryable: false,
        message: expect.stringMatching(/^sns:SetSMSAttributes failed: .*exceeds the quota of 1000/),
      });
      expect(await levers.readSpendLimitUsd()).toBe(1_000);
    }));

  it('is unknown where the account has none, and the other attributes are never touched', () =>
    withWorld(async ({ levers, standIn }) => {
      standIn.account.smsAttributes.set('DefaultSMSType', 'Transactional');
      await levers.writeSpendLimit(20);
      expect(Object.fromEntries(standIn.account.smsAttributes)).toEqual({
        MonthlySpendLimit: '20',
        DefaultSMSType: 'Transactional',
      });
      standIn.account.smsAttributes.delete('MonthlySpendLimit');
      await expect(levers.readSpendLimitUsd()).rejects.toMatchObject({
        code: 'lever-failed',
        message: expect.stringContaining('the limit in force is unknown'),
      });
    }));
});
