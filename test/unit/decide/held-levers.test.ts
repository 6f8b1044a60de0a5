import { describe, expect, it } from 'vitest';
import { isLeaking, judgeHeld } from '../../../lib/core/decide/held-levers.ts';
import type { ActiveAction } from '../../../lib/core/decide/incident.ts';
import {
  activeAction,
  contained,
  countryInput,
  finding,
  incident,
  judgement,
  minuteRow,
  minutes,
  NOW_MS,
  quiet,
  windowView,
} from './fixtures.ts';

const holding = (fields: Partial<ActiveAction>) => contained({ actions: [activeAction(fields)] });
/** Ten numbers stopped in the minute that ended so long ago. */
const stoppedAgo = (agoMinutes: number) =>
  countryInput({
    window: windowView([], {
      stretches: [[minuteRow(NOW_MS - minutes(agoMinutes + 1), { stopped: 10 })]],
    }),
  });
const STILL = countryInput({ window: windowView([]) });

describe('the judgement while levers are held', () => {
  it('is active for a quarter of an hour after what was last stopped', () => {
    const at = (agoMinutes: number) => judgeHeld(holding({}), quiet(), stoppedAgo(agoMinutes));
    expect(at(14)).toMatchObject({ isActive: true, lastActiveAtMs: NOW_MS - minutes(14) });
    expect(at(15)).toMatchObject({ isActive: false, lastActiveAtMs: NOW_MS - minutes(15) });
  });

  it('is not active for what gets through and is no pumping', () => {
    const through = judgement({ verdict: 'suspicious' });
    expect(judgeHeld(holding({}), through, STILL)).toMatchObject({
      isActive: false,
      lastActiveAtMs: null,
    });
  });

  it('is active for what gets through and is pumping, or where a filter lets most through', () => {
    expect(judgeHeld(holding({}), judgement(), STILL).isActive).toBe(true);
    const suspicious = judgement({ verdict: 'suspicious' });
    expect(judgeHeld(holding({ kind: 'filter-country' }), suspicious, STILL).isActive).toBe(true);
  });

  it('is what it was without levers, and where they were only spoken of', () => {
    const judged = judgement();
    expect(judgeHeld(incident(), judged, STILL)).toBe(judged);
    expect(judgeHeld(holding({ isVirtual: true }), judged, STILL)).toBe(judged);
  });

  it('does not believe codes that were not believed when it was contained, while numbers crowd', () => {
    const used = (nats: number) =>
      judgement({
        verdict: 'suspicious',
        holdback: 'used-codes',
        findings: [finding('number-range-concentration', nats)],
      });
    const distrusting = { ...holding({}), distrustsCodes: true };
    expect(judgeHeld(distrusting, used(30), stoppedAgo(1)).holdback).toBeNull();
    expect(judgeHeld(distrusting, used(20), stoppedAgo(1)).holdback).toBe('used-codes');
    expect(judgeHeld(holding({}), used(30), stoppedAgo(1)).holdback).toBe('used-codes');
  });

  it('of a range does not listen to the codes of those whom it does not stop', () => {
    const used = judgement({ verdict: 'suspicious', holdback: 'used-codes' });
    const range = holding({
      kind: 'block-number-range',
      target: { country: 'TJ', prefix: '+9929012' },
    });
    expect(judgeHeld(range, used, stoppedAgo(1)).holdback).toBeNull();
    expect(judgeHeld(range, used, STILL).holdback).toBe('used-codes');
    expect(judgeHeld(holding({}), used, stoppedAgo(1)).holdback).toBe('used-codes');
  });
});

describe('a leak', () => {
  const planned = contained({ plannedAtMs: NOW_MS - minutes(4) });
  const through = (perMinute: number) =>
    countryInput({
      window: windowView([], { recentUnstopped: Array.from({ length: 10 }, () => perMinute) }),
    });

  it('is more than five numbers since the minute after the move', () => {
    expect(isLeaking(planned, through(1), 'enforce')).toBe(false);
    expect(isLeaking(planned, through(2), 'enforce')).toBe(true);
  });

  it('is none in the minute of the move, nor before any', () => {
    expect(isLeaking({ ...planned, plannedAtMs: NOW_MS }, through(9), 'enforce')).toBe(false);
    expect(isLeaking({ ...planned, plannedAtMs: null }, through(9), 'enforce')).toBe(false);
  });

  it('is what was only spoken of, once more than speaking is allowed', () => {
    const said = { ...planned, actions: [activeAction({ isVirtual: true })] };
    expect(isLeaking(said, STILL, 'enforce')).toBe(true);
    expect(isLeaking(said, through(9), 'monitor')).toBe(false);
  });
});
