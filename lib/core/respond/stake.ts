import type { MoneyAtStake } from '../decide/money.ts';
import type { Settings } from '../settings/settings.ts';

/** Responses that have a gate of money. */
export const GATED_KINDS = ['block-country', 'filter-country', 'block-number-range'] as const;

/** Whether a response is enabled, and the money at stake worth it. Money that nobody can tell is not little. */
export const isWorth = (
  kind: (typeof GATED_KINDS)[number],
  stake: MoneyAtStake,
  settings: Settings,
): boolean => {
  const { enabled, values } = settings.responses[kind];
  return enabled && stakeUsdOf(stake) >= values.minLossUsd;
};

/** What the money gates are held against; infinite where nobody can tell. */
export const stakeUsdOf = ({ excessUsd, projectedUsd, dayExcessUsd }: MoneyAtStake): number =>
  excessUsd === null || projectedUsd === null || dayExcessUsd === null
    ? Infinity
    : Math.max(excessUsd, projectedUsd, dayExcessUsd);

/** Whether any response is. */
export const isWorthActing = (stake: MoneyAtStake, settings: Settings): boolean =>
  GATED_KINDS.some((kind) => isWorth(kind, stake, settings));

/** So little that nobody needs to be told of it while people look at something else. */
const LITTLE_USD = 2;

/**
 * Whether what is at stake is little, and too little for any response, the disabled ones too. An
 * owner who lets nothing be blocked below a hundred dollars wants to be told of less all the same.
 */
export const isTooCheap = (stake: MoneyAtStake, { responses }: Settings): boolean =>
  stakeUsdOf(stake) <
  Math.min(LITTLE_USD, ...GATED_KINDS.map((kind) => responses[kind].values.minLossUsd));
