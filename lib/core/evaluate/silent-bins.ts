import { BIN_MS, type WindowView } from '../count/window.ts';

/** Whether the minute is in a bin of the window in which no verification would have come in. */
export const isSilent = (
  silentBins: ReadonlySet<number>,
  { atMs }: Pick<WindowView, 'atMs'>,
  slotMs: number,
): boolean => {
  if (silentBins.size === 0) return false;
  const binsAgo = Math.ceil((atMs - slotMs) / BIN_MS);
  return silentBins.has(atMs - binsAgo * BIN_MS);
};
