import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbIncidentStore } from '../../lib/adapters/aws/dynamodb-incident-store.ts';
import { queryIncidentItems } from '../../lib/adapters/aws/incident-items.ts';
import { incidentsTable } from '../../lib/adapters/aws/incidents-table.ts';
import { numberRangesTable, toRangeItem } from '../../lib/adapters/aws/number-range-table.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import {
  activeAction,
  contained,
  decision,
  incident,
  minutes,
  NOW_MS,
  pendingStep,
} from '../unit/decide/fixtures.ts';
import { type Printed, runHere } from './command-line.ts';

let db: EmbeddedDynamoDb;
let table = '';
let tables = 0;
let nowMs = NOW_MS;
const before = { ...process.env };
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
  table = `incidents-${++tables}`;
  nowMs = NOW_MS;
  await db.createTable(incidentsTable(table));
});
afterEach(() => db.client.middlewareStack.remove('crash'));

const run = (...args: readonly string[]): Promise<Printed> =>
  runHere([...args, '--table', table, '--region', 'us-east-1', '--endpoint', db.endpoint], {
    nowMs: () => nowMs,
  });
const json = async (...args: readonly string[]): Promise<unknown> => {
  const { stdout, exitCode, stderr } = await run(...args, '--json');
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as unknown;
};
const store = () =>
  new DynamoDbIncidentStore({
    client: db.client,
    tableName: table,
    clock: { nowMs: () => nowMs },
  });

const BLOCK = {
  actionId: 'act_1',
  kind: 'block-country',
  target: { country: 'TJ' },
  outcome: 'applied',
  expiresAt: '2026-09-11T05:23:00.000Z',
  previous: 'ALLOW',
  reason: null,
} as const;
const OPENED = decision({
  decisionId: 'dec_1',
  kind: 'open',
  message: 'Tajikistan (TJ): eleven numbers.',
  reasons: [
    {
      ruleId: 'destination-surge',
      ruleVersion: 1,
      verdict: 'match',
      score: 80,
      evidence: {},
      tune: ['rules/destination-surge/slack'],
    },
    {
      ruleId: 'spend-burn',
      ruleVersion: 1,
      verdict: 'no-match',
      score: 0,
      evidence: {},
      tune: [],
    },
  ],
});
const CONTAINED = decision({ decisionId: 'dec_2', kind: 'contain', actions: [BLOCK] });

const fill = async (): Promise<void> => {
  await store().save(incident(), OPENED);
  await store().save(contained({ version: 2 }), CONTAINED);
  const closed = {
    incidentId: 'inc_2',
    key: 'country/UZ' as const,
    subject: { kind: 'country', country: 'UZ' } as const,
    state: 'closed' as const,
    startedAtMs: NOW_MS - minutes(400),
    closedAtMs: NOW_MS - minutes(300),
  };
  await store().save(
    incident(closed),
    decision({ decisionId: 'dec_0', incidentId: 'inc_2', kind: 'close' }),
  );
};

describe('incidents list', () => {
  it('has the latest first, in columns', async () => {
    await fill();
    const { stdout, exitCode } = await run('incidents', 'list');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'incident  state      what             began (UTC)       risk  SMS   spend   loss  levers',
        'inc_1     contained  Tajikistan (TJ)  2026-09-11 04:43    80   50  $10.00  $9.00       1',
        'inc_2     closed     Uzbekistan (UZ)  2026-09-10 22:23    80   50  $10.00  $9.00       0',
        '',
      ].join('\n'),
    );
  });

  it('leaves out what was closed longer ago than asked for, and never what is open', async () => {
    await fill();
    nowMs = NOW_MS + minutes(60);
    const ids = async (hours: string) =>
      ((await json('incidents', 'list', '--hours', hours)) as { incidentId: string }[]).map(
        ({ incidentId }) => incidentId,
      );
    expect(await ids('6')).toEqual(['inc_1', 'inc_2']);
    expect(await ids('5.9')).toEqual(['inc_1']);
  });

  it('of none says so', async () => {
    expect((await run('incidents', 'list')).stdout).toBe('No incident.\n');
    expect(await json('incidents', 'list')).toEqual([]);
  });
});

describe('incidents show', () => {
  it('tells every decision, why, and what was done', async () => {
    await fill();
    const { stdout } = await run('incidents', 'show', 'inc_1');
    expect(stdout).toContain('2026-09-11 05:03 UTC  OPEN     Tajikistan (TJ): eleven numbers.\n');
    expect(stdout).toContain(
      '    because of destination-surge (80 of 100); tune rules/destination-surge/slack\n',
    );
    expect(stdout).not.toContain('spend-burn');
    expect(stdout).toContain(
      '    Applied: Block Tajikistan (TJ) (until 2026-09-11 05:23 UTC; before: ALLOW)\n',
    );
    expect(await json('incidents', 'show', 'inc_1')).toEqual({
      incident: contained({ version: 2 }),
      decisions: [OPENED, CONTAINED],
    });
  });

  it('shows the decision that a crash kept out of the log, and writes nothing', async () => {
    let puts = 0;
    db.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'PutItemCommand' && ++puts === 2) throw new Error('crash');
        return next(args);
      },
      { step: 'initialize', name: 'crash' },
    );
    await expect(store().save(incident(), OPENED)).rejects.toThrow('crash');
    expect(await json('incidents', 'show', 'inc_1')).toMatchObject({ decisions: [OPENED] });
    expect(await queryIncidentItems(db.client, table, 'inc_1', 'look')).toEqual([]);
  });

  it('tells the decisions of one that is itself no longer kept, and says that it is not', async () => {
    await fill();
    nowMs = NOW_MS + minutes(91 * 24 * 60);
    expect(await json('incidents', 'show', 'inc_2')).toMatchObject({
      incident: null,
      decisions: [{ decisionId: 'dec_0' }],
    });
    const { stdout, exitCode } = await run('incidents', 'show', 'inc_2');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('The incident itself is no longer kept: it was closed 90 days ago');
    expect(stdout).toContain('CLOSE');
    nowMs = NOW_MS + minutes(401 * 24 * 60);
    expect((await run('incidents', 'show', 'inc_2')).exitCode).toBe(2);
  });

  it('of one that does not exist: exit code 2, and how to find those that do', async () => {
    const { exitCode, stderr } = await run('incidents', 'show', 'inc_9');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there is no incident inc_9');
  });
});

describe('status', () => {
  it('says what is under way, what is moved, and that nothing is wrong', async () => {
    await fill();
    const { stdout } = await run('status');
    expect(stdout).toBe(
      [
        'As of 2026-09-11 05:03 UTC: 1 incident under way (0 open, 1 contained, 0 released).',
        'The last decision was made at 2026-09-11 04:53 UTC.',
        '',
        'lever                  before  since (UTC)       until (UTC)       incident',
        'Block Tajikistan (TJ)  ALLOW   2026-09-11 04:53  2026-09-11 05:23  inc_1',
        '',
      ].join('\n'),
    );
    expect(await json('status')).toMatchObject({ levers: [{ isOverdue: false, isMoved: true }] });
  });

  it('warns of a country that is still blocked after its time, with five minutes of grace', async () => {
    await fill();
    nowMs = NOW_MS + minutes(25);
    expect((await run('status')).stdout).not.toContain('OVERDUE');
    nowMs += 1;
    const { stdout } = await run('status');
    expect(stdout).toContain('2026-09-11 05:23 OVERDUE');
    expect(stdout).toContain('block-country of inc_1 ran out at 2026-09-11T05:23:00.000Z');
  });

  it('does not warn of a range, which ends by itself, nor of what was only said', async () => {
    const actions = [
      activeAction({
        kind: 'block-number-range',
        target: { country: 'TJ', prefix: '+9929012' },
        previous: null,
      }),
      activeAction({ isVirtual: true }),
    ];
    await store().save(contained({ version: 1, actions }), CONTAINED);
    nowMs = NOW_MS + minutes(600);
    const { stdout } = await run('status');
    expect(stdout).toContain('(monitor) Block Tajikistan (TJ)');
    expect(stdout).toContain('none');
    expect(stdout).not.toContain('OVERDUE');
    expect(stdout).not.toContain('Look at');
  });

  it('warns of levers that could not be moved back and of what could not be assessed', async () => {
    const last = { ...incident().last, verdict: 'not-assessed' as const };
    await store().save(incident({ failedAtMs: NOW_MS, last }), OPENED);
    expect(await json('status')).toMatchObject({
      attention: [
        expect.stringContaining('inc_1 could not renew or take back a lever at 2026-09-11T05:03'),
        expect.stringContaining('inc_1 could not be assessed'),
      ],
    });
  });

  it('warns of a step that was decided and not done, with five minutes of grace', async () => {
    await store().save(incident(), OPENED);
    await store().savePending({ ...incident(), pending: pendingStep() });
    nowMs = NOW_MS + minutes(5);
    expect(await json('status')).toMatchObject({ attention: [] });
    nowMs += 1;
    expect(await json('status')).toMatchObject({
      attention: [
        expect.stringContaining('inc_1 has a step that was decided at 2026-09-11T05:03:00.000Z'),
      ],
    });
  });

  it('of an empty table says that nothing is known', async () => {
    expect((await run('status')).stdout).toContain('No decision is known.');
    expect(await json('status')).toMatchObject({ lastDecisionAt: null, levers: [] });
  });
});

describe('status --check', () => {
  const RANGE = { country: 'UZ', prefix: '+99890123' };
  const actions = [
    activeAction(),
    activeAction({ kind: 'filter-country', target: { country: 'NP' }, applied: 'FILTER' }),
    activeAction({ kind: 'block-number-range', target: RANGE, previous: null }),
    activeAction({
      kind: 'lower-spend-limit',
      target: { limitUsd: 140, monthToDateUsd: 90 },
      previous: 500,
      applied: 140,
    }),
    activeAction({ target: { country: 'KH' }, isVirtual: true }),
  ];
  let standIn: AwsStandIn;
  const ENDPOINTS = ['AWS_ENDPOINT_URL_SNS', 'AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2'];
  beforeEach(async () => {
    standIn = await startAwsStandIn({ clock: { nowMs: () => nowMs }, spendLimitUsd: 140 });
    for (const name of ENDPOINTS) process.env[name] = standIn.endpoint;
    const { protect } = standIn.account;
    const { id } = protect.create(null, false);
    protect.accountDefaultId = id;
    protect.setRule(id, 'SMS', 'TJ', 'BLOCK');
    await db.createTable(numberRangesTable(`${table}-ranges`));
    const Item = toRangeItem(RANGE.prefix, NOW_MS + minutes(20));
    await db.client.send(new PutItemCommand({ TableName: `${table}-ranges`, Item }));
    await store().save(contained({ version: 1, actions }), CONTAINED);
  });
  afterEach(async () => {
    for (const name of ENDPOINTS) delete process.env[name];
    await standIn.close();
  });
  const check = () => run('status', '--check', '--ranges-table', `${table}-ranges`);
  const inForce = (stdout: string): readonly (string | undefined)[] =>
    stdout
      .split('\n')
      .filter((line) => line.includes('inc_1') && line.includes('2026-09-11 05:23'))
      .map((line) => line.split('inc_1')[1]?.trim());

  it('tells levers that are as they were set from one that somebody changed, and asks for no other', async () => {
    const { stdout } = await check();
    expect(inForce(stdout)).toEqual(['BLOCK', 'ALLOW CHANGED', 'BLOCK', '140', '']);
    expect(stdout).toContain(
      'filter-country of inc_1 is not what the detector set: ALLOW in place of FILTER',
    );
    expect(standIn.requests.map(({ operation }) => operation)).not.toContain('GetMetricData');
  });

  it('does not take a range that ran out for changed', async () => {
    nowMs = NOW_MS + minutes(20);
    const { stdout } = await check();
    expect(inForce(stdout)[2]).toBe('ended');
    expect(stdout).not.toContain('block-number-range of');
  });

  it('says unknown where a lever cannot be read, why, and goes on with the others', async () => {
    standIn.faults.inject('GetSMSAttributes', 'access-denied', Infinity);
    const { stdout, exitCode } = await check();
    expect(exitCode).toBe(0);
    expect(inForce(stdout)[3]).toBe('unknown');
    expect(inForce(stdout)[0]).toBe('BLOCK');
    expect(stdout).toContain(
      'lower-spend-limit of inc_1 cannot be read: sns:GetSMSAttributes failed: AuthorizationErrorException',
    );
  });
});

describe('a table that answers with what cannot be read', () => {
  it('is no matter of connection: exit code 1, what it is, no stack', async () => {
    const item = { pk: { S: 'incidents' }, sk: { S: 'inc_1' }, version: { N: '1' } };
    await db.client.send(new PutItemCommand({ TableName: table, Item: item }));
    const { exitCode, stdout, stderr } = await run('incidents', 'list');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe('error: an item of the incidents table has no attribute incident\n');
  });
});

describe('a table that does not answer', () => {
  for (const command of [['incidents', 'list'], ['incidents', 'show', 'inc_1'], ['status']])
    it(`${command.join(' ')}: exit code 1, what to check, no stack, and no empty answer`, async () => {
      const { exitCode, stdout, stderr } = await runHere([
        ...command,
        '--table',
        'no-such-table',
        '--region',
        'us-east-1',
        '--endpoint',
        db.endpoint,
      ]);
      expect([exitCode, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(/^error: DynamoDB could not .*ResourceNotFoundException/);
      expect(stderr).toContain('Check --table no-such-table');
      expect(stderr).not.toMatch(/\n\s+at /);
    });

  it('must be named: exit code 2', async () => {
    const { exitCode, stderr } = await runHere(['status']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("required option '--table <name>' not specified");
  });
});
