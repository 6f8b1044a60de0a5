import { describe, expect, it } from 'vitest';
import { Customers } from '../../e2e/traffic.ts';

const NOW_MS = Date.parse('2026-11-25T12:00:00Z');
/** Two batches of 500. */
const RECORDS = 1_000;

describe('customers of the end-to-end run', () => {
  it.each([1, 3, 20])(
    'sent enough for two batches on an earlier day, with %i countries attacked',
    (attacked) => {
      const sms = new Customers(attacked, NOW_MS).smsOfEarlierDay(RECORDS);
      expect(new Set(sms.map(({ message }) => message)).size).toBe(RECORDS);
    },
  );

  it('that did not send so many are an error, and not a smaller batch', () => {
    expect(() => new Customers(1, NOW_MS).smsOfEarlierDay(100_000)).toThrow('and not 100000');
  });
});
