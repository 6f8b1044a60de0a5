import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarsen } from '../../../lib/replay/report/charts/coarsen.ts';
import { incidentMarks } from '../../../lib/replay/report/charts/marks.ts';
import { timeTicks, valueTicks } from '../../../lib/replay/report/charts/ticks.ts';
import { renderSmsChart } from '../../../lib/replay/report/charts/traffic-charts.ts';
import { collectIncidents } from '../../../lib/replay/report/incident.ts';
import type { TrafficBucket } from '../../../lib/replay/report/report-data.ts';
import { containedAttack, troubledIncident } from './decision-fixture.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const startMs = Date.parse('2026-09-09T00:10:00.000Z');

const bucketsOf = (count: number, bucketMs: number): readonly TrafficBucket[] =>
  Array.from({ length: count }, (_, index) => ({
    startMs: startMs + index * bucketMs,
    sent: index,
    blocked: 1,
    verified: 2,
    spendUsd: 0.5,
  }));

describe('coarsen', () => {
  it('keeps the buckets when they are few enough', () => {
    const { bars, stepMs } = coarsen(bucketsOf(4, 5 * MINUTE_MS), 5 * MINUTE_MS, 4);
    expect(stepMs).toBe(5 * MINUTE_MS);
    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  it('sums whole steps of the clock, with a part at the beginning', () => {
    const { bars, stepMs } = coarsen(bucketsOf(8, 5 * MINUTE_MS), 5 * MINUTE_MS, 4);
    expect(stepMs).toBe(10 * MINUTE_MS);
    expect(bars.map(({ sent }) => sent)).toEqual([1, 5, 9, 13]);
    const odd = coarsen(bucketsOf(9, 5 * MINUTE_MS), 5 * MINUTE_MS, 4);
    expect(odd.stepMs).toBe(15 * MINUTE_MS);
    expect(odd.bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 4],
      [4, 7],
      [7, 9],
    ]);
  });

  it('loses no SMS and leaves no gap, whatever the period', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000 }),
        fc.constantFrom(1, 5, 7, 15, 60).map((minutes) => minutes * MINUTE_MS),
        fc.integer({ min: 2, max: 300 }),
        (count, bucketMs, most) => {
          const buckets = bucketsOf(count, bucketMs);
          const { bars } = coarsen(buckets, bucketMs, most);
          expect(bars.length).toBeLessThanOrEqual(most + 1);
          expect(bars.reduce((sum, { sent }) => sum + sent, 0)).toBe(
            (count * (count - 1)) / 2 || 0,
          );
          expect(bars.map(({ from }) => from)).toEqual(
            [0, ...bars.map(({ to }) => to)].slice(0, bars.length),
          );
        },
      ),
    );
  });
});

describe('ticks', () => {
  it('labels round values only, at most as many as fit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (max, most) => {
          const ticks = valueTicks(max, most, 0.001);
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThanOrEqual(most);
          expect(Math.max(...ticks)).toBeLessThanOrEqual(max * (1 + 1e-6));
        },
      ),
    );
  });

  it('never labels half an SMS, nor an axis without values', () => {
    expect(valueTicks(2, 4, 1)).toEqual([1, 2]);
    expect(valueTicks(0.5, 2, 1)).toEqual([]);
    expect(valueTicks(0, 4, 1)).toEqual([]);
  });

  it('names days at midnight and hours between', () => {
    const fromMs = Date.parse('2026-09-09T00:00:00.000Z');
    expect(timeTicks(fromMs, fromMs + 1.5 * DAY_MS, 6).map(({ label }) => label)).toEqual([
      '9 Sep',
      '06:00',
      '12:00',
      '18:00',
      '10 Sep',
      '06:00',
      '12:00',
    ]);
  });

  it('says the day once when no midnight is in sight', () => {
    const fromMs = Date.parse('2026-09-09T10:00:00.000Z');
    expect(timeTicks(fromMs, fromMs + 7_200_000, 4)[0]?.label).toBe('9 Sep 10:00');
  });

  it('stays within its number for any period', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 * DAY_MS }), (spanMs) => {
        expect(timeTicks(startMs, startMs + spanMs, 8).length).toBeLessThanOrEqual(9);
      }),
    );
  });
});

describe('the marks of incidents', () => {
  const untilMs = Date.parse('2026-09-12T00:00:00.000Z');
  const [contained, open] = incidentMarks(
    collectIncidents([...containedAttack, ...troubledIncident]),
    untilMs,
  );

  it('run from the opening to the closing, and are contained while an action was in force', () => {
    expect(contained).toEqual({
      number: 1,
      fromMs: Date.parse('2026-09-11T05:03:00.000Z'),
      toMs: Date.parse('2026-09-11T12:15:00.000Z'),
      contained: [
        {
          fromMs: Date.parse('2026-09-11T05:06:00.000Z'),
          toMs: Date.parse('2026-09-11T11:15:00.000Z'),
        },
      ],
    });
  });

  it('run to the end while nothing closed them', () => {
    expect(open?.toMs).toBe(untilMs);
    expect(open?.contained).toEqual([]);
  });
});

it('a chart says in words what it shows', () => {
  const { markup } = renderSmsChart({
    place: 'Tajikistan (TJ)',
    buckets: bucketsOf(3, 15 * MINUTE_MS),
    bucketMs: 15 * MINUTE_MS,
    marks: [],
    size: 'large',
  });
  expect(markup).toContain(
    'aria-label="SMS in steps of 15 minutes, Tajikistan (TJ): 3 sent, 3 blocked, 6 verified. Most at 9 Sep 00:40 UTC: 3."',
  );
});
