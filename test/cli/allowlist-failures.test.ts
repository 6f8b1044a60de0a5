import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NUMBERED_COUNTRIES } from '../../lib/adapters/numbering.ts';
import type { UndoneAllowlist } from '../../lib/operate/undo-allowlist.ts';
import { type AllowlistWorld, openAllowlistWorld } from './allowlist-world.ts';

const UPDATE = 'UpdateProtectConfigurationCountryRuleSet';
const READ = 'GetProtectConfigurationCountryRuleSet';

let world: AllowlistWorld;
beforeEach(async () => {
  world = await openAllowlistWorld({ countriesWithoutRules: ['TA', 'XK'] });
});
afterEach(() => world.close());

const apply = (name: string) => world.apply('DE,TA,XK', '--apply', '--record', world.path(name));
const outcomesOf = async (name: string): Promise<readonly string[]> => [
  ...new Set((await world.record(name)).changes.map(({ outcome }) => outcome)),
];

describe('allowlist apply that AWS refuses a country', () => {
  it('blocks all others in a few calls more, and names what it could not: exit code 1', async () => {
    const file = world.path('a.json');
    const { exitCode, stdout, stderr } = await world.apply('DE', '--apply', '--record', file);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^error: 2 of \d+ country rules could not be set: TA, XK\. Run it again/,
    );
    expect(stdout).toMatch(/Kosovo \(XK\) +ALLOW +ALLOW +FAILED/);
    expect(stdout).toContain(`sms-voice:${UPDATE} failed: ValidationException`);
    expect(Object.keys(world.inForce())).toHaveLength(NUMBERED_COUNTRIES.length - 3);
    expect(world.writes()).toBeLessThan(35);
    const { changes } = await world.record('a.json');
    expect(
      changes.filter(({ outcome }) => outcome !== 'done').map(({ country }) => country),
    ).toEqual(['TA', 'XK']);
  });
});

describe('allowlist apply that fails', () => {
  it('for want of rights says which right, records that nothing was set, and finishes when run again', async () => {
    world.standIn.faults.inject(UPDATE, 'access-denied');
    const { exitCode, stdout, stderr } = await apply('a.json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`Allow sms-voice:${UPDATE} to the detector's role`);
    expect(stderr).toContain('country rules could not be set: AC, AD, ');
    expect(world.inForce()).toEqual({});
    expect(await outcomesOf('a.json')).toEqual(['failed']);
    expect((await apply('b.json')).exitCode).toBe(0);
    expect(await outcomesOf('b.json')).toEqual(['done']);
    // What the first did not set it does not take back.
    await world.undo(world.path('a.json'), '--apply');
    expect(Object.keys(world.inForce())).toHaveLength(NUMBERED_COUNTRIES.length - 3);
    await world.undo(world.path('b.json'), '--apply');
    expect(world.inForce()).toEqual({});
  });

  it('at the answer alone is no failure: the rules are read again', async () => {
    world.standIn.faults.inject(UPDATE, 'malformed');
    expect((await apply('a.json')).exitCode).toBe(0);
    expect(await outcomesOf('a.json')).toEqual(['done']);
  });

  it('at the reading changes nothing and writes no record: exit code 1, and the right that is missing', async () => {
    world.standIn.faults.inject(READ, 'access-denied');
    const { exitCode, stdout, stderr } = await apply('a.json');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^error: sms-voice:${READ} failed`));
    expect(world.writes()).toBe(0);
    await expect(world.record('a.json')).rejects.toThrow('ENOENT');
  });
});

describe('allowlist undo that fails', () => {
  it('names what is not back, and finishes when run again', async () => {
    await apply('a.json');
    world.standIn.faults.inject(UPDATE, 'access-denied');
    const failed = await world.undo(world.path('a.json'), '--apply');
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain('Run it again for the rest.');
    const { stdout, exitCode } = await world.undo(world.path('a.json'), '--apply', '--json');
    expect(exitCode).toBe(0);
    const { countries } = JSON.parse(stdout) as UndoneAllowlist;
    expect(new Set(countries.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
    expect(world.inForce()).toEqual({});
  });
});
