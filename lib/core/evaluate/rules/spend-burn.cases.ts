import { accountCase, countryCase, type RuleCase } from '../rule-cases.ts';

/** Usual spend is 24 USD a day, so the learned budget is 2 USD an hour and the limit 20. */
const answer = (
  verdict: 'match' | 'no-match',
  nats: number,
  spendUsd: number,
  burnRatio: number,
  more: Partial<Record<'hourlyBudgetUsd' | 'unpricedMessages', number>> & {
    isBudgetSet?: boolean;
  } = {},
): RuleCase['expect'] => ({
  verdict,
  nats,
  startedAtMs: null,
  evidence: {
    spendUsd,
    hourlyBudgetUsd: 2,
    burnRatio,
    isBudgetSet: false,
    unpricedMessages: 0,
    windowSeconds: 3_600,
    ...more,
  },
});
const spent = (usd: number, unpriced = 0, sent = 100): Parameters<typeof accountCase>[0] => ({
  attempts: sent,
  sent,
  spendMicroUsd: usd * 1e6,
  unpriced,
});

export const cases: readonly RuleCase[] = [
  {
    name: 'attack: 80 USD in an hour where 2 are budgeted',
    input: accountCase(spent(80)),
    expect: answer('match', 15.8, 80, 40),
  },
  {
    name: 'attack: one destination alone burns the budget of the account',
    input: countryCase({ lastHour: spent(80) }),
    expect: answer('match', 15.8, 80, 40),
  },
  {
    name: 'edge: exactly at ten times the budget',
    input: accountCase(spent(20)),
    expect: answer('match', 13.8, 20, 10),
  },
  {
    name: 'edge: a cent below it',
    input: accountCase(spent(19.99)),
    expect: answer('no-match', 0, 19.99, 10),
  },
  {
    name: 'edge: exactly at the floor of spend',
    input: accountCase(spent(10), { spendUsdPerDay: 1.2 }),
    expect: answer('match', 17.12, 10, 100, { hourlyBudgetUsd: 0.1 }),
  },
  {
    name: 'edge: a cent below the floor, however small the budget',
    input: accountCase(spent(9.99), { spendUsdPerDay: 1.2 }),
    expect: answer('no-match', 0, 9.99, 99.9, { hourlyBudgetUsd: 0.1 }),
  },
  {
    name: 'benign: no traffic',
    input: accountCase({}),
    expect: answer('no-match', 0, 0, 0),
  },
  {
    name: 'benign: nine times the budget, as on the day of a campaign',
    input: accountCase(spent(18)),
    expect: answer('no-match', 0, 18, 9),
  },
  {
    name: 'benign: everything was stopped, and costs nothing',
    input: accountCase({ attempts: 900, stopped: 900 }),
    expect: answer('no-match', 0, 0, 0),
  },
  {
    name: 'override: a budget that the owner has set',
    input: accountCase(spent(80)),
    overrides: { monthlyBudgetUsd: 7_300 },
    expect: answer('no-match', 0, 80, 8, { hourlyBudgetUsd: 10, isBudgetSet: true }),
  },
  {
    name: 'override: a set budget needs no history',
    input: accountCase(spent(100), { observedHours: 0, spendUsdPerDay: 0 }),
    overrides: { monthlyBudgetUsd: 7_300 },
    expect: answer('match', 13.8, 100, 10, { hourlyBudgetUsd: 10, isBudgetSet: true }),
  },
  {
    name: 'override: a country that may burn twice as fast',
    input: countryCase({ lastHour: spent(30) }),
    overrides: { burnRatio: 20 },
    expect: answer('no-match', 0, 30, 15),
  },
  {
    name: 'a few messages without a price change nothing where there is room',
    input: accountCase(spent(10, 5)),
    expect: answer('no-match', 0, 10, 5, { unpricedMessages: 5 }),
  },
  {
    name: 'what the priced messages cost is enough to match',
    input: accountCase(spent(30, 90)),
    expect: answer('match', 14.38, 30, 15, { unpricedMessages: 90 }),
  },
  {
    name: 'unknown prices: the rest may have cost more than the limit',
    note: 'a price that is missing is not a price of nothing',
    input: accountCase(spent(5, 80)),
    expect: {
      verdict: 'insufficient-data',
      missing: 'prices: 80 of 100 messages of the last hour have none',
    },
  },
  {
    name: 'unknown prices: not one is known',
    input: accountCase(spent(0, 100)),
    expect: {
      verdict: 'insufficient-data',
      missing: 'prices: 100 of 100 messages of the last hour have none',
    },
  },
  {
    name: 'the first day, without a budget',
    input: accountCase(spent(500), { observedHours: 23 }),
    expect: {
      verdict: 'insufficient-data',
      missing: 'budget: none set, and 23 of 24 hours observed',
    },
  },
];
