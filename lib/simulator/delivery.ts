import { MINUTE_MS, SECOND_MS } from '../core/time.ts';
import type { Random } from './random.ts';
import type { Send } from './send.ts';

/** A code is worthless after ten minutes (assumption). */
const CODE_LIFETIME_MS = 10 * MINUTE_MS;
/** Assumption. */
const TYPO_SHARE = 0.03;

/** Latency: median 4 s, 95 % within 11.5 s (2 to 6 s and 8 to 15 s in https://startmessaging.com/blog/otp-delivery-delay-fix). */
const LATENCY_MEDIAN_MS = 4_000;
const LATENCY_LOG_SIGMA = 0.64;

export interface Odds {
  readonly lossShare: number;
  /** Of all sends, lost ones included. */
  readonly conversion: number;
  readonly entryMedianSeconds: number;
  readonly entryLogSigma: number;
}

export type Fate = Pick<Send, 'isDelivered' | 'latencyMs' | 'enteredAfterMs' | 'hasTypo'>;

/** Draws the same amount of randomness whatever comes out. */
export const drawFate = (random: Random, odds: Odds): Fate => {
  const isDelivered = !random.chance(odds.lossShare);
  const latencyMs = Math.round(random.logNormal(LATENCY_MEDIAN_MS, LATENCY_LOG_SIGMA));
  const entryMs = SECOND_MS * random.logNormal(odds.entryMedianSeconds, odds.entryLogSigma);
  const isEntered = random.chance(odds.conversion / (1 - odds.lossShare));
  const hasTypo = random.chance(TYPO_SHARE);
  return {
    isDelivered,
    latencyMs,
    enteredAfterMs:
      isDelivered && isEntered
        ? Math.round(Math.min(latencyMs + 2 * SECOND_MS + entryMs, CODE_LIFETIME_MS))
        : null,
    hasTypo,
  };
};
