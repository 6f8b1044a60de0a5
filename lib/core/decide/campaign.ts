import { isLowTraffic } from '../evaluate/look-at-pool.ts';
import type { Baselines } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import { DAY_MS, HOUR_MS } from '../time.ts';
import type { ActionKind } from './decision.ts';
import type { ActiveAction } from './incident.ts';
import type { IncidentBook } from './incident-book.ts';
import type { Campaign } from './joins-campaign.ts';

/** Who pumps one destination that nobody asks for goes on with the next, for so long after the last was proven. */
export const CAMPAIGN_MS = 3 * HOUR_MS;
/** Who pumped this very destination comes back within this time. */
export const RELAPSE_MS = DAY_MS;

/** A country on which a lever was held, or still is. */
interface Hold {
  readonly country: Country;
  readonly kind: ActionKind;
  readonly fromMs: number;
  /** Infinite while it is held. */
  readonly toMs: number;
}

/** Tells whether what happens to a destination is likely to be part of what was proven elsewhere, or before. */
export class CampaignWatch {
  readonly #book: IncidentBook;

  constructor(book: IncidentBook) {
    this.#book = book;
  }

  /**
   * Whether destinations with hardly any customers are being pumped, one after the other or many at
   * once. One that is held for days, and is alone, is no campaign: whoever goes on there has not
   * moved on.
   */
  kindAt(atMs: number, baselines: Baselines): Campaign {
    const holds = this.#holds().filter(({ country }) => isLowTraffic(country, baselines));
    const isOn = holds.some(
      (hold) => atMs - hold.fromMs <= CAMPAIGN_MS && !holds.some((other) => isBack(hold, other)),
    );
    return isOn ? 'rotation' : 'none';
  }

  /** Whether the destination was proven to be pumped not long ago. */
  isRelapse(country: Country, atMs: number): boolean {
    return this.#holds().some(
      (hold) =>
        hold.kind === 'block-country' && hold.country === country && atMs - hold.toMs <= RELAPSE_MS,
    );
  }

  #holds(): readonly Hold[] {
    return this.#book
      .recent()
      .flatMap(({ actions, restored, state, probe }) => [
        ...[...actions, ...(state === 'probing' ? (probe?.held ?? []) : [])].flatMap((action) =>
          holdOf(action, Infinity),
        ),
        ...restored.flatMap((action) => holdOf(action, action.atMs)),
      ]);
  }
}

const holdOf = (
  { target, kind, appliedAtMs }: Pick<ActiveAction, 'target' | 'kind' | 'appliedAtMs'>,
  toMs: number,
): readonly Hold[] =>
  'country' in target ? [{ country: target.country, kind, fromMs: appliedAtMs, toMs }] : [];

/** Whether a hold is of a destination that was held before: that is its own attack, and not the next. */
const isBack = (hold: Hold, before: Hold): boolean =>
  before.country === hold.country &&
  before.fromMs < hold.fromMs &&
  hold.fromMs - before.toMs <= RELAPSE_MS;
