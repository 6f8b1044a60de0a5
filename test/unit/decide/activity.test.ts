import { describe, expect, it } from 'vitest';
import type { MinuteRow } from '../../../lib/core/count/first-sends.ts';
import { lastActivityOf, lastStoppedActivity } from '../../../lib/core/decide/activity.ts';
import {
  baseline,
  countryInput,
  minuteRow,
  minutes,
  NOW_MS,
  suspectGroup,
  windowView,
} from './fixtures.ts';

const FEW = baseline({ firstSendsPerHour: 0.01 });
const input = (rows: readonly MinuteRow[], perHour = 0.01) =>
  countryInput({
    baseline: baseline({ firstSendsPerHour: perHour }),
    window: windowView([], { stretches: [rows] }),
  });
/** One message stopped at each of so many minutes before now. */
const stoppedAt = (...agoMinutes: readonly number[]): readonly MinuteRow[] =>
  agoMinutes.map((ago) => minuteRow(NOW_MS - minutes(ago), { stopped: 1 }));

describe('what a block last stopped', () => {
  it('nothing: nothing goes on', () => {
    expect(lastStoppedActivity(input([]), 1)).toBeNull();
    expect(
      lastStoppedActivity(input([minuteRow(NOW_MS - minutes(5), { sent: 50 })]), 1),
    ).toBeNull();
  });

  it('one number is a customer’s', () => {
    expect(lastStoppedActivity(input(stoppedAt(10)), 1)).toBeNull();
  });

  it('a drip of one number in forty minutes goes on until its last', () => {
    const drip = input(stoppedAt(100, 60, 20));
    expect(lastStoppedActivity(drip, 1)).toBe(NOW_MS - minutes(19));
  });

  it('a burst was over when its last number was stopped, and a straggler hours later is none of it', () => {
    const rows = [minuteRow(NOW_MS - minutes(170), { stopped: 30 }), ...stoppedAt(1)];
    expect(lastStoppedActivity(input(rows.slice(0, 1)), 1)).toBe(NOW_MS - minutes(169));
    // To within three hours it belongs to the burst; the next minute it does not.
    const later = [minuteRow(NOW_MS - minutes(181), { stopped: 30 }), ...stoppedAt(1)];
    expect(lastStoppedActivity(input(later), 1)).toBe(NOW_MS - minutes(180));
  });

  it('customers of a destination that has many are stopped too, and keep no block', () => {
    const customers = input(stoppedAt(25, 20, 15, 10, 5, 1), 12);
    expect(lastStoppedActivity(customers, 1)).toBeNull();
    expect(lastStoppedActivity(customers, 0)).toBe(NOW_MS);
  });

  it('one number sent to over and over is no customer’s', () => {
    const row = { ...minuteRow(NOW_MS - minutes(5), { stopped: 1 }), attempts: 40, stopped: 40 };
    expect(lastStoppedActivity(input([row]), 1)).toBe(NOW_MS - minutes(4));
  });
});

describe('when a group was last sent to', () => {
  const seen = countryInput({ baseline: FEW });
  const of = (recentNumbers: number, customerShare = 0, perHour = 0.01) =>
    lastActivityOf(suspectGroup({ recentNumbers, customerShare }), {
      ...seen,
      baseline: baseline({ firstSendsPerHour: perHour }),
    });

  it('is told when more than customers explain came within the hour', () => {
    expect(of(0)).toBeNull();
    expect(of(1)).toBeNull();
    expect(of(12)).toBe(NOW_MS - minutes(1));
    expect(of(12, 1, 12)).toBeNull();
  });
});
