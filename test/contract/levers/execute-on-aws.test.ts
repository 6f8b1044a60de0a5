import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../../lib/adapters/local/embedded-dynamodb.ts';
import type { FaultKind } from '../../../lib/adapters/local/aws-stand-in/faults.ts';
import { MemoryAuditLog } from '../../../lib/adapters/local/memory-audit-log.ts';
import type { PlannedAction } from '../../../lib/core/respond/plan.ts';
import { minutes, NOW_MS, settingsWith } from '../../unit/decide/fixtures.ts';
import { executePlan, restoreActions } from '../../unit/respond/fixtures.ts';
import { type AwsWorld, openAwsWorld } from './aws-world.ts';

let db: EmbeddedDynamoDb;
beforeAll(async () => {
  db = await startEmbeddedDynamoDb();
});
afterAll(() => db.close());

const TARGETS = [
  ['block-country', { country: 'TJ' }],
  ['block-number-range', { country: 'UZ', prefix: '+99890123' }],
  ['lower-spend-limit', { limitUsd: 140, monthToDateUsd: 90 }],
] as const;
const PLAN: readonly PlannedAction[] = TARGETS.map(([kind, target]) => ({
  kind,
  target,
  expiresAtMs: NOW_MS + minutes(30),
  quietMs: minutes(30),
  step: 0,
  skip: null,
}));
const contextOf = ({ levers, clock }: AwsWorld) => ({
  levers,
  audit: new MemoryAuditLog({ clock }),
  settings: settingsWith({ mode: 'enforce' }),
  mode: 'enforce' as const,
  atMs: NOW_MS,
  giveUpAtMs: -Infinity,
  incidentId: 'inc_1',
  held: [],
  others: [],
});
const valuesOf = async ({ levers }: AwsWorld) => [
  await levers.readCountryRule('TJ'),
  await levers.readNumberRange('+99890123'),
  await levers.readSpendLimitUsd(),
];
const WRITES = ['UpdateProtectConfigurationCountryRuleSet', 'SetSMSAttributes'];

const withWorld = async (test: (world: AwsWorld) => Promise<void>): Promise<void> => {
  const world = await openAwsWorld(db, { spendLimitUsd: 500 });
  world.standIn.account.send('DE', 90);
  try {
    await test(world);
  } finally {
    await world.close();
  }
};

describe('a plan that is executed on the levers of AWS', () => {
  it('moves each, and puts each back to what it was', () =>
    withWorld(async (world) => {
      const { actions, active } = await executePlan(PLAN, contextOf(world));
      expect(actions.map(({ outcome, previous }) => [outcome, previous])).toEqual([
        ['applied', 'ALLOW'],
        ['applied', null],
        ['applied', 500],
      ]);
      expect(await valuesOf(world)).toEqual(['BLOCK', 'BLOCK', 140]);
      const restored = await restoreActions(active, contextOf(world));
      expect(restored.actions.map(({ outcome }) => outcome)).toEqual(TARGETS.map(() => 'applied'));
      expect(await valuesOf(world)).toEqual(['ALLOW', null, 500]);
    }));

  for (const kind of ['answer-lost', 'malformed'] as const satisfies readonly FaultKind[])
    it(`${kind} after every write: each change is known to be made, and can be put back`, () =>
      withWorld(async (world) => {
        for (const operation of WRITES) world.standIn.faults.inject(operation, kind, Infinity);
        const { actions, active } = await executePlan(PLAN, contextOf(world));
        expect(actions.map(({ outcome }) => outcome)).toEqual(TARGETS.map(() => 'applied'));
        await restoreActions(active, contextOf(world));
        expect(await valuesOf(world)).toEqual(['ALLOW', null, 500]);
      }));

  for (const kind of ['throttle', 'access-denied', 'server-error', 'no-answer'] as const)
    it(`${kind} at every write: what failed says so and is not held, the others go on`, () =>
      withWorld(async (world) => {
        for (const operation of WRITES) world.standIn.faults.inject(operation, kind, Infinity);
        const { actions, active } = await executePlan(PLAN, contextOf(world));
        expect(actions.map(({ outcome }) => outcome)).toEqual(['failed', 'applied', 'failed']);
        expect(actions[0]?.reason).toMatch(/^sms-voice:UpdateProtect\w+ failed: /);
        expect(active.map((action) => action.kind)).toEqual(['block-number-range']);
        expect(await valuesOf(world)).toEqual(['ALLOW', 'BLOCK', 500]);
      }));
});
