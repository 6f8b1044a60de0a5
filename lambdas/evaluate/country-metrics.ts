import { countryOfKey } from '../../lib/core/count/observations.ts';
import type { Bin } from '../../lib/core/count/window.ts';
import type { Look } from '../../lib/core/explain/look.ts';
import type { Country } from '../../lib/core/ingest/events.ts';
import type { Telemetry } from '../telemetry.ts';

/** Each country's metrics are paid by the month: those most at risk are told by name, the others in the sums. */
const COUNTRIES_TOLD = 20;

interface Seen {
  readonly riskScore: number;
  readonly matured: number;
  readonly converted: number;
}

/** Collects what the looks of a tick saw, and tells it as metrics. */
export class CountryMetrics {
  readonly #seen = new Map<Country, Seen>();
  /** Whether any look found that verifications no longer come in; `null` while none could tell. */
  #isFeedSilent: boolean | null = null;

  readonly onLook = ({ key, seen }: Look): void => {
    if (seen.input === null) return;
    const { verificationFeed, window } = seen.input;
    if (verificationFeed === 'silent') this.#isFeedSilent = true;
    else if (areNewestUsed(window.bins)) this.#isFeedSilent ??= false;
    const country = countryOfKey(key);
    if (country === null) return;
    const { bins } = window;
    this.#seen.set(country, {
      riskScore: seen.judgement.riskScore,
      matured: bins.reduce((sum, bin) => sum + bin.matured, 0),
      converted: bins.reduce((sum, bin) => sum + bin.converted, 0),
    });
  };

  /** Tells what was seen since the last time. */
  tell(telemetry: Pick<Telemetry, 'metric' | 'countryMetrics'>): void {
    const worst = [...this.#seen].sort(([, a], [, b]) => b.riskScore - a.riskScore);
    const [first] = worst;
    if (first !== undefined) telemetry.metric('riskScore', first[1].riskScore);
    const all = { matured: 0, converted: 0 };
    for (const [index, [country, { riskScore, matured, converted }]] of worst.entries()) {
      all.matured += matured;
      all.converted += converted;
      if (index >= COUNTRIES_TOLD) continue;
      // Where no code has had its time, there is no rate.
      const rate = matured === 0 ? {} : { conversionRate: (100 * converted) / matured };
      telemetry.countryMetrics(country, { riskScore, ...rate });
    }
    if (all.matured > 0) telemetry.metric('conversionRate', (100 * all.converted) / all.matured);
    if (this.#isFeedSilent !== null)
      telemetry.metric('verificationFeedSilent', this.#isFeedSilent ? 1 : 0);
    this.#isFeedSilent = null;
    this.#seen.clear();
  }
}

/**
 * Whether a used code was seen of the newest that had their time. Where none was, the feed may be
 * broken all the same: with few unused codes, or little traffic elsewhere, nobody can tell.
 */
const areNewestUsed = (bins: readonly Bin[]): boolean =>
  (bins.findLast(({ matured }) => matured > 0)?.converted ?? 0) > 0;
