import { MINUTE_MS } from '../core/time.ts';
import type { Alert, Containment, Scope } from './contender.ts';
import type { LabelledSms } from './labelled-sms.ts';
import type { Played } from './play.ts';
import { Truth } from './truth.ts';

/** What one contender made of one case, held against the truth. Never-happened is `null`, not a number. */
export interface Outcome {
  readonly attackSms: number;
  readonly attackUsd: number;
  /** What of it was sent all the same: before, between and beside the blocks. */
  readonly leakedSms: number;
  readonly leakedUsd: number;
  /** From the first SMS of the attack to the first right alert, and how many SMS it had sent by then. */
  readonly minutesToAlert: number | null;
  readonly smsToAlert: number | null;
  /** Likewise to the first right containment that SMS feel. */
  readonly minutesToContain: number | null;
  readonly smsToContain: number | null;
  /** From the attack's last SMS until nothing of it was blocked any more; `null` where nothing was blocked then. */
  readonly minutesToRelease: number | null;
  /** How often a lever was moved again that had been let go while the attack was on. */
  readonly flaps: number;
  /** Incidents that are about no attack. */
  readonly falseAlerts: number;
  readonly falseContainments: number;
  readonly legitSms: number;
  readonly legitStopped: number;
  /** Of the SMS that were stopped, those of the attack; `null` when none was. */
  readonly precision: number | null;
}

export const outcomeOf = ({ log, sms }: Played): Outcome => {
  const attack = sms.filter((one) => one.sms.isAttack);
  const legit = sms.filter((one) => !one.sms.isAttack);
  const truth = new Truth(attack.map((one) => one.sms));
  const leaked = attack.filter(({ isStopped }) => !isStopped);
  const spans = joinRenewals(log.containments);
  const right = spans.filter((span) => truth.isRightContainment(span));
  const rightAlerts = log.alerts.filter((alert) => truth.isRightAlert(alert));
  const alertMs = earliest(rightAlerts.map(({ atMs }) => atMs));
  // What begins after the last SMS is no mistake, but it contains nothing.
  const lastMs = truth.whole?.lastMs ?? -Infinity;
  const containMs = earliest(right.map(({ fromMs }) => fromMs).filter((ms) => ms <= lastMs));
  const stopped = sms.filter(({ isStopped }) => isStopped);
  const attackBefore = (ms: number | null): number | null =>
    ms === null ? null : attack.filter((one) => sendingOf(one.sms) < ms).length;
  const minutesTo = (ms: number | null): number | null =>
    ms === null || truth.whole === null ? null : (ms - truth.whole.firstMs) / MINUTE_MS;
  return {
    attackSms: attack.length,
    attackUsd: usdOf(attack),
    leakedSms: leaked.length,
    leakedUsd: usdOf(leaked),
    minutesToAlert: minutesTo(alertMs),
    smsToAlert: attackBefore(alertMs),
    minutesToContain: minutesTo(containMs),
    smsToContain: attackBefore(containMs),
    minutesToRelease: releaseMinutes(right, truth),
    flaps: flapsOf(right, truth),
    falseAlerts: log.alerts.filter((alert: Alert) => !truth.isRightAlert(alert)).length,
    falseContainments: spans.length - right.length,
    legitSms: legit.length,
    legitStopped: legit.filter(({ isStopped }) => isStopped).length,
    precision:
      stopped.length === 0
        ? null
        : stopped.filter((one) => one.sms.isAttack).length / stopped.length,
  };
};

/** A renewal begins before the block before it ends: the two are one. */
export const joinRenewals = (containments: readonly Containment[]): readonly Containment[] => {
  const joined = new Map<string, Containment[]>();
  for (const next of containments.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const key = scopeKey(next.scope);
    const spans = joined.get(key) ?? [];
    const last = spans.at(-1);
    if (last !== undefined && next.fromMs <= last.toMs)
      spans[spans.length - 1] = { ...last, toMs: Math.max(last.toMs, next.toMs) };
    else spans.push(next);
    joined.set(key, spans);
  }
  return [...joined.values()].flat();
};

const scopeKey = (scope: Scope): string => Object.values(scope).join(' ');

const releaseMinutes = (right: readonly Containment[], { whole }: Truth): number | null => {
  if (whole === null) return null;
  const { lastMs } = whole;
  const inForce = right.filter(({ fromMs, toMs }) => fromMs <= lastMs && toMs > lastMs);
  if (inForce.length === 0) return null;
  return (Math.max(...inForce.map(({ toMs }) => toMs)) - lastMs) / MINUTE_MS;
};

const flapsOf = (right: readonly Containment[], { whole }: Truth): number => {
  const lastMs = whole?.lastMs ?? -Infinity;
  const seen = new Set<string>();
  let flaps = 0;
  for (const { fromMs, scope } of right) {
    const key = scopeKey(scope);
    if (seen.has(key) && fromMs <= lastMs) flaps += 1;
    seen.add(key);
  }
  return flaps;
};

const sendingOf = ({ sentAtMs, requestedAtMs }: LabelledSms): number => sentAtMs ?? requestedAtMs;

const usdOf = (some: Played['sms']): number => some.reduce((total, { sms }) => total + sms.usd, 0);

const earliest = (times: readonly number[]): number | null =>
  times.length === 0 ? null : Math.min(...times);
