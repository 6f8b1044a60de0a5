import type { Action, Decision } from '../core/decide/decision.ts';
import type { Alert, Containment, Scope } from './contender.ts';

/** Whom the decision log told of what: one alert an incident, when it opens. */
export const alertsOf = (decisions: readonly Decision[]): readonly Alert[] =>
  decisions
    .filter(({ kind }) => kind === 'open')
    .map(({ evaluatedAt, subject }) => ({
      atMs: Date.parse(evaluatedAt),
      countries:
        subject.kind === 'account'
          ? null
          : subject.kind === 'low-traffic-countries'
            ? subject.countries
            : [subject.country],
    }));

/**
 * What was contained from when to when, as the decision log alone tells it: a block ends at its
 * `expiresAt`, or earlier at the `restore` that names it; a renewal is a new action.
 */
export const containmentsOf = (
  decisions: readonly Decision[],
  controlLatencyMs: number,
): readonly Containment[] => {
  const restoredAtMs = new Map<string, number>();
  for (const { evaluatedAt, actions } of decisions)
    for (const { undoes, outcome } of actions)
      if (undoes !== undefined && outcome === 'applied')
        restoredAtMs.set(undoes, Date.parse(evaluatedAt) + controlLatencyMs);
  return decisions.flatMap(({ evaluatedAt, actions }) =>
    actions.flatMap((action) => {
      const scope = action.outcome === 'applied' ? scopeOf(action) : null;
      if (scope === null || action.expiresAt === null) return [];
      const toMs = Math.min(
        Date.parse(action.expiresAt),
        restoredAtMs.get(action.actionId) ?? Infinity,
      );
      return [{ fromMs: Date.parse(evaluatedAt) + controlLatencyMs, toMs, scope }];
    }),
  );
};

const scopeOf = ({ kind, target }: Action): Scope | null => {
  switch (kind) {
    case 'block-country':
    case 'filter-country':
      return 'country' in target ? { kind: 'country', country: target.country } : null;
    case 'block-number-range':
      return 'prefix' in target
        ? { kind: 'range', country: target.country, prefix: target.prefix }
        : null;
    case 'lower-spend-limit':
      return { kind: 'all' };
    case 'restore':
      break;
  }
  return null;
};
