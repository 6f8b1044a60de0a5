import { binsAgoMs, countryCase, times, type RuleCase } from '../rule-cases.ts';

const match = (
  nats: number,
  bins: number,
  distinctNumbers: number,
  expected = 2,
): RuleCase['expect'] => ({
  verdict: 'match',
  nats,
  startedAtMs: binsAgoMs(bins),
  evidence: {
    distinctNumbers,
    expected,
    windowSeconds: 3_600,
    evidenceNats: Math.round(nats * 10) / 10,
    elsewhereRatio: 1,
    surgeSeconds: bins * 300,
  },
});
const quiet = (distinctNumbers: number, expected = 2): RuleCase['expect'] => ({
  verdict: 'no-match',
  nats: 0,
  startedAtMs: null,
  evidence: {
    distinctNumbers,
    expected,
    windowSeconds: 3_600,
    evidenceNats: 0,
    elsewhereRatio: 1,
    surgeSeconds: 0,
  },
});
const unmatched = (result: RuleCase['expect']): RuleCase['expect'] =>
  ({ ...result, verdict: 'no-match' }) as RuleCase['expect'];
const fewNumbers = (distinctNumbers: number, expected = 2): RuleCase['expect'] => ({
  verdict: 'no-match',
  nats: 0,
  startedAtMs: null,
  evidence: { distinctNumbers, expected, windowSeconds: 3_600 },
});

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: 20 new numbers within five minutes where 2 an hour are usual',
    input: countryCase({ firstSends: [20] }),
    expect: match(58.85, 1, 20),
  },
  {
    name: 'attack: a ramp is traced back to where it left the baseline',
    input: countryCase({ firstSends: [1, 1, 2, 2, 3, 4, 5, 6, 8, 10, 12, 14] }),
    expect: match(60, 12, 68),
  },
  {
    name: 'attack: evidence is capped',
    input: countryCase({ firstSends: [5_000] }),
    expect: match(60, 1, 5_000),
  },
  {
    name: 'attack: a destination that was never seen',
    input: countryCase({ firstSends: [10], baseline: { firstSendsPerHour: 0.0007, messages: 0 } }),
    expect: match(37.91, 1, 10, 0),
  },
  {
    name: 'edge: exactly at the floor of numbers',
    input: countryCase({ firstSends: [10] }),
    expect: match(23.06, 1, 10),
  },
  {
    name: 'edge: one below the floor of numbers',
    input: countryCase({ firstSends: [9] }),
    note: 'no match, but what is told adds to what others see',
    expect: unmatched(match(19.81, 1, 9)),
  },
  {
    name: 'edge: one below the floor, however rare the destination',
    input: countryCase({ firstSends: [9], baseline: { firstSendsPerHour: 0.0007 } }),
    expect: unmatched(match(33.8, 1, 9, 0)),
  },
  {
    name: 'edge: evidence just below what matches',
    input: countryCase({ firstSends: [10] }),
    overrides: { matchNats: 23.06 },
    expect: unmatched(match(23.06, 1, 10)),
  },
  {
    name: 'edge: evidence just at what matches',
    input: countryCase({ firstSends: [10] }),
    overrides: { matchNats: 23.05 },
    expect: match(23.06, 1, 10),
  },
  {
    name: 'benign: no traffic at all',
    input: countryCase({}),
    expect: fewNumbers(0),
  },
  {
    name: 'benign: a busy destination at its usual level',
    input: countryCase({ firstSends: times(24, 50), baseline: { firstSendsPerHour: 600 } }),
    expect: quiet(600, 600),
  },
  {
    name: 'benign: a busy destination at twice its usual level',
    input: countryCase({ firstSends: times(24, 100), baseline: { firstSendsPerHour: 600 } }),
    expect: quiet(1_200, 600),
  },
  {
    name: 'benign: resends',
    note: 'customers of a carrier outage ask again and again, and are no more numbers for it',
    input: countryCase({ firstSends: times(12, 1), lastHour: { attempts: 600, sent: 600 } }),
    expect: fewNumbers(12),
  },
  {
    name: 'benign: an early burst that has long passed is forgotten',
    input: countryCase({
      firstSends: [8, ...times(11, 0), ...times(12, 1)],
      baseline: { firstSendsPerHour: 40 },
    }),
    expect: quiet(12, 40),
  },
  {
    name: 'launch: volume alone cannot tell customers from pumping, so it matches',
    note: 'the used codes are what keeps a launch from being called pumping',
    input: countryCase({
      firstSends: times(12, 5),
      matured: times(10, 5),
      converted: times(10, 4),
    }),
    expect: match(60, 12, 60),
  },
  {
    name: 'benign: a campaign that raises the rest of the account as much',
    input: countryCase({
      firstSends: times(12, 40),
      commonMode: times(12, 8),
      baseline: { firstSendsPerHour: 60 },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 480,
        expected: 60,
        windowSeconds: 3_600,
        evidenceNats: 0,
        elsewhereRatio: 8,
        surgeSeconds: 0,
      },
    },
  },
  {
    name: 'attack: the same numbers while the rest of the account is as usual',
    input: countryCase({ firstSends: times(12, 40), baseline: { firstSendsPerHour: 60 } }),
    expect: match(60, 12, 480, 60),
  },
  {
    name: 'override: a country where 50 numbers an hour are normal, whatever was learned',
    input: countryCase({ firstSends: times(12, 5) }),
    overrides: { minExpectedPerHour: 50 },
    expect: quiet(60),
  },
  {
    name: 'override: a country with a higher floor',
    input: countryCase({ firstSends: [20] }),
    overrides: { minMessages: 21 },
    expect: unmatched(match(58.85, 1, 20)),
  },
  {
    name: 'the first day: what is normal is not known',
    note: 'a new installation must not read every destination as a surge, nor as safe',
    input: countryCase({ firstSends: [500], baseline: { observedHours: 23 } }),
    expect: { verdict: 'insufficient-data', missing: 'baseline: 23 of 24 hours observed' },
  },
  {
    name: 'the second day: it is',
    input: countryCase({ firstSends: [20], baseline: { observedHours: 24 } }),
    expect: match(58.85, 1, 20),
  },
];
