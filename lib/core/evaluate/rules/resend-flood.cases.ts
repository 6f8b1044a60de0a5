import { accountCase, binsAgoMs, countryCase, times, type RuleCase } from '../rule-cases.ts';

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: two numbers, sent to ten times in five minutes each',
    input: countryCase({ firstSends: [2], attempts: [20], repeats: [12] }),
    expect: {
      verdict: 'match',
      nats: 26.89,
      startedAtMs: binsAgoMs(1),
      evidence: {
        messages: 20,
        repeats: 12,
        expected: 0.6,
        windowSeconds: 7_200,
        evidenceNats: 26.9,
      },
    },
  },
  {
    name: 'attack: among customers, half of whom are pushed aside',
    input: countryCase({
      firstSends: times(6, 40),
      attempts: times(6, 100),
      repeats: times(6, 40),
    }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: binsAgoMs(6),
      evidence: {
        messages: 600,
        repeats: 240,
        expected: 18,
        windowSeconds: 7_200,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'attack: evidence is capped',
    input: countryCase({ attempts: [5_000], repeats: [4_900] }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: binsAgoMs(1),
      evidence: {
        messages: 5_000,
        repeats: 4_900,
        expected: 150,
        windowSeconds: 7_200,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'edge: exactly as many messages as it takes',
    input: countryCase({ attempts: [20], repeats: [9] }),
    expect: {
      verdict: 'match',
      nats: 16.35,
      startedAtMs: binsAgoMs(1),
      evidence: {
        messages: 20,
        repeats: 9,
        expected: 0.6,
        windowSeconds: 7_200,
        evidenceNats: 16.4,
      },
    },
  },
  {
    name: 'edge: one message too few',
    input: countryCase({ attempts: [19], repeats: [15] }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: binsAgoMs(1),
      evidence: {
        messages: 19,
        repeats: 15,
        expected: 0.57,
        windowSeconds: 7_200,
        evidenceNats: 40.8,
      },
    },
  },
  {
    name: 'edge: evidence just below what matches',
    input: countryCase({ attempts: [20], repeats: [8] }),
    expect: {
      verdict: 'no-match',
      nats: 13.3,
      startedAtMs: binsAgoMs(1),
      evidence: {
        messages: 20,
        repeats: 8,
        expected: 0.6,
        windowSeconds: 7_200,
        evidenceNats: 13.3,
      },
    },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({}),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { messages: 0, repeats: 0, expected: 0, windowSeconds: 7_200, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: an outage, in which everybody asks three times',
    input: countryCase({ firstSends: times(12, 20), attempts: times(12, 60) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        messages: 720,
        repeats: 0,
        expected: 21.6,
        windowSeconds: 7_200,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a busy destination where one message in fifty is a fifth',
    input: countryCase({ attempts: times(24, 100), repeats: times(24, 2) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        messages: 2_400,
        repeats: 48,
        expected: 72,
        windowSeconds: 7_200,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'override: a country with a test team in it',
    input: countryCase({ firstSends: [2], attempts: [20], repeats: [12] }),
    overrides: { normalShare: 0.5 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { messages: 20, repeats: 12, expected: 10, windowSeconds: 7_200, evidenceNats: 0 },
    },
  },
  {
    name: 'override: a country with a higher floor',
    input: countryCase({ attempts: [20], repeats: [12] }),
    overrides: { minMessages: 21 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: binsAgoMs(1),
      evidence: {
        messages: 20,
        repeats: 12,
        expected: 0.6,
        windowSeconds: 7_200,
        evidenceNats: 26.9,
      },
    },
  },
  {
    name: 'the account as a whole: how often one number was sent to is known of destinations only',
    input: accountCase({ attempts: 500 }),
    expect: { verdict: 'insufficient-data', missing: 'a subject of kind country' },
  },
];
