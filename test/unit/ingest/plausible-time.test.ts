import { describe, expect, it } from 'vitest';
import { findTimeProblem } from '../../../lib/core/ingest/plausible-time.ts';

const ARRIVED_MS = Date.UTC(2026, 8, 1);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FIRST = Date.UTC(2015, 0, 1);
const LAST = Date.UTC(2100, 0, 1) - 1;

describe('findTimeProblem', () => {
  it.each([
    ['at arrival', ARRIVED_MS, ARRIVED_MS],
    ['15 minutes after arrival', ARRIVED_MS + 15 * MINUTE, ARRIVED_MS],
    ['nearly 4 days before arrival', ARRIVED_MS - 4 * DAY + 60_000, ARRIVED_MS],
    ['at the first moment', FIRST, FIRST],
    ['at the last moment', LAST, LAST],
  ])('finds nothing wrong with a message sent %s', (_, sentAtMs, arrivedAtMs) => {
    expect(findTimeProblem(sentAtMs, arrivedAtMs, 'path')).toBeNull();
  });

  it.each([
    ['more than 15 minutes after arrival', ARRIVED_MS + 15 * MINUTE + 1, ARRIVED_MS, 'path'],
    ['more than 4 days before arrival', ARRIVED_MS - 4 * DAY - 1, ARRIVED_MS, 'path'],
    ['before 2015', FIRST - 1, FIRST, 'path'],
    ['after 2099', LAST + 1, LAST, 'path'],
    ['with an arrival before 2015', FIRST, FIRST - 1, 'arrival'],
    ['with an arrival after 2099', LAST, LAST + 1, 'arrival'],
    ['in seconds instead of milliseconds', ARRIVED_MS / 1_000, ARRIVED_MS, 'path'],
  ])('refuses a message sent %s', (_, sentAtMs, arrivedAtMs, path) => {
    const problem = findTimeProblem(sentAtMs, arrivedAtMs, 'path');
    expect(problem?.reason).toBe('implausible-timestamp');
    expect(problem?.detail.split(':')[0]).toBe(path);
  });
});
