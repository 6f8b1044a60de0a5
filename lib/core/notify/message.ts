import type { Action, Decision, DecisionKind, Subject } from '../decide/decision.ts';
import type { Judgement } from '../decide/judge.ts';
import { evidenceClauses } from './evidence-clauses.ts';
import { plural, usd } from './words.ts';
import type { DestinationInput } from '../evaluate/rule.ts';
import { formatIso, MINUTE_MS } from '../time.ts';

export interface MessageFacts {
  readonly kind: DecisionKind;
  readonly subject: Subject;
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly judgement: Judgement;
  /** `null` for the account, and when the counters could not be read. */
  readonly input: DestinationInput | null;
  readonly actions: readonly Action[];
  readonly totals: Pick<Decision, 'messagesObserved' | 'spendUsd' | 'estimatedLossUsd'>;
  /** What an hour of that costs which gets past the held levers, infinite without a known price; `null` where none is held. */
  readonly pastUsdPerHour: number | null;
}

/** What is known before the levers move. */
type Facts = Omit<MessageFacts, 'kind' | 'actions'>;

/** A message but for what was done: it is written before the levers move, and ends once they have. */
export interface MessageDraft {
  readonly atMs: number;
  readonly place: string;
  /** What was found, with the numbers. */
  readonly found: string;
  readonly money: string;
  readonly quiet: string;
  readonly duration: string;
  readonly holdback: string;
  readonly seenWith: string;
  /** Why it cannot be assessed; `null` where it can. */
  readonly unknown: string | null;
}

/** Everything that is to be said, whatever comes of the actions. */
export const draftMessage = (facts: Facts): MessageDraft => {
  const { subject, judgement, input, startedAtMs, atMs } = facts;
  const money = moneyClause(facts);
  return {
    atMs,
    place: placeOf(subject),
    found: [...evidenceClauses(input, judgement), money, ...pastClauses(facts)].join('; '),
    money,
    quiet: quietClause(facts),
    duration: durationOf(atMs - startedAtMs),
    holdback: holdbackClause(facts),
    seenWith: seenWithClause(facts),
    unknown: judgement.verdict === 'not-assessed' ? unknownClause(facts) : null,
  };
};

/** What is said of levers that an operator has had put back: nobody looked at the traffic. */
export const draftRollback = (
  facts: Pick<Facts, 'subject' | 'startedAtMs' | 'totals' | 'atMs'>,
): MessageDraft => {
  const by = 'an operator rolled it back';
  return {
    atMs: facts.atMs,
    place: placeOf(facts.subject),
    found: by,
    money: moneyClause(facts),
    quiet: by,
    duration: durationOf(facts.atMs - facts.startedAtMs),
    holdback: '',
    seenWith: '',
    unknown: null,
  };
};

/** One sentence or two that a person on call understands: what, where, since when, how many, how much, what was done. */
export const finishMessage = (
  draft: MessageDraft,
  kind: DecisionKind,
  actions: readonly Action[],
): string => {
  const { place, found, money, quiet, duration, holdback, seenWith, unknown } = draft;
  const done = doneClause(actions, draft.atMs);
  if (unknown !== null)
    return `${place}: cannot be assessed, ${unknown}; the last known figures stand.${done === null ? '' : ` ${capitalise(done)}.`}`;
  if (kind === 'release') return `${place}: ${done ?? 'the block ended'}, ${quiet}. ${money}.`;
  if (kind === 'close') return `${place}: the incident is over after ${duration}. ${money}.`;
  return `${place}: ${found}.${done === null ? holdback : ` ${capitalise(done)}.`}${seenWith}`;
};

/** The whole message at once. */
export const writeMessage = (facts: MessageFacts): string =>
  finishMessage(draftMessage(facts), facts.kind, facts.actions);

const unknownClause = ({ judgement }: Facts): string => {
  for (const finding of judgement.findings) {
    if (finding.verdict === 'insufficient-data') return `for want of ${finding.missing}`;
    if (finding.verdict === 'error') return `the rule ${finding.ruleId} failed: ${finding.message}`;
  }
  return 'its counters could not be read';
};

const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' });

/** `Tajikistan (TJ)`; a non-geographic code stays as it is. */
export const nameOfCountry = (country: string): string =>
  /^[A-Z]{2}$/.test(country) ? `${REGIONS.of(country) ?? country} (${country})` : country;

const placeOf = (subject: Subject): string => {
  if (subject.kind === 'number-range')
    return `Numbers ${subject.prefix}… in ${nameOfCountry(subject.country)}`;
  if (subject.kind === 'country') return nameOfCountry(subject.country);
  if (subject.kind === 'low-traffic-countries')
    return `${plural(subject.countries.length, 'country', 'countries')} with hardly any customers (${listed(subject.countries)})`;
  return 'The account';
};

const moneyClause = ({
  totals,
  startedAtMs,
  atMs,
}: Pick<Facts, 'totals' | 'startedAtMs' | 'atMs'>): string =>
  `${plural(totals.messagesObserved, 'SMS', 'SMS')} and ${usd(totals.spendUsd)} since ${clockOf(formatIso(startedAtMs), atMs)}, ${usd(totals.estimatedLossUsd)} of it above normal`;

/** Less is what a sieve lets through, and no news. */
const MIN_PAST_USD_PER_HOUR = 1;

const pastClauses = ({ pastUsdPerHour }: Facts): readonly string[] => {
  if (pastUsdPerHour === null || pastUsdPerHour < MIN_PAST_USD_PER_HOUR) return [];
  const what = Number.isFinite(pastUsdPerHour)
    ? `about ${usd(pastUsdPerHour)} an hour`
    : 'more than normal, at no known price,';
  return [`${what} gets past what is in force`];
};

const MAX_LISTED = 8;
const listed = (countries: readonly string[]): string =>
  countries.length <= MAX_LISTED
    ? countries.join(', ')
    : `${countries.slice(0, MAX_LISTED).join(', ')} and ${countries.length - MAX_LISTED} more`;

const doneClause = (actions: readonly Action[], atMs: number): string | null => {
  const clauses = actions.map((action) => {
    const what = describeAction(action);
    if (action.outcome === 'skipped')
      return `did not ${what.verb} ${what.object} (${action.reason ?? 'no reason'})`;
    if (action.outcome === 'failed')
      return `failed to ${what.verb} ${what.object} (${action.reason ?? 'no reason'})`;
    const until = action.expiresAt === null ? '' : ` until ${clockOf(action.expiresAt, atMs)}`;
    return `${action.outcome === 'would-apply' ? `would have ${what.past}` : what.past} ${what.object}${until}`;
  });
  return clauses.length === 0 ? null : clauses.join(', ');
};

const VERBS = {
  'block-country': ['block', 'blocked'],
  'filter-country': ['filter', 'filtered'],
  'block-number-range': ['block', 'blocked'],
  'lower-spend-limit': ['lower', 'lowered'],
  restore: ['restore', 'restored'],
} as const;

const describeAction = (
  action: Action,
): { readonly verb: string; readonly past: string; readonly object: string } => {
  const [verb, past] = VERBS[action.kind];
  const { target } = action;
  if ('prefix' in target) return { verb, past, object: `numbers ${target.prefix}…` };
  if ('country' in target) return { verb, past, object: nameOfCountry(target.country) };
  return {
    verb,
    past,
    object: `the spend limit${action.kind === 'restore' ? '' : ` to ${usd(target.limitUsd)}`}`,
  };
};

const holdbackClause = ({ judgement }: Facts): string => {
  if (judgement.holdback === 'used-codes') return ' Nothing was blocked: the codes are being used.';
  if (judgement.holdback === 'few-numbers')
    return " Nothing was blocked: a handful of numbers may be a test team's.";
  if (judgement.holdback === 'codes-not-matured')
    return ' Nothing is blocked yet: the codes are too young to tell whose they are.';
  if (judgement.holdback === 'one-family')
    return ' Nothing is blocked on one kind of evidence alone.';
  return '';
};

const quietClause = ({ judgement, input }: Facts): string => {
  if (judgement.isActive) return 'though traffic is still high';
  if (input === null) return 'spend is back to normal';
  return `${plural(input.window.recentAttempts, 'number')} in the last 10 min`;
};

/** What the decision could rest on: who reads it must know what nobody could see. */
const seenWithClause = ({ input }: Facts): string => {
  if (input === null) return '';
  const missing = [
    ...(input.verificationFeed === 'absent' ? ['verifications'] : []),
    ...(input.hasCognito ? [] : ['Cognito records']),
  ];
  const broken =
    input.verificationFeed === 'silent' ? ' No verifications arrive: their feed is broken.' : '';
  return `${broken}${missing.length === 0 ? '' : ` Judged without ${missing.join(' and ')}.`}`;
};

/** `05:10 UTC`, with its date where that is not the day of `atMs`. */
const clockOf = (iso: string, atMs: number): string => {
  const [date, time] = [iso.slice(0, 10), `${iso.slice(11, 16)} UTC`];
  return formatIso(atMs).startsWith(date) ? time : `${date} ${time}`;
};
const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const durationOf = (ms: number): string => {
  const minutes = Math.round(ms / MINUTE_MS);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
