import { defineRule } from '../rule.ts';
import { round } from '../round.ts';
import { rateRiseEvidence } from '../statistics/rate-rise-evidence.ts';

/** With fewer users per number than this the user pools are not where the codes are asked for. */
const MIN_COVERAGE = 0.5;

/**
 * Source. Customers ask from where their number is, most of them; a bot asks from wherever its
 * addresses are, or all from one. Cognito names no destination, so numbers and users are compared
 * as sums: numbers of a country that no user from that country can have asked for.
 */
export const sourceMismatch = defineRule({
  meta: {
    id: 'source-mismatch',
    version: 2,
    title: 'Codes are asked for from other countries than they go to, or from one address',
    description:
      "Numbers of the last hour beyond the users whose address is in the same country, and users behind the busiest address, as binomial likelihood ratios; from Cognito's records.",
    subjects: ['country'],
    family: 'source',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: ['A conference or a holiday resort', 'Customers behind a VPN or one gateway'],
    blindSpots: [
      'Residential proxies in the country of the numbers',
      'Applications that do not use Cognito, or whose user pools export no logs',
    ],
    runbook: 'docs/runbooks/source-mismatch.md',
  },
  parameters: {
    minNumbers: {
      default: 10,
      min: 3,
      max: 100_000,
      unit: 'count',
      help: 'Distinct numbers in the last hour below which the rule cannot tell.',
    },
    matchNats: {
      default: 13.8,
      min: 3,
      max: 60,
      unit: 'nats',
      help: 'Evidence at which the rule matches; 13.8 is a likelihood ratio of a million, not a rate of false alarms.',
    },
    normalForeignShare: {
      default: 0.15,
      min: 0.01,
      max: 0.6,
      unit: 'ratio',
      help: 'Share of the numbers that may be asked for from another country.',
    },
    normalAddressShare: {
      default: 0.1,
      min: 0.01,
      max: 0.6,
      unit: 'ratio',
      help: 'Share of the users that may come from one address.',
    },
  },
  evaluate: ({ window, sources }, values) => {
    if (sources === null)
      return { verdict: 'insufficient-data', missing: 'Cognito records: none, or not asked for' };
    const { distinctNumbers } = window.lastHour;
    if (distinctNumbers < values.minNumbers)
      return {
        verdict: 'insufficient-data',
        missing: `numbers: ${distinctNumbers} of ${values.minNumbers}`,
      };
    if (sources.placedUsers < MIN_COVERAGE * distinctNumbers)
      return {
        verdict: 'insufficient-data',
        missing: `Cognito records: ${sources.placedUsers} users with a known country for ${distinctNumbers} numbers`,
      };
    const foreign = Math.max(0, distinctNumbers - sources.localUsers);
    // An address can speak for this destination only as far as its users could be this one's.
    const behindOne = Math.min(sources.usersOfBusiestAddress, distinctNumbers);
    const foreignNats = rateRiseEvidence(foreign, distinctNumbers, values.normalForeignShare);
    const addressNats = rateRiseEvidence(behindOne, sources.users, values.normalAddressShare);
    const nats = Math.max(0, foreignNats, addressNats);
    return {
      verdict: nats >= values.matchNats ? 'match' : 'no-match',
      nats,
      startedAtMs: null,
      evidence: {
        distinctNumbers,
        localUsers: sources.localUsers,
        users: sources.users,
        usersOfBusiestAddress: sources.usersOfBusiestAddress,
        expected: round(distinctNumbers * values.normalForeignShare, 2),
        windowSeconds: sources.windowSeconds,
        foreignNats: round(Math.max(0, foreignNats), 1),
        evidenceNats: round(nats, 1),
      },
    };
  },
});
