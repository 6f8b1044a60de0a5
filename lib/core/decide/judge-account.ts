import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import type { AccountInput } from '../evaluate/rule.ts';
import type { IncidentTotals } from './incident-totals.ts';
import type { Judgement } from './judge.ts';
import { scoreOf } from './weigh.ts';

/**
 * Judges the money of the whole account, without the destinations whose own incident explains it.
 * Money alone is never proof of pumping: it makes people look. Together with an attack that was
 * proven elsewhere it is, since then no smaller subject holds the loss. Money that cannot be told
 * (no record has a price) is not assessed.
 */
export const judgeAccount = (
  input: AccountInput,
  findings: readonly Finding[],
  isAnyPumping: boolean,
): Judgement => {
  const { atMs } = input.window;
  const { spendUsd, estimatedLossUsd } = totalsOfAccount(input);
  const burning = findings.find(({ verdict }) => verdict === 'match');
  const nats = Math.max(0, ...findings.map(natsOf));
  const isUnknown = findings.some(
    ({ verdict }) => verdict === 'insufficient-data' || verdict === 'error',
  );
  const unburnt = isUnknown ? 'not-assessed' : 'clear';
  return {
    verdict: burning === undefined ? unburnt : isAnyPumping ? 'pumping' : 'suspicious',
    riskScore: scoreOf(nats),
    findings,
    startedAtMs: atMs,
    hasEvidence: burning !== undefined,
    lastActiveAtMs: burning === undefined ? null : atMs,
    isActive: burning !== undefined,
    excessUsd: estimatedLossUsd,
    projectedUsd: spendUsd,
    dayExcessUsd: null,
    group: null,
    holdback: burning === undefined || isAnyPumping ? null : 'one-family',
  };
};

/** What the account's last hour came to: its incidents have no counters of their own to sum since they began. */
export const totalsOfAccount = ({ window, account }: AccountInput): IncidentTotals => {
  const spendUsd = window.lastHour.spendMicroUsd / 1e6;
  return {
    messagesObserved: window.lastHour.attempts,
    spendUsd,
    estimatedLossUsd: Math.max(0, spendUsd - account.spendUsdPerDay / 24),
  };
};
