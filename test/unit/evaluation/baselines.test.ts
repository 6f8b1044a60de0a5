import { describe, expect, it } from 'vitest';
import { BaselineContender } from '../../../lib/evaluation/baselines/baseline-contender.ts';
import { BASELINES } from '../../../lib/evaluation/baselines/registry.ts';
import { WarmUpSummary } from '../../../lib/evaluation/baselines/warm-up-summary.ts';
import type { StreamItem } from '../../../lib/evaluation/labelled-sms.ts';
import { anSms, arrival, attackSms, minute, used } from './fixtures.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Two weeks with an SMS to Germany every ten minutes, whose code is used: 6 an hour, 144 and $14.40 a day. */
const warmUp = (): WarmUpSummary => {
  const summary = new WarmUpSummary();
  for (let at = -14 * DAY; at < 0; at += 10) {
    const sms = anSms({ sentAtMs: minute(at) });
    summary.take(arrival(sms, minute(at)));
    summary.take(used(sms, minute(at + 0.5)));
  }
  return summary.end(14);
};
const PAST = warmUp();

/** So many messages to Tajikistan from noon on, evenly over so many minutes; codes never used. */
const flood = (messages: number, overMinutes: number, fields = {}): readonly StreamItem[] =>
  Array.from({ length: messages }, (_, index) => {
    const at = (overMinutes * index) / messages;
    const number = `+9929${String(index).padStart(8, '0')}`;
    const address = `198.51.100.${index % 250}`;
    const sms = attackSms({
      number,
      address,
      sentAtMs: minute(at),
      requestedAtMs: minute(at),
      ...fields,
    });
    return arrival(sms, minute(at) + 5_000);
  });

const play = async (id: string, items: readonly StreamItem[], value?: number, past = PAST) => {
  const baseline = BASELINES.find((one) => one.id === id);
  if (baseline === undefined) throw new Error(`no baseline ${id}`);
  const rule = baseline.create(value ?? baseline.parameter.defaultValue, past);
  const contender = new BaselineContender(rule, 30_000);
  for (const item of items) await contender.take(item);
  const { alerts, containments } = await contender.end();
  const stopped = items.filter(({ sms }) => sms !== null && contender.stops(sms)).length;
  return { alerts, containments, stopped, of: items.length };
};

describe('each baseline', () => {
  it.each<[string, string, readonly StreamItem[], 'all' | 'country' | 'number' | 'address' | null]>(
    [
      // 80 % of two normal months of $432 is $691; $202 of it is spent.
      ['spend-alarm', 'below its limit', flood(2_000, 100), null],
      ['spend-alarm', 'above it', flood(3_000, 150), 'all'],
      // One message in ten minutes is normal.
      ['seasonal-band', 'for two periods only', flood(40, 9.9), null],
      ['seasonal-band', 'for three periods in a row', flood(80, 20), 'all'],
      ['country-threshold-fixed', '50 in an hour', flood(50, 59), null],
      ['country-threshold-fixed', '51 in an hour', flood(51, 59), 'country'],
      ['country-threshold', '20 in an hour to a new country', flood(20, 59), null],
      ['country-threshold', '21 in an hour to a new country', flood(21, 59), 'country'],
      ['fast-burst', '30 in ten seconds', flood(30, 0.15), null],
      ['fast-burst', '31 in ten seconds', flood(31, 0.15), 'all'],
      ['fast-burst', '60 in a minute', flood(60, 1), null],
      ['limiter', 'five to a number', flood(5, 10, { number: '+992900000000' }), null],
      ['limiter', 'six to a number', flood(6, 10, { number: '+992900000000' }), 'number'],
      ['limiter', 'ten from an address', flood(10, 10, { address: '198.51.100.7' }), null],
      ['limiter', 'eleven from an address', flood(11, 10, { address: '198.51.100.7' }), 'address'],
      ['limiter', 'many from anywhere to anybody', flood(200, 10), null],
      ['conversion-threshold', '49 that had their time', flood(49, 20), null],
      ['conversion-threshold', 'enough that had their time', flood(200, 60), 'country'],
      ['unverified-budget', 'three in an hour', flood(3, 10), null],
      ['unverified-budget', 'five in a few minutes', flood(5, 5), 'country'],
      ['none', 'whatever happens', flood(500, 60), null],
    ],
  )('%s: %s', async (id, _, items, scope) => {
    const { containments, alerts } = await play(id, items);
    const kinds = new Set(containments.map((one) => one.scope.kind));
    expect([...kinds]).toEqual(scope === null ? [] : [scope]);
    // A limiter tells nobody.
    expect(alerts.length > 0).toBe(scope === 'all' || scope === 'country');
  });

  const tunable = BASELINES.filter(({ parameter }) => parameter.candidates.length > 1);

  it.each(tunable)('$id has its default among the values that tuning tries', ({ parameter }) => {
    expect(parameter.candidates).toContain(parameter.defaultValue);
  });

  it.each(tunable)('$id is tried from its most sensitive value on', async ({ id, parameter }) => {
    const items = flood(600, 120);
    const stopped: number[] = [];
    for (const value of parameter.candidates) stopped.push((await play(id, items, value)).stopped);
    expect(stopped).toEqual(stopped.toSorted((a, b) => b - a));
    expect(stopped[0]).toBeGreaterThanOrEqual(stopped.at(-1) ?? 0);
  });

  it('learns from the warm-up what is usual', async () => {
    const past = new WarmUpSummary();
    // Germany's busiest hour had 15 messages; that of any other country counts as 10.
    for (let at = 0; at < 15; at += 1)
      past.take(arrival(anSms({ sentAtMs: minute(at) }), minute(at)));
    const countries = async (country: string) =>
      (await play('country-threshold', flood(25, 59, { country }), 2, past.end(14))).containments;
    expect(await countries('TJ')).toHaveLength(1);
    expect(await countries('DE')).toHaveLength(0);
  });

  it('that goes by used codes leaves alone a surge whose codes are used', async () => {
    const items = flood(200, 60).flatMap((item, index) => {
      const { sms } = item;
      return sms === null || index % 2 === 1 ? [item] : [item, used(sms, item.event.timestamp + 1)];
    });
    expect((await play('conversion-threshold', items)).containments).toEqual([]);
    expect((await play('unverified-budget', items, 32)).containments).toEqual([]);
  });
});

describe('the lever of a baseline', () => {
  it('is felt after the latency, holds for an hour and is renewed as long as there is reason', async () => {
    const { alerts, containments, stopped, of } = await play(
      'country-threshold-fixed',
      flood(600, 180),
    );
    expect(alerts).toHaveLength(1);
    const [hold] = containments;
    // The 51st arrives five seconds after minute 15.
    expect(hold?.fromMs).toBe(minute(15) + 35_000);
    expect(containments).toHaveLength(1);
    expect(hold?.toMs).toBeGreaterThan(minute(230));
    expect(stopped).toBe(of - 52);
  });

  it('of a limiter refuses at once and only what is too much', async () => {
    const items = flood(20, 10, { number: '+992900000000' });
    expect(await play('limiter', items)).toMatchObject({ stopped: 15, alerts: [] });
  });
});
