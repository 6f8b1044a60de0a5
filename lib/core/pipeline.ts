import { Agenda, TICK_MS } from './count/agenda.ts';
import {
  countryOfKey,
  isClientKey,
  toSlotDeltas,
  type CounterKey,
  type SlotRef,
} from './count/observations.ts';
import { findUntold } from './count/catch-up.ts';
import { readSources } from './count/read-sources.ts';
import { WindowReader } from './count/window-reader.ts';
import type { Decision } from './decide/decision.ts';
import { IncidentBook } from './decide/incident-book.ts';
import type { Incident } from './decide/incident.ts';
import { unseen, type Case } from './decide/case.ts';
import { POOL_KEY } from './decide/pool.ts';
import { Proceeding, type Proceedings } from './decide/proceeding.ts';
import type { Baselines } from './evaluate/baseline.ts';
import type { ParametersInForce } from './evaluate/evaluate.ts';
import { BASELINE_MS, HourHistory } from './evaluate/hour-history.ts';
import { Learner } from './evaluate/learner.ts';
import type { LookContext } from './evaluate/look.ts';
import type { DetectorEvent } from './ingest/events.ts';
import { Looks } from './looks.ts';
import type { PipelineOptions, PipelinePorts, TickResult } from './pipeline-ports.ts';
import type { Destination } from './respond/plan.ts';
import { parametersInForce } from './settings/settings.ts';
import { attempt, DetectorError } from './errors.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from './time.ts';

export type { PipelineOptions, PipelinePorts, TickResult } from './pipeline-ports.ts';

const ACCOUNT: CounterKey = 'account';
/** What is looked at in many destinations together: five minutes change little, and all of them are read. */
const ROUND_MS = 5 * MINUTE_MS;

/**
 * The main path: count -> evaluate -> decide -> respond -> notify. (`ingest` comes before, where the
 * records are.) Replay, the Lambdas and the tests all drive this, and nothing here knows which.
 * All it keeps in memory can be dropped: another instance on the same stores goes on with the same
 * incidents and baselines. (A look at a busy destination may then come up to a minute earlier.)
 */
export class Pipeline {
  readonly #ports: PipelinePorts;
  readonly #options: PipelineOptions;
  readonly #reader: WindowReader;
  readonly #history: HourHistory;
  readonly #learner: Learner;
  readonly #agenda = new Agenda();
  readonly #book: IncidentBook;
  readonly #proceeding: Proceeding;
  readonly #parametersInForce: ParametersInForce;
  #isAccountDue = false;
  #isPoolDue = false;
  /** User-pool clients that have been heard of. */
  readonly #clients = new Set<CounterKey>();

  constructor(ports: PipelinePorts, options: PipelineOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#reader = new WindowReader(ports.counters);
    this.#history = new HourHistory(ports.counters, this.#reader);
    this.#book = new IncidentBook(ports.incidents);
    this.#learner = new Learner(this.#history, this.#book);
    this.#proceeding = new Proceeding(
      ports,
      { ...options, respond: options.respond ?? 'inline' },
      this.#book,
      (country) => this.#learner.inForce().of(country),
      () => this.#learner.learnedHourMs,
    );
    this.#parametersInForce = parametersInForce(options.settings);
  }

  /** Takes up the work on the stores' contents, before anything is counted. */
  async resume(atMs: number): Promise<void> {
    await this.#book.resume(atMs - BASELINE_MS);
    await this.#learner.resume(atMs);
    for (const key of await this.#ports.counters.readActiveKeys(atMs - HOUR_MS, atMs + 1)) {
      if (isClientKey(key)) this.#clients.add(key);
      if (countryOfKey(key) === null) continue;
      // The one before may have counted and not lived to look.
      this.#agenda.retry(key);
      for (const { startMs, sent } of await this.#reader.read(key, atMs))
        if (sent > 0) this.#agenda.noteMaturing(key, startMs);
    }
    this.#isAccountDue = true;
    this.#isPoolDue = true;
  }

  /** Counts events. Counting the same events again changes nothing. */
  async count(events: readonly DetectorEvent[]): Promise<void> {
    const deltas = toSlotDeltas(events);
    await this.#ports.counters.merge(deltas);
    this.#noteSlots(deltas);
    this.#agenda.note(deltas);
  }

  /** To be called for the slots that another process counted into. */
  noteCounted(slots: readonly SlotRef[]): void {
    this.#noteSlots(slots);
    for (const { key, startMs } of slots) this.#agenda.noteTouched(key, startMs);
  }

  #noteSlots(slots: readonly SlotRef[]): void {
    for (const { key, startMs } of slots)
      if (isClientKey(key)) this.#clients.add(key);
      else this.#reader.invalidate(key, startMs);
    this.#history.note(slots);
  }

  /** Incidents that are not closed. */
  openIncidents(): readonly Incident[] {
    return this.#book.open();
  }

  /** When to look next, after `afterMs`: a multiple of `TICK_MS`; `null` when nothing is due until something is counted. */
  nextTickMs(afterMs: number): number | null {
    const next = Math.min(
      this.#agenda.nextTickMs(afterMs) ?? Infinity,
      this.#book.open().length > 0 ? floorTo(afterMs, MINUTE_MS) + MINUTE_MS : Infinity,
      this.#isAccountDue || this.#isPoolDue ? floorTo(afterMs, ROUND_MS) + ROUND_MS : Infinity,
    );
    return next === Infinity ? null : next;
  }

  /**
   * Looks at everything that is due at `atMs`, a multiple of `TICK_MS`, and acts on what it sees.
   * Rejects with a `StoreError`, and leaves what was due for the next tick, when another process
   * responds and its incidents cannot be read.
   *
   * @param sinceMs the tick before this one, where ticks were left out: minutes and rounds that began since are made up for
   */
  async tick(atMs: number, sinceMs = atMs - TICK_MS): Promise<TickResult> {
    if (this.#options.respond === 'elsewhere') await this.#book.refresh(atMs - BASELINE_MS);
    const learned = await attempt(() => this.#learn(atMs));
    const unlearned = learned instanceof DetectorError ? learned : null;
    // What was normal an hour ago serves; without it nothing could be told, nor a block ended in time.
    const baselines = learned instanceof DetectorError ? this.#learner.last : learned;
    if (baselines === null) throw learned;
    const isRound = floorTo(atMs, ROUND_MS) > sinceMs;
    const untoldSlots = isRound ? await this.#catchUp(atMs) : [];
    const due = this.#agenda.takeDue(atMs, isRound);
    if (floorTo(atMs, MINUTE_MS) > sinceMs)
      for (const { key } of this.#book.open()) if (key !== POOL_KEY || isRound) due.add(key);
    this.#isAccountDue ||= due.size > 0;
    this.#isPoolDue ||= due.size > 0;
    if (this.#isPoolDue && isRound) due.add(POOL_KEY);
    if (this.#isAccountDue && isRound) due.add(ACCOUNT);
    if (due.has(ACCOUNT)) this.#isAccountDue = false;
    if (due.has(POOL_KEY)) this.#isPoolDue = false;

    const looks = this.#looksAt(baselines, atMs);
    const results: {
      readonly decisions: Decision[];
      readonly notAssessed: { readonly key: CounterKey; readonly error: DetectorError }[];
      readonly untold: Proceedings['untold'][number][];
    } = { decisions: [], notAssessed: [], untold: [] };
    const proceed = async (key: CounterKey, seen: Case | DetectorError): Promise<void> => {
      const come = await attempt(() =>
        this.#proceeding.proceed(key, seen, atMs, results.decisions.length),
      );
      for (const error of [seen, come])
        if (error instanceof DetectorError) {
          results.notAssessed.push({ key, error });
          if (countryOfKey(key) !== null) this.#agenda.retry(key);
          else this.#isAccountDue = this.#isPoolDue = true;
        }
      if (come instanceof DetectorError) return;
      this.#ports.onLook?.({
        key,
        atMs,
        seen: seen instanceof DetectorError ? unseen(atMs) : seen,
        baselines,
        steps: come.steps,
      });
      results.decisions.push(...come.decisions);
      results.untold.push(...come.untold);
    };

    // What was written down and not carried out comes before anything new.
    for (const incident of this.#book.open()) {
      const come = await attempt(() => this.#proceeding.finish(incident, atMs));
      if (come instanceof DetectorError)
        results.notAssessed.push({ key: incident.key, error: come });
      else if (come !== null) {
        results.decisions.push(come.decision);
        if (come.untold !== null) results.untold.push(come.untold);
      }
    }

    // Countries first: those that join a campaign are the pool's, and what their own incidents
    // explain is left out of the account.
    const joining: Destination[] = [];
    for (const key of [...due].sort()) {
      const country = countryOfKey(key);
      if (country === null) continue;
      const seen = await attempt(() => looks.atCountry(country));
      if (!(seen instanceof DetectorError))
        this.#agenda.noteLook(key, seen.input?.window.lastHour.attempts ?? 0);
      if (seen instanceof DetectorError || !looks.isPoolsOwn(country, seen))
        await proceed(key, seen);
      else if (seen.judgement.verdict === 'pumping') joining.push(...seen.destinations);
    }
    if (due.has(POOL_KEY) || joining.length > 0) {
      const seen = await attempt(() => looks.atPool(joining));
      if (seen !== null) await proceed(POOL_KEY, seen);
    }
    if (due.has(ACCOUNT)) await proceed(ACCOUNT, await attempt(() => looks.atAccount()));
    return { ...results, unlearned, failedRules: looks.failedRules, untoldSlots };
  }

  /** Another process may have counted without its word arriving; what this one counts it knows. */
  async #catchUp(atMs: number): Promise<readonly SlotRef[]> {
    if (this.#options.respond !== 'elsewhere') return [];
    const { slots, clients, unread } = await findUntold(this.#ports.counters, this.#reader, atMs);
    for (const key of clients) this.#clients.add(key);
    for (const key of unread) this.#agenda.retry(key);
    for (const { key, startMs } of slots) this.#agenda.noteTouched(key, startMs);
    this.#history.note(slots);
    return slots;
  }

  #looksAt(baselines: Baselines, atMs: number): Looks {
    const context: LookContext = {
      reader: this.#reader,
      deliveryLog: this.#ports.deliveryLog,
      baselines,
      pastOf: (country) =>
        this.#history.pastOf(
          country,
          baselines,
          this.#book.dealtWithUntilMs(country),
          this.#learner.learnedHourMs,
        ),
      sourcesOf: (country, toMs) =>
        readSources(this.#ports.counters, [...this.#clients], country, toMs - HOUR_MS, toMs),
      hasCognito: this.#clients.size > 0,
      rules: this.#options.rules,
      parametersInForce: this.#parametersInForce,
    };
    return new Looks(context, this.#book, this.#options.settings, atMs);
  }

  async #learn(atMs: number): Promise<Baselines> {
    const baselines = await this.#learner.learnIfDue(atMs);
    this.#reader.forgetIdle(atMs);
    return baselines;
  }
}
