import type { CountryInput } from '../rule.ts';
import { binsAgoMs, CASE_AT_MS, countryCase, times, type RuleCase } from '../rule-cases.ts';
import { NO_CARRIERS } from '../../count/carrier-counts.ts';
import type { MinuteRow } from '../../count/first-sends.ts';

/** `sent` codes in the minute that began `ageMinutes` ago, `used` of them used. */
const youngCase = (
  sent: number,
  used: number,
  ageMinutes: number,
  promptShare: number | null = null,
): CountryInput => {
  const input = countryCase({ baseline: { promptShare } });
  const row: MinuteRow = {
    startMs: CASE_AT_MS - ageMinutes * 60_000,
    attempts: sent,
    stopped: 0,
    firstSends: [],
    repeats: 0,
    unstopped: sent,
    converted: used,
    promptlyUsed: used,
    carriers: NO_CARRIERS,
  };
  return { ...input, window: { ...input.window, stretches: [[row]] } };
};
const tooFew: RuleCase['expect'] = {
  verdict: 'insufficient-data',
  missing: 'matured codes: 0 of 10',
};

const answer = (
  verdict: 'match' | 'no-match',
  nats: number,
  bins: number | null,
  maturedCodes: number,
  usedCodes: number,
  expectedShare = 0.8,
): RuleCase['expect'] => ({
  verdict,
  nats,
  startedAtMs: bins === null ? null : binsAgoMs(bins),
  evidence: {
    maturedCodes,
    usedCodes,
    usedShare: Math.round((usedCodes / maturedCodes) * 1_000) / 1_000,
    expectedShare,
    windowSeconds: 7_200,
    evidenceNats: Math.round(nats * 10) / 10,
  },
});

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: none of 40 codes is used where four in five are',
    input: countryCase({ matured: times(4, 10) }),
    expect: answer('match', 22.86, 4, 40, 0),
  },
  {
    name: 'attack: begins when the codes stop being used, not before',
    input: countryCase({ matured: times(8, 10), converted: [8, 8, 8, 8, 0, 0, 0, 0] }),
    expect: answer('match', 22.86, 4, 80, 32),
  },
  {
    name: 'attack: among customers, whose codes go on being used',
    input: countryCase({ matured: times(6, 44), converted: times(6, 4) }),
    expect: answer('match', 60, 6, 264, 24),
  },
  {
    name: 'edge: 24 unused codes in a row are just enough',
    input: countryCase({ matured: [24] }),
    expect: answer('match', 14.4, 1, 24, 0),
  },
  {
    name: 'edge: 23 are not quite',
    input: countryCase({ matured: [23] }),
    expect: answer('no-match', 13.77, 1, 23, 0),
  },
  {
    name: 'edge: exactly as many codes as it takes to tell',
    input: countryCase({ matured: [10] }),
    expect: answer('no-match', 5.72, 1, 10, 0),
  },
  {
    name: 'edge: one code too few to tell',
    input: countryCase({ matured: [9] }),
    expect: { verdict: 'insufficient-data', missing: 'matured codes: 9 of 10' },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({}),
    expect: { verdict: 'insufficient-data', missing: 'matured codes: 0 of 10' },
  },
  {
    name: 'benign: a launch whose codes are used',
    input: countryCase({
      firstSends: times(12, 50),
      matured: times(10, 50),
      converted: times(10, 40),
    }),
    expect: answer('no-match', 0, null, 500, 400),
  },
  {
    name: 'benign: a carrier that loses a third of the messages',
    input: countryCase({ matured: times(12, 20), converted: times(12, 11) }),
    expect: answer('no-match', 0, null, 240, 132),
  },
  {
    name: 'benign: a destination where half the codes are used is judged by its own rate',
    input: countryCase({
      matured: times(12, 10),
      converted: times(12, 4),
      baseline: { conversionRate: 0.5 },
    }),
    expect: answer('no-match', 0, null, 120, 48, 0.5),
  },
  {
    name: 'benign: codes that were not used two hours ago are outweighed by those that are',
    input: countryCase({ matured: times(24, 10), converted: [0, 0, ...times(22, 8)] }),
    expect: answer('no-match', 0, null, 240, 176),
  },
  {
    name: 'attack: a burst of 60 codes, five minutes old, of which none is used',
    input: youngCase(60, 0, 5),
    expect: {
      verdict: 'match',
      nats: 24.87,
      startedAtMs: binsAgoMs(1),
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        youngCodes: 60,
        youngUsedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 7_200,
        evidenceNats: 24.9,
      },
    },
  },
  {
    name: 'edge: a burst that is not four minutes old yet',
    input: youngCase(60, 0, 4),
    expect: tooFew,
  },
  {
    name: 'edge: fewer than twenty young codes say nothing',
    input: youngCase(19, 0, 5),
    expect: tooFew,
  },
  {
    name: 'attack: a burst of 40 codes, four minutes old, where most are used within two',
    input: youngCase(40, 0, 4, 0.95),
    expect: {
      verdict: 'match',
      nats: 16.54,
      startedAtMs: CASE_AT_MS - 240_000,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        youngCodes: 40,
        youngUsedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 7_200,
        evidenceNats: 16.5,
      },
    },
  },
  {
    name: 'benign: the same where hardly any is used so soon',
    input: youngCase(40, 0, 4, 0.1),
    expect: {
      verdict: 'no-match',
      nats: 1.16,
      startedAtMs: CASE_AT_MS - 240_000,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        youngCodes: 40,
        youngUsedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 7_200,
        evidenceNats: 1.2,
      },
    },
  },
  {
    name: 'edge: where most are used within two minutes, codes of three may not have been reported',
    input: youngCase(40, 0, 3, 0.95),
    expect: tooFew,
  },
  {
    name: 'override: a country where a rate is normal down to a fifth of the learned one',
    input: countryCase({ matured: [24] }),
    overrides: { collapseRatio: 0.2 },
    expect: answer('no-match', 3.18, 1, 24, 0),
  },
  {
    name: 'override: a country that may be judged by five codes',
    input: countryCase({ matured: [5] }),
    overrides: { minMatured: 5 },
    expect: answer('no-match', 2.76, 1, 5, 0),
  },
  {
    name: 'no application reports verifications',
    note: 'codes that nobody reports are not codes that nobody used',
    input: countryCase({
      matured: times(12, 50),
      feed: 'absent',
      baseline: { conversionRate: null },
    }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'verifications: none has ever been reported',
    },
  },
  {
    name: 'no rate has been learned yet, though the feed is there',
    input: countryCase({ matured: times(12, 50), baseline: { conversionRate: null } }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'verifications: none has ever been reported',
    },
  },
  {
    name: 'the verification feed has fallen silent',
    note: 'everybody looks like a fraudster when nothing is reported',
    input: countryCase({ matured: times(12, 50), feed: 'silent' }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'verifications: none arrives for any destination; the feed is broken',
    },
  },
  {
    name: 'so few codes are ever used that a collapse could not be seen',
    note: 'an application whose verifications cannot be joined with their sends, for one',
    input: countryCase({ matured: times(12, 50), baseline: { conversionRate: 0.016 } }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'verifications: of 1.6 % codes used, no collapse can be told',
    },
  },
];
