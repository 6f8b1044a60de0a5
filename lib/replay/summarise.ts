import type { Decision } from '../core/decide/decision.ts';
import { formatIso } from '../core/time.ts';
import type { RunTotals } from './run.ts';
import type { Summary } from './summary.ts';

export interface Tally {
  readonly read: number;
  readonly rejected: Summary['events']['rejected'];
  readonly totals: RunTotals;
  readonly decisions: readonly Decision[];
  /** Wall-clock time of the run: the one figure that differs between two runs. */
  readonly seconds: number;
  readonly settingsHash: string;
}

export const summarise = ({
  read,
  rejected,
  totals,
  decisions,
  seconds,
  settingsHash,
}: Tally): Summary => {
  const { accepted, fromMs, toMs, spendMicroUsd, savedMicroUsd } = totals;
  return {
    events: { read, accepted, rejected },
    period: {
      from: fromMs === null ? null : formatIso(fromMs),
      to: toMs === null ? null : formatIso(toMs),
    },
    incidents: new Set(decisions.map(({ incidentId }) => incidentId)).size,
    actions: countActions(decisions),
    spendUsd: cents(spendMicroUsd / 1e6),
    estimatedLossUsd: cents(sumLosses(decisions)),
    estimatedSavedUsd: cents(savedMicroUsd / 1e6),
    eventsPerSecond: Math.round(read / Math.max(seconds, 1e-3)),
    settingsHash,
  };
};

/** US dollars, to the cent. */
export const cents = (usd: number): number => Math.round(usd * 100) / 100;

const countActions = (decisions: readonly Decision[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const { kind, outcome } of decisions.flatMap(({ actions }) => actions))
    if (outcome === 'applied' || outcome === 'would-apply')
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Each incident's last word on its loss. */
export const sumLosses = (decisions: readonly Decision[]): number => {
  const last = new Map(
    decisions.map(({ incidentId, estimatedLossUsd }) => [incidentId, estimatedLossUsd]),
  );
  return [...last.values()].reduce((sum, loss) => sum + loss, 0);
};
