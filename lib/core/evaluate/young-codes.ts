import { isMatured, PROMPT_USE_MS } from '../count/first-sends.ts';
import { SLOT_MS } from '../count/observations.ts';
import type { WindowView } from '../count/window.ts';
import { MINUTE_MS } from '../time.ts';
import type { Baseline } from './baseline.ts';

/** When codes are heard before they have had their ten minutes. */
export interface EarlyHearing {
  /** Age at which they are. */
  readonly afterMs: number;
  /** Of those who use their code at all, at least this part has done so, and was reported, by then. */
  readonly part: number;
  /** Fewer codes say nothing yet. */
  readonly minCodes: number;
}

/** While it is not known how soon codes are used here. */
const UNLEARNED_PART = 0.75;
const UNLEARNED_MIN_CODES = 20;
/** What is known of all destinations is taken to hold for one to this part: some carriers are slow. */
const PART_ELSEWHERE = 0.8;
/** A use may be reported this much later than it happened. */
const REPORT_MS = MINUTE_MS;
const MIN_CODES = 10;

/** @param unlearnedMs the age while it is not known how soon codes are used */
export const earlyHearing = (
  { promptShare }: Pick<Baseline, 'promptShare'>,
  unlearnedMs: number,
): EarlyHearing =>
  promptShare === null
    ? { afterMs: unlearnedMs, part: UNLEARNED_PART, minCodes: UNLEARNED_MIN_CODES }
    : {
        afterMs: PROMPT_USE_MS + REPORT_MS,
        part: PART_ELSEWHERE * promptShare,
        minCodes: MIN_CODES,
      };

/** Codes of the last minutes, before they have had their ten. */
export interface YoungCodes {
  sent: number;
  used: number;
  /** Sending of the oldest of them; `null` when there is none. */
  sinceMs: number | null;
}

/** First sends that are older than `afterMs` and have not yet had their ten minutes. */
export const youngCodes = (
  { stretches, atMs }: Pick<WindowView, 'stretches' | 'atMs'>,
  afterMs: number,
  sinceMs = -Infinity,
): YoungCodes => {
  const codes: YoungCodes = { sent: 0, used: 0, sinceMs: null };
  for (const rows of stretches)
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row === undefined || row.startMs < sinceMs || isMatured(row.startMs, atMs)) break;
      if (row.startMs + SLOT_MS + afterMs > atMs) continue;
      codes.sent += row.unstopped;
      codes.used += row.converted;
      codes.sinceMs = Math.min(codes.sinceMs ?? row.startMs, row.startMs);
    }
  return codes;
};
