import type { PastHour } from '../past-hours.ts';
import { CASE_AT_MS, countryCase, type RuleCase } from '../rule-cases.ts';

/** When the hour began that is `hours` before the end of the window. */
const hoursAgoMs = (hours: number): number => CASE_AT_MS - hours * 3_600_000;

const hours = (count: number, hour: Partial<PastHour>): readonly Partial<PastHour>[] =>
  Array.from({ length: count }, () => hour);

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: a drip of 9 an hour where 2 are usual, for a day',
    note: 'no hour of it stands out',
    input: countryCase({
      past: [...hours(48, { firstSends: 2 }), ...hours(24, { firstSends: 9 })],
    }),
    expect: {
      verdict: 'match',
      nats: 29.46,
      startedAtMs: hoursAgoMs(24),
      evidence: {
        distinctNumbers: 216,
        expected: 48,
        windowSeconds: 86_400,
        hours: 72,
        evidenceNats: 29.5,
      },
    },
  },
  {
    name: 'attack: five an hour to a destination that was never seen, for half a day',
    input: countryCase({
      past: hours(12, { firstSends: 5, expected: 0.01 }),
      baseline: { firstSendsPerHour: 0.01 },
    }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(12),
      evidence: {
        distinctNumbers: 60,
        expected: 0.12,
        windowSeconds: 43_200,
        hours: 12,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'attack: evidence is capped',
    input: countryCase({ past: hours(72, { firstSends: 400 }) }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(72),
      evidence: {
        distinctNumbers: 28_800,
        expected: 144,
        windowSeconds: 259_200,
        hours: 72,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'edge: exactly as many numbers as it takes',
    input: countryCase({ past: hours(2, { firstSends: 5, expected: 0.01 }) }),
    expect: {
      verdict: 'match',
      nats: 25.82,
      startedAtMs: hoursAgoMs(2),
      evidence: {
        distinctNumbers: 10,
        expected: 0.02,
        windowSeconds: 7_200,
        hours: 2,
        evidenceNats: 25.8,
      },
    },
  },
  {
    name: 'edge: one number too few',
    input: countryCase({
      past: [
        { firstSends: 5, expected: 0.01 },
        { firstSends: 4, expected: 0.01 },
      ],
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: hoursAgoMs(2),
      evidence: {
        distinctNumbers: 9,
        expected: 0.02,
        windowSeconds: 7_200,
        hours: 2,
        evidenceNats: 22.2,
      },
    },
  },
  {
    name: 'edge: evidence that does not reach what matches',
    input: countryCase({ past: hours(6, { firstSends: 6 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 6, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: no traffic at all',
    input: countryCase({ past: hours(72, {}) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 72, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: three days at the usual level',
    input: countryCase({ past: hours(72, { firstSends: 2 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 72, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: three days a third above the usual level, as in a holiday season',
    input: countryCase({
      past: hours(72, { firstSends: 80, expected: 60 }),
      baseline: { firstSendsPerHour: 60 },
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 72, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: a burst of two days ago that quiet hours have worn off',
    input: countryCase({ past: [{ firstSends: 14 }, ...hours(48, { firstSends: 2 })] }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 49, evidenceNats: 0 },
    },
  },
  {
    name: 'nothing is known of the hours before: the detector has just been started, or all was dealt with',
    input: countryCase({}),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 0, evidenceNats: 0 },
    },
  },
  {
    name: 'override: a country that may run at five times its level',
    input: countryCase({ past: hours(24, { firstSends: 6 }) }),
    overrides: { slack: 5 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 24, evidenceNats: 0 },
    },
  },
  {
    name: 'override: a country with a higher floor',
    input: countryCase({ past: hours(24, { firstSends: 6 }) }),
    overrides: { minNumbers: 145 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { distinctNumbers: 0, expected: 0, windowSeconds: 0, hours: 24, evidenceNats: 0 },
    },
  },
  {
    name: 'the first day: what is normal is not known',
    input: countryCase({ past: hours(23, { firstSends: 50 }), baseline: { observedHours: 23 } }),
    expect: { verdict: 'insufficient-data', missing: 'baseline: 23 of 24 hours observed' },
  },
  {
    name: 'the second day: it is',
    input: countryCase({ past: hours(23, { firstSends: 50 }), baseline: { observedHours: 24 } }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(23),
      evidence: {
        distinctNumbers: 1_150,
        expected: 46,
        windowSeconds: 82_800,
        hours: 23,
        evidenceNats: 60,
      },
    },
  },
];
