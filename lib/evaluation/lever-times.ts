import type { Decision } from '../core/decide/decision.ts';
import type { AuditRecord } from '../core/respond/audit.ts';
import { SECOND_MS } from '../core/time.ts';

/**
 * From each decision to each of its levers being in force, in seconds: what the executor took until
 * the change was made and known (from its audit records), and what the lever takes to be felt.
 * Levers that were put back, or only said to be moved, are left out.
 */
export const leverSecondsOf = (
  decisions: readonly Decision[],
  records: readonly AuditRecord[],
  controlLatencyMs: number,
): readonly number[] => {
  const doneAtMs = new Map(records.map(({ actionId, result }) => [actionId, result?.atMs ?? null]));
  return decisions.flatMap(({ evaluatedAt, actions }) =>
    actions.flatMap(({ actionId, kind, outcome }) => {
      if (kind === 'restore' || outcome !== 'applied') return [];
      const atMs = doneAtMs.get(actionId) ?? null;
      if (atMs === null) throw new RangeError(`action ${actionId} is on no audit record`);
      return [(atMs + controlLatencyMs - Date.parse(evaluatedAt)) / SECOND_MS];
    }),
  );
};
