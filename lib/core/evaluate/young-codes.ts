import { isMatured } from '../count/first-sends.ts';
import { SLOT_MS } from '../count/observations.ts';
import type { WindowView } from '../count/window.ts';
import { SECOND_MS } from '../time.ts';

/** Fewer codes that are not ten minutes old say nothing yet. */
export const MIN_YOUNG_CODES = 20;
/** Of those who use their code at all, at least this part has done so when young codes are counted. */
export const EARLY_PART = 0.75;

/** Codes of the last minutes, before they have had their ten. */
export interface YoungCodes {
  sent: number;
  used: number;
  /** Sending of the oldest of them; `null` when there is none. */
  sinceMs: number | null;
}

/** First sends that have had `earlySeconds` and not yet their ten minutes. */
export const youngCodes = (
  { stretches, atMs }: Pick<WindowView, 'stretches' | 'atMs'>,
  earlySeconds: number,
): YoungCodes => {
  const codes: YoungCodes = { sent: 0, used: 0, sinceMs: null };
  for (const rows of stretches)
    for (let index = rows.length - 1; index >= 0; index -= 1) {
      const row = rows[index];
      if (row === undefined || isMatured(row.startMs, atMs)) break;
      if (row.startMs + SLOT_MS + earlySeconds * SECOND_MS > atMs) continue;
      codes.sent += row.unstopped;
      codes.used += row.converted;
      codes.sinceMs = Math.min(codes.sinceMs ?? row.startMs, row.startMs);
    }
  return codes;
};
