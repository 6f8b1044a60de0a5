import { SLOT_MS } from '../count/observations.ts';
import { BIN_MS, type WindowView } from '../count/window.ts';
import { ceilTo } from '../time.ts';

/** Whether the minute is in a bin of the window in which no verification would have come in. */
export const isSilent = (
  silentBins: ReadonlySet<number>,
  { atMs }: Pick<WindowView, 'atMs'>,
  slotMs: number,
): boolean => {
  if (silentBins.size === 0) return false;
  // Bins end with the minute that is running.
  const endMs = ceilTo(atMs, SLOT_MS);
  const binsAgo = Math.ceil((endMs - slotMs) / BIN_MS);
  return silentBins.has(endMs - binsAgo * BIN_MS);
};
