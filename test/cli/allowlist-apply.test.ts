import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NUMBERED_COUNTRIES } from '../../lib/adapters/numbering.ts';
import type { AppliedAllowlist } from '../../lib/operate/apply-allowlist.ts';
import { type AllowlistWorld, openAllowlistWorld } from './allowlist-world.ts';

let world: AllowlistWorld;
beforeEach(async () => {
  world = await openAllowlistWorld();
});
afterEach(() => world.close());

const RECORD = 'record.json';
const applied = (...args: readonly string[]) =>
  world.apply(...args, '--apply', '--record', world.path(RECORD));
const blocked = (): readonly string[] =>
  Object.entries(world.inForce())
    .flatMap(([country, rule]) => (rule === 'BLOCK' ? [country] : []))
    .sort();
const allBut = (...countries: readonly string[]): readonly string[] =>
  NUMBERED_COUNTRIES.filter((country) => !countries.includes(country)).sort();

describe('allowlist apply, unless it is told to --apply', () => {
  it('shows each country before and after, and changes nothing', async () => {
    world.set({ TJ: 'FILTER', MA: 'BLOCK', DE: 'MONITOR' });
    const before = world.inForce();
    const { stdout, exitCode } = await world.apply('DE,AT');
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines.slice(0, 5)).toEqual([
      'country | before | after | what',
      'Austria (AT) | ALLOW | ALLOW | on the list: stays',
      'Germany (DE) | MONITOR | MONITOR | on the list: stays',
      'Morocco (MA) | BLOCK | BLOCK | was blocked before: stays',
      'Ascension Island (AC) | ALLOW | BLOCK | is blocked',
    ]);
    expect(lines).toContain('Tajikistan (TJ) | FILTER | BLOCK | is blocked');
    expect(stdout).toMatch(/\d+ countries would be blocked in us-east-1\. Nothing was changed\./);
    expect(world.inForce()).toEqual(before);
    expect(world.writes()).toBe(0);
    expect(await readdir(world.directory)).toEqual([]);
  });

  it('names destinations that are no country, and listed countries that are not simply allowed', async () => {
    world.set({ DE: 'BLOCK', AT: 'FILTER', FR: 'MONITOR' });
    const { stdout } = await world.apply('DE, AT', 'fr');
    expect(stdout).toContain(
      'On the list and not simply allowed: Austria (AT) FILTER, Germany (DE) BLOCK. The list loosens nothing.',
    );
    expect(stdout).toMatch(/Out of reach: \+800, .*\+883.* are no countries/);
  });

  it('prints JSON', async () => {
    const { stdout } = await world.apply('DE', '--json');
    const printed = JSON.parse(stdout) as AppliedAllowlist;
    expect(printed).toMatchObject({ isApplied: false, region: 'us-east-1', record: null });
    expect(printed.countries.map(({ country }) => country)).toEqual(allBut());
    expect(printed.countries.find(({ country }) => country === 'TJ')).toEqual({
      country: 'TJ',
      before: 'ALLOW',
      after: 'BLOCK',
      state: 'to-block',
      heldBy: null,
      outcome: null,
      problem: null,
    });
    expect(printed.outOfReach).toContain('+883');
  });
});

describe('allowlist apply --apply', () => {
  it('blocks all others in one call, leaves the listed as they are, and records how it was', async () => {
    world.set({ TJ: 'FILTER', MA: 'BLOCK', DE: 'FILTER' });
    const { stdout, exitCode } = await applied('DE,AT');
    expect(exitCode).toBe(0);
    expect(blocked()).toEqual(allBut('DE', 'AT'));
    expect(world.inForce()['DE']).toBe('FILTER');
    expect(world.writes()).toBe(1);
    expect(stdout).toContain('blocked in us-east-1. To take it back: allowlist undo ');
    const record = await world.record(RECORD);
    expect(record).toMatchObject({
      format: 'sms-pumping-detector/allowlist-record/1',
      at: '2026-09-11T05:03:00.000Z',
      region: 'us-east-1',
      allowed: ['DE', 'AT'],
    });
    expect(record.changes.map(({ country }) => country)).toEqual(allBut('DE', 'AT', 'MA'));
    expect(record.changes.find(({ country }) => country === 'TJ')).toEqual({
      country: 'TJ',
      before: 'FILTER',
      set: 'BLOCK',
      outcome: 'done',
    });
    expect(await readdir(world.directory)).toEqual([RECORD]);
  });

  it('in an account without a default makes one', async () => {
    world.standIn.account.protect.accountDefaultId = null;
    expect((await applied('DE')).exitCode).toBe(0);
    expect(blocked()).toEqual(allBut('DE'));
  });

  it('a second time has nothing to do, and writes no record', async () => {
    await applied('DE');
    const again = await world.apply('DE', '--apply', '--record', world.path('second.json'));
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('are blocked in us-east-1 already. Nothing was changed.');
    expect(world.writes()).toBe(1);
    expect(await readdir(world.directory)).toEqual([RECORD]);
  });

  it('overwrites no record: exit code 2, and nothing is changed', async () => {
    await applied('DE');
    world.set({ TJ: 'ALLOW' });
    const { exitCode, stderr } = await applied('DE');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: the record .*record\.json cannot be created/);
    expect(world.writes()).toBe(1);
  });

  it('without a place for its record changes nothing: exit code 2', async () => {
    const file = world.path('missing/record.json');
    const { exitCode, stderr } = await world.apply('DE', '--apply', '--record', file);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--record');
    expect(world.writes()).toBe(0);
  });
});

describe('allowlist apply with a list that cannot be used', () => {
  for (const [list, said] of [
    ['', 'the list of countries is empty'],
    [' , ', 'the list of countries is empty'],
    ['DE,ZZ', '"ZZ" is no country with numbers'],
    ['DE,UK', '"UK" is no ISO 3166-1 alpha-2 code: write GB'],
    ['DE,+883', '+883 is no country: country rules neither allow nor block it'],
    ['DE;AT', '"DE;AT" is no country with numbers'],
  ] as const)
    it(`"${list}": exit code 2, "${said}", and AWS is not asked`, async () => {
      const { exitCode, stderr, stdout } = await applied(list);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain(said);
      expect(world.standIn.requests).toEqual([]);
    });

  it('no list at all: exit code 2', async () => {
    expect((await world.apply('--apply')).exitCode).toBe(2);
  });
});
