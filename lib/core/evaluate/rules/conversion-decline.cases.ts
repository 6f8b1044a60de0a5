import type { PastHour } from '../past-hours.ts';
import { CASE_AT_MS, countryCase, type RuleCase } from '../rule-cases.ts';

/** When the hour began that is `hours` before the end of the window. */
const hoursAgoMs = (hours: number): number => CASE_AT_MS - hours * 3_600_000;

const hours = (count: number, hour: Partial<PastHour>): readonly Partial<PastHour>[] =>
  Array.from({ length: count }, () => hour);

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: a third of the codes is no longer used, for a day',
    note: 'as when half as many numbers again are pumped among customers',
    input: countryCase({ past: hours(24, { matured: 15, converted: 8 }) }),
    expect: {
      verdict: 'match',
      nats: 17.73,
      startedAtMs: hoursAgoMs(24),
      evidence: {
        maturedCodes: 360,
        usedCodes: 192,
        usedShare: 0.533,
        expectedShare: 0.8,
        windowSeconds: 86_400,
        evidenceNats: 17.7,
      },
    },
  },
  {
    name: 'attack: begins when the share sinks, not before',
    input: countryCase({
      past: [
        ...hours(48, { matured: 10, converted: 8 }),
        ...hours(24, { matured: 15, converted: 8 }),
      ],
    }),
    expect: {
      verdict: 'match',
      nats: 17.73,
      startedAtMs: hoursAgoMs(24),
      evidence: {
        maturedCodes: 360,
        usedCodes: 192,
        usedShare: 0.533,
        expectedShare: 0.8,
        windowSeconds: 86_400,
        evidenceNats: 17.7,
      },
    },
  },
  {
    name: 'attack: a tenth less, of very many codes',
    input: countryCase({ past: hours(72, { matured: 400, converted: 280 }) }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(72),
      evidence: {
        maturedCodes: 28_800,
        usedCodes: 20_160,
        usedShare: 0.7,
        expectedShare: 0.8,
        windowSeconds: 259_200,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'attack: evidence is capped',
    input: countryCase({ past: hours(72, { matured: 400 }) }),
    expect: {
      verdict: 'match',
      nats: 60,
      startedAtMs: hoursAgoMs(72),
      evidence: {
        maturedCodes: 28_800,
        usedCodes: 0,
        usedShare: 0,
        expectedShare: 0.8,
        windowSeconds: 259_200,
        evidenceNats: 60,
      },
    },
  },
  {
    name: 'edge: exactly as many codes as it takes to tell',
    input: countryCase({ past: [{ matured: 20, converted: 0 }] }),
    expect: {
      verdict: 'match',
      nats: 25.98,
      startedAtMs: hoursAgoMs(1),
      evidence: {
        maturedCodes: 20,
        usedCodes: 0,
        usedShare: 0,
        expectedShare: 0.8,
        windowSeconds: 3_600,
        evidenceNats: 26,
      },
    },
  },
  {
    name: 'edge: one code too few to tell',
    input: countryCase({ past: [{ matured: 19, converted: 0 }] }),
    expect: { verdict: 'insufficient-data', missing: 'matured codes: 19 of 20' },
  },
  {
    name: 'edge: a share that sinks for too short a time to be sure',
    input: countryCase({ past: hours(5, { matured: 15, converted: 8 }) }),
    expect: {
      verdict: 'no-match',
      nats: 3.69,
      startedAtMs: hoursAgoMs(5),
      evidence: {
        maturedCodes: 75,
        usedCodes: 40,
        usedShare: 0.533,
        expectedShare: 0.8,
        windowSeconds: 18_000,
        evidenceNats: 3.7,
      },
    },
  },
  {
    name: 'benign: three days at the usual share',
    input: countryCase({ past: hours(72, { matured: 100, converted: 80 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a share that wavers by one in twenty',
    input: countryCase({ past: hours(72, { matured: 100, converted: 77 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: a launch whose codes are used',
    input: countryCase({ past: hours(24, { firstSends: 500, matured: 500, converted: 400 }) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({ past: hours(72, {}) }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'override: a country where half the usual share is still normal',
    input: countryCase({ past: hours(24, { matured: 15, converted: 8 }) }),
    overrides: { declineRatio: 0.5 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        maturedCodes: 0,
        usedCodes: 0,
        usedShare: null,
        expectedShare: 0.8,
        windowSeconds: 0,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'no application reports verifications',
    note: 'codes that nobody reports are not codes that nobody used',
    input: countryCase({
      past: hours(24, { matured: 50 }),
      feed: 'absent',
      baseline: { conversionRate: null },
    }),
    expect: { verdict: 'insufficient-data', missing: 'verifications: none has ever been reported' },
  },
  {
    name: 'the verification feed has fallen silent',
    input: countryCase({ past: hours(24, { matured: 50 }), feed: 'silent' }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'verifications: none arrives for any destination; the feed is broken',
    },
  },
];
