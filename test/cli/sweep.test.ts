import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sweep } from '../../lib/replay/sweep.ts';
import { type Printed, runHere } from './command-line.ts';
import { goodLines, logEvent, snsMessage } from './records.ts';

const MESSAGES = 'rules/resend-flood/minMessages';

let directory = '';
let logs = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sweep-cli-'));
  logs = join(directory, 'logs.ndjson');
  // Twelve numbers, each of them twenty times within four minutes, and time to see it.
  const flood = Array.from({ length: 240 }, (_, index) => {
    const destination = `+4477009${String(index % 12).padStart(5, '0')}`;
    return `${logEvent(index, snsMessage(index, { delivery: { destination } }))}\n`;
  });
  await writeFile(logs, `${flood.join('')}${goodLines(600, 1)}`);
});
afterAll(() => rm(directory, { recursive: true }));

const sweepHere = (args: readonly string[]): Promise<Printed> => runHere(['sweep', logs, ...args]);

const sweepInto = async (args: readonly string[]): Promise<Printed & { readonly sweep: Sweep }> => {
  const out = await mkdtemp(join(directory, 'out-'));
  const printed = await sweepHere(['--out', out, ...args]);
  expect(printed.exitCode).toBe(0);
  const sweep = JSON.parse(await readFile(join(out, 'sweep.json'), 'utf8')) as Sweep;
  const markdown = await readFile(join(out, 'sweep.md'), 'utf8');
  for (const { value } of sweep.rows) expect(markdown).toContain(`| ${value} |`);
  return { ...printed, sweep };
};

describe('sweep', () => {
  it('replays once for each value: a higher threshold opens fewer incidents, or as many', async () => {
    const { sweep, stdout, stderr } = await sweepInto([
      '--parameter',
      MESSAGES,
      '--values',
      '5000,20,100',
    ]);
    expect(sweep).toMatchObject({
      schema: 'sms-pumping-detector/sweep/1',
      parameter: MESSAGES,
      mode: 'monitor',
      records: 241,
      rejected: 0,
    });
    expect(
      sweep.rows.map(({ value, isDefault, isInForce }) => [value, isDefault, isInForce]),
    ).toEqual([
      [5000, false, false],
      [20, true, true],
      [100, false, false],
    ]);
    const byValue = sweep.rows.toSorted((a, b) => Number(a.value) - Number(b.value));
    expect(byValue.map(({ incidents }) => incidents)).toEqual([1, 1, 0]);
    const alerts = byValue.map(({ minutesToAlert }) => minutesToAlert);
    expect(alerts[0]).toBeLessThanOrEqual(alerts[1] ?? 0);
    expect(alerts[2]).toBeNull();
    for (const { customersStopped, messagesStopped, spendUsd } of sweep.rows) {
      expect(messagesStopped).toBe(0);
      expect(spendUsd).toBeCloseTo(241 * 0.039, 2);
      // Nothing was verified in these logs: nobody can tell a customer.
      expect(customersStopped).toBeNull();
    }
    expect(new Set(sweep.rows.map(({ settingsHash }) => settingsHash)).size).toBe(3);
    expect(stdout).toMatch(/^ +20 +in force, default +1 +1 /m);
    expect(stdout).toContain('--mode enforce shows');
    expect(stderr).toContain(`3 of 3: ${MESSAGES} = 100: incidents 1, contained 1`);
  });

  it('takes a range, in whole numbers where the setting is a count', async () => {
    const { sweep } = await sweepInto([
      '--parameter',
      MESSAGES,
      '--from',
      '20',
      '--to',
      '25',
      '--steps',
      '3',
    ]);
    expect(sweep.rows.map(({ value }) => value)).toEqual([20, 23, 25]);
  });

  it('takes the value of one country, and says which is in force', async () => {
    const key = 'rules/resend-flood/countries/GB/minMessages';
    const settings = join(directory, 'settings.json');
    await writeFile(settings, JSON.stringify({ [key]: 5000 }));
    const { sweep } = await sweepInto([
      '--parameter',
      key,
      '--values',
      '20,5000',
      '--settings',
      settings,
      '--mode',
      'enforce',
    ]);
    expect(sweep.mode).toBe('enforce');
    expect(
      sweep.rows.map(({ value, isDefault, isInForce, incidents }) => [
        value,
        isDefault,
        isInForce,
        incidents,
      ]),
    ).toEqual([
      [20, true, false, 1],
      [5000, false, true, 0],
    ]);
  });

  it('takes a switch', async () => {
    const { sweep } = await sweepInto([
      '--parameter',
      'rules/resend-flood/enabled',
      '--values',
      'true,false',
    ]);
    expect(sweep.rows.map(({ value, incidents }) => [value, incidents])).toEqual([
      [true, 1],
      [false, 0],
    ]);
  });

  it.each([
    ['no --parameter', ['--values', '1'], "required option '--parameter <key>'"],
    ['no value', ['--parameter', MESSAGES], '--values 10,20,40'],
    ['an empty list', ['--parameter', MESSAGES, '--values', ','], '--values is empty'],
    [
      'a list and a range',
      ['--parameter', MESSAGES, '--values', '20', '--from', '1', '--to', '2', '--steps', '2'],
      'either --values',
    ],
    ['half a range', ['--parameter', MESSAGES, '--from', '1'], '--from, --to and --steps'],
    [
      'one step',
      ['--parameter', MESSAGES, '--from', '20', '--to', '30', '--steps', '1'],
      '--steps must be 2 or more',
    ],
    [
      'too many values',
      ['--parameter', MESSAGES, '--from', '20', '--to', '3000', '--steps', '1000'],
      '1000 values are too many',
    ],
    [
      'a value out of range',
      ['--parameter', MESSAGES, '--values', '20,1'],
      `${MESSAGES}: 1 is not allowed: must be a whole number from 3 to 100000 (count)`,
    ],
    [
      'a value that is no number',
      ['--parameter', MESSAGES, '--values', 'many'],
      `${MESSAGES}: must be a whole number from 3 to 100000 (count)`,
    ],
    [
      'a rule that there is not',
      ['--parameter', 'rules/astrology/minStars', '--values', '1,2'],
      'rules/astrology/minStars: no such rule: rules are destination-surge',
    ],
    [
      'a parameter that there is not',
      ['--parameter', 'rules/resend-flood/stars', '--values', '1'],
      'parameters are minMessages, matchNats, normalShare',
    ],
    ['a key that is none', ['--parameter', 'stars', '--values', '1'], 'stars: no such setting'],
  ])('refuses %s with exit code 2', async (_, args, reason) => {
    const { exitCode, stdout, stderr } = await sweepHere(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(reason);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('refuses logs of which nothing can be read', async () => {
    const empty = join(directory, 'nothing.ndjson');
    await writeFile(empty, '{"hello":"world"}\n');
    const { exitCode, stderr } = await runHere([
      'sweep',
      empty,
      '--parameter',
      MESSAGES,
      '--values',
      '20',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('not one record could be read');
  });

  it('refuses an --out that cannot be one', async () => {
    const { exitCode, stderr } = await sweepHere([
      '--parameter',
      MESSAGES,
      '--values',
      '20',
      '--out',
      logs,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot be made the output directory');
  });
});
