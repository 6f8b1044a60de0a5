import { BIN_MS, type Bin, type WindowView } from '../count/window.ts';
import { countryKey } from '../count/observations.ts';
import type { WindowReader } from '../count/window-reader.ts';
import { expectedFirstSends, type Baseline, type Baselines } from './baseline.ts';
import { referencesFor } from './common-mode.ts';
import { silentSpans } from './feed-gaps.ts';
import type { VerificationFeed } from './rule.ts';

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
  baseline: Pick<Baseline, 'country' | 'conversionRate'>,
  { reader, baselines }: { readonly reader: WindowReader; readonly baselines: Baselines },
): Promise<HeardFeed> => {
  const asItIs = { window, silentBins: NONE };
  if (baseline.conversionRate === null) return { ...asItIs, feed: 'absent' };
  if (longestUnused(window.bins) < MIN_UNUSED_HERE) return { ...asItIs, feed: 'alive' };
  const others: { readonly baseline: Baseline; readonly bins: readonly Bin[] }[] = [];
  for (const country of referencesFor(baseline.country, baselines.account.countries)) {
    const { bins } = await reader.view(countryKey(country), window.atMs);
    others.push({ baseline: baselines.of(country), bins });
  }
  const silent = silentSpans(
    window.bins.map(({ converted }, index) => {
      const span = { used: converted, expected: 0 };
      for (const { baseline: usual, bins } of others) {
        const bin = bins[index];
        if (bin === undefined) continue;
        span.used += bin.converted;
        // No more than is usual: what is pumped there is not going to be used.
        const customers = Math.min(
          bin.matured,
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

/** Most codes that had their time and were not used, between two bins with a used one. */
const longestUnused = (bins: readonly Bin[]): number => {
  let longest = 0;
  let unused = 0;
  for (const { matured, converted } of bins) {
    unused = converted > 0 ? 0 : unused + matured;
    longest = Math.max(longest, unused);
  }
  return longest;
};
