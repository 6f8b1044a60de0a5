import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbIncidentStore } from '../../lib/adapters/aws/dynamodb-incident-store.ts';
import { moves } from '../../lib/core/respond/plan-step.ts';
import { createRespondFunction } from '../../lambdas/respond/respond-function.ts';
import { decision, incident, minutes, NOW_MS, pendingStep } from '../unit/decide/fixtures.ts';
import { idsAt } from '../unit/respond/pending-world.ts';
import { SCHEDULED } from './envelopes.ts';
import { metricOf, openFunctionWorld, type FunctionWorld } from './function-world.ts';

const BLOCK = {
  kind: 'block-country',
  target: { country: 'TJ' },
  expiresAtMs: NOW_MS + minutes(30),
  quietMs: minutes(30),
  step: 0,
  skip: null,
} as const;

let world: FunctionWorld;
let respond: (event: unknown) => Promise<void>;
beforeEach(async () => {
  world = await openFunctionWorld();
  world.clock.set(NOW_MS);
  await world.parameters.write('mode', 'enforce');
  respond = createRespondFunction(world);
});
afterEach(() => world.close());

/** Leaves a block of Tajikistan pending, as `evaluate` does. */
const leavePending = async (): Promise<void> => {
  const store = new DynamoDbIncidentStore({
    client: world.db.client,
    tableName: 'incidents',
    clock: world.clock,
  });
  const opened = incident({ incidentId: 'inc_1', key: 'country/TJ', version: 1 });
  await store.save(opened, decision({ incidentId: 'inc_1', decisionId: 'dec_1' }));
  const { kind: _, message: __, actions: ___, ...draft } = decision({ incidentId: 'inc_1' });
  const actions = moves([BLOCK], idsAt(NOW_MS));
  const pending = pendingStep({
    actions,
    draft: { ...draft, mode: 'enforce', decisionId: 'dec_2' },
  });
  await store.savePending({ ...opened, pending });
};
const writes = () =>
  world.standIn.requests.filter(
    ({ operation }) => operation === 'UpdateProtectConfigurationCountryRuleSet',
  ).length;
const sums = (name: string, printed = world.printed()) =>
  metricOf(printed, name).reduce((sum, count) => sum + count, 0);

describe('the respond function', () => {
  it('does what is pending, whatever woke it, and tells', async () => {
    await leavePending();
    await respond(await world.streamOf('incidents'));
    const printed = world.printed();
    expect(writes()).toBe(1);
    expect(sums('ActionsApplied', printed)).toBe(1);
    expect(sums('ActionsFailed', printed)).toBe(0);
    expect(printed.filter((line) => 'schema' in line)).toMatchObject([
      { kind: 'contain', actions: [{ kind: 'block-country', outcome: 'applied' }] },
    ]);
    expect(world.standIn.account.published).toHaveLength(1);
  });

  it('does it once, however often it is woken', async () => {
    await leavePending();
    for (const event of [SCHEDULED, SCHEDULED, await world.streamOf('incidents')])
      await respond(event);
    await createRespondFunction(world)(SCHEDULED);
    expect(writes()).toBe(1);
    expect(world.standIn.account.published).toHaveLength(1);
    expect(metricOf(world.printed(), 'RespondHeartbeat')).toEqual([1, 1, 1, 1]);
  });

  it('tells once what a process decided and died before it could tell', async () => {
    const store = new DynamoDbIncidentStore({
      client: world.db.client,
      tableName: 'incidents',
      clock: world.clock,
    });
    const died = decision({ incidentId: 'inc_1', decisionId: 'dec_1' });
    const opened = incident({ incidentId: 'inc_1', key: 'country/TJ', version: 1 });
    await store.save({ ...opened, last: { ...opened.last, decidedAtMs: NOW_MS } }, died);
    for (const minute of [1, 6, 7]) {
      world.clock.set(NOW_MS + minutes(minute));
      await respond(SCHEDULED);
      expect(world.standIn.account.published).toHaveLength(minute === 1 ? 0 : 1);
    }
    expect(world.printed()).toContainEqual(died);
  });

  it('touches nothing once the owner has ended enforcing, and says so', async () => {
    await world.parameters.write('mode', 'monitor');
    await leavePending();
    await respond(SCHEDULED);
    expect(writes()).toBe(0);
    expect(world.standIn.account.published[0]?.message).toContain('enforcing had ended');
  });

  it('tells of a lever that refuses, and moves it no further', async () => {
    await leavePending();
    world.standIn.faults.inject('UpdateProtectConfigurationCountryRuleSet', 'access-denied', 9);
    await respond(SCHEDULED);
    const printed = world.printed();
    expect(sums('ActionsFailed', printed)).toBe(1);
    expect(sums('ActionsApplied', printed)).toBe(0);
    expect(JSON.stringify(printed)).toContain('sms-voice:UpdateProtectConfigurationCountryRuleSet');
  });

  it('does it although nobody can be told, and counts that, and once more five minutes later', async () => {
    world.standIn.account.topics.clear();
    await leavePending();
    const counts: (readonly number[])[] = [];
    let logged = '';
    for (const minute of [6, 10, 12, 13]) {
      world.clock.set(NOW_MS + minutes(minute));
      await respond(SCHEDULED);
      const printed = world.printed();
      counts.push([minute, sums('Untold', printed), sums('ActionsApplied', printed)]);
      logged += JSON.stringify(printed);
    }
    expect(counts).toEqual([
      [6, 1, 1],
      [10, 0, 0],
      [12, 1, 0],
      [13, 0, 0],
    ]);
    expect(logged).toContain('"message":"a decision was not told the second time"');
  });

  it('fails its run while the incidents cannot be read: that is not "nothing to do"', async () => {
    await leavePending();
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:9';
    await expect(createRespondFunction(world)(SCHEDULED)).rejects.toThrow('DynamoDB');
    const printed = world.printed();
    expect(metricOf(printed, 'RespondHeartbeat')).toEqual([]);
    expect(printed).toContainEqual(
      expect.objectContaining({ level: 'ERROR', message: 'nothing could be responded to' }),
    );
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = world.db.endpoint;
    await createRespondFunction(world)(SCHEDULED);
    expect(writes()).toBe(1);
  });
});
