import { describe, expect, it } from 'vitest';
import { isQuietFor, RELEASE_AFTER_MS } from '../../../lib/core/decide/quiet.ts';
import { baseline, minutes } from './fixtures.ts';

const hours = (count: number): number => minutes(60 * count);
/** Local time is UTC; by day from 08 to 22 h ten times the traffic of the night. */
const dayAndNight = baseline({
  utcOffsetMinutes: 0,
  hourWeights: Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 22 ? 1.6 : 0.16)),
});
const NOON_MS = Date.UTC(2026, 8, 1, 12);
const MIDNIGHT_MS = Date.UTC(2026, 8, 2);
const drip = [{ quietMs: hours(2) }];

describe('whether levers have had nothing to stop for long enough', () => {
  const rows: readonly (readonly [
    string,
    number,
    number,
    readonly { quietMs: number }[],
    typeof dayAndNight | null,
    boolean,
  ])[] = [
    ['a burst, half an hour ago', NOON_MS, RELEASE_AFTER_MS, [{ quietMs: 0 }], dayAndNight, true],
    ['a burst, less', NOON_MS, RELEASE_AFTER_MS - 1, [{ quietMs: 0 }], dayAndNight, false],
    ['a burst, by night', MIDNIGHT_MS, RELEASE_AFTER_MS, [{ quietMs: 0 }], dayAndNight, true],
    ['a drip, two hours of the day', NOON_MS, hours(2) + 1, drip, dayAndNight, true],
    ['a drip, less', NOON_MS, hours(2) - 1, drip, dayAndNight, false],
    ['a drip, eight hours of the night', MIDNIGHT_MS, hours(8), drip, dayAndNight, false],
    ['a drip, into the morning', MIDNIGHT_MS, hours(9.5), drip, dayAndNight, true],
    ['a drip, half a day by the clock', MIDNIGHT_MS - hours(4), hours(12), drip, dayAndNight, true],
    [
      'the slowest of several counts',
      NOON_MS,
      hours(2) - 1,
      [{ quietMs: 0 }, ...drip],
      dayAndNight,
      false,
    ],
    ['no day of its own: by the clock', MIDNIGHT_MS, hours(2), drip, null, true],
  ];
  for (const [name, sinceMs, elapsedMs, actions, own, isQuiet] of rows)
    it(`${name}: ${isQuiet ? 'yes' : 'no'}`, () => {
      expect(isQuietFor(sinceMs, sinceMs + elapsedMs, actions, own)).toBe(isQuiet);
    });
});
