import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ParameterStore } from '../../../lib/adapters/aws/parameter-store.ts';
import { SsmSettingsSource } from '../../../lib/adapters/aws/ssm-settings-source.ts';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import { defaultSettings } from '../../../lib/core/settings/settings.ts';
import { openStandIn, type StandInWorld } from '../../aws/stand-in-clients.ts';
import { NOW_MS } from '../../unit/decide/fixtures.ts';

const SURGE = 'rules/destination-surge/minMessages';

let world: StandInWorld;
let store: ParameterStore;
let source: SsmSettingsSource;
const newSource = () => new SsmSettingsSource({ store, rules: RULES, clock: world.clock });
const pass = (seconds: number) => world.clock.set(world.clock.nowMs() + seconds * 1_000);
const surge = async () =>
  (await source.read()).settings.rules['destination-surge']?.values['minMessages'];
const keysOfProblems = async () => (await source.read()).problems.map(({ key }) => key);

beforeEach(async () => {
  world = await openStandIn({ pageSize: 2 });
  world.clock.set(NOW_MS);
  store = new ParameterStore(world.ssm, 'default');
  source = newSource();
});
afterEach(() => world.close());

describe('settings from SSM parameters', () => {
  it('are the defaults where no parameter is', async () => {
    expect(await source.read()).toEqual({ settings: defaultSettings(RULES), problems: [] });
  });

  it('are those of every page, of this instance and of no other', async () => {
    for (const [key, value] of [
      ['mode', 'enforce'],
      [SURGE, '25'],
      ['protectedCountries', 'DE,FR'],
      ['rules/destination-surge/countries/IN/slack', '2'],
      ['responses/block-country/maxActive', '3'],
    ] as const)
      await store.write(key, value);
    await new ParameterStore(world.ssm, 'other').write(SURGE, '99');
    const { settings, problems } = await source.read();
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({ mode: 'enforce', protectedCountries: ['DE', 'FR'] });
    expect(settings.responses['block-country'].values.maxActive).toBe(3);
    expect(settings.rules['destination-surge']?.countries).toEqual({ IN: { slack: 2 } });
    expect(await surge()).toBe(25);
  });

  it('are read again half a minute later, and no earlier', async () => {
    expect(await surge()).not.toBe(25);
    await store.write(SURGE, '25');
    pass(29.999);
    expect(await surge()).not.toBe(25);
    pass(0.001);
    expect(await surge()).toBe(25);
  });

  it('keep the last good value of a key that got a bad one, and take the others', async () => {
    await store.write(SURGE, '25');
    await surge();
    await store.write(SURGE, 'many');
    await store.write('mode', 'enforce');
    pass(30);
    expect(await surge()).toBe(25);
    expect((await source.read()).settings.mode).toBe('enforce');
    expect(await keysOfProblems()).toEqual([SURGE]);
    await store.write(SURGE, '30');
    pass(30);
    expect(await surge()).toBe(30);
    expect(await keysOfProblems()).toEqual([]);
  });

  it('keep it over a cold start, from the versions that Parameter Store remembers', async () => {
    for (const value of ['20', '25', 'many', '0', 'none']) await store.write(SURGE, value);
    expect(await surge()).toBe(25);
    expect(await keysOfProblems()).toEqual([SURGE]);
  });

  it('stay at the default where the key never had a good value, and ignore unknown keys', async () => {
    await store.write(SURGE, 'many');
    await store.write('rules/no-such-rule/enabled', 'false');
    const reading = await source.read();
    expect(reading.settings).toEqual(defaultSettings(RULES));
    expect(await keysOfProblems()).toEqual([SURGE, 'rules/no-such-rule/enabled']);
  });

  it('go back to the default when a parameter is deleted', async () => {
    await store.write(SURGE, '25');
    await surge();
    await store.remove(SURGE);
    pass(30);
    expect(await surge()).not.toBe(25);
    expect(await store.remove(SURGE)).toBe(false);
  });
});

describe('while SSM does not answer', () => {
  const fail = (times: number) =>
    world.standIn.faults.inject('GetParametersByPath', 'server-error', times);

  it('the last good settings are in force as a whole, and that is a problem to be told', async () => {
    await store.write('mode', 'enforce');
    await source.read();
    await store.write('mode', 'monitor');
    pass(30);
    fail(2);
    expect((await source.read()).settings.mode).toBe('enforce');
    expect(await keysOfProblems()).toEqual(['*']);
    pass(30);
    expect((await source.read()).settings.mode).toBe('monitor');
    expect(await keysOfProblems()).toEqual([]);
  });

  it('no page is taken for the whole', async () => {
    for (const key of ['mode', SURGE, 'protectedCountries'])
      await store.write(key, key === 'mode' ? 'enforce' : key === SURGE ? '25' : 'DE');
    await source.read();
    await store.write('mode', 'monitor');
    pass(30);
    // The first page comes, the second never does.
    let calls = 0;
    world.ssm.middlewareStack.add(
      (next) => (args) => {
        calls += 1;
        if (calls === 2) fail(2);
        return next(args);
      },
      { step: 'initialize' },
    );
    expect((await source.read()).settings.mode).toBe('enforce');
  });

  it('a cold start is refused: the defaults are nobody’s choice', async () => {
    fail(2);
    await expect(source.read()).rejects.toMatchObject({ code: 'settings-unavailable' });
    expect((await source.read()).settings.mode).toBe('monitor');
  });

  it('a cold start with a bad value is refused when its versions cannot be read', async () => {
    await store.write('mode', 'enforce');
    await store.write('mode', 'enforec');
    world.standIn.faults.inject('GetParameterHistory', 'access-denied');
    await expect(source.read()).rejects.toThrow('ssm:GetParameterHistory');
    expect((await source.read()).settings.mode).toBe('enforce');
  });
});

describe('the name of an instance', () => {
  it('must fit a path', () => {
    for (const name of ['', 'a/b', 'ä', 'x'.repeat(65)])
      expect(() => new ParameterStore(world.ssm, name)).toThrow('no instance');
  });
});
