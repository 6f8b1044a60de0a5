import type { Decision } from '../../lib/core/decide/decision.ts';

/** From when to when a destination was blocked, as the decision log alone tells it. */
export interface BlockedSpan {
  readonly country: string;
  /** `null` for the whole country. */
  readonly prefix: string | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A block ends at its `expiresAt`, or earlier at the `restore` that names it; a renewal is a new action. */
export const blockedSpans = (decisions: readonly Decision[]): readonly BlockedSpan[] => {
  const restoredAt = new Map<string, number>();
  for (const { evaluatedAt, actions } of decisions)
    for (const { undoes, outcome } of actions)
      if (undoes !== undefined && outcome === 'applied')
        restoredAt.set(undoes, Date.parse(evaluatedAt));
  return decisions.flatMap(({ evaluatedAt, actions }) =>
    actions.flatMap(({ actionId, kind, outcome, target, expiresAt }) =>
      outcome === 'applied' &&
      (kind === 'block-country' || kind === 'block-number-range') &&
      'country' in target &&
      expiresAt !== null
        ? [
            {
              country: target.country,
              prefix: 'prefix' in target ? target.prefix : null,
              fromMs: Date.parse(evaluatedAt),
              toMs: Math.min(Date.parse(expiresAt), restoredAt.get(actionId) ?? Infinity),
            },
          ]
        : [],
    ),
  );
};

export const isBlocked = (
  spans: readonly BlockedSpan[],
  sms: { readonly country: string; readonly number: string; readonly sentAtMs: number },
): boolean =>
  spans.some(
    ({ country, prefix, fromMs, toMs }) =>
      country === sms.country &&
      (prefix === null || sms.number.startsWith(prefix)) &&
      sms.sentAtMs >= fromMs &&
      sms.sentAtMs < toMs,
  );
