import type {
  Action,
  ActionKind,
  ActionTarget,
  Decision,
  DecisionKind,
  Reason,
  Verdict,
} from '../../core/decide/decision.ts';
import { formatUsd } from './format.ts';
import type { Assessment } from './incident.ts';
import { countryLabel, prefixLabel } from './places.ts';

const CONTROLS: Readonly<Record<ActionKind, string>> = {
  'block-country': 'Block',
  'filter-country': 'Filter with Protect:',
  'block-number-range': 'Block numbers',
  'lower-spend-limit': 'Lower the monthly spend limit',
};

const targetInWords = (target: ActionTarget): string => {
  if ('limitUsd' in target)
    return `to ${formatUsd(target.limitUsd)} (spent this month: ${formatUsd(target.monthToDateUsd)})`;
  return 'prefix' in target
    ? `${prefixLabel(target.prefix)} in ${countryLabel(target.country)}`
    : countryLabel(target.country);
};

/** `Block Tajikistan (TJ)`, `Lower the monthly spend limit to $120.00 (spent this month: $96.10)`. */
export const leverInWords = (kind: ActionKind, target: ActionTarget): string =>
  `${CONTROLS[kind] ?? kind} ${targetInWords(target)}`;

const undoneBy = (action: Action, decisions: readonly Decision[]): Action | undefined =>
  decisions
    .flatMap(({ actions }) => actions)
    .find(({ actionId }) => actionId === action.undoes && actionId !== action.actionId);

/** As {@link leverInWords}; a restore names what it undoes. */
export const actionInWords = (action: Action, decisions: readonly Decision[]): string => {
  if (action.kind !== 'restore') return leverInWords(action.kind, action.target);
  const undone = undoneBy(action, decisions);
  return undone === undefined || undone.kind === 'restore'
    ? `Restore ${targetInWords(action.target)}`
    : `Undo: ${leverInWords(undone.kind, undone.target)}`;
};

const REASONS: Readonly<Record<string, string>> = {
  'protected-country': 'the country is protected',
  'cap-reached': 'the cap on actions was reached',
  'operator-changed': 'an operator had changed it, so it was left alone',
  cooldown: 'too soon after an earlier action',
};

/** The reason of a skipped or failed action; one that is not known stands as it was logged. */
export const reasonInWords = (reason: string): string =>
  Object.hasOwn(REASONS, reason) ? (REASONS[reason] ?? reason) : reason;

export const OUTCOMES: Readonly<Record<Action['outcome'], string>> = {
  applied: 'Applied',
  'would-apply': 'Would apply',
  skipped: 'Skipped',
  failed: 'Failed',
};

export const DECISION_KINDS_IN_WORDS: Readonly<Record<DecisionKind, string>> = {
  open: 'Opened',
  update: 'Updated',
  contain: 'Contained',
  release: 'Released',
  close: 'Closed',
};

/** What a decision did, in one word; in `monitor` nothing was contained or released. */
export const decisionInWords = ({ kind, mode }: Decision): string => {
  if (mode === 'monitor' && kind === 'contain') return 'Would contain';
  if (mode === 'monitor' && kind === 'release') return 'Would release';
  return DECISION_KINDS_IN_WORDS[kind] ?? kind;
};

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  clear: 'Clear',
  suspicious: 'Suspicious',
  pumping: 'Pumping',
  'not-assessed': 'Not assessed',
};

export const RULE_VERDICTS: Readonly<Record<Reason['verdict'], string>> = {
  match: 'Match',
  'no-match': 'No match',
  'insufficient-data': 'Insufficient data',
  error: 'Error',
};

export const ASSESSMENTS: Readonly<Record<Assessment, string>> = {
  attack: 'Attack',
  suspicion: 'Suspicion',
  'not-assessed': 'Not assessed',
  clear: 'Cleared',
};
