import type { CounterKey } from '../count/observations.ts';
import { countryKey, countryOfKey } from '../count/observations.ts';
import type { ExcludedHours } from '../evaluate/taught-hours.ts';
import type { Country } from '../ingest/events.ts';
import { DAY_MS, floorTo, HOUR_MS } from '../time.ts';
import { asIfDone } from '../respond/pending.ts';
import type { Decision } from './decision.ts';
import type { Incident, IncidentStore } from './incident.ts';

const MAX_SUSPICION_MS = DAY_MS;

/** The incidents of the last weeks in memory, written through to their store. */
export class IncidentBook {
  readonly #store: IncidentStore;
  readonly #open = new Map<CounterKey, Incident>();
  #closed: Incident[] = [];

  constructor(store: IncidentStore) {
    this.#store = store;
  }

  async resume(sinceMs: number): Promise<void> {
    this.#takeUp(await this.#store.load(sinceMs));
  }

  /**
   * Reads again what another process may have written since. Rejects when the store does, and then
   * keeps what it knew.
   */
  async refresh(sinceMs: number): Promise<void> {
    const incidents = await this.#store.load(sinceMs);
    this.#open.clear();
    this.#closed = [];
    this.#takeUp(incidents);
  }

  #takeUp(incidents: readonly Incident[]): void {
    for (const incident of incidents)
      if (incident.state === 'closed') this.#closed.push(incident);
      else this.#open.set(incident.key, incident);
  }

  find(key: CounterKey): Incident | null {
    return this.#open.get(key) ?? null;
  }

  /** Incidents that are not closed, by key. */
  open(): readonly Incident[] {
    return [...this.#open.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /**
   * Those that are open, and those closed within the last weeks. What is pending counts as held:
   * it will be, and the caps are for all together.
   */
  recent(): readonly Incident[] {
    return [...this.open().map(asIfDone), ...this.#closed];
  }

  /** Writes down a step that is about to be carried out. */
  async plan(incident: Incident): Promise<void> {
    await this.#store.savePending(incident);
    this.#open.set(incident.key, incident);
  }

  markTold(decision: Decision): Promise<void> {
    return this.#store.markTold(decision);
  }

  async record(incident: Incident, decision: Decision): Promise<void> {
    await this.#store.save(incident, decision);
    if (incident.state !== 'closed') {
      this.#open.set(incident.key, incident);
      return;
    }
    this.#open.delete(incident.key);
    this.#closed.push(incident);
  }

  /**
   * Since when the destination's traffic has not been dealt with: what led to a block that is over,
   * or to an incident that is closed, must not lead to the next. `-Infinity` when nothing was.
   */
  dealtWithUntilMs(country: Country): number {
    let untilMs = -Infinity;
    const key = countryKey(country);
    for (const incident of this.recent()) {
      if (incident.key === key && incident.closedAtMs !== null)
        untilMs = Math.max(untilMs, incident.closedAtMs);
      for (const { target, atMs } of incident.restored)
        if ('country' in target && target.country === country) untilMs = Math.max(untilMs, atMs);
    }
    return untilMs;
  }

  forgetBefore(sinceMs: number): void {
    this.#closed = this.#closed.filter(({ closedAtMs }) => (closedAtMs ?? sinceMs) >= sinceMs);
  }

  /**
   * Tells hours that an incident of the country touches: they teach no baseline. A suspicion that
   * never became more is let in after a day, or a wrong one would keep the detector from ever
   * learning what is normal.
   */
  excludedHours(): ExcludedHours {
    const spans = new Map<Country, { readonly fromMs: number; readonly toMs: number }[]>();
    for (const incident of [...this.#closed, ...this.#open.values()]) {
      const { key, startedAtMs, closedAtMs, wasContained } = incident;
      const country = countryOfKey(key);
      if (country === null) continue;
      const endMs = closedAtMs ?? Infinity;
      const span = {
        fromMs: floorTo(startedAtMs, HOUR_MS),
        toMs: wasContained ? endMs : Math.min(endMs, startedAtMs + MAX_SUSPICION_MS),
      };
      spans.set(country, [...(spans.get(country) ?? []), span]);
    }
    return (country) => {
      const own = spans.get(country);
      return own === undefined
        ? null
        : (startMs) => own.some(({ fromMs, toMs }) => startMs >= fromMs && startMs < toMs);
    };
  }
}
