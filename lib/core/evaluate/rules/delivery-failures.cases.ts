import { countryCase, type RuleCase } from '../rule-cases.ts';

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: half of 40 messages fail where 3 % do',
    input: countryCase({ lastHour: { sent: 40, failed: 20 } }),
    expect: {
      verdict: 'match',
      nats: 27.42,
      startedAtMs: null,
      evidence: {
        messages: 40,
        failed: 20,
        expected: 1.2,
        windowSeconds: 3_600,
        evidenceNats: 27.4,
      },
    },
  },
  {
    name: 'attack or outage: every message fails',
    note: 'a carrier that is down looks the same, so this alone never alarms',
    input: countryCase({ lastHour: { sent: 500, failed: 500 } }),
    expect: {
      verdict: 'match',
      nats: 1379.45,
      startedAtMs: null,
      evidence: {
        messages: 500,
        failed: 500,
        expected: 15,
        windowSeconds: 3_600,
        evidenceNats: 1379.4,
      },
    },
  },
  {
    name: 'edge: exactly as many messages as it takes to tell',
    input: countryCase({ lastHour: { sent: 20, failed: 20 } }),
    expect: {
      verdict: 'match',
      nats: 53.64,
      startedAtMs: null,
      evidence: {
        messages: 20,
        failed: 20,
        expected: 0.6,
        windowSeconds: 3_600,
        evidenceNats: 53.6,
      },
    },
  },
  {
    name: 'edge: one message too few to tell',
    input: countryCase({ lastHour: { sent: 19, failed: 19 } }),
    expect: { verdict: 'insufficient-data', missing: 'messages: 19 of 20' },
  },
  {
    name: 'edge: evidence that does not reach what matches',
    input: countryCase({ lastHour: { sent: 40, failed: 9 } }),
    expect: {
      verdict: 'no-match',
      nats: 4.36,
      startedAtMs: null,
      evidence: { messages: 40, failed: 9, expected: 1.2, windowSeconds: 3_600, evidenceNats: 4.4 },
    },
  },
  {
    name: 'benign: no message fails',
    input: countryCase({ lastHour: { sent: 400, failed: 0 } }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { messages: 400, failed: 0, expected: 12, windowSeconds: 3_600, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: as many fail as usual',
    input: countryCase({ lastHour: { sent: 400, failed: 12 } }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { messages: 400, failed: 12, expected: 12, windowSeconds: 3_600, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: twice as many',
    input: countryCase({ lastHour: { sent: 400, failed: 24 } }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { messages: 400, failed: 24, expected: 12, windowSeconds: 3_600, evidenceNats: 0 },
    },
  },
  {
    name: 'benign: a carrier that always loses a third',
    input: countryCase({ lastHour: { sent: 400, failed: 140 }, baseline: { failedShare: 0.33 } }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        messages: 400,
        failed: 140,
        expected: 132,
        windowSeconds: 3_600,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: where nearly everything fails, more failures say nothing',
    input: countryCase({ lastHour: { sent: 400, failed: 400 }, baseline: { failedShare: 0.6 } }),
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: {
        messages: 400,
        failed: 400,
        expected: 240,
        windowSeconds: 3_600,
        evidenceNats: 0,
      },
    },
  },
  {
    name: 'benign: no traffic',
    input: countryCase({}),
    expect: { verdict: 'insufficient-data', missing: 'messages: 0 of 20' },
  },
  {
    name: 'override: a country with more slack',
    input: countryCase({ lastHour: { sent: 40, failed: 20 } }),
    overrides: { failedSlack: 15 },
    expect: {
      verdict: 'no-match',
      nats: 0,
      startedAtMs: null,
      evidence: { messages: 40, failed: 20, expected: 1.2, windowSeconds: 3_600, evidenceNats: 0 },
    },
  },
];
