import { defineRule } from '../rule.ts';
import { round } from '../round.ts';
import { HOUR_MS } from '../../time.ts';

const HOURS_OF_A_MONTH = 730;
const DAYS_OF_A_MONTH = HOURS_OF_A_MONTH / 24;
/** Headroom of the budget that is assumed when the owner has set none. */
const LEARNED_BUDGET_HEADROOM = 2;

/**
 * Money. How many times faster than the budget allows is money being spent, over the last hour?
 * It says that something is expensive, not that it is fraud, so it alarms and never blocks by itself.
 */
export const spendBurn = defineRule({
  meta: {
    id: 'spend-burn',
    version: 1,
    title: 'SMS spend burns through the monthly budget',
    description:
      'Spend of the last hour against the hourly share of the monthly budget (set by the owner, else twice the learned spend).',
    subjects: ['account', 'country'],
    family: 'money',
    attack: [{ tactic: 'TA0040', technique: 'T1496.003' }],
    falsePositives: ['A campaign much larger than any before', 'A budget that was set too low'],
    blindSpots: [
      'Attacks that are cheap against the budget',
      'Messages whose delivery record has no price',
    ],
    runbook: 'docs/runbooks/spend-burn.md',
  },
  parameters: {
    monthlyBudgetUsd: {
      default: 0,
      min: 0,
      max: 100_000_000,
      unit: 'usd',
      help: 'What SMS may cost a month; 0 takes twice the learned spend.',
    },
    burnRatio: {
      default: 10,
      min: 1.5,
      max: 1_000,
      unit: 'ratio',
      help: 'How many times the hourly share of the budget may be spent in an hour.',
    },
    minSpendUsd: {
      default: 10,
      min: 0.1,
      max: 1_000_000,
      unit: 'usd',
      help: 'Spend in the last hour below which the rule stays silent.',
    },
    minObservedHours: {
      default: 24,
      min: 1,
      max: 672,
      unit: 'hours',
      help: 'Hours of traffic to learn a budget from when none is set.',
    },
  },
  evaluate: ({ window, account }, values) => {
    if (values.monthlyBudgetUsd === 0 && account.observedHours < values.minObservedHours)
      return {
        verdict: 'insufficient-data',
        missing: `budget: none set, and ${account.observedHours} of ${values.minObservedHours} hours observed`,
      };
    if (values.monthlyBudgetUsd === 0 && account.spendUsdPerDay === 0)
      return {
        verdict: 'insufficient-data',
        missing: 'budget: none set, and no price seen to learn one from',
      };
    const { attempts, stopped, unpriced, spendMicroUsd } = window.lastHour;
    const sent = attempts - stopped;
    const budgetUsd =
      values.monthlyBudgetUsd > 0
        ? values.monthlyBudgetUsd
        : LEARNED_BUDGET_HEADROOM * DAYS_OF_A_MONTH * account.spendUsdPerDay;
    const hourlyUsd = budgetUsd / HOURS_OF_A_MONTH;
    const spendUsd = spendMicroUsd / 1e6;
    const burnRatio = hourlyUsd === 0 ? Infinity : spendUsd / hourlyUsd;
    const isBurning = spendUsd >= values.minSpendUsd && burnRatio >= values.burnRatio;
    const limitUsd = Math.max(values.minSpendUsd, values.burnRatio * hourlyUsd);
    const costIfAllPricedUsd = unpriced === sent ? Infinity : (spendUsd * sent) / (sent - unpriced);
    if (!isBurning && unpriced > 0 && costIfAllPricedUsd >= limitUsd)
      return {
        verdict: 'insufficient-data',
        missing: `prices: ${unpriced} of ${sent} messages of the last hour have none`,
      };
    return {
      verdict: isBurning ? 'match' : 'no-match',
      // Not a probability: one nat for each doubling beyond the limit keeps it comparable.
      nats: isBurning ? 13.8 + Math.log2(Math.min(1e6, burnRatio) / values.burnRatio) : 0,
      startedAtMs: null,
      evidence: {
        spendUsd: round(spendUsd, 2),
        hourlyBudgetUsd: round(hourlyUsd, 2),
        burnRatio: round(Math.min(1e6, burnRatio), 1),
        isBudgetSet: values.monthlyBudgetUsd > 0,
        unpricedMessages: unpriced,
        windowSeconds: HOUR_MS / 1_000,
      },
    };
  },
});
