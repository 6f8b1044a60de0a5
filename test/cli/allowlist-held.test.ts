import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbIncidentStore } from '../../lib/adapters/aws/dynamodb-incident-store.ts';
import { incidentsTable } from '../../lib/adapters/aws/incidents-table.ts';
import {
  type EmbeddedDynamoDb,
  startEmbeddedDynamoDb,
} from '../../lib/adapters/local/embedded-dynamodb.ts';
import type { AppliedAllowlist } from '../../lib/operate/apply-allowlist.ts';
import { activeAction, contained, decision, minutes } from '../unit/decide/fixtures.ts';
import { type AllowlistWorld, NOW_MS, openAllowlistWorld } from './allowlist-world.ts';

const TABLE = 'incidents';
let world: AllowlistWorld;
let db: EmbeddedDynamoDb;
beforeEach(async () => {
  world = await openAllowlistWorld();
  db = await startEmbeddedDynamoDb([incidentsTable(TABLE)]);
});
afterEach(async () => {
  await db.close();
  await world.close();
});

/** An incident holds Tajikistan, another has put back Nepal for a probe, and in `monitor` India is only said. */
const holdSome = async (): Promise<void> => {
  const clock = { nowMs: () => NOW_MS };
  const store = new DynamoDbIncidentStore({ client: db.client, tableName: TABLE, clock });
  const save = (incidentId: string, fields: Parameters<typeof contained>[0]) =>
    store.save(
      contained({ version: 1, incidentId, key: `country/${incidentId}`, ...fields }),
      decision({ incidentId, decisionId: `dec_${incidentId}` }),
    );
  const range = { country: 'MA', prefix: '+21269012' };
  await save('inc_1', {
    actions: [
      activeAction({ actionId: 'act_1', kind: 'filter-country', target: { country: 'TJ' } }),
      activeAction({ actionId: 'act_2', kind: 'block-number-range', target: range }),
    ],
  });
  const NP = activeAction({ actionId: 'act_3', target: { country: 'NP' } });
  const probe = { fromMs: NOW_MS - minutes(1), toMs: null, held: [NP] };
  await save('inc_2', { state: 'probing', actions: [], probe });
  const IN = activeAction({ actionId: 'act_4', target: { country: 'IN' }, isVirtual: true });
  await save('inc_3', { actions: [IN] });
};
const table = () => ['--table', TABLE, '--endpoint', db.endpoint] as const;

describe('allowlist apply beside a detector', () => {
  it('leaves alone what an incident holds or probes, and says which', async () => {
    await holdSome();
    world.set({ TJ: 'FILTER' });
    const record = world.path('record.json');
    const { stdout, exitCode } = await world.apply('DE', ...table(), '--apply', '--record', record);
    expect(exitCode).toBe(0);
    const { DE, TJ, NP, IN, MA } = world.inForce();
    expect([DE, TJ, NP, IN, MA]).toEqual([undefined, 'FILTER', undefined, 'BLOCK', 'BLOCK']);
    expect(stdout).toMatch(/Tajikistan \(TJ\) +FILTER +FILTER +the detector holds it: stays/);
    expect(stdout).toContain('left alone: Nepal (NP) (inc_2), Tajikistan (TJ) (inc_1).');
    const { changes } = await world.record('record.json');
    expect(changes.filter(({ country }) => ['TJ', 'NP'].includes(country))).toEqual([]);
  });

  it('keeps what is on the list, held or not, and says nothing of it', async () => {
    await holdSome();
    const { stdout } = await world.apply('TJ,NP', ...table(), '--json');
    const { countries, isHeldKnown } = JSON.parse(stdout) as AppliedAllowlist;
    expect(isHeldKnown).toBe(true);
    expect(countries.filter(({ state }) => state === 'held')).toEqual([]);
    expect(countries.find(({ country }) => country === 'TJ')).toMatchObject({
      state: 'listed',
      heldBy: 'inc_1',
    });
  });

  it('without its table says what it cannot know, where a rule may be the detector’s', async () => {
    expect((await world.apply('DE')).stdout).not.toContain('--table');
    world.set({ TJ: 'FILTER' });
    expect((await world.apply('DE')).stdout).toContain('--table, its incidents table');
    expect((await world.apply('DE', ...table())).stdout).not.toContain('--table');
  });

  it('whose table cannot be read changes nothing: exit code 1', async () => {
    const elsewhere = ['--table', 'nothing', '--endpoint', db.endpoint];
    const record = world.path('record.json');
    const { exitCode, stderr } = await world.apply(
      'DE',
      ...elsewhere,
      '--apply',
      '--record',
      record,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Check --table nothing');
    expect(world.writes()).toBe(0);
  });
});
