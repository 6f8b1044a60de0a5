import { describe, expect, it } from 'vitest';
import { LocalLevers } from '../../../lib/adapters/local/local-levers.ts';
import { LeverError } from '../../../lib/core/errors.ts';
import type { E164, SmsEvent } from '../../../lib/core/ingest/events.ts';
import { DAY_MS } from '../../../lib/core/time.ts';
import { minutes, NOW_MS } from '../decide/fixtures.ts';
import { TestClock } from '../respond/fixtures.ts';

const NUMBER = '+992901234567' as E164;
const sms = (sentAtMs: number, fields: Partial<SmsEvent> = {}): SmsEvent => ({
  kind: 'sms',
  arrivedAtMs: sentAtMs,
  sentAtMs,
  country: 'TJ',
  numberHash: 1,
  blockHash: 1,
  messageHash: 1,
  part: 0,
  deliveryClass: 'delivered',
  carrierHash: 0,
  spendMicroUsd: 200_000,
  ...fields,
});
const setUp = (options: Partial<ConstructorParameters<typeof LocalLevers>[0]> = {}) => {
  const clock = new TestClock();
  const levers = new LocalLevers({ clock, ...options });
  const gate = (sentAtMs: number, number = NUMBER, country = 'TJ') =>
    levers.gate(sms(sentAtMs, { country }), number);
  return { clock, levers, gate };
};
const at = (minute: number): number => NOW_MS + minutes(minute);

describe('country rules', () => {
  it('stop what is sent while they block, from the moment they were set to the moment they were lifted', async () => {
    const { clock, levers, gate } = setUp();
    await levers.writeCountryRule('TJ', 'BLOCK');
    clock.set(at(10));
    await levers.writeCountryRule('TJ', 'ALLOW');
    expect([NOW_MS - 1, NOW_MS, at(10) - 1, at(10)].map((ms) => gate(ms))).toEqual([
      null,
      'protect-blocked',
      'protect-blocked',
      null,
    ]);
    expect(gate(NOW_MS, NUMBER, 'UZ')).toBeNull();
  });

  it('are ALLOW until somebody says otherwise', async () => {
    const { levers, gate } = setUp({ countryRules: { UZ: 'BLOCK' } });
    expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
    expect(await levers.readCountryRule('UZ')).toBe('BLOCK');
    expect(gate(0, NUMBER, 'UZ')).toBe('protect-blocked');
  });

  for (const rule of ['FILTER', 'MONITOR'] as const)
    it(`${rule} lets everything through`, async () => {
      const { levers, gate } = setUp();
      await levers.writeCountryRule('TJ', rule);
      expect(gate(NOW_MS)).toBeNull();
      expect(await levers.readCountryRule('TJ')).toBe(rule);
    });

  it('a destination that is no country is refused', async () => {
    await expect(setUp().levers.writeCountryRule('+883', 'BLOCK')).rejects.toThrow(LeverError);
  });
});

describe('number ranges', () => {
  it('stop the numbers that begin with them until they expire', async () => {
    const { clock, levers, gate } = setUp();
    await levers.writeNumberRange('+99290123', at(30));
    expect([NOW_MS - 1, NOW_MS, at(30) - 1, at(30)].map((ms) => gate(ms))).toEqual([
      null,
      'protect-blocked',
      'protect-blocked',
      null,
    ]);
    expect(gate(NOW_MS, '+992901334567' as E164)).toBeNull();
    clock.set(at(30));
    expect(await levers.readNumberRange('+99290123')).toBeNull();
  });

  it('that are removed stop nothing from then on', async () => {
    const { clock, levers, gate } = setUp();
    await levers.writeNumberRange('+99290123', at(30));
    clock.set(at(10));
    await levers.writeNumberRange('+99290123', null);
    expect([at(10) - 1, at(10)].map((ms) => gate(ms))).toEqual(['protect-blocked', null]);
    expect(await levers.readNumberRange('+99290123')).toBeNull();
  });

  it('that are renewed stop without a break, until the later end', async () => {
    const { clock, levers, gate } = setUp();
    await levers.writeNumberRange('+99290123', at(30));
    clock.set(at(29));
    await levers.writeNumberRange('+99290123', at(150));
    for (let minute = 0; minute < 150; minute += 1)
      expect(gate(at(minute))).toBe('protect-blocked');
    expect(gate(at(150))).toBeNull();
  });

  it('are read by their own prefix only', async () => {
    const { levers } = setUp();
    await levers.writeNumberRange('+99290123', at(30));
    expect(await levers.readNumberRange('+9929012')).toBeNull();
    expect(await levers.readNumberRange('+992901234')).toBeNull();
  });
});

describe('the spend limit', () => {
  it('cuts off once the month has cost what it says, when it was lowered', async () => {
    const { levers, gate } = setUp({ ownerLimitUsd: 500 });
    await levers.writeSpendLimit(1);
    for (let count = 0; count < 5; count += 1) {
      expect(gate(NOW_MS)).toBeNull();
      levers.charge(sms(NOW_MS));
    }
    expect(await levers.readSpendLimit()).toMatchObject({
      limitUsd: 1,
      monthToDateUsd: 1,
    });
    expect(gate(NOW_MS)).toBe('quota-exhausted');
    await levers.writeSpendLimit(500);
    expect(gate(NOW_MS)).toBeNull();
  });

  it('does not reach back to what was sent before it was lowered', async () => {
    const { levers, gate } = setUp({ ownerLimitUsd: 500 });
    levers.charge(sms(NOW_MS, { spendMicroUsd: 10e6 }));
    await levers.writeSpendLimit(5);
    expect(gate(NOW_MS - 1)).toBeNull();
    expect(gate(NOW_MS)).toBe('quota-exhausted');
  });

  it('starts anew with the month', async () => {
    const { clock, levers, gate } = setUp({ ownerLimitUsd: 500 });
    await levers.writeSpendLimit(1);
    levers.charge(sms(NOW_MS, { spendMicroUsd: 2_000_000 }));
    const october = Date.parse('2026-10-01T00:00:00.000Z');
    expect(gate(october - 1)).toBe('quota-exhausted');
    expect(gate(october)).toBeNull();
    clock.set(october);
    expect((await levers.readSpendLimit()).monthToDateUsd).toBe(0);
    levers.charge(sms(october + DAY_MS, { spendMicroUsd: 1_000_000 }));
    expect(gate(october + DAY_MS)).toBe('quota-exhausted');
  });

  it('of the owner stops nothing of what was recorded: it stopped then what it stopped', () => {
    const { levers, gate } = setUp({ ownerLimitUsd: 1 });
    levers.charge(sms(NOW_MS, { spendMicroUsd: 5_000_000 }));
    expect(gate(NOW_MS)).toBeNull();
  });

  it('a message without a price costs nothing that is known', async () => {
    const { levers } = setUp();
    levers.charge(sms(NOW_MS, { spendMicroUsd: null }));
    expect((await levers.readSpendLimit()).monthToDateUsd).toBe(0);
  });
});

describe('a control latency', () => {
  it('delays what SMS feel, in both directions, and not what the lever reads as', async () => {
    const { clock, levers, gate } = setUp({ controlLatencyMs: minutes(2) });
    await levers.writeCountryRule('TJ', 'BLOCK');
    expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
    clock.set(at(10));
    await levers.writeCountryRule('TJ', 'ALLOW');
    expect([at(1), at(2), at(11), at(12)].map((ms) => gate(ms))).toEqual([
      null,
      'protect-blocked',
      'protect-blocked',
      null,
    ]);
  });

  it('delays number ranges as well, whose expiry is their own', async () => {
    const { clock, levers, gate } = setUp({ controlLatencyMs: minutes(2) });
    await levers.writeNumberRange('+99290', at(30));
    expect(await levers.readNumberRange('+99290')).toBe('BLOCK');
    expect([at(1), at(2), at(29.9), at(30)].map((ms) => gate(ms))).toEqual([
      null,
      'protect-blocked',
      'protect-blocked',
      null,
    ]);
    clock.set(at(29));
    expect(await levers.readNumberRange('+99290')).toBe('BLOCK');
    clock.set(at(30));
    expect(await levers.readNumberRange('+99290')).toBeNull();
  });
});

describe('a model of the filter', () => {
  it('is asked where the rule is FILTER, and nowhere else', async () => {
    const { levers, gate } = setUp({ filterStops: (_, number) => number === NUMBER });
    expect(gate(NOW_MS)).toBeNull();
    await levers.writeCountryRule('TJ', 'FILTER');
    expect(gate(NOW_MS)).toBe('protect-blocked');
    expect(gate(NOW_MS, '+992901234568' as E164)).toBeNull();
    await levers.writeCountryRule('TJ', 'MONITOR');
    expect(gate(NOW_MS)).toBeNull();
  });
});

describe('a copy', () => {
  it('has what was set and spent, and goes on by itself', async () => {
    const { clock, levers } = setUp({ ownerLimitUsd: 100 });
    await levers.writeCountryRule('TJ', 'BLOCK');
    await levers.writeNumberRange('+99690', at(60));
    await levers.writeSpendLimit(50);
    levers.charge(sms(NOW_MS, { spendMicroUsd: 7_000_000 }));
    const copy = levers.copy({ clock });
    expect(await copy.readCountryRule('TJ')).toBe('BLOCK');
    expect(await copy.readNumberRange('+99690')).toBe('BLOCK');
    expect(await copy.readSpendLimit()).toEqual({
      limitUsd: 50,
      monthToDateUsd: 7,
      monthToDateFrom: 'account',
    });
    await copy.writeCountryRule('TJ', 'ALLOW');
    await copy.writeNumberRange('+99690', null);
    copy.charge(sms(NOW_MS));
    await copy.writeSpendLimit(40);
    expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
    expect(await levers.readNumberRange('+99690')).toBe('BLOCK');
    expect(await levers.readSpendLimit()).toEqual({
      limitUsd: 50,
      monthToDateUsd: 7,
      monthToDateFrom: 'account',
    });
  });
});
