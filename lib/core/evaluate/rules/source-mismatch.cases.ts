import { countryCase, times, type RuleCase } from '../rule-cases.ts';
import type { SourceView } from '../../count/source-view.ts';

/** 200 users in all, each at an address of his own and placed, unless told otherwise. */
const seen = (differs: Partial<SourceView>): SourceView => ({
  windowSeconds: 3_600,
  users: 200,
  placedUsers: 200,
  localUsers: 0,
  usersOfBusiestAddress: 1,
  ...differs,
});

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: of 40 numbers, users in the country can have asked for 4',
    input: countryCase({ firstSends: times(4, 10), sources: seen({ localUsers: 4 }) }),
    expect: {
      verdict: 'match',
      nats: 54.04,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 40,
        localUsers: 4,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 6,
        windowSeconds: 3_600,
        foreignNats: 54,
        evidenceNats: 54,
      },
    },
  },
  {
    name: 'attack: all users come from one address, in the country',
    input: countryCase({
      firstSends: times(4, 10),
      sources: seen({ users: 60, placedUsers: 60, localUsers: 40, usersOfBusiestAddress: 40 }),
    }),
    expect: {
      verdict: 'match',
      nats: 54.48,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 40,
        localUsers: 40,
        users: 60,
        usersOfBusiestAddress: 40,
        expected: 6,
        windowSeconds: 3_600,
        foreignNats: 0,
        evidenceNats: 54.5,
      },
    },
  },
  {
    name: 'edge: exactly as many numbers as it takes, none of them asked for from the country',
    input: countryCase({ firstSends: [10], sources: seen({}) }),
    expect: {
      verdict: 'match',
      nats: 17.41,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 10,
        localUsers: 0,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 1.5,
        windowSeconds: 3_600,
        foreignNats: 17.4,
        evidenceNats: 17.4,
      },
    },
  },
  {
    name: 'edge: one number too few',
    input: countryCase({ firstSends: [9], sources: seen({}) }),
    expect: { verdict: 'insufficient-data', missing: 'numbers: 9 of 10' },
  },
  {
    name: 'edge: of ten numbers four come from elsewhere',
    input: countryCase({ firstSends: [10], sources: seen({ localUsers: 6 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0.87,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 10,
        localUsers: 6,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 1.5,
        windowSeconds: 3_600,
        foreignNats: 0.9,
        evidenceNats: 0.9,
      },
    },
  },
  {
    name: 'edge: just as many users with a known country as it takes',
    input: countryCase({
      firstSends: times(4, 10),
      sources: seen({ placedUsers: 20, localUsers: 20 }),
    }),
    expect: {
      verdict: 'no-match',
      nats: 11.62,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 40,
        localUsers: 20,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 6,
        windowSeconds: 3_600,
        foreignNats: 11.6,
        evidenceNats: 11.6,
      },
    },
  },
  {
    name: 'edge: one user fewer',
    note: 'the codes are asked for somewhere else than in the user pools',
    input: countryCase({ firstSends: times(4, 10), sources: seen({ placedUsers: 19 }) }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'Cognito records: 19 users with a known country for 40 numbers',
    },
  },
  {
    name: 'benign: customers at home',
    input: countryCase({ firstSends: times(12, 10), sources: seen({ localUsers: 115 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 120,
        localUsers: 115,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 18,
        windowSeconds: 3_600,
        foreignNats: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: one in seven travels',
    input: countryCase({ firstSends: times(10, 7), sources: seen({ localUsers: 60 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 70,
        localUsers: 60,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 10.5,
        windowSeconds: 3_600,
        foreignNats: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: one in ten is behind the gateway of a carrier',
    input: countryCase({
      firstSends: times(10, 10),
      sources: seen({ localUsers: 100, usersOfBusiestAddress: 20 }),
    }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 100,
        localUsers: 100,
        users: 200,
        usersOfBusiestAddress: 20,
        expected: 15,
        windowSeconds: 3_600,
        foreignNats: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: more users in the country than numbers',
    input: countryCase({ firstSends: [20], sources: seen({ localUsers: 120 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 20,
        localUsers: 120,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 3,
        windowSeconds: 3_600,
        foreignNats: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'override: a country of travellers',
    input: countryCase({ firstSends: times(4, 10), sources: seen({ localUsers: 20 }) }),
    overrides: { normalForeignShare: 0.6 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        distinctNumbers: 40,
        localUsers: 20,
        users: 200,
        usersOfBusiestAddress: 1,
        expected: 24,
        windowSeconds: 3_600,
        foreignNats: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'no user pool exports its records, or nothing asked for them yet',
    input: countryCase({ firstSends: times(4, 10) }),
    expect: { verdict: 'insufficient-data', missing: 'Cognito records: none, or not asked for' },
  },
];
