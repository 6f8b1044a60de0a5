import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ParameterStore } from '../../lib/adapters/aws/parameter-store.ts';
import type { SettingRow } from '../../lib/operate/settings-of-instance.ts';
import { openStandIn, type StandInWorld } from '../aws/stand-in-clients.ts';
import { type Printed, runHere } from './command-line.ts';

const SURGE = 'rules/destination-surge/minMessages';

let world: StandInWorld;
let store: ParameterStore;
const folder = mkdtempSync(join(tmpdir(), 'settings-'));
const before = { ...process.env };
beforeAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
});
afterAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = before['AWS_ACCESS_KEY_ID'];
  process.env['AWS_SECRET_ACCESS_KEY'] = before['AWS_SECRET_ACCESS_KEY'];
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  world = await openStandIn();
  store = new ParameterStore(world.ssm, 'default');
});
afterEach(() => world.close());

const run = (...args: readonly string[]): Promise<Printed> =>
  runHere(
    ['settings', ...args, '--region', 'us-east-1', '--endpoint', world.standIn.endpoint],
    world.clock,
  );
const rows = async (): Promise<Map<string, SettingRow>> => {
  const { stdout } = await run('list', '--json');
  return new Map((JSON.parse(stdout) as SettingRow[]).map((row) => [row.key, row]));
};

describe('settings list', () => {
  it('shows each setting with value, default, range, unit and origin', async () => {
    await store.write(SURGE, '25');
    const all = await rows();
    expect(all.get(SURGE)).toMatchObject({
      value: 25,
      unit: 'count',
      source: 'ssm',
      problem: null,
    });
    expect(all.get('mode')).toMatchObject({
      value: 'monitor',
      default: 'monitor',
      range: 'monitor, enforce',
      source: 'default',
    });
    expect(all.get('responses/block-country/enabled')).toMatchObject({ range: 'true, false' });
    const { stdout } = await run('list');
    expect(stdout).toMatch(
      /rules\/destination-surge\/minMessages +25 +\d+ +\d+ to \d+ +count +SSM\n/,
    );
  });

  it('shows values of one country, with what holds for all as their default', async () => {
    await store.write('rules/destination-surge/countries/IN/minMessages', '50');
    await store.write(SURGE, '25');
    expect((await rows()).get('rules/destination-surge/countries/IN/minMessages')).toMatchObject({
      value: 50,
      default: 25,
      source: 'ssm',
    });
  });

  it('shows what cannot be used, with the value that is in force instead', async () => {
    await store.write(SURGE, '25');
    await store.write(SURGE, 'many');
    await store.write('moode', 'enforce');
    const all = await rows();
    expect(all.get(SURGE)).toMatchObject({ value: 25, source: 'invalid' });
    expect(all.get('moode')).toMatchObject({ source: 'invalid' });
    expect((await run('list')).stdout).toContain(`  ${SURGE}: must be a whole number`);
  });
});

describe('settings set', () => {
  it('writes a value that can be used, for the instance that was named', async () => {
    expect(await run('set', SURGE, '25', '--instance', 'shop')).toMatchObject({ exitCode: 0 });
    expect(
      world.standIn.account.parameters.get(`/sms-pumping-detector/shop/${SURGE}`),
    ).toMatchObject({ value: '25', type: 'String' });
  });

  it('takes values for one country, lists, and a list of nothing', async () => {
    await run('set', 'rules/destination-surge/countries/IN/minMessages', '50');
    await run('set', 'protectedCountries', 'DE, FR');
    expect((await rows()).get('protectedCountries')?.value).toEqual(['DE', 'FR']);
    await run('set', 'protectedCountries', '');
    expect((await rows()).get('protectedCountries')).toMatchObject({ value: [], source: 'ssm' });
  });

  for (const [key, value, text] of [
    [SURGE, '1', 'must be a whole number from'],
    ['mode', 'on', 'must be monitor or enforce'],
    ['moode', 'enforce', 'Did you mean mode?'],
    ['minMessages', '25', `Did you mean ${SURGE}?`],
    ['rules/destination-surge/minMesages', '25', `Did you mean ${SURGE}?`],
    ['something/else/entirely', '1', 'no such setting'],
  ] as const)
    it(`refuses ${key} = ${value}, says why, and writes nothing`, async () => {
      const { exitCode, stderr } = await run('set', key, value);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(text);
      expect(world.standIn.account.parameters.size).toBe(0);
    });

  it('refuses what is no instance', async () => {
    const { exitCode, stderr } = await run('set', 'mode', 'enforce', '--instance', 'a/b');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is no instance')]);
  });
});

describe('settings validate', () => {
  it('ends with 0 when everything can be used', async () => {
    await store.write('mode', 'enforce');
    expect(await run('validate')).toMatchObject({
      exitCode: 0,
      stdout: 'All settings of instance default can be used.\n',
    });
  });

  it('ends with 2 and names each that cannot', async () => {
    await store.write('mode', 'on');
    await store.write('rules/nothing/enabled', 'true');
    const { exitCode, stderr } = await run('validate');
    expect(exitCode).toBe(2);
    for (const text of [
      '2 settings',
      'mode: must be monitor',
      'rules/nothing/enabled: no such rule',
    ])
      expect(stderr).toContain(text);
    const json = await run('validate', '--json');
    expect([json.exitCode, (JSON.parse(json.stdout) as SettingRow[]).length]).toEqual([2, 2]);
  });
});

describe('settings diff', () => {
  const diff = async (...args: string[]) =>
    JSON.parse((await run('diff', ...args, '--json')).stdout) as unknown;
  beforeEach(async () => {
    await store.write('mode', 'enforce');
    await store.write('rules/destination-surge/countries/IN/slack', '2');
  });

  it('tells what differs from the defaults, and when nothing does', async () => {
    expect(await diff()).toMatchObject([
      { key: 'mode', value: 'enforce', other: 'monitor' },
      { key: 'rules/destination-surge/countries/IN/slack', value: 2 },
    ]);
    const { stdout } = await run('diff', '--instance', 'other');
    expect(stdout).toBe('No difference from default.\n');
  });

  it('tells what differs from another instance', async () => {
    await new ParameterStore(world.ssm, 'shop').write('mode', 'enforce');
    expect(await diff('--with-instance', 'shop')).toMatchObject([
      { key: 'rules/destination-surge/countries/IN/slack' },
    ]);
  });

  it('tells what differs from a file, and refuses two to compare with', async () => {
    const file = join(folder, 'settings.json');
    writeFileSync(file, JSON.stringify({ mode: 'enforce', [SURGE]: 25 }));
    expect(await diff('--with-file', file)).toMatchObject([
      { key: SURGE, other: 25 },
      { key: 'rules/destination-surge/countries/IN/slack' },
    ]);
    expect(await run('diff', '--with-file', file, '--with-instance', 'shop')).toMatchObject({
      exitCode: 2,
    });
  });
});

describe('when SSM does not answer', () => {
  it('says so and ends with 1: that is not "no settings"', async () => {
    world.standIn.faults.inject('GetParametersByPath', 'access-denied');
    const { exitCode, stderr } = await run('list');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: ssm:GetParametersByPath failed: AccessDenied.*Allow ssm:GetParametersByPath/,
    );
  });
});
