import { writeFile } from 'node:fs/promises';
import { assert, asyncProperty, constantFrom, dictionary, uniqueArray } from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NUMBERED_COUNTRIES } from '../../lib/adapters/numbering.ts';
import type { CountryRule } from '../../lib/core/respond/levers.ts';
import type { UndoneAllowlist } from '../../lib/operate/undo-allowlist.ts';
import { type AllowlistWorld, openAllowlistWorld } from './allowlist-world.ts';

let world: AllowlistWorld;
beforeEach(async () => {
  world = await openAllowlistWorld();
});
afterEach(() => world.close());

const BEFORE = { TJ: 'FILTER', MA: 'BLOCK', DE: 'FILTER', PT: 'MONITOR' } as const;
const file = () => world.path('record.json');
const applied = async (...list: readonly string[]): Promise<void> => {
  world.set(BEFORE);
  expect((await world.apply(...list, '--apply', '--record', file())).exitCode).toBe(0);
};

describe('allowlist undo, unless it is told to --apply', () => {
  it('shows each country now and after, and changes nothing', async () => {
    await applied('DE');
    const during = world.inForce();
    const { stdout, exitCode } = await world.undo(file());
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Tajikistan \(TJ\) +BLOCK +FILTER +is put back/);
    expect(stdout).not.toContain('Morocco');
    expect(stdout).toMatch(/countries would be put back in us-east-1\. Nothing was changed\./);
    expect(world.inForce()).toEqual(during);
    expect(world.writes()).toBe(1);
  });
});

describe('allowlist undo --apply', () => {
  it('gives every country the rule it had, in one call, and a second time finds it done', async () => {
    await applied('DE');
    const { exitCode } = await world.undo(file(), '--apply');
    expect(exitCode).toBe(0);
    expect(world.inForce()).toEqual(BEFORE);
    expect(world.writes()).toBe(2);
    const again = await world.undo(file(), '--apply');
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('is back already');
    expect(world.writes()).toBe(2);
  });

  it('leaves alone what somebody changed since, and names it', async () => {
    await applied('DE');
    world.set({ TJ: 'MONITOR', PT: 'ALLOW' });
    const { stdout, exitCode } = await world.undo(file(), '--apply');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      'Somebody changed since, and left alone: Portugal (PT) ALLOW, Tajikistan (TJ) MONITOR.',
    );
    expect(world.inForce()).toEqual({ DE: 'FILTER', MA: 'BLOCK', TJ: 'MONITOR' });
  });

  it('after a crash between record and answer takes back what is there', async () => {
    await applied('DE');
    const record = await world.record('record.json');
    const changes = record.changes.map((change) => ({ ...change, outcome: 'pending' }));
    await writeFile(file(), JSON.stringify({ ...record, changes }));
    const { stdout } = await world.undo(file(), '--apply', '--json');
    expect((JSON.parse(stdout) as UndoneAllowlist).isApplied).toBe(true);
    expect(world.inForce()).toEqual(BEFORE);
  });

  it('gives every rule back, whatever the rules before and the list', async () => {
    const country = constantFrom(...NUMBERED_COUNTRIES);
    const rule = constantFrom<CountryRule>('ALLOW', 'BLOCK', 'FILTER', 'MONITOR');
    const rules = dictionary(country, rule, { maxKeys: 250, size: 'max' });
    const list = uniqueArray(country, { minLength: 1, maxLength: NUMBERED_COUNTRIES.length });
    let runs = 0;
    await assert(
      asyncProperty(rules, list, async (before, allowed) => {
        const record = world.path(`property-${++runs}.json`);
        world.set(Object.fromEntries(NUMBERED_COUNTRIES.map((each) => [each, 'ALLOW' as const])));
        world.set(before);
        const inForce = world.inForce();
        const all = await world.apply(allowed.join(','), '--apply', '--record', record);
        expect(all.exitCode).toBe(0);
        const isOpen = NUMBERED_COUNTRIES.filter((each) => world.inForce()[each] !== 'BLOCK');
        expect(isOpen.filter((each) => !allowed.includes(each))).toEqual([]);
        expect(isOpen).toEqual(isOpen.filter((each) => inForce[each] !== 'BLOCK'));
        // A list that leaves nothing to block leaves no record.
        const { exitCode } = await world.undo(record, '--apply');
        expect(exitCode).toBe(all.stdout.includes('Nothing was changed') ? 2 : 0);
        expect(world.inForce()).toEqual(inForce);
      }),
      { numRuns: 20 },
    );
  }, 30_000);
});

describe('allowlist undo of what cannot be undone', () => {
  it('a file that is not there, or no record: exit code 2, its name, and AWS is not asked', async () => {
    await writeFile(world.path('other.json'), '{"changes":[]}');
    await writeFile(world.path('torn.json'), '{"changes":');
    for (const name of ['missing.json', 'other.json', 'torn.json']) {
      const { exitCode, stderr } = await world.undo(world.path(name), '--apply');
      expect(exitCode).toBe(2);
      expect(stderr).toContain(name);
    }
    expect(world.standIn.requests).toEqual([]);
  });

  it('a record that sets something else than BLOCK: exit code 2, and nothing is changed', async () => {
    await applied('DE');
    const record = await world.record('record.json');
    const changes = [{ ...record.changes[0], set: 'ALLOW' }];
    await writeFile(file(), JSON.stringify({ ...record, changes }));
    expect((await world.undo(file(), '--apply')).exitCode).toBe(2);
    expect(world.writes()).toBe(1);
  });

  it('a record of another region: exit code 2, and which region', async () => {
    await applied('DE');
    const { exitCode, stderr } = await world.undo(file(), '--apply', '--region', 'eu-west-1');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('add --region us-east-1');
    expect(world.writes()).toBe(1);
  });
});
