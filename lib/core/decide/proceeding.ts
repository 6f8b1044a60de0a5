import { MINUTE_SLOT_RETENTION_MS, type CounterStore } from '../count/counter-store.ts';
import type { CounterKey } from '../count/observations.ts';
import { digestSlot } from '../count/slot-digest.ts';
import { DetectorError } from '../errors.ts';
import { expectedFirstSends, type Baseline } from '../evaluate/baseline.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import { countryOfKey } from '../count/observations.ts';
import { writeMessage } from '../notify/message.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { Levers } from '../respond/levers.ts';
import { isLeaking, isWorthActing, localise } from '../respond/plan.ts';
import { respond } from '../respond/respond.ts';
import type { Settings } from '../settings/settings.ts';
import { ceilTo, floorTo, HOUR_MS, MINUTE_MS } from '../time.ts';
import { advanceIncident, draftIncident, writeDecision, type DecisionContext } from './advance.ts';
import type { Decision, Subject } from './decision.ts';
import type { IncidentBook } from './incident-book.ts';
import { sumIncident, type IncidentTotals } from './incident-totals.ts';
import type { Digest } from './ids.ts';
import type { Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { nextStep, type Step } from './next-step.ts';

/** One subject as it was just seen. */
export interface Case {
  readonly judgement: Judgement;
  /** `null` for the account. */
  readonly input: CountryInput | null;
  readonly baseline: Baseline | null;
  /** Of the account, whose traffic is nobody's counters: what its last hour came to. */
  readonly totals?: IncidentTotals;
}

/** What came of a case. */
export interface Proceedings {
  readonly decisions: readonly Decision[];
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: readonly { readonly decision: Decision; readonly error: unknown }[];
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

/** Open, contain and close at one look; anything longer is a loop. */
const MAX_STEPS_A_LOOK = 4;

/** Takes an incident from step to step: each step responds, is recorded, and is told. */
export class Proceeding {
  readonly #ports: ProceedingPorts;
  readonly #options: ProceedingOptions;
  readonly #book: IncidentBook;

  constructor(ports: ProceedingPorts, options: ProceedingOptions, book: IncidentBook) {
    this.#ports = ports;
    this.#options = options;
    this.#book = book;
  }

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
    const current = seen instanceof DetectorError ? unseen(atMs) : seen;
    while (decisions.length < MAX_STEPS_A_LOOK) {
      const incident = this.#book.find(key);
      const isWorthIt =
        current.input === null || isWorthActing(current.judgement, this.#options.settings);
      const isPast =
        incident !== null &&
        current.input !== null &&
        isLeaking(incident, current.input, this.#options.settings.mode);
      const take = (step: Step | null): Promise<Decision | null> | null =>
        step &&
        this.#take(
          step,
          key,
          incident,
          settle(current, incident, step),
          atMs,
          order + decisions.length,
        );
      const decision =
        (await take(nextStep(incident, current.judgement, atMs, isWorthIt, isPast))) ??
        // No lever fits: what there is to be told of it is told all the same.
        (await take(nextStep(incident, current.judgement, atMs, false, false)));
      if (decision === null) break;
      decisions.push(decision);
      try {
        await this.#ports.notifier.notify(decision);
      } catch (error) {
        untold.push({ decision, error });
      }
    }
    return { decisions, untold };
  }

  /** `null` when there was nothing to be done after all. */
  async #take(
    step: Step,
    key: CounterKey,
    known: Incident | null,
    current: Case,
    atMs: number,
    order: number,
  ): Promise<Decision | null> {
    const { settings } = this.#options;
    const { digest, levers } = this.#ports;
    const { judgement, input } = current;
    const { subject, blockHash } = this.#subjectOf(key, known, current, step);
    const incident = known ?? draftIncident(key, subject, blockHash, judgement, atMs, digest);
    // Everything that can fail for want of a store comes before the levers move.
    const totals = await this.#totals(incident, current, blockHash, atMs);
    const executed = await respond(
      step.plan,
      { incident, incidents: this.#book.recent(), judgement, input, settings },
      { levers, digest, mode: settings.mode, atMs, incidentId: incident.incidentId },
    );
    if ((step.plan === 'extend' || step.plan === 'contain') && executed.actions.length === 0)
      return null;
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
    await this.#book.record(
      advanceIncident(incident, step, executed, decision, blockHash, atMs),
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
    { input, judgement }: Case,
    step: Step,
  ): { readonly subject: Subject; readonly blockHash: number | null } {
    const country = countryOfKey(key);
    if (country === null) return { subject: { kind: 'account' }, blockHash: null };
    const isSettled =
      input?.ranges == null ||
      judgement.verdict === 'clear' ||
      (incident?.state === 'contained' && step.plan !== 'extend');
    if (incident !== null && isSettled)
      return { subject: incident.subject, blockHash: incident.blockHash };
    const whole = { subject: { kind: 'country', country } as const, blockHash: null };
    if (input === null) return whole;
    const expected = expectedFirstSends(
      input.baseline,
      input.window.atMs - HOUR_MS,
      input.window.atMs,
    );
    const [range, ...others] = localise(input.ranges, expected, 2) ?? [];
    if (range === undefined || others.length > 0) return whole;
    const { prefix, blockHash } = range;
    return { subject: { kind: 'number-range', country, prefix }, blockHash };
  }

  async #totals(
    incident: Incident,
    { baseline, totals }: Case,
    blockHash: number | null,
    atMs: number,
  ): Promise<IncidentTotals> {
    if (baseline === null) return totals ?? incident.last;
    const toMs = ceilTo(atMs, MINUTE_MS);
    const { key, startedAtMs } = incident;
    const { counters } = this.#ports;
    // An incident may outlive its minutes; what they came to is in the roll-ups.
    const heldMs = floorTo(atMs - MINUTE_SLOT_RETENTION_MS, HOUR_MS) + HOUR_MS;
    const hours =
      startedAtMs < heldMs
        ? await counters.readHours(key, floorTo(startedAtMs, HOUR_MS), heldMs)
        : [];
    const slots = await counters.readMinutes(key, Math.max(startedAtMs, heldMs), toMs);
    return sumIncident(slots.map(digestSlot), baseline, startedAtMs, toMs, blockHash, hours);
  }
}

/**
 * The verdict that a step is told with. A block starves the evidence that led to it (nobody uses a
 * code that was never sent), so what was pumping stays pumping until it is over; and what is
 * released or closed is over, unless nothing is known of it.
 */
const settle = (current: Case, incident: Incident | null, step: Step): Case => {
  const { judgement } = current;
  if (judgement.verdict === 'not-assessed') return current;
  if (step.kind === 'release' || step.kind === 'close')
    return { ...current, judgement: { ...judgement, verdict: 'clear', holdback: null } };
  const isStarved =
    incident?.state === 'contained' &&
    judgement.verdict === 'suspicious' &&
    judgement.holdback !== 'used-codes';
  if (!isStarved) return current;
  return { ...current, judgement: { ...judgement, verdict: 'pumping', holdback: null } };
};

/** What is known of a subject whose counters could not be read. */
const unseen = (atMs: number): Case => ({
  input: null,
  baseline: null,
  judgement: {
    verdict: 'not-assessed',
    riskScore: 0,
    findings: [],
    startedAtMs: atMs,
    hasEvidence: false,
    lastActiveAtMs: null,
    isActive: false,
    excessUsd: null,
    projectedUsd: null,
    holdback: null,
  },
});
