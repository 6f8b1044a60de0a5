import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runSimulate, type SimulateOptions } from '../../../lib/simulator/run-simulate.ts';
import { SimulatorError } from '../../../lib/simulator/simulator-error.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'simulate-'));
});
afterEach(async () => {
  await rm(base, { recursive: true });
});

const linesOf = async (path: string): Promise<string[]> =>
  gunzipSync(await readFile(path))
    .toString('utf8')
    .trimEnd()
    .split('\n');
const run = (options: Partial<SimulateOptions>) =>
  runSimulate({ out: join(base, 'logs'), days: 1, ...options });

describe('simulate', () => {
  it('writes three feeds and nothing else into the directory, and counts them', async () => {
    const labels = join(base, 'labels.ndjson.gz');
    const summary = await run({ attack: ['drip@6'], labels });
    const names = await readdir(join(base, 'logs'));
    expect(names.sort()).toEqual([
      'cognito-user-pool.ndjson.gz',
      'otp-verifications.ndjson.gz',
      'sns-delivery-status.ndjson.gz',
    ]);
    const sns = await linesOf(join(base, 'logs', 'sns-delivery-status.ndjson.gz'));
    expect(sns).toHaveLength(summary.eventsByFeed['sns-delivery-status']);
    expect(Object.keys(JSON.parse(sns[0] ?? '') as object)).toEqual([
      'logGroup',
      'logStream',
      'id',
      'timestamp',
      'ingestionTime',
      'message',
    ]);
    const truth = (await linesOf(labels)).map((line) => JSON.parse(line) as { label: string });
    expect(truth).toHaveLength(summary.events);
    const drips = truth.filter(({ label }) => label === 'drip').length;
    expect(drips).toBe(summary.eventsByLabel['drip']);
    expect(summary.period).toEqual({
      from: '2026-09-07T00:00:00.000Z',
      to: '2026-09-08T00:00:00.000Z',
    });
  });

  it('gives the same bytes for the same options, also from the saved scenario', async () => {
    const saveScenario = join(base, 'scenario.json');
    await run({ attack: ['sequential@1'], seed: 9, saveScenario });
    await run({ out: join(base, 'again'), attack: ['sequential@1'], seed: 9 });
    await runSimulate({ out: join(base, 'stored'), scenario: saveScenario });
    for (const name of await readdir(join(base, 'logs'))) {
      const bytes = await readFile(join(base, 'logs', name));
      expect(bytes.equals(await readFile(join(base, 'again', name)))).toBe(true);
      expect(bytes.equals(await readFile(join(base, 'stored', name)))).toBe(true);
    }
  });

  it('leaves feeds out, also those of an earlier run', async () => {
    await run({});
    await run({ verifications: false, cognito: false });
    expect(await readdir(join(base, 'logs'))).toEqual(['sns-delivery-status.ndjson.gz']);
  });

  it('adds honest traffic that looks like an attack, twice if wanted, and labels it so', async () => {
    const wanted = ['conference@1', 'conference@4', 'tv-advert@2'];
    const { smsByLabel } = await run({ confounder: wanted, messagesPerDay: 1 });
    expect(Object.keys(smsByLabel)).toEqual(['legit']);
    expect(smsByLabel['legit']).toBeGreaterThan(700);
  });

  it('tells two attacks of the same preset apart', async () => {
    const summary = await run({ attack: ['sequential@1', 'sequential@12'], messagesPerDay: 0 });
    expect(Object.keys(summary.eventsByLabel).sort()).toEqual(['sequential', 'sequential-2']);
  });

  it.each<[string, Partial<SimulateOptions>, RegExp]>([
    ['no days', { days: 0 }, /--days.*0\.01/],
    ['days that are no number', { days: Number.NaN }, /--days/],
    ['half a seed', { seed: 1.5 }, /--seed.*whole/],
    ['no date', { start: 'yesterday' }, /--start.*2026-09-09/],
    ['no tenant class', { tenant: 'huge' }, /--tenant.*small, mid, large/],
    ['negative messages', { messagesPerDay: -1 }, /--messages-per-day/],
    ['no preset', { attack: ['pump'] }, /"pump".*drip/],
    ['no hours', { attack: ['drip@noon'] }, /--attack/],
    ['no confounder', { confounder: ['lunch'] }, /"lunch".*launch/],
    ['no hours of a confounder', { confounder: ['launch@noon'] }, /--confounder/],
    ['empty hours', { attack: ['drip@'] }, /--attack/],
    ['an attack after the end', { attack: ['drip@25'] }, /--attack.*24/],
    ['no home', { home: 'XX' }, /"XX"/],
  ])('refuses %s by name', async (_, options, wanted) => {
    const refused = run(options);
    await expect(refused).rejects.toThrow(wanted);
    await expect(refused).rejects.toBeInstanceOf(SimulatorError);
  });

  it('refuses to put anything but logs where replay reads', async () => {
    await expect(run({ labels: join(base, 'logs', 'labels.gz') })).rejects.toThrow(/--labels/);
    await expect(run({ saveScenario: join(base, 'logs', 's.json') })).rejects.toThrow(
      /--save-scenario/,
    );
    await writeFile(join(base, 'notes.txt'), '');
    await expect(run({ out: base })).rejects.toThrow(/notes\.txt/);
  });

  it('refuses a scenario beside other options, and one that cannot be', async () => {
    const path = join(base, 'scenario.json');
    const out = join(base, 'logs');
    await run({ out: join(base, 'first'), saveScenario: path });
    const stored = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await expect(runSimulate({ out, scenario: path, seed: 1 })).rejects.toThrow(/--seed/);
    await expect(runSimulate({ out, scenario: path, attack: ['drip'] })).rejects.toThrow(
      /--attack/,
    );
    await expect(runSimulate({ out, scenario: path, cognito: false })).rejects.toThrow(/feeds/);
    await expect(runSimulate({ out, scenario: join(base, 'none') })).rejects.toThrow(/cannot read/);
    const refusal = async (change: object, wanted: RegExp) => {
      await writeFile(path, JSON.stringify({ ...stored, ...change }));
      await expect(runSimulate({ out, scenario: path })).rejects.toThrow(wanted);
    };
    await refusal({ days: 'three' }, /days must be a number/);
    await refusal({ tenant: null }, /tenant must be an object/);
    await refusal({ attacks: {} }, /attacks must be a list/);
    await refusal({ attacks: [{ id: 'legit' }] }, /attacks\[0\]\.id/);
    await refusal({ startMs: 12 }, /startMs/);
    await writeFile(path, '{');
    await expect(runSimulate({ out, scenario: path })).rejects.toThrow(/not JSON/);
  });
});
