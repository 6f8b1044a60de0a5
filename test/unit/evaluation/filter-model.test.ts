import { describe, expect, it } from 'vitest';
import type { E164 } from '../../../lib/core/ingest/events.ts';
import { FilterModel } from '../../../lib/evaluation/filter-model.ts';
import { attackSms, minute } from './fixtures.ts';

const numbers = Array.from({ length: 5_000 }, (_, n) => `+9929${String(n).padStart(8, '0')}`);

const stoppedBy = (shares: { attack: number; legit: number }, isAttack: boolean): number => {
  const filter = new FilterModel(shares);
  const stopped = numbers.filter((number, index) => {
    const sms = attackSms({ number, isAttack, sentAtMs: minute(index) });
    filter.note(sms);
    const ask = () => filter.stops({ country: 'TJ', sentAtMs: minute(index) }, number as E164);
    const first = ask();
    // Whoever asks again hears the same.
    expect(ask()).toBe(first);
    return first;
  });
  return stopped.length / numbers.length;
};

describe("the model of AWS's filter", () => {
  it('stops the shares that it is told to', () => {
    const shares = { attack: 0.9, legit: 0.005 };
    expect(stoppedBy(shares, true)).toBeGreaterThan(0.88);
    expect(stoppedBy(shares, true)).toBeLessThan(0.92);
    expect(stoppedBy(shares, false)).toBeLessThan(0.01);
    expect(stoppedBy({ attack: 0, legit: 0 }, true)).toBe(0);
    expect(stoppedBy({ attack: 1, legit: 0 }, true)).toBe(1);
  });
});
