import { BIN_MS, type WindowView } from '../count/window.ts';
import { countryKey, SLOT_MS } from '../count/observations.ts';
import type { WindowReader } from '../count/window-reader.ts';
import { expectedFirstSends, type Baseline, type Baselines } from './baseline.ts';
import { referencesFor } from './common-mode.ts';
import { silentSpans } from './feed-gaps.ts';
import type { VerificationFeed } from './rule.ts';
import { earlyHearing, youngRows } from './young-codes.ts';

export interface HeardFeed {
  readonly feed: VerificationFeed;
  /** The window, without what became of codes that nobody would have reported. */
  readonly window: WindowView;
  /** Starts of its five-minute bins without a feed. */
  readonly silentBins: ReadonlySet<number>;
}

/** With fewer unused codes than this in a row, nobody needs to ask why. */
const MIN_UNUSED_HERE = 3;
/** So long after the feed has come back, codes of the silence may still look young or unused. */
const BACK_BINS = 3;

/**
 * Whether verifications come in, and when in the window they did not. Only asked closely where this
 * destination's codes are not used for a while: if the customers of the busiest other destinations
 * should have used some too, the feed was broken and nobody is attacked.
 */
export const hearFeed = async (
  window: WindowView,
  baseline: Pick<Baseline, 'country' | 'conversionRate' | 'promptShare'>,
  { reader, baselines }: { readonly reader: WindowReader; readonly baselines: Baselines },
): Promise<HeardFeed> => {
  const asItIs = { window, silentBins: NONE };
  if (baseline.conversionRate === null) return { ...asItIs, feed: 'absent' };
  const here = heardByBin(window, baseline);
  if (longestUnused(here) < MIN_UNUSED_HERE) return { ...asItIs, feed: 'alive' };
  const others: { readonly baseline: Baseline; readonly bins: readonly HeardBin[] }[] = [];
  for (const country of referencesFor(baseline.country, baselines.account.countries)) {
    const usual = baselines.of(country);
    const view = await reader.view(countryKey(country), window.atMs);
    others.push({ baseline: usual, bins: heardByBin(view, usual) });
  }
  const silent = silentSpans(
    here.map(({ used }, index) => {
      const span = { used, expected: 0 };
      for (const { baseline: usual, bins } of others) {
        const bin = bins[index];
        if (bin === undefined) continue;
        span.used += bin.used;
        // No more than is usual: what is pumped there is not going to be used.
        const customers = Math.min(
          bin.heard,
          expectedFirstSends(usual, bin.startMs, bin.startMs + BIN_MS),
        );
        span.expected += customers * (usual.conversionRate ?? 0);
      }
      return span;
    }),
  );
  if (silent.size === 0) return { ...asItIs, feed: 'alive' };
  const isBack = ![...silent].some((index) => index >= window.bins.length - BACK_BINS);
  return {
    feed: isBack ? 'alive' : 'silent',
    window: {
      ...window,
      bins: window.bins.map((bin, index) =>
        silent.has(index) ? { ...bin, matured: 0, converted: 0 } : bin,
      ),
    },
    silentBins: new Set([...silent].map((index) => window.bins[index]?.startMs ?? 0)),
  };
};

const NONE: ReadonlySet<number> = new Set();

/** Five minutes as far as their codes are heard. */
interface HeardBin {
  readonly startMs: number;
  /** Codes that have had their time, the young ones in part. */
  heard: number;
  /** Codes that were used, however young: one shows that uses are heard of. */
  used: number;
}

const heardByBin = (
  window: WindowView,
  baseline: Pick<Baseline, 'promptShare'>,
): readonly HeardBin[] => {
  const { afterMs, part } = earlyHearing(baseline);
  const bins = window.bins.map(
    ({ startMs, matured, converted }): HeardBin => ({ startMs, heard: matured, used: converted }),
  );
  const fromMs = bins[0]?.startMs ?? 0;
  for (const { startMs, unstopped, converted } of youngRows(window)) {
    const bin = bins[Math.floor((startMs - fromMs) / BIN_MS)];
    if (bin === undefined) continue;
    bin.used += converted;
    if (startMs + SLOT_MS + afterMs <= window.atMs) bin.heard += part * unstopped;
  }
  return bins;
};

/** Most codes that had their time and were not used, between two bins with a used one. */
const longestUnused = (bins: readonly HeardBin[]): number => {
  let longest = 0;
  let unused = 0;
  for (const { heard, used } of bins) {
    unused = used > 0 ? 0 : unused + heard;
    longest = Math.max(longest, unused);
  }
  return longest;
};
