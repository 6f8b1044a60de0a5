import { Agenda } from './count/agenda.ts';
import type { CounterStore } from './count/counter-store.ts';
import { countryOfKey, toSlotDeltas, type CounterKey } from './count/observations.ts';
import { WindowReader } from './count/window-reader.ts';
import type { Decision } from './decide/decision.ts';
import type { DecisionContext } from './decide/advance.ts';
import { IncidentBook } from './decide/incident-book.ts';
import type { Digest } from './decide/ids.ts';
import type { IncidentStore } from './decide/incident.ts';
import { judgeAccount, totalsOfAccount } from './decide/judge-account.ts';
import { judgeCountry } from './decide/judge.ts';
import { Proceeding, type Case, type Proceedings } from './decide/proceeding.ts';
import type { Baselines } from './evaluate/baseline.ts';
import type { ParametersInForce } from './evaluate/evaluate.ts';
import { BASELINE_MS, HourHistory } from './evaluate/hour-history.ts';
import { lookAtAccount, lookAtCountry, type LookContext } from './evaluate/look.ts';
import type { DeliveryLog } from './evaluate/range-profile.ts';
import type { DetectorEvent } from './ingest/events.ts';
import type { Notifier } from './notify/notifier.ts';
import type { Levers } from './respond/levers.ts';
import { parametersInForce, type Settings } from './settings/settings.ts';
import { DetectorError } from './errors.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from './time.ts';

/** What the pipeline needs from outside; see lib/ports.ts. */
export interface PipelinePorts {
  readonly counters: CounterStore;
  readonly incidents: IncidentStore;
  readonly deliveryLog: DeliveryLog;
  readonly levers: Levers;
  readonly notifier: Notifier;
  readonly digest: Digest;
}

export interface PipelineOptions extends Omit<DecisionContext, 'digest' | 'mode'> {
  readonly settings: Settings;
}

export interface FailedRule {
  readonly key: CounterKey;
  readonly ruleId: string;
  readonly message: string;
}

/** What one look at the world came to. */
export interface TickResult {
  readonly decisions: readonly Decision[];
  /** Subjects that could not be looked at, with the reason. They stay on the agenda. */
  readonly notAssessed: readonly { readonly key: CounterKey; readonly error: DetectorError }[];
  /** Why the last hour could not be rolled up and learned from: the baselines before it stand in, and the next tick tries again. */
  readonly unlearned: DetectorError | null;
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: Proceedings['untold'];
  /** Rules that threw: a bug, and one pair of eyes less on the subject, whether or not an incident is open to say so. */
  readonly failedRules: readonly FailedRule[];
}

const ACCOUNT: CounterKey = 'account';
/** The account's rules look at an hour; five minutes of it change little, and every destination is read for them. */
const ACCOUNT_EVERY_MS = 5 * MINUTE_MS;

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
  readonly #agenda = new Agenda();
  readonly #book: IncidentBook;
  readonly #proceeding: Proceeding;
  readonly #parametersInForce: ParametersInForce;
  #baselines: Baselines | null = null;
  #learnedHourMs = 0;
  #isAccountDue = false;

  constructor(ports: PipelinePorts, options: PipelineOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#reader = new WindowReader(ports.counters);
    this.#history = new HourHistory(ports.counters, this.#reader);
    this.#book = new IncidentBook(ports.incidents);
    this.#proceeding = new Proceeding(ports, options, this.#book);
    this.#parametersInForce = parametersInForce(options.settings);
  }

  /** Takes up the work on the stores' contents, before anything is counted. */
  async resume(atMs: number): Promise<void> {
    await this.#book.resume(atMs - BASELINE_MS);
    await this.#history.resume(atMs);
    for (const key of await this.#ports.counters.readActiveKeys(atMs - HOUR_MS, atMs + 1)) {
      if (countryOfKey(key) === null) continue;
      // The one before may have counted and not lived to look.
      this.#agenda.retry(key);
      for (const { startMs, sent } of await this.#reader.read(key, atMs))
        if (sent > 0) this.#agenda.noteMaturing(key, startMs);
    }
    this.#isAccountDue = true;
    // Nor may it have lived to learn from the last hour; then the first tick does.
    if (!(await this.#history.hasRolledUp(floorTo(atMs, HOUR_MS) - HOUR_MS))) return;
    this.#baselines = this.#history.learn(atMs, this.#book.excludedHours());
    this.#learnedHourMs = floorTo(atMs, HOUR_MS);
  }

  /** Counts events. Counting the same events again changes nothing. */
  async count(events: readonly DetectorEvent[]): Promise<void> {
    const deltas = toSlotDeltas(events);
    await this.#ports.counters.merge(deltas);
    // Nobody looks at user pools yet; what is never read must not be remembered as unread.
    for (const { key, startMs } of deltas)
      if (countryOfKey(key) !== null) this.#reader.invalidate(key, startMs);
    this.#agenda.note(deltas);
    this.#history.note(deltas);
  }

  /** When to look next, after `afterMs`: a multiple of `TICK_MS`; `null` when nothing is due until something is counted. */
  nextTickMs(afterMs: number): number | null {
    const next = Math.min(
      this.#agenda.nextTickMs(afterMs) ?? Infinity,
      this.#book.open().length > 0 ? floorTo(afterMs, MINUTE_MS) + MINUTE_MS : Infinity,
      this.#isAccountDue ? floorTo(afterMs, ACCOUNT_EVERY_MS) + ACCOUNT_EVERY_MS : Infinity,
    );
    return next === Infinity ? null : next;
  }

  /** Looks at everything that is due at `atMs`, a multiple of `TICK_MS`, and acts on what it sees. */
  async tick(atMs: number): Promise<TickResult> {
    const learned = await attempt(() => this.#learn(atMs));
    const unlearned = learned instanceof DetectorError ? learned : null;
    // What was normal an hour ago serves; without it nothing could be told, nor a block ended in time.
    const baselines = learned instanceof DetectorError ? this.#baselines : learned;
    if (baselines === null) throw learned;
    const due = this.#agenda.takeDue(atMs);
    const isMinute = atMs % MINUTE_MS === 0;
    if (isMinute) for (const { key } of this.#book.open()) due.add(key);
    this.#isAccountDue ||= due.size > 0;
    if (this.#isAccountDue && atMs % ACCOUNT_EVERY_MS === 0) due.add(ACCOUNT);
    if (due.has(ACCOUNT)) this.#isAccountDue = false;

    const context: LookContext = {
      reader: this.#reader,
      deliveryLog: this.#ports.deliveryLog,
      baselines,
      rules: this.#options.rules,
      parametersInForce: this.#parametersInForce,
    };
    const decisions: Decision[] = [];
    const notAssessed: { key: CounterKey; error: DetectorError }[] = [];
    const untold: Proceedings['untold'][number][] = [];
    const failedRules: FailedRule[] = [];
    // Countries first, so that the account is judged without what their incidents explain.
    for (const key of [...due].sort(
      (a, b) => Number(a === ACCOUNT) - Number(b === ACCOUNT) || (a < b ? -1 : 1),
    )) {
      const seen = await attempt(() => this.#look(key, atMs, context));
      if (!(seen instanceof DetectorError)) failedRules.push(...failuresIn(key, seen));
      const come = await attempt(() => this.#proceeding.proceed(key, seen, atMs, decisions.length));
      for (const error of [seen, come])
        if (error instanceof DetectorError) {
          notAssessed.push({ key, error });
          this.#agenda.retry(key);
        }
      if (come instanceof DetectorError) continue;
      decisions.push(...come.decisions);
      untold.push(...come.untold);
    }
    return { decisions, notAssessed, unlearned, untold, failedRules };
  }

  async #look(key: CounterKey, atMs: number, context: LookContext): Promise<Case> {
    const country = countryOfKey(key);
    if (country !== null) {
      const { input, findings } = await lookAtCountry(country, atMs, context);
      this.#agenda.noteLook(key, input.window.lastHour.attempts);
      return { input, baseline: input.baseline, judgement: judgeCountry(input, findings) };
    }
    const open = this.#book.open();
    const explained = new Set(open.map((incident) => incident.key));
    const unexplained = this.#reader
      .keys()
      .filter((key) => countryOfKey(key) !== null && !explained.has(key));
    const { input, findings } = await lookAtAccount(unexplained, atMs, context);
    const isAnyPumping = open.some(({ last }) => last.verdict === 'pumping');
    return {
      input: null,
      baseline: null,
      judgement: judgeAccount(input, findings, isAnyPumping),
      totals: totalsOfAccount(input),
    };
  }

  /** Once an hour: roll up, forget, learn. */
  async #learn(atMs: number): Promise<Baselines> {
    if (this.#baselines !== null && atMs < this.#learnedHourMs + HOUR_MS) return this.#baselines;
    await this.#history.rollUp(floorTo(atMs, HOUR_MS));
    this.#book.forgetBefore(atMs - BASELINE_MS);
    this.#reader.forgetIdle(atMs);
    this.#baselines = this.#history.learn(atMs, this.#book.excludedHours());
    this.#learnedHourMs = floorTo(atMs, HOUR_MS);
    return this.#baselines;
  }
}

const failuresIn = (key: CounterKey, { judgement }: Case): readonly FailedRule[] =>
  judgement.findings.flatMap((finding) =>
    finding.verdict === 'error' ? [{ key, ruleId: finding.ruleId, message: finding.message }] : [],
  );

const attempt = async <T>(look: () => Promise<T>): Promise<T | DetectorError> => {
  try {
    return await look();
  } catch (error) {
    if (error instanceof DetectorError) return error;
    throw error;
  }
};
