import { expect, it } from 'vitest';
import { formatJudgement } from '../../lib/cli/explain-judgement-text.ts';
import type { JudgementExplained } from '../../lib/core/explain/explain-judgement.ts';

const JUDGED: JudgementExplained = {
  subject: 'TJ',
  verdict: 'suspicious',
  riskScore: 60,
  holdback: 'codes-not-matured',
  isActive: true,
  lastActiveAtMs: null,
  startedAtMs: Date.UTC(2026, 8, 11, 5),
  families: [{ family: 'volume', nats: 20, isAgreeing: true }],
  numbers: {
    lastHour: 30,
    twoHours: 30,
    usualPerHour: 0.1,
    hasSlowMatch: false,
    areRepeated: false,
  },
  codes: {
    matured: 7.4,
    used: 0,
    expected: 0.1,
    feed: 'alive',
    usualRate: 0.8,
    areUsed: false,
    haveSpoken: false,
  },
  isUrgent: false,
  money: { excessUsd: 2, projectedUsd: 9, dayExcessUsd: 2, priceUsd: 0.2 },
  campaign: 'none',
  groups: [],
};

/** Text without the breaks of its lines. */
const told = (codes: Partial<JudgementExplained['codes']> = {}): string =>
  formatJudgement({ ...JUDGED, codes: { ...JUDGED.codes, ...codes } }).replace(/\s+/g, ' ');

it('codes of a few minutes are told as what they count for, and nobody is told to wait ten', () => {
  const text = told();
  expect(text).toContain('0 of 7.4 codes old enough (younger ones in part) were used');
  expect(text).toContain('7.4 of 10 are old enough (younger ones in part); they are waited for');
  expect(text).toContain('the codes are too young to tell whose they are, and it is not urgent');
  expect(text).not.toContain('ten minutes');
});

it('where no young code counts, none is named', () => {
  const text = told({ matured: 12, haveSpoken: true });
  expect(text).toContain('0 of 12 codes old enough were used');
  expect(text).toContain('codes have spoken: 12 are old enough (from 10)');
  expect(told({ matured: 1 })).toContain('0 of 1 code old enough were used');
});
