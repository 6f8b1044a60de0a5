import { isMatured, PROMPT_MS, type MinuteRow } from '../count/first-sends.ts';
import { SLOT_MS } from '../count/observations.ts';
import type { WindowView } from '../count/window.ts';
import { MINUTE_MS } from '../time.ts';
import type { Baseline } from './baseline.ts';
import type { DestinationInput } from './rule.ts';
import { isSilent } from './silent-bins.ts';

/** When codes are heard before they have had their ten minutes. */
export interface EarlyHearing {
  /** Age at which they are. */
  readonly afterMs: number;
  /** Of those who use their code at all, at least this part has done so, and was heard of, by then. */
  readonly part: number;
  /** Fewer codes say nothing yet. */
  readonly minCodes: number;
  /** Uses of a minute's codes that count. */
  readonly usedIn: (row: MinuteRow) => number;
}

/** While it is not known how soon codes are used here. */
const UNLEARNED_MS = 4 * MINUTE_MS;
const UNLEARNED_PART = 0.75;
const UNLEARNED_MIN_CODES = 20;
/** What is known of all destinations is taken to hold for one to this part: some carriers are slow. */
const PART_ELSEWHERE = 0.8;
const MIN_CODES = 10;

/** @param afterMs the age at the soonest */
export const earlyHearing = (
  { promptShare }: Pick<Baseline, 'promptShare'>,
  afterMs = PROMPT_MS,
): EarlyHearing =>
  promptShare === null
    ? {
        afterMs: Math.max(afterMs, UNLEARNED_MS),
        part: UNLEARNED_PART,
        minCodes: UNLEARNED_MIN_CODES,
        usedIn: ({ converted }) => converted,
      }
    : {
        afterMs: Math.max(afterMs, PROMPT_MS),
        part: PART_ELSEWHERE * promptShare,
        minCodes: MIN_CODES,
        // As many as the share is of: what is used later is in neither.
        usedIn: ({ promptlyUsed }) => promptlyUsed,
      };

/** Codes of the last minutes, before they have had their ten. */
export interface YoungCodes {
  sent: number;
  used: number;
  /** Sending of the oldest of them; `null` when there is none. */
  sinceMs: number | null;
}

/** First sends that can be heard and have not yet had their ten minutes, but for those of which nobody would have reported. */
export const youngCodes = (
  { window, silentBins }: Pick<DestinationInput, 'window' | 'silentBins'>,
  { afterMs, usedIn }: EarlyHearing,
  sinceMs = -Infinity,
): YoungCodes => {
  const codes: YoungCodes = { sent: 0, used: 0, sinceMs: null };
  for (const row of youngRows(window)) {
    if (row.startMs < sinceMs || row.startMs + SLOT_MS + afterMs > window.atMs) continue;
    if (isSilent(silentBins, window, row.startMs)) continue;
    codes.sent += row.unstopped;
    codes.used += usedIn(row);
    codes.sinceMs = Math.min(codes.sinceMs ?? row.startMs, row.startMs);
  }
  return codes;
};

/** The same in terms of codes that have had their time: as many as would have been used by now if all were. */
export const youngAsMatured = (
  { sent, used }: YoungCodes,
  { part }: EarlyHearing,
  { promptShare }: Pick<Baseline, 'promptShare'>,
): { readonly matured: number; readonly used: number } => ({
  matured: part * sent,
  used: used * (promptShare === null ? 1 : PART_ELSEWHERE),
});

/** Minutes whose codes have not had their time. */
export function* youngRows({
  stretches,
  atMs,
}: Pick<WindowView, 'stretches' | 'atMs'>): Generator<MinuteRow> {
  for (const rows of stretches)
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row === undefined || isMatured(row.startMs, atMs)) break;
      yield row;
    }
}
