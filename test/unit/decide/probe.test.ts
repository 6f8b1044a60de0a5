import { describe, expect, it } from 'vitest';
import type { MinuteRow } from '../../../lib/core/count/first-sends.ts';
import type { Incident } from '../../../lib/core/decide/incident.ts';
import { didProbeFindCustomers, probed, wantsRanges } from '../../../lib/core/decide/probe.ts';
import { floorTo, MINUTE_MS } from '../../../lib/core/time.ts';
import {
  activeAction,
  baseline,
  contained,
  countryInput,
  minuteRow,
  minutes,
  NOW_MS,
  windowView,
} from './fixtures.ts';

/** On a minute. */
const FROM_MS = floorTo(NOW_MS, MINUTE_MS) - minutes(30);
const TO_MS = FROM_MS + minutes(5);
/** The minute of its end has passed, and the ten of its codes. */
const READY_MS = TO_MS + minutes(11);

const afterProbe = (fields: Partial<Incident> = {}): Incident =>
  contained({
    probe: { fromMs: FROM_MS, toMs: TO_MS, held: [activeAction({ step: 1 })] },
    ...fields,
  });
const seen = (rows: readonly MinuteRow[], atMs = READY_MS, conversionRate: number | null = 0.8) =>
  countryInput({
    baseline: baseline({ conversionRate }),
    window: windowView([], { atMs, stretches: [rows] }),
  });
const during = (sent: number, converted: number) => [
  minuteRow(FROM_MS + minutes(1), { sent, converted }),
];

describe('what a probe lets through', () => {
  it('is what went out since it began, not before and not what was stopped', () => {
    const rows = [
      minuteRow(FROM_MS - minutes(1), { sent: 9 }),
      minuteRow(FROM_MS, { sent: 1, stopped: 5 }),
      minuteRow(FROM_MS + minutes(2), { sent: 2 }),
    ];
    expect(probed(afterProbe(), seen(rows))).toBe(3);
  });

  it('is of the ranges that were put back, where it was ranges: customers beside them are no probe', () => {
    const target = { country: 'TJ', prefix: '+9929012' };
    const held = [activeAction({ kind: 'block-number-range', target })];
    const probe = { fromMs: FROM_MS, toMs: TO_MS, held };
    const rows = [minuteRow(FROM_MS, { sent: 3, converted: 3 })];
    // The fixture's numbers are in blocks 0, 1 and 2.
    const ranges = {
      windowSeconds: 3600,
      distinctNumbers: 3,
      ranges: ['+9929012', '+9929013', '+9929014'].map((prefix, blockHash) => ({
        prefix,
        blockHash,
        messages: 1,
        distinctNumbers: 1,
        neighbours: 0,
      })),
    };
    const incident = afterProbe({ probe });
    expect(probed(incident, { ...seen(rows), ranges })).toBe(1);
    expect(probed(incident, { ...seen(rows), ranges: null })).toBeNull();
    expect(didProbeFindCustomers(incident, { ...seen(rows), ranges })).toBe(false);
    expect(wantsRanges(incident, TO_MS)).toBe(true);
    expect(wantsRanges(afterProbe(), TO_MS)).toBe(false);
  });

  it('is nothing without a probe', () => {
    expect(probed(contained(), seen(during(4, 0)))).toBe(0);
  });
});

describe('whether a probe found customers', () => {
  const rows: readonly (readonly [string, Incident, ReturnType<typeof seen>, boolean])[] = [
    ['all four codes used', afterProbe(), seen(during(4, 4)), true],
    ['three of four', afterProbe(), seen(during(4, 3)), true],
    ['none of four', afterProbe(), seen(during(4, 0)), false],
    ['one of four', afterProbe(), seen(during(4, 1)), false],
    ['two numbers are too few', afterProbe(), seen(during(2, 2)), false],
    ['nobody came', afterProbe(), seen([]), false],
    ['their codes have not had their time', afterProbe(), seen(during(4, 4), READY_MS - 1), false],
    ['an hour after', afterProbe(), seen(during(4, 4), READY_MS + minutes(60)), true],
    ['later than that', afterProbe(), seen(during(4, 4), READY_MS + minutes(60) + 1), false],
    ['codes that prove nothing', afterProbe({ distrustsCodes: true }), seen(during(4, 4)), false],
    ['no rate known', afterProbe(), seen(during(4, 4), READY_MS, null), false],
    [
      'codes used after its end',
      afterProbe(),
      seen([minuteRow(TO_MS + minutes(1), { sent: 4, converted: 4 })]),
      false,
    ],
    ['no probe', contained(), seen(during(4, 4)), false],
    [
      'it goes on',
      afterProbe({ probe: { fromMs: FROM_MS, toMs: null, held: [] } }),
      seen(during(4, 4)),
      false,
    ],
  ];
  for (const [name, incident, input, hasFound] of rows)
    it(`${name}: ${hasFound ? 'yes' : 'no'}`, () => {
      expect(didProbeFindCustomers(incident, input)).toBe(hasFound);
    });
});
