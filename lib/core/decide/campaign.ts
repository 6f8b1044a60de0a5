import { countryOfKey } from '../count/observations.ts';
import { isLowTraffic } from '../evaluate/look-at-pool.ts';
import type { Baselines } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import type { Incident } from './incident.ts';
import type { IncidentBook } from './incident-book.ts';
import type { Campaign } from './joins-campaign.ts';
import { POOL_KEY } from './pool.ts';

/** Who pumps one destination that nobody asks for goes on with the next, for so long after the last was proven. */
export const CAMPAIGN_MS = 3 * HOUR_MS;
/** Who pumped this very destination comes back within this time. */
export const RELAPSE_MS = DAY_MS;

/** Tells whether what happens to a destination is likely to be part of what was proven elsewhere, or before. */
export class CampaignWatch {
  readonly #book: IncidentBook;

  constructor(book: IncidentBook) {
    this.#book = book;
  }

  /** Whether destinations with hardly any customers are being pumped, one after the other or many at once. */
  kindAt(atMs: number, baselines: Baselines): Campaign {
    const isOn = this.#book.recent().some((incident) => {
      if (atMs - lastHeldMs(incident, atMs) > CAMPAIGN_MS) return false;
      const country = countryOfKey(incident.key);
      return incident.key === POOL_KEY || (country !== null && isLowTraffic(country, baselines));
    });
    return isOn ? 'rotation' : 'none';
  }

  /** Whether the destination was proven to be pumped not long ago. */
  isRelapse(country: Country, atMs: number): boolean {
    return this.#book
      .recent()
      .some(
        (incident) =>
          atMs - lastHeldMs(incident, atMs) <= RELAPSE_MS &&
          [...incident.actions, ...incident.restored].some(
            ({ target, kind }) =>
              kind === 'block-country' && 'country' in target && target.country === country,
          ),
      );
  }
}

/** When the incident last held a lever; `-Infinity` for never. */
const lastHeldMs = (incident: Incident, atMs: number): number =>
  incident.actions.length > 0 || incident.state === 'probing'
    ? atMs
    : Math.max(-Infinity, ...incident.restored.map((restored) => restored.atMs));
