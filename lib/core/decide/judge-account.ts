import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import type { AccountInput } from '../evaluate/rule.ts';
import { scoreOf, type Judgement } from './judge.ts';

/**
 * Judges the money of the whole account, without the destinations whose own incident explains it.
 * Money alone is never proof of pumping: it makes people look. Together with an attack that was
 * proven elsewhere it is, since then no smaller subject holds the loss.
 */
export const judgeAccount = (
  input: AccountInput,
  findings: readonly Finding[],
  isAnyPumping: boolean,
): Judgement => {
  const { atMs } = input.window;
  const burning = findings.find(({ verdict }) => verdict === 'match');
  const nats = Math.max(0, ...findings.map(natsOf));
  return {
    verdict: burning === undefined ? 'clear' : isAnyPumping ? 'pumping' : 'suspicious',
    riskScore: scoreOf(nats),
    findings,
    startedAtMs: atMs,
    hasEvidence: burning !== undefined,
    lastActiveAtMs: burning === undefined ? null : atMs,
    isActive: burning !== undefined,
    excessUsd: 0,
    projectedUsd: input.window.lastHour.spendMicroUsd / 1e6,
    holdback: burning === undefined || isAnyPumping ? null : 'one-family',
  };
};
