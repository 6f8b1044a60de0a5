import { describe, expect, it } from 'vitest';
import { PRESETS, presetNamed } from '../../../lib/simulator/presets.ts';
import { checkScenario } from '../../../lib/simulator/read-scenario.ts';
import { simulate } from '../../../lib/simulator/simulate.ts';
import { anAttack, attackSms, scenarioWith, START_MS } from './scenarios.ts';

const HOUR_MS = 3_600_000;
const blocksOf = (e164s: readonly string[]) => new Set(e164s.map((e164) => e164.slice(0, -4)));
const count = (values: readonly unknown[]) => new Set(values).size;

describe('an attack', () => {
  it('sends exactly the messages it was given, within its period, under its name', () => {
    const sms = attackSms(anAttack({ messages: 1_234 }));
    expect(sms).toHaveLength(1_234);
    for (const { event, sentAtMs } of sms) {
      expect(event.label).toBe('attack');
      expect(sentAtMs).toBeGreaterThanOrEqual(START_MS + HOUR_MS);
      expect(sentAtMs).toBeLessThan(START_MS + 3 * HOUR_MS + 1_000);
    }
  });

  it('loses what lies behind the end of the scenario', () => {
    const sms = attackSms(anAttack({ startsAfterMinutes: 23 * 60 }));
    expect(sms.length).toBeGreaterThan(100);
    expect(sms.length).toBeLessThan(200);
  });

  it('ramps up', () => {
    const sms = attackSms(anAttack({ pacing: { kind: 'linear', rampMinutes: 120 } }));
    const inFirstHalf = sms.filter(({ sentAtMs }) => sentAtMs < START_MS + 2 * HOUR_MS).length;
    expect(inFirstHalf / sms.length).toBeGreaterThan(0.18);
    expect(inFirstHalf / sms.length).toBeLessThan(0.32);
  });

  it('grows day by day', () => {
    const attack = anAttack({
      durationMinutes: 10 * 1_440,
      pacing: { kind: 'growth', growthPerDay: 0.3 },
      messages: 2_000,
    });
    const sms = attackSms(attack, 11);
    const inDay = (day: number) =>
      sms.filter(
        ({ sentAtMs }) => Math.floor((sentAtMs - START_MS - HOUR_MS) / (24 * HOUR_MS)) === day,
      ).length;
    expect(inDay(9) / inDay(4)).toBeGreaterThan(2.4);
    expect(inDay(9) / inDay(4)).toBeLessThan(5.5);
  });

  it('keeps to the destination’s day when it mimics people', () => {
    const attack = anAttack({
      startsAfterMinutes: 0,
      durationMinutes: 1_440,
      pacing: { kind: 'diurnal' },
      messages: 1_000,
    });
    const atNight = attackSms(attack).filter(({ sentAtMs }) => {
      const localHour = (sentAtMs / HOUR_MS + 5) % 24;
      return localHour >= 2 && localHour < 6;
    });
    expect(atNight.length).toBeLessThan(60);
  });

  it('hits as many blocks as its pattern says', () => {
    const e164s = (numbers: Parameters<typeof anAttack>[0]) =>
      attackSms(anAttack(numbers)).map(({ e164 }) => e164);
    expect(blocksOf(e164s({ numbers: { kind: 'blocks', blocks: 1 } })).size).toBe(1);
    expect(blocksOf(e164s({ numbers: { kind: 'blocks', blocks: 4 } })).size).toBe(4);
    expect(blocksOf(e164s({ numbers: { kind: 'random' } })).size).toBeGreaterThan(250);
    expect(blocksOf(e164s({ numbers: { kind: 'rotating-blocks', everyMinutes: 10 } })).size).toBe(
      12,
    );
    expect(count(e164s({ numbers: { kind: 'few-numbers', numbers: 7 } }))).toBe(7);
  });

  it('counts upwards when it is sequential', () => {
    const sms = attackSms(anAttack({ numbers: { kind: 'sequential', blocks: 3, maxStep: 3 } }));
    const lastOfBlock = new Map<string, number>();
    let steps = 0;
    for (const { e164 } of sms.toSorted((x, y) => x.sentAtMs - y.sentAtMs)) {
      const block = e164.slice(0, -4);
      const suffix = Number(e164.slice(-4));
      const step = suffix - (lastOfBlock.get(block) ?? suffix);
      if (step >= 1 && step <= 3) steps += 1;
      lastOfBlock.set(block, suffix);
    }
    expect(lastOfBlock.size).toBe(3);
    expect(steps).toBeGreaterThan(280);
  });

  it('sends each number its share, and asks again with a resend', () => {
    const attack = anAttack({ messages: 600, messagesPerNumber: 5, numbers: { kind: 'random' } });
    expect(count(attackSms(attack).map(({ e164 }) => e164))).toBe(120);
    const scenario = scenarioWith({ messagesPerDay: 0, attacks: [attack] });
    const triggers = [...simulate(scenario)]
      .filter(({ feed }) => feed === 'cognito-user-pool')
      .map(({ message }) => (message.includes('RESEND_CODE') ? 'again' : 'first'));
    expect(triggers.filter((trigger) => trigger === 'first')).toHaveLength(120);
  });

  it('goes from country to country', () => {
    const attack = anAttack({
      countries: ['TJ', 'AZ', 'KG', 'LK'],
      rotateCountriesEveryMinutes: 30,
    });
    const sms = attackSms(attack);
    const prefixes = sms
      .toSorted((a, b) => a.sentAtMs - b.sentAtMs)
      .map(({ e164 }) => e164.slice(0, 3));
    const runs = prefixes.filter((prefix, index) => prefix !== prefixes[index - 1]);
    expect(runs).toEqual(['+99', '+99', '+94'].filter((_, index) => index !== 1));
  });

  it('comes from where its source says', () => {
    const addresses = (source: NonNullable<Parameters<typeof anAttack>[0]>['source'] & object) => {
      const scenario = scenarioWith({ messagesPerDay: 0, attacks: [anAttack({ source })] });
      return [...simulate(scenario)]
        .filter(({ feed }) => feed === 'cognito-user-pool')
        .map(({ message }) => (JSON.parse(message) as AuthRecord).message);
    };
    const one = addresses({ kind: 'one-address', country: 'PS' });
    expect(count(one.map(({ ipAddress }) => ipAddress))).toBe(1);
    expect(one[0]?.country).toBe('Palestine');
    const vpn = addresses({ kind: 'vpn-pool', addresses: 20, countries: ['NL', 'US'] });
    expect(count(vpn.map(({ ipAddress }) => ipAddress))).toBe(20);
    expect(count(vpn.map(({ country }) => country))).toBe(2);
    const homes = addresses({ kind: 'residential', addresses: 1_000 });
    expect(new Set(homes.map(({ country }) => country))).toEqual(new Set(['Tajikistan']));
    const anywhere = addresses({ kind: 'everywhere', addresses: 1_000 });
    expect(count(anywhere.map(({ country }) => country))).toBeGreaterThan(60);
  });

  it('converts only as much as it fakes', () => {
    const verified = (conversion: number) => {
      const attack = anAttack({ conversion, messages: 1_000 });
      const scenario = scenarioWith({ messagesPerDay: 0, attacks: [attack] });
      return [...simulate(scenario)].filter(({ message }) => message.includes('"verified"')).length;
    };
    expect(verified(0)).toBe(0);
    expect(verified(0.8)).toBeGreaterThan(750);
    expect(verified(0.8)).toBeLessThan(850);
  });
});

describe('the presets', () => {
  it.each(Object.keys(PRESETS))('%s can be simulated, messages and all', (name) => {
    const { tenant } = scenarioWith({});
    const place = { tenant, startsAfterMinutes: 0 };
    const preset = presetNamed(name);
    const attacks = preset.attacks(place);
    const days = Math.max(
      ...attacks.map((a) => (a.startsAfterMinutes + a.durationMinutes) / 1_440),
    );
    const scenario = checkScenario({
      ...scenarioWith({ days: days + 0.1, messagesPerDay: 0, attacks }),
      confounders: preset.confounders?.(place) ?? [],
      feeds: { verifications: false, cognito: false },
    });
    const wanted = attacks.reduce((total, { messages }) => total + messages, 0);
    const labels = [...simulate(scenario)].map(({ label }) => label);
    expect(labels.filter((label) => label !== 'legit')).toHaveLength(wanted);
  });

  it('names the presets when there is none of that name', () => {
    expect(() => presetNamed('brust')).toThrow(/"brust".*burst-one-block/);
    expect(() => presetNamed('toString')).toThrow(/toString/);
  });
});

interface AuthRecord {
  readonly message: { readonly ipAddress: string; readonly country: string };
}
