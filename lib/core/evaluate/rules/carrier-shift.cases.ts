import type { CarrierProfile } from '../carrier-profile.ts';
import type { Evidence } from '../../decide/decision.ts';
import { countryCase, type RuleCase } from '../rule-cases.ts';

/** What was learned of `counts`, by the hash of the carrier. */
const learned = (counts: Readonly<Record<number, number>>): CarrierProfile => ({
  firstSends: Object.values(counts).reduce((sum, count) => sum + count, 0),
  byCarrier: new Map(Object.entries(counts).map(([carrier, count]) => [Number(carrier), count])),
});

/** Half of the customers with carrier 1, three tenths with 2, the rest with 3. */
const USUAL = learned({ 1: 500, 2: 300, 3: 200 });

const answer = (
  verdict: 'match' | 'no-match',
  nats: number,
  evidence: Evidence,
): RuleCase['expect'] => ({
  verdict,
  nats,
  startedAtMs: null,
  evidence: { ...evidence, windowSeconds: 3_600, evidenceNats: Math.round(nats * 10) / 10 },
});

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: a carrier with a fifth of the customers has nearly all of the hour',
    input: countryCase({ carriers: { 1: 5, 2: 3, 3: 92 }, baseline: { carriers: USUAL } }),
    expect: answer('match', 99.43, {
      messages: 100,
      throughCarrier: 92,
      expected: 20.03,
      expectedShare: 0.2,
    }),
  },
  {
    name: 'attack: through a carrier that no customer was ever seen with',
    input: countryCase({ carriers: { 1: 20, 40: 20 }, baseline: { carriers: USUAL } }),
    expect: answer('match', 40.67, {
      messages: 40,
      throughCarrier: 20,
      expected: 0.02,
      expectedShare: 0,
    }),
  },
  {
    name: 'attack: where there was only one carrier, another one beside it',
    note: 'that the usual one is the busiest does not keep this from being told',
    input: countryCase({
      carriers: { 1: 40, 2: 30 },
      baseline: { carriers: learned({ 1: 400 }) },
    }),
    expect: answer('match', 59.01, {
      messages: 70,
      throughCarrier: 30,
      expected: 0.09,
      expectedShare: 0.001,
    }),
  },
  {
    name: 'attack or outage: the other carriers of the country are down',
    note: 'which this cannot tell apart, so it never alarms',
    input: countryCase({ carriers: { 2: 70 }, baseline: { carriers: USUAL } }),
    expect: answer('match', 63.04, {
      messages: 70,
      throughCarrier: 70,
      expected: 21.01,
      expectedShare: 0.3,
    }),
  },
  {
    name: 'edge: exactly as many messages as it takes to tell, and as many known',
    input: countryCase({
      carriers: { 3: 20 },
      baseline: { carriers: learned({ 1: 60, 2: 30, 3: 10 }) },
    }),
    expect: answer('match', 35.08, {
      messages: 20,
      throughCarrier: 20,
      expected: 2.08,
      expectedShare: 0.104,
    }),
  },
  {
    name: 'edge: one message too few to tell',
    input: countryCase({ carriers: { 3: 19 }, baseline: { carriers: USUAL } }),
    expect: { verdict: 'insufficient-data', missing: 'messages that name a carrier: 19 of 20' },
  },
  {
    name: 'edge: one known message too few',
    input: countryCase({
      carriers: { 3: 40 },
      baseline: { carriers: learned({ 1: 60, 2: 30, 3: 9 }) },
    }),
    expect: { verdict: 'insufficient-data', missing: 'messages with a known carrier: 99 of 100' },
  },
  {
    name: 'edge: evidence that does not reach what matches',
    input: countryCase({ carriers: { 1: 10, 2: 6, 3: 24 }, baseline: { carriers: USUAL } }),
    expect: answer('no-match', 5.64, {
      messages: 40,
      throughCarrier: 24,
      expected: 8.01,
      expectedShare: 0.2,
    }),
  },
  {
    name: 'benign: every carrier has its usual share',
    input: countryCase({ carriers: { 1: 200, 2: 120, 3: 80 }, baseline: { carriers: USUAL } }),
    expect: answer('no-match', 0, {
      messages: 400,
      throughCarrier: 200,
      expected: 200,
      expectedShare: 0.5,
    }),
  },
  {
    name: 'benign: one carrier is down, and the others have a little more',
    input: countryCase({ carriers: { 1: 250, 2: 150 }, baseline: { carriers: USUAL } }),
    expect: answer('no-match', 0, {
      messages: 400,
      throughCarrier: 250,
      expected: 200,
      expectedShare: 0.5,
    }),
  },
  {
    name: 'benign: a few customers of a carrier never seen before',
    input: countryCase({
      carriers: { 1: 190, 2: 120, 3: 80, 40: 10 },
      baseline: { carriers: USUAL },
    }),
    expect: answer('no-match', 0, {
      messages: 400,
      throughCarrier: 190,
      expected: 200,
      expectedShare: 0.5,
    }),
  },
  {
    name: 'cannot tell: a destination with one carrier, which has the hour as always',
    input: countryCase({ carriers: { 1: 400 }, baseline: { carriers: learned({ 1: 400 }) } }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'carriers: 100 % of the messages usually go through the busiest',
    },
  },
  {
    name: 'cannot tell: the carrier that has most customers is the busiest, as in an attack through it',
    input: countryCase({
      carriers: { 1: 300, 2: 20 },
      baseline: { carriers: learned({ 1: 700, 2: 300 }) },
    }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'carriers: 70 % of the messages usually go through the busiest',
    },
  },
  {
    name: 'cannot tell: no message has ever named its carrier',
    input: countryCase({ carriers: { 1: 40 } }),
    expect: { verdict: 'insufficient-data', missing: 'messages with a known carrier: none of 100' },
  },
  {
    name: 'cannot tell: no traffic',
    input: countryCase({ baseline: { carriers: USUAL } }),
    expect: { verdict: 'insufficient-data', missing: 'messages that name a carrier: 0 of 20' },
  },
  {
    name: 'override: a country with more slack',
    input: countryCase({ carriers: { 1: 5, 2: 3, 3: 92 }, baseline: { carriers: USUAL } }),
    overrides: { shareSlack: 5 },
    expect: {
      verdict: 'insufficient-data',
      missing: 'carriers: 20 % of the messages usually go through the busiest',
    },
  },
];
