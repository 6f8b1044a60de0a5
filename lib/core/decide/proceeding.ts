import type { CounterStore } from '../count/counter-store.ts';
import type { CounterKey } from '../count/observations.ts';
import { DetectorError } from '../errors.ts';
import type { Baseline } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import type { Notifier } from '../notify/notifier.ts';
import type { AuditLog } from '../respond/audit.ts';
import { carryOut, tell, type CarriedOut } from '../respond/carry-out.ts';
import type { Levers } from '../respond/levers.ts';
import type { Settings } from '../settings/settings.ts';
import { unseen, type Case } from './case.ts';
import type { Decision } from './decision.ts';
import { finishStep } from './finish-step.ts';
import { heldStateOf } from './held-state.ts';
import type { Digest } from './ids.ts';
import type { IncidentBook } from './incident-book.ts';
import type { ActiveAction, Incident } from './incident.ts';
import type { Judgement } from './judge.ts';
import { nextStep, type HeldState, type Step } from './next-step.ts';
import { proposeStep, type Proposal } from './propose-step.ts';
import { holding, isToldAlready, quietOf, settle } from './settle.ts';
import type { DecisionContext } from './write-decision.ts';

/** What came of a case. */
export interface Proceedings {
  readonly decisions: readonly Decision[];
  /** Decisions that are recorded and done, but that nobody could be told of. */
  readonly untold: readonly NonNullable<CarriedOut['untold']>[];
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
  readonly audit: AuditLog;
  readonly notifier: Notifier;
  readonly digest: Digest;
}

interface ProceedingOptions extends Omit<DecisionContext, 'digest' | 'mode'> {
  readonly settings: Settings;
  /** Who moves levers: this process at once, or another that looks for what is pending. */
  readonly respond: 'inline' | 'elsewhere';
}

/** Open, contain and close at one look; anything longer is a loop. */
const MAX_STEPS_A_LOOK = 4;

/**
 * Takes an incident from step to step. Each is proposed, written down, carried out, recorded, and
 * told; where another process responds, a step that moves levers ends here once it is written down.
 */
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

  /**
   * Does everything that `seen` asks for, and returns the decisions in order. Nothing while a step
   * of the incident is pending. Rejects when a store fails; what was decided before that is recorded.
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
    const untold: NonNullable<CarriedOut['untold']>[] = [];
    const steps: TakenStep[] = [];
    const current = seen instanceof DetectorError ? unseen(atMs) : seen;
    while (decisions.length < MAX_STEPS_A_LOOK) {
      const incident = this.#book.find(key);
      if (incident !== null && incident.pending !== null) break;
      const incidents = this.#book.recent();
      const { settings } = this.#options;
      if (incident === null && isToldAlready(key, current, incidents, settings)) break;
      const asHeld = incident === null ? current : holding(current, incident);
      const quiet = incident === null ? [] : quietOf(asHeld, incident);
      const held = heldStateOf(asHeld, incident, quiet, incidents, settings, atMs);
      const { judgement } = asHeld;
      const propose = async (
        step: Step | null,
      ): Promise<(Proposal & { readonly step: Step }) | null> => {
        if (step === null) return null;
        const settled = settle(asHeld, incident, step);
        const proposal = await proposeStep(step, key, incident, settled, quiet, {
          ...this.#ports,
          ...this.#options,
          baselineOf: this.#baselineOf,
          rolledUpUntilMs: this.#rolledUpUntilMs(),
          incidents,
          atMs,
          order: order + decisions.length,
        });
        return proposal === null ? null : { ...proposal, step };
      };
      const idle = { ...held, isWorthIt: false, isLeaking: false };
      const proposal =
        (await propose(nextStep(incident, asHeld.judgement, atMs, held))) ??
        // No lever fits: what there is to be told of it is told all the same.
        (await propose(nextStep(incident, asHeld.judgement, atMs, idle)));
      if (proposal === null) break;
      const done = await this.#take(proposal, atMs);
      if (done === null) break;
      const { decision } = done;
      steps.push({ step: proposal.step, decision, incident, incidents, judgement, held, quiet });
      decisions.push(decision);
      if (done.untold !== null) untold.push(done.untold);
    }
    return { decisions, untold, steps };
  }

  /** Carries out what is left pending by a process that died, or by a store that failed. */
  async finish(incident: Incident, atMs: number): Promise<CarriedOut | null> {
    const { pending, key } = incident;
    if (pending === null || this.#options.respond === 'elsewhere') return null;
    const others = this.#book.open().filter((other) => other.key !== key);
    return carryOut(incident, pending, others, this.#respondPorts(), atMs);
  }

  /** `null` when it is left to another process. */
  async #take({ incident, pending }: Proposal, atMs: number): Promise<CarriedOut | null> {
    if (pending.actions.length > 0) {
      // Before anything is moved: a crash must not make our own block look like somebody else's.
      const waiting = { ...incident, pending };
      await this.#book.plan(waiting);
      return this.finish(waiting, atMs);
    }
    const done = { actions: [], active: [] };
    const finished = finishStep(incident, pending, done, atMs);
    await this.#book.record(finished.incident, finished.decision);
    return { ...finished, untold: await tell(this.#tellPorts(), finished.decision) };
  }

  #tellPorts() {
    const markTold: IncidentBook['markTold'] = (decision) => this.#book.markTold(decision);
    return { incidents: { markTold }, notifier: this.#ports.notifier };
  }

  #respondPorts() {
    const save: IncidentBook['record'] = (incident, decision) =>
      this.#book.record(incident, decision);
    const { settings } = this.#options;
    // Who decides is the one to try again, at its own pace.
    const { markTold } = this.#tellPorts().incidents;
    return { ...this.#ports, incidents: { save, markTold }, settings, retryForMs: 0 };
  }
}
