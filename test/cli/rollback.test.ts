import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbAuditLog } from '../../lib/adapters/aws/dynamodb-audit-log.ts';
import { DynamoDbIncidentStore } from '../../lib/adapters/aws/dynamodb-incident-store.ts';
import { incidentsTable } from '../../lib/adapters/aws/incidents-table.ts';
import { numberRangesTable } from '../../lib/adapters/aws/number-range-table.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import type { Incident } from '../../lib/core/decide/incident.ts';
import type { AuditRecord } from '../../lib/core/respond/audit.ts';
import { moves } from '../../lib/core/respond/plan-step.ts';
import { withLevers } from '../../lib/operate/open-levers.ts';
import { validateDecision } from '../decision-schema.ts';
import {
  activeAction,
  contained,
  decision,
  digest,
  incident,
  minutes,
  NOW_MS,
  pendingStep,
} from '../unit/decide/fixtures.ts';
import { type Printed, runHere } from './command-line.ts';

let db: EmbeddedDynamoDb;
let standIn: AwsStandIn;
let table = '';
let tables = 0;
const clock = { nowMs: () => NOW_MS };
const before = { ...process.env };
const ENDPOINTS = [
  'AWS_ENDPOINT_URL_SNS',
  'AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2',
  'AWS_ENDPOINT_URL_CLOUDWATCH',
];
beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  db = await startEmbeddedDynamoDb();
});
afterAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = before['AWS_ACCESS_KEY_ID'];
  process.env['AWS_SECRET_ACCESS_KEY'] = before['AWS_SECRET_ACCESS_KEY'];
  await db.close();
});
beforeEach(async () => {
  table = `rollback-${++tables}`;
  await db.createTable(incidentsTable(table));
  await db.createTable(numberRangesTable(`${table}-ranges`));
  standIn = await startAwsStandIn({ clock, spendLimitUsd: 500 });
  for (const name of ENDPOINTS) process.env[name] = standIn.endpoint;
});
afterEach(async () => {
  for (const name of ENDPOINTS) delete process.env[name];
  await standIn.close();
});

const PLACE = ['--region', 'us-east-1'];
const run = (...args: readonly string[]): Promise<Printed> =>
  runHere(
    [
      'rollback',
      ...args,
      '--table',
      table,
      '--ranges-table',
      `${table}-ranges`,
      '--endpoint',
      db.endpoint,
      ...PLACE,
    ],
    clock,
  );
const store = () => new DynamoDbIncidentStore({ client: db.client, tableName: table, clock });
const audit = () => new DynamoDbAuditLog({ client: db.client, tableName: table, clock });
const RANGE = { country: 'UZ', prefix: '+99890123' };
const TJ = activeAction({ actionId: 'act_tj' });
const RANGES = activeAction({
  actionId: 'act_uz',
  kind: 'block-number-range',
  target: RANGE,
  previous: null,
});
const LIMIT = activeAction({
  actionId: 'act_limit',
  kind: 'lower-spend-limit',
  target: { limitUsd: 140, monthToDateUsd: 90 },
  previous: 500,
  applied: 140,
});
const levers = <Result>(use: Parameters<typeof withLevers<Result>>[1]): Promise<Result> =>
  withLevers(
    { region: 'us-east-1', rangesTable: `${table}-ranges`, endpoint: db.endpoint, clock },
    use,
  );
const inForce = () =>
  levers(async (all) => [
    await all.readCountryRule('TJ'),
    await all.readNumberRange(RANGE.prefix),
    await all.readSpendLimitUsd(),
  ]);
const MOVED = ['BLOCK', 'BLOCK', 140];
const save = (fields: Partial<Incident>) =>
  store().save(contained({ version: 1, ...fields }), decision({ decisionId: 'dec_1' }));
/** An incident that holds one lever of each kind, as they are in the account. */
const hold = async (): Promise<void> => {
  await save({ actions: [TJ, RANGES, LIMIT] });
  await levers(async (all) => {
    await all.writeCountryRule('TJ', 'BLOCK');
    await all.writeNumberRange(RANGE.prefix, NOW_MS + minutes(20));
    await all.writeSpendLimit(140);
  });
};
const load = async (): Promise<Incident | undefined> =>
  (await store().load(0)).find(({ incidentId }) => incidentId === 'inc_1');

describe('rollback, unless it is told to --apply', () => {
  it('shows each lever before and after, and changes nothing', async () => {
    await hold();
    const { stdout, exitCode } = await run('inc_1');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines).toEqual([
      'lever | now | after | what | incident | action',
      'Block Tajikistan (TJ) | BLOCK | ALLOW | is put back | inc_1 | act_tj',
      'Block numbers +99890123… in Uzbekistan (UZ) | BLOCK | none | is put back | inc_1 | act_uz',
      'Lower the monthly spend limit to $140.00 (spent this month: $90.00) | 140 | 500 | is put back | inc_1 | act_limit',
      '',
      'Nothing was changed. Add --apply to do it.',
      '',
    ]);
    expect(await inForce()).toEqual(MOVED);
    expect(await load()).toMatchObject({ version: 1, pending: null });
  });

  it("of our own earlier value, which a later action did not get to replace, says that it goes back to the owner's", async () => {
    await hold();
    await levers((all) => all.writeCountryRule('TJ', 'FILTER'));
    const failed = {
      outcome: 'failed',
      reason: 'no answer',
      atMs: NOW_MS,
      isInDoubt: true,
    } as const;
    const record: AuditRecord = {
      actionId: 'act_tj',
      incidentId: 'inc_1',
      kind: 'block-country',
      target: TJ.target,
      before: 'FILTER',
      toBe: 'BLOCK',
      previous: 'ALLOW',
      expiresAtMs: NOW_MS + minutes(20),
      atMs: NOW_MS,
      mode: 'enforce',
      result: null,
    };
    await audit().begin(record);
    await audit().finish(record, failed);
    expect((await run('inc_1')).stdout).toMatch(/Tajikistan \(TJ\) +FILTER +ALLOW +is put back/);
    expect((await inForce())[0]).toBe('FILTER');
    const { stdout } = await run('inc_1', '--apply');
    expect(stdout).toMatch(/Tajikistan \(TJ\) +FILTER +ALLOW +is put back .*Applied/);
    expect((await inForce())[0]).toBe('ALLOW');
  });

  it('says what somebody has changed, and what cannot be read, and why', async () => {
    await hold();
    await levers((all) => all.writeCountryRule('TJ', 'MONITOR'));
    standIn.faults.inject('GetSMSAttributes', 'access-denied', Infinity);
    const { stdout } = await run('inc_1');
    expect(stdout).toMatch(/Tajikistan \(TJ\) +MONITOR +MONITOR +somebody changed it: stays/);
    expect(stdout).toMatch(/spend limit.* +\? +\? +cannot be read/);
    expect(stdout).toContain('sns:GetSMSAttributes failed: AuthorizationErrorException');
  });
});

describe('rollback --apply', () => {
  it('puts each lever back with an audit record, releases the incident, and says so in the log', async () => {
    await hold();
    const { stdout, exitCode } = await run('inc_1', '--apply');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Tajikistan (TJ): restored Tajikistan (TJ)');
    expect(stdout).toContain('an operator rolled it back');
    expect(await inForce()).toEqual(['ALLOW', null, 500]);
    expect(await load()).toMatchObject({ state: 'released', actions: [], pending: null });
    expect((await load())?.restored.map(({ by }) => by)).toEqual([
      'operator',
      'operator',
      'operator',
    ]);
    const log = await store().readDecisions('inc_1');
    expect(log.map(({ kind }) => kind)).toEqual(['update', 'release']);
    expect(log.at(-1)?.actions.map(({ undoes, outcome }) => [undoes, outcome])).toEqual([
      ['act_tj', 'applied'],
      ['act_uz', 'applied'],
      ['act_limit', 'applied'],
    ]);
    expect(validateDecision(log.at(-1))).toEqual([]);
    for (const { target } of [TJ, RANGES, LIMIT])
      expect(await audit().latest(target)).toMatchObject({
        kind: 'restore',
        result: { outcome: 'applied' },
      });
    expect((await run('inc_1', '--apply')).exitCode).toBe(2);
  });

  it('of one action leaves the others held', async () => {
    await hold();
    await run('act_uz', '--apply');
    expect(await inForce()).toEqual(['BLOCK', null, 140]);
    expect(await load()).toMatchObject({ state: 'contained', actions: [TJ, LIMIT] });
    expect((await store().readDecisions('inc_1')).at(-1)).toMatchObject({ kind: 'update' });
  });

  it('leaves alone what somebody has changed', async () => {
    await hold();
    await levers((all) => all.writeSpendLimit(300));
    const { stdout } = await run('inc_1', '--apply');
    expect(stdout).toContain('Skipped: an operator had changed it');
    expect(await inForce()).toEqual(['ALLOW', null, 300]);
    expect(await load()).toMatchObject({ state: 'released', actions: [] });
  });

  it('with --all takes every incident, and with none held says so', async () => {
    expect((await run('--all')).stdout).toBe('No lever is held.\n');
    await hold();
    const other = { incidentId: 'inc_2', key: 'country/NP' };
    const NP = activeAction({ actionId: 'act_np', target: { country: 'NP' }, isVirtual: true });
    await store().save(
      contained({ ...other, version: 1, actions: [NP] }),
      decision({ incidentId: 'inc_2', decisionId: 'dec_9', mode: 'monitor' }),
    );
    const { stdout } = await run('--all', '--apply', '--json');
    const printed = JSON.parse(stdout) as { levers: { actionId: string; outcome: string }[] };
    expect(printed.levers.map(({ actionId, outcome }) => [actionId, outcome])).toEqual([
      ['act_tj', 'applied'],
      ['act_uz', 'applied'],
      ['act_limit', 'applied'],
      ['act_np', 'would-apply'],
    ]);
    expect(await inForce()).toEqual(['ALLOW', null, 500]);
  });

  it('that fails at a lever says which, holds it, and puts back the others: exit code 1', async () => {
    await hold();
    standIn.faults.inject('SetSMSAttributes', 'access-denied', Infinity);
    const { stdout, stderr, exitCode } = await run('inc_1', '--apply');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: 1 of 3 levers could not be put back/);
    expect(stdout).toContain('Failed: sns:SetSMSAttributes failed');
    expect(await inForce()).toEqual(['ALLOW', null, 140]);
    expect(await load()).toMatchObject({
      state: 'contained',
      actions: [{ actionId: 'act_limit' }],
    });
    standIn.faults.clear();
    expect((await run('inc_1', '--apply')).exitCode).toBe(0);
    expect(await inForce()).toEqual(['ALLOW', null, 500]);
  });

  it('ends a step that waits, and puts back what of it was begun', async () => {
    await store().save(incident({ version: 1 }), decision({ decisionId: 'dec_1' }));
    const actions = moves(
      ['TJ', 'NP'].map((country) => ({
        kind: 'block-country' as const,
        target: { country },
        expiresAtMs: NOW_MS + minutes(30),
        quietMs: minutes(30),
        step: 0,
        skip: null,
      })),
      { atMs: NOW_MS, ids: { text: 'inc_1', firstOrder: 0 }, digest },
    );
    const { draft } = pendingStep();
    const pending = pendingStep({ actions, draft: { ...draft, decisionId: 'dec_2' } });
    await store().savePending({ ...incident({ version: 1 }), pending });
    // Begun, made, and its process died.
    await audit().begin({
      actionId: actions[0]?.actionId ?? '',
      incidentId: 'inc_1',
      kind: 'block-country',
      target: { country: 'TJ' },
      before: 'ALLOW',
      toBe: 'BLOCK',
      previous: 'ALLOW',
      expiresAtMs: NOW_MS + minutes(30),
      atMs: NOW_MS,
      mode: 'enforce',
      result: null,
    });
    await levers((all) => all.writeCountryRule('TJ', 'BLOCK'));
    expect((await run('inc_1')).stdout).toContain('it would be ended first');
    expect((await run('inc_1', '--apply')).exitCode).toBe(0);
    expect(await levers((all) => all.readCountryRule('TJ'))).toBe('ALLOW');
    expect(await levers((all) => all.readCountryRule('NP'))).toBe('ALLOW');
    expect(await load()).toMatchObject({ state: 'released', actions: [], pending: null });
  });

  it('with --all goes on where one incident cannot be, and says which and why: exit code 1', async () => {
    await hold();
    const [move] = moves(
      [
        {
          kind: 'block-country',
          target: { country: 'NP' },
          expiresAtMs: NOW_MS + minutes(30),
          quietMs: minutes(30),
          step: 0,
          skip: null,
        },
      ],
      { atMs: NOW_MS, ids: { text: 'inc_0', firstOrder: 0 }, digest },
    );
    if (move === undefined) throw new Error('no move');
    const other = incident({ incidentId: 'inc_0', key: 'country/NP', version: 1 });
    const first = decision({ incidentId: 'inc_0', decisionId: 'dec_0' });
    await store().save(other, first);
    const { draft } = pendingStep();
    const pending = pendingStep({
      actions: [move],
      draft: { ...draft, incidentId: 'inc_0', decisionId: 'dec_2' },
    });
    await store().savePending({ ...other, pending });
    await db.client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: { S: 'audit/country/NP' }, sk: { S: move.actionId }, mode: { S: 'enforce' } },
      }),
    );
    const { stdout, stderr, exitCode } = await run('--all', '--apply');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('inc_0 was not rolled back: an item of the audit log has no record');
    expect(stderr).toMatch(/^error: 1 incident could not be put back/);
    expect(await inForce()).toEqual(['ALLOW', null, 500]);
    expect(await load()).toMatchObject({ state: 'released', actions: [] });
  });

  it('during a probe keeps the levers back for good', async () => {
    await save({
      state: 'probing',
      actions: [],
      probe: { fromMs: NOW_MS - minutes(1), toMs: null, held: [TJ] },
    });
    const { stdout } = await run('inc_1', '--apply');
    expect(stdout).toContain('stays as a probe has put it back');
    expect(await load()).toMatchObject({
      state: 'released',
      probe: { held: [] },
      restored: [{ target: { country: 'TJ' }, by: 'operator' }],
    });
  });
});

describe('rollback of what is not there', () => {
  for (const args of [[], ['inc_9', '--all'], ['something']])
    it(`"${args.join(' ')}": exit code 2, and what can be said`, async () => {
      const { exitCode, stderr } = await run(...args);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--all');
    });

  it('names the commands that list what is: exit code 2', async () => {
    const { exitCode, stderr } = await run('inc_9', '--apply');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('inc_9 holds no lever');
  });
});
