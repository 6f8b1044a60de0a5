import type { CounterStore } from '../count/counter-store.ts';
import { countMonthToDateUsd } from '../count/month-to-date.ts';
import type { CounterKey } from '../count/observations.ts';
import type { Baseline } from '../evaluate/baseline.ts';
import type { Country } from '../ingest/events.ts';
import { draftMessage } from '../notify/message.ts';
import type { Levers } from '../respond/levers.ts';
import type { PendingStep } from '../respond/pending.ts';
import { usdPerHourPast } from '../respond/past-levers.ts';
import { actionIdsOf, planStep } from '../respond/plan-step.ts';
import type { Settings } from '../settings/settings.ts';
import { draftIncident } from './advance.ts';
import type { Case } from './case.ts';
import type { Digest } from './ids.ts';
import type { ActiveAction, Incident } from './incident.ts';
import type { Step } from './next-step.ts';
import { POOL_KEY } from './pool.ts';
import { readTotals } from './read-totals.ts';
import { MUST_MOVE } from './settle.ts';
import { subjectOf } from './subject-of.ts';
import { hearCodes } from './used-codes.ts';
import { matchesIn, startsOf } from './weigh.ts';
import { draftDecision, type DecisionContext } from './write-decision.ts';

export interface ProposeContext extends Omit<DecisionContext, 'mode'> {
  readonly counters: CounterStore;
  readonly levers: Pick<Levers, 'readSpendLimit'>;
  readonly digest: Digest;
  readonly settings: Settings;
  /** What is normal for a destination now. */
  readonly baselineOf: (country: Country) => Baseline;
  /** Hours that end by then have their roll-ups. */
  readonly rolledUpUntilMs: number;
  /** Every recent incident, closed ones too. */
  readonly incidents: readonly Incident[];
  readonly atMs: number;
  /** Position in the log among the decisions of this moment. */
  readonly order: number;
}

/** A step as it was worked out, and the incident that it is of. */
export interface Proposal {
  readonly incident: Incident;
  readonly pending: PendingStep;
}

/**
 * The first phase of a step: works out everything that is to be done and said, and does nothing of
 * it. `null` when there is nothing to be done after all. Rejects when a store or the spend limit
 * cannot be read.
 *
 * @param known the incident; `null` when the step opens it
 */
export const proposeStep = async (
  step: Step,
  key: CounterKey,
  known: Incident | null,
  current: Case,
  quiet: readonly ActiveAction[],
  context: ProposeContext,
): Promise<Proposal | null> => {
  const { settings, digest, levers, atMs, incidents, baselineOf } = context;
  const { judgement, input, destinations } = current;
  const { subject, blockHash } = subjectOf(key, known, current, step);
  const incident = known ?? draftIncident(key, subject, blockHash, judgement, atMs, digest);
  const { startedAtMs } = incident;
  const totals = await readTotals(incident, current, subject, blockHash, context);
  const actions = await planStep(
    step.plan,
    {
      incident,
      incidents,
      judgement,
      destinations,
      quiet,
      trafficShareOf: (country) => baselineOf(country).trafficShare,
      settings,
    },
    {
      levers,
      countMonthToDateUsd: () =>
        countMonthToDateUsd(context.counters, context.rolledUpUntilMs, atMs),
      digest,
      atMs,
      ids: actionIdsOf(incident, atMs),
    },
  );
  if (MUST_MOVE.has(step.plan) && actions.length === 0) return null;
  // Of this containment: what an earlier one made of the codes is over. A group is held by other facts.
  const distrustsCodes =
    step.plan === 'contain'
      ? input !== null &&
        judgement.group === null &&
        hearCodes(input, judgement.startedAtMs, startsOf(matchesIn(judgement.findings))).areUsed
      : incident.distrustsCodes;
  const pending: PendingStep = {
    step,
    plannedAtMs: atMs,
    actions,
    draft: draftDecision(
      incident,
      { subject, judgement, totals, atMs, order: context.order },
      { ...context, mode: settings.mode },
    ),
    message: draftMessage({
      subject,
      atMs,
      startedAtMs,
      judgement,
      input,
      totals,
      pastUsdPerHour:
        input === null || key === POOL_KEY ? null : usdPerHourPast(input, incident.actions),
    }),
    blockHash,
    distrustsCodes,
    by: 'detector',
  };
  return { incident, pending };
};
