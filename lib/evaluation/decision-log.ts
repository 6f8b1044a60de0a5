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
 * `expiresAt`, or earlier at the `restore` that names it. A renewal is a new action, and in force at
 * once, since the lever is where it was.
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
  const heldUntilMs = new Map<string, number>();
  return decisions.flatMap(({ evaluatedAt, actions }) =>
    actions.flatMap((action) => {
      const scope = action.outcome === 'applied' ? scopeOf(action) : null;
      if (scope === null || action.expiresAt === null) return [];
      const atMs = Date.parse(evaluatedAt);
      const expiresAtMs = Date.parse(action.expiresAt);
      const restored = restoredAtMs.get(action.actionId);
      const lever = `${action.kind} ${JSON.stringify(scope)}`;
      const isRenewal = (heldUntilMs.get(lever) ?? -Infinity) >= atMs;
      heldUntilMs.set(lever, restored === undefined ? expiresAtMs : -Infinity);
      const fromMs = isRenewal ? atMs : atMs + controlLatencyMs;
      return [{ fromMs, toMs: Math.min(expiresAtMs, restored ?? Infinity), scope }];
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
