import type { Decision, Subject } from '../../core/decide/decision.ts';
import { parseTime } from './format.ts';
import { type LeverRun, followLevers } from './lever-runs.ts';

/** The worst that the detector thought of an incident while it lasted. */
export type Assessment = 'attack' | 'suspicion' | 'not-assessed' | 'clear';

/** All decisions with one incident id, and what follows from them. */
export interface Incident {
  /** 1 for the first that opened. */
  readonly number: number;
  readonly id: string;
  readonly decisions: readonly Decision[];
  /** As the decisive decision saw it; once all is calm again a decision may speak of the whole country. */
  readonly subject: Subject;
  readonly assessment: Assessment;
  readonly latest: Decision;
  /** The decision whose evidence the report shows: the containment, else the one with the highest risk. */
  readonly decisive: Decision;
  readonly openedAtMs: number;
  /** `null` while the incident was still open at the end of the recording. */
  readonly closedAtMs: number | null;
  /** The first action that was applied or, in `monitor`, would have been. */
  readonly containedAtMs: number | null;
  readonly levers: readonly LeverRun[];
}

const assess = (decisions: readonly Decision[]): Assessment => {
  const verdicts = new Set(decisions.map(({ verdict }) => verdict));
  if (verdicts.has('pumping')) return 'attack';
  if (verdicts.has('suspicious')) return 'suspicion';
  return verdicts.has('not-assessed') ? 'not-assessed' : 'clear';
};

const highestRisk = (decisions: readonly Decision[], first: Decision): Decision =>
  decisions.reduce((best, next) => (next.riskScore > best.riskScore ? next : best), first);

const describe = (
  number: number,
  decisions: readonly Decision[],
  first: Decision,
  latest: Decision,
): Incident => {
  const levers = followLevers(decisions);
  const decisive =
    decisions.find(({ kind }) => kind === 'contain') ?? highestRisk(decisions, first);
  const close = decisions.findLast(({ kind }) => kind === 'close');
  return {
    number,
    id: first.incidentId,
    decisions,
    subject: decisive.subject,
    assessment: assess(decisions),
    latest,
    decisive,
    openedAtMs: parseTime(first.evaluatedAt),
    closedAtMs: close === undefined ? null : parseTime(close.evaluatedAt),
    containedAtMs:
      levers.length === 0 ? null : Math.min(...levers.map(({ startedAtMs }) => startedAtMs)),
    levers,
  };
};

/** Sorts the decision log into incidents, in the order in which they opened. */
export const collectIncidents = (log: readonly Decision[]): readonly Incident[] => {
  const byId = new Map<string, Decision[]>();
  for (const decision of log) {
    const known = byId.get(decision.incidentId);
    if (known === undefined) byId.set(decision.incidentId, [decision]);
    else known.push(decision);
  }
  return [...byId.values()].flatMap((decisions, index) => {
    const first = decisions[0];
    const latest = decisions.at(-1);
    return first === undefined || latest === undefined
      ? []
      : [describe(index + 1, decisions, first, latest)];
  });
};
