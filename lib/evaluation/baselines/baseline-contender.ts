import { floorTo, HOUR_MS } from '../../core/time.ts';
import type { Alert, Containment, Contender, ContenderLog, Scope } from '../contender.ts';
import type { LabelledSms, StreamItem } from '../labelled-sms.ts';
import type { BaselineRule, SeenSms } from './baseline.ts';
import { FIVE_MINUTES_MS } from './warm-up-summary.ts';

/** What a baseline blocks stays blocked so long, and longer while it goes on seeing a reason. */
const HOLD_MS = HOUR_MS;

interface Hold {
  readonly scope: Scope;
  readonly fromMs: number;
  toMs: number;
}

/** A baseline with its lever, under the same conditions as the detector: same arrivals, same latency. */
export class BaselineContender implements Contender {
  readonly #rule: BaselineRule;
  readonly #controlLatencyMs: number;
  readonly #seen = new Map<LabelledSms, SeenSms>();
  readonly #stopped = new Map<LabelledSms, boolean>();
  readonly #holds = new Map<string, Hold[]>();
  readonly #alerts: Alert[] = [];
  #nowMs = 0;

  constructor(rule: BaselineRule, controlLatencyMs: number) {
    this.#rule = rule;
    this.#controlLatencyMs = controlLatencyMs;
  }

  async take({ event, sms }: StreamItem): Promise<void> {
    const atMs = event.ingestionTime;
    this.#passTime(atMs);
    if (sms === null) return;
    // A limiter decides at the request, and this is the first that is heard of it.
    const isStopped = this.stops(sms);
    if (event.feed === 'sns-delivery-status') this.#show(sms, atMs, isStopped);
    else if (event.feed === 'otp-verifications' && !isStopped && isRightCode(event.message)) {
      const seen = this.#seen.get(sms);
      if (seen !== undefined) this.#rule.onVerified?.(seen, atMs, this.#act);
    }
  }

  async passTime(toMs: number): Promise<void> {
    this.#passTime(toMs);
  }

  stops(sms: LabelledSms): boolean {
    const known = this.#stopped.get(sms);
    if (known !== undefined) return known;
    if (this.#rule.refuse === undefined) {
      const stopped = this.#isHeld(sms);
      // Before it is logged the moment of sending is not exactly known.
      if (sms.sentAtMs !== null) this.#stopped.set(sms, stopped);
      return stopped;
    }
    const refusal = this.#rule.refuse(sms, sms.requestedAtMs);
    if (refusal !== null) this.#hold(refusal, sms.requestedAtMs, sms.requestedAtMs + HOLD_MS);
    this.#stopped.set(sms, refusal !== null);
    return refusal !== null;
  }

  async end(): Promise<ContenderLog> {
    const containments: readonly Containment[] = [...this.#holds.values()].flat();
    return { alerts: this.#alerts, containments };
  }

  #show(sms: LabelledSms, atMs: number, isStopped: boolean): void {
    if (this.#seen.has(sms)) return;
    const { country, number, address, usd } = sms;
    const sentAtMs = sms.sentAtMs ?? sms.requestedAtMs;
    const seen = { country, number, address, usd, sentAtMs, seenAtMs: atMs, isStopped };
    this.#seen.set(sms, seen);
    this.#rule.onSms?.(seen, this.#act);
  }

  #passTime(toMs: number): void {
    if (this.#nowMs === 0) this.#nowMs = toMs;
    if (this.#rule.onTick !== undefined)
      for (
        let tickMs = floorTo(this.#nowMs, FIVE_MINUTES_MS) + FIVE_MINUTES_MS;
        tickMs <= toMs;
        tickMs += FIVE_MINUTES_MS
      ) {
        this.#nowMs = tickMs;
        this.#rule.onTick(tickMs, this.#act);
      }
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }

  readonly #act = (scope: Scope): void => {
    const fromMs = this.#nowMs + this.#controlLatencyMs;
    if (this.#hold(scope, fromMs, fromMs + HOLD_MS)) return;
    this.#alerts.push({
      atMs: this.#nowMs,
      countries: 'country' in scope ? [scope.country] : null,
    });
  };

  /** Whether it only renews a hold that is in force. */
  #hold(scope: Scope, fromMs: number, toMs: number): boolean {
    const key = keyOf(scope);
    const holds = this.#holds.get(key) ?? [];
    const last = holds.at(-1);
    if (last !== undefined && fromMs <= last.toMs) {
      last.toMs = Math.max(last.toMs, toMs);
      return true;
    }
    holds.push({ scope, fromMs, toMs });
    this.#holds.set(key, holds);
    return false;
  }

  #isHeld({ country, sentAtMs, requestedAtMs }: LabelledSms): boolean {
    const atMs = sentAtMs ?? requestedAtMs;
    for (const key of ['all', keyOf({ kind: 'country', country })])
      for (const { fromMs, toMs } of this.#holds.get(key) ?? [])
        if (atMs >= fromMs && atMs < toMs) return true;
    return false;
  }
}

const keyOf = (scope: Scope): string => Object.values(scope).join(' ');

const isRightCode = (message: string): boolean => message.includes('"verified"');
