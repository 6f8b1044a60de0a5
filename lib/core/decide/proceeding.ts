import type { CounterStore } from '../count/counter-store.ts';
import type { CounterKey } from '../count/observations.ts';
import { BIN_MS } from '../count/window.ts';
import { DetectorError } from '../errors.ts';
import { expectedFirstSends, type Baseline } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import { countryOfKey } from '../count/observations.ts';
import { writeMessage } from '../notify/message.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Levers } from '../respond/levers.ts';
import { localise } from '../respond/localise.ts';
import { isWorthActing } from '../respond/plan.ts';
import { respond } from '../respond/respond.ts';
import type { Settings } from '../settings/settings.ts';
import { HOUR_MS } from '../time.ts';
import { advanceIncident, draftIncident, writeDecision, type DecisionContext } from './advance.ts';
import { unseen, type Case } from './case.ts';
import type { Decision, Subject } from './decision.ts';
import { isLeaking, judgeHeld } from './held-levers.ts';
import type { IncidentBook } from './incident-book.ts';
import { readTotals } from './read-totals.ts';
import type { Digest } from './ids.ts';
import type { ActiveAction, Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { nextStep, RENEW_BEFORE_MS, type HeldState, type Step } from './next-step.ts';
import { POOL_KEY, POOL_RENEW_BEFORE_MS, quietLevers } from './pool.ts';
import { didProbeFindCustomers, probed } from './probe.ts';
import { areCodesUsed, codesSince } from './used-codes.ts';

/** What came of a case. */
export interface Proceedings {
  readonly decisions: readonly Decision[];
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: readonly { readonly decision: Decision; readonly error: unknown }[];
  /** How each of the decisions came about. */
  readonly steps: readonly TakenStep[];
}

/** One step with what it was decided on, before it changed anything. */
export interface TakenStep {
  readonly step: Step;
  readonly decision: Decision;
  /** `null` when the step opened it. */
  readonly incident: Incident | null;
  /** Every recent incident, for the caps and the cooldown. */
  readonly incidents: readonly Incident[];
  /** The judgement with what held levers tell: what the step was chosen on. */
  readonly judgement: Judgement;
  readonly held: HeldState;
  readonly quiet: readonly ActiveAction[];
}

interface ProceedingPorts {
  readonly counters: CounterStore;
  readonly levers: Levers;
  readonly notifier: Notifier;
  readonly digest: Digest;
}

interface ProceedingOptions extends Omit<DecisionContext, 'digest' | 'mode'> {
  readonly settings: Settings;
}

/** From this much more traffic elsewhere on, what is seen here is part of something larger. */
const COMMON_FACTOR = 1.5;
const BINS_OF_AN_HOUR = HOUR_MS / BIN_MS;

/** Open, contain and close at one look; anything longer is a loop. */
const MAX_STEPS_A_LOOK = 4;

/** Takes an incident from step to step: each step responds, is recorded, and is told. */
export class Proceeding {
  readonly #ports: ProceedingPorts;
  readonly #options: ProceedingOptions;
  readonly #book: IncidentBook;
  readonly #baselineOf: (country: Country) => Baseline;
  readonly #rolledUpUntilMs: () => number;

  /**
   * @param baselineOf what is normal for a destination now
   * @param rolledUpUntilMs hours that end by then have their roll-ups
   */
  constructor(
    ports: ProceedingPorts,
    options: ProceedingOptions,
    book: IncidentBook,
    baselineOf: (country: Country) => Baseline,
    rolledUpUntilMs: () => number,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#book = book;
    this.#baselineOf = baselineOf;
    this.#rolledUpUntilMs = rolledUpUntilMs;
  }

  readonly #trafficShareOf = (country: Country): number => this.#baselineOf(country).trafficShare;

  /**
   * Does everything that `seen` asks for, and returns the decisions in order. Rejects when a store
   * or lever fails; what was decided before that is recorded.
   *
   * @param seen the case, or the error that kept it from being seen: then nothing is known, and
   * that is said of an incident that is open
   * @param order position in the log of the first decision among those of this moment
   */
  async proceed(
    key: CounterKey,
    seen: Case | DetectorError,
    atMs: number,
    order: number,
  ): Promise<Proceedings> {
    const decisions: Decision[] = [];
    const untold: { decision: Decision; error: unknown }[] = [];
    const steps: TakenStep[] = [];
    const current = seen instanceof DetectorError ? unseen(atMs) : seen;
    while (decisions.length < MAX_STEPS_A_LOOK) {
      const incident = this.#book.find(key);
      if (incident === null && isToldAlready(current, this.#book.open())) break;
      const asHeld = incident === null ? current : holding(current, incident);
      const quiet = incident === null ? [] : quietOf(asHeld, incident);
      const held = this.#heldState(asHeld, incident, quiet);
      const { judgement } = asHeld;
      const incidents = this.#book.recent();
      const take = async (step: Step | null): Promise<Decision | null> => {
        if (step === null) return null;
        const settled = settle(asHeld, incident, step);
        const place = order + decisions.length;
        const taken = await this.#take(step, key, incident, settled, quiet, atMs, place);
        if (taken !== null)
          steps.push({ step, decision: taken, incident, incidents, judgement, held, quiet });
        return taken;
      };
      const decision =
        (await take(nextStep(incident, asHeld.judgement, atMs, held))) ??
        // No lever fits: what there is to be told of it is told all the same.
        (await take(
          nextStep(incident, asHeld.judgement, atMs, {
            ...held,
            isWorthIt: false,
            isLeaking: false,
          }),
        ));
      if (decision === null) break;
      decisions.push(decision);
      try {
        await this.#ports.notifier.notify(decision);
      } catch (error) {
        untold.push({ decision, error });
      }
    }
    return { decisions, untold, steps };
  }

  #heldState(
    { judgement, input, destinations, held }: Case,
    incident: Incident | null,
    quiet: readonly ActiveAction[],
  ): HeldState {
    const { settings } = this.#options;
    const members = held.length > 0 ? held : input === null ? [] : [input];
    const isPool = incident?.key === POOL_KEY;
    return {
      isWorthIt: input === null || isWorthActing(judgement, settings),
      isLeaking:
        incident !== null &&
        input !== null &&
        (isPool ? destinations.length > 0 : isLeaking(incident, input, settings.mode)),
      // One of many is let go of by itself.
      canProbe: !isPool && input?.verificationFeed === 'alive',
      probedNumbers:
        incident === null ? 0 : members.reduce((sum, member) => sum + probed(incident, member), 0),
      hasFoundCustomers:
        !isPool && incident !== null && input !== null && didProbeFindCustomers(incident, input),
      hasQuietLevers: quiet.length > 0,
      baseline: input?.baseline ?? null,
      renewBeforeMs: isPool ? POOL_RENEW_BEFORE_MS : RENEW_BEFORE_MS,
    };
  }

  /** `null` when there was nothing to be done after all. */
  async #take(
    step: Step,
    key: CounterKey,
    known: Incident | null,
    current: Case,
    quiet: readonly ActiveAction[],
    atMs: number,
    order: number,
  ): Promise<Decision | null> {
    const { settings } = this.#options;
    const { digest, levers } = this.#ports;
    const { judgement, input, destinations } = current;
    const { subject, blockHash } = this.#subjectOf(key, known, current, step);
    const incident = known ?? draftIncident(key, subject, blockHash, judgement, atMs, digest);
    // Everything that can fail for want of a store comes before the levers move.
    const totals = await readTotals(incident, current, subject, blockHash, {
      counters: this.#ports.counters,
      baselineOf: this.#baselineOf,
      rolledUpUntilMs: this.#rolledUpUntilMs(),
      atMs,
    });
    const executed = await respond(
      step.plan,
      {
        incident,
        incidents: this.#book.recent(),
        judgement,
        destinations,
        quiet,
        trafficShareOf: this.#trafficShareOf,
        settings,
      },
      { levers, digest, mode: settings.mode, atMs, incidentId: incident.incidentId },
    );
    if (MUST_MOVE.has(step.plan) && executed.actions.length === 0) return null;
    const hasMoved = executed.active.length > 0;
    const kind =
      (step.kind === 'contain' && !hasMoved) || (step.kind === 'release' && hasMoved)
        ? 'update'
        : step.kind;
    const message = writeMessage({
      kind,
      subject,
      atMs,
      startedAtMs: incident.startedAtMs,
      judgement,
      input,
      actions: executed.actions,
      totals,
    });
    const decision = writeDecision(
      incident,
      { kind, subject, judgement, totals, message, actions: executed.actions, atMs, order },
      { ...this.#options, mode: settings.mode, digest },
    );
    const distrustsCodes =
      step.plan === 'contain' && input !== null && judgement.group === null
        ? areCodesUsed(codesSince(input, judgement.startedAtMs), input.baseline.conversionRate)
        : incident.distrustsCodes;
    await this.#book.record(
      advanceIncident(incident, step, executed, decision, { blockHash, distrustsCodes }, atMs),
      decision,
    );
    return decision;
  }

  /**
   * The smallest subject that explains the surge: one number range, else the country. What an
   * incident was found to be about it stays about while there is no surge to explain: a block
   * starves it, and an all-clear is about what was alarmed.
   */
  #subjectOf(
    key: CounterKey,
    incident: Incident | null,
    current: Case,
    step: Step,
  ): { readonly subject: Subject; readonly blockHash: number | null } {
    if (key === POOL_KEY) return { subject: poolSubject(incident, current), blockHash: null };
    const country = countryOfKey(key);
    if (country === null) return { subject: { kind: 'account' }, blockHash: null };
    const { judgement, input } = current;
    if (input?.subject.kind !== 'country' || !('ranges' in input))
      return {
        subject: incident?.subject ?? { kind: 'country', country },
        blockHash: incident?.blockHash ?? null,
      };
    const { group } = judgement;
    const isSettled =
      (input.ranges === null && group === null) ||
      judgement.verdict === 'clear' ||
      (incident?.state === 'contained' && step.plan !== 'extend');
    if (incident !== null && isSettled)
      return { subject: incident.subject, blockHash: incident.blockHash };
    const whole = { subject: { kind: 'country', country } as const, blockHash: null };
    const expected = expectedFirstSends(
      input.baseline,
      input.window.atMs - HOUR_MS,
      input.window.atMs,
    );
    const [range, ...others] = group?.ranges ?? localise(input.ranges, expected, 2) ?? [];
    if (range === undefined || others.length > 0) return whole;
    const { prefix, blockHash } = range;
    return { subject: { kind: 'number-range', country, prefix }, blockHash };
  }
}

/** Steps that are none when nothing could be moved. */
export const MUST_MOVE: ReadonlySet<Step['plan']> = new Set(['contain', 'extend', 'trim', 'rearm']);

/**
 * When the whole account has risen, one suspicion is told: sixty destinations of one campaign are
 * no sixty notices. Nor are several whose customers use their codes, only fewer of them than usual:
 * what they share is a release, a feed or a mailing. What is pumping is told all the same.
 */
export const isToldAlready = ({ judgement, input }: Case, open: readonly Incident[]): boolean => {
  if (judgement.verdict !== 'suspicious' || input === null) return false;
  const raised = input.commonMode.slice(-BINS_OF_AN_HOUR);
  const isCommon =
    judgement.holdback === 'used-codes' || raised.some((factor) => factor >= COMMON_FACTOR);
  return isCommon && open.some(({ last }) => last.verdict === 'suspicious');
};

/** The case with what the held levers tell; the pool's has it already. */
export const holding = (current: Case, incident: Incident): Case =>
  current.input === null || incident.key === POOL_KEY
    ? current
    : { ...current, judgement: judgeHeld(incident, current.judgement, current.input) };

const quietOf = ({ held }: Case, incident: Incident): readonly ActiveAction[] => {
  const quiet = quietLevers(incident, held);
  return quiet.length < incident.actions.length ? quiet : [];
};

/** All that were pumped in the campaign, so that its totals are those of all. */
const poolSubject = (incident: Incident | null, { destinations, held, input }: Case): Subject => {
  const before =
    incident?.subject.kind === 'low-traffic-countries' ? incident.subject.countries : [];
  const now = [...destinations.map((member) => member.input), ...held].map(
    ({ subject }) => subject.country,
  );
  const known = [...new Set([...before, ...now])].sort();
  if (known.length > 0 || input?.subject.kind !== 'low-traffic-countries')
    return { kind: 'low-traffic-countries', countries: known };
  return input.subject;
};

/**
 * The verdict that a step is told with. A block starves the evidence that led to it (nobody uses a
 * code that was never sent), so what was pumping stays pumping until it is over; and what is
 * released or closed is over, unless nothing is known of it.
 */
export const settle = (current: Case, incident: Incident | null, step: Step): Case => {
  const { judgement } = current;
  if (judgement.verdict === 'not-assessed') return current;
  if (step.kind === 'release' || step.kind === 'close')
    return { ...current, judgement: { ...judgement, verdict: 'clear', holdback: null } };
  const isStarved =
    (incident?.state === 'contained' || incident?.state === 'probing') &&
    judgement.holdback !== 'used-codes';
  if (!isStarved) return current;
  return { ...current, judgement: { ...judgement, verdict: 'pumping', holdback: null } };
};
