import type { HourRollup } from '../count/hour-rollup.ts';
import type { Country } from '../ingest/events.ts';
import { HOUR_MS } from '../time.ts';
import { expectedFirstSends, type Baseline, type Baselines } from './baseline.ts';
import { referencesFor } from './common-mode.ts';
import { silentSpans, type SpanOfCodes } from './feed-gaps.ts';
import { pastHours, SLOW_WINDOW_MS, type PastHours } from './past-hours.ts';

const NO_ROLLUPS: ReadonlyMap<number, HourRollup> = new Map();

/** Of which hours the slow lane is to be. */
export interface PastSpan {
  /** Nothing before it counts: it was dealt with. */
  readonly sinceMs: number;
  /** Start of the first observed hour; `null` when nothing was ever observed. */
  readonly observedSinceMs: number | null;
  readonly untilMs: number;
}

/** The slow lane of each destination, made once an hour from its roll-ups. */
export class RememberedPast {
  readonly #hours: ReadonlyMap<Country, ReadonlyMap<number, HourRollup>>;
  #silent: {
    readonly baselines: Baselines;
    readonly untilMs: number;
    readonly hours: ReadonlySet<number>;
  } | null = null;
  readonly #past = new Map<
    Country,
    {
      readonly untilMs: number;
      readonly sinceMs: number;
      readonly baseline: Baseline;
      readonly past: PastHours;
    }
  >();

  /** @param hours roll-ups by country and start; read anew each time */
  constructor(hours: ReadonlyMap<Country, ReadonlyMap<number, HourRollup>>) {
    this.#hours = hours;
  }

  /** The same object until an hour is over or `sinceMs` moves. */
  of(
    country: Country,
    baselines: Baselines,
    { sinceMs, observedSinceMs, untilMs }: PastSpan,
  ): PastHours {
    const baseline = baselines.of(country);
    const known = this.#past.get(country);
    if (known?.untilMs === untilMs && known.sinceMs === sinceMs && known.baseline === baseline)
      return known.past;
    const past = pastHours(
      this.#hours.get(country) ?? NO_ROLLUPS,
      baseline,
      Math.max(sinceMs, observedSinceMs ?? untilMs),
      untilMs,
      this.#silentHours(baselines, untilMs),
    );
    this.#past.set(country, { untilMs, sinceMs, baseline, past });
    return past;
  }

  /** Of the slow lane, the hours in which no code of the busiest destinations was used, though some should have been. */
  #silentHours(baselines: Baselines, untilMs: number): ReadonlySet<number> {
    if (this.#silent?.baselines === baselines && this.#silent.untilMs === untilMs)
      return this.#silent.hours;
    const fromMs = untilMs - SLOW_WINDOW_MS;
    const busiest = referencesFor(null, baselines.account.countries);
    const spans: SpanOfCodes[] = [];
    for (let startMs = fromMs; startMs < untilMs; startMs += HOUR_MS) {
      let used = 0;
      let expected = 0;
      for (const country of busiest) {
        const { matured = 0, converted = 0 } = this.#hours.get(country)?.get(startMs) ?? {};
        const usual = baselines.of(country);
        const customers = Math.min(matured, expectedFirstSends(usual, startMs, startMs + HOUR_MS));
        used += converted;
        expected += customers * (usual.conversionRate ?? 0);
      }
      spans.push({ used, expected });
    }
    const hours = new Set([...silentSpans(spans)].map((index) => fromMs + index * HOUR_MS));
    this.#silent = { baselines, untilMs, hours };
    return hours;
  }
}
