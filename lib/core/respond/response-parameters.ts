import type { ActionKind } from '../decide/decision.ts';
import type { Parameters } from '../settings/parameter.ts';

const EXPIRY = {
  firstExpirySeconds: {
    default: 1_800,
    min: 60,
    max: 86_400,
    unit: 'seconds',
    help: 'How long the first such action of an incident lasts; each renewal lasts four times as long.',
  },
  maxExpirySeconds: {
    default: 43_200,
    min: 60,
    max: 604_800,
    unit: 'seconds',
    help: 'The longest that one action may last before it must be renewed.',
  },
  cooldownSeconds: {
    default: 300,
    min: 0,
    max: 86_400,
    unit: 'seconds',
    help: 'How long a target is left alone after it was put back.',
  },
} as const satisfies Parameters;

const MONEY_GATE = {
  minLossUsd: {
    default: 2,
    min: 0,
    max: 1_000_000,
    unit: 'usd',
    help: 'Excess spend of the last hour, or projected for the next, below which acting is not worth it.',
  },
} as const satisfies Parameters;

/** The settings of each response, beside `enabled`. */
export const RESPONSE_PARAMETERS = {
  'block-country': {
    ...EXPIRY,
    ...MONEY_GATE,
    maxActive: {
      default: 60,
      min: 0,
      max: 250,
      unit: 'count',
      help: 'How many countries may be blocked at once.',
    },
    maxPerHour: {
      default: 50,
      min: 0,
      max: 250,
      unit: 'count',
      help: 'How many countries may be newly blocked within an hour.',
    },
    maxBlockedShare: {
      default: 0.1,
      min: 0,
      max: 1,
      unit: 'ratio',
      help: 'How much of the used codes the countries that are blocked at once may have together.',
    },
    customerValueUsd: {
      default: 0.5,
      min: 0,
      max: 1_000,
      unit: 'usd',
      help: 'What one message of a customer that a block stops is taken to cost: a country is blocked only where the attack costs more an hour.',
    },
    protectedShare: {
      default: 0.05,
      min: 0,
      max: 1,
      unit: 'ratio',
      help: 'A country with more than this share of the used codes is filtered, not blocked whole.',
    },
    outweighRatio: {
      default: 10,
      min: 1,
      max: 1_000_000,
      unit: 'ratio',
      help: 'A country that only its share protects is blocked all the same where what gets past the filter costs this many times what a block costs its customers.',
    },
    outweighMaxShare: {
      default: 0.25,
      min: 0,
      max: 1,
      unit: 'ratio',
      help: 'Above this share of the used codes it is not blocked whole whatever the attack costs; 0 is never.',
    },
  },
  'filter-country': { ...EXPIRY, ...MONEY_GATE },
  'block-number-range': {
    ...EXPIRY,
    ...MONEY_GATE,
    maxRanges: {
      default: 10,
      min: 1,
      max: 100,
      unit: 'count',
      help: 'How many ranges one incident may block.',
    },
    minLegitimatePerHour: {
      default: 1,
      min: 0,
      max: 1_000_000,
      unit: 'per-hour',
      help: 'Customers an hour from which a country is spared and only its ranges are blocked.',
    },
  },
  'lower-spend-limit': {
    ...EXPIRY,
    allowanceUsd: {
      default: 50,
      min: 1,
      max: 1_000_000,
      unit: 'usd',
      help: 'What may still be spent above the month to date when the limit is lowered.',
    },
  },
} as const satisfies Record<ActionKind, Parameters>;

/** Lowering the spend limit stops every SMS of the account: nobody gets that without asking. */
export const RESPONSE_ENABLED_BY_DEFAULT: Readonly<Record<ActionKind, boolean>> = {
  'block-country': true,
  'filter-country': true,
  'block-number-range': true,
  'lower-spend-limit': false,
};

export type ResponseValues = {
  readonly [K in ActionKind]: {
    readonly enabled: boolean;
    readonly values: { readonly [P in keyof (typeof RESPONSE_PARAMETERS)[K]]: number };
  };
};
