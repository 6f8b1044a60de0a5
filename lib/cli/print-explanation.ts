import { formatNumber, formatUsd } from '../replay/report/format.ts';
import { actionInWords, leverInWords, OUTCOMES, reasonInWords } from '../replay/report/words.ts';
import type { Evidence, Reason } from '../core/decide/decision.ts';
import {
  JUDGE_THRESHOLDS,
  natsOfFamily,
  SUPPORTING,
  type Judgement,
} from '../core/decide/judge.ts';
import type { Step } from '../core/decide/next-step.ts';
import type { TakenStep } from '../core/decide/proceeding.ts';
import { areCodesUsed, codesSince, MIN_MATURED, VETO_SHARE } from '../core/decide/used-codes.ts';
import { expectedFirstSends } from '../core/evaluate/baseline.ts';
import type { Family } from '../core/evaluate/rule.ts';
import type { Counterfactual, Counterfactuals } from '../core/explain/counterfactuals.ts';
import type { Look } from '../core/explain/look.ts';
import type { Destination } from '../core/respond/plan.ts';
import type { Settings } from '../core/settings/settings.ts';
import { valueAt } from '../core/settings/value-at.ts';
import { DAY_MS, HOUR_MS } from '../core/time.ts';
import { colors } from './colors.ts';
import { formatDecision } from './print-decision.ts';

const T = JUDGE_THRESHOLDS;
const FAMILIES: readonly Family[] = [
  'volume',
  'conversion',
  'structure',
  'repetition',
  'source',
  'delivery',
  'money',
];
/** A pool may have two hundred. */
const MAX_DESTINATIONS = 5;

const number = (value: number): string => formatNumber(value);
const share = (value: number): string => `${number(100 * value)}%`;
const money = (value: number | null): string => (value === null ? 'unknown' : formatUsd(value));

/** How one decision came about: rules, judgement, plan, and what would have changed it. */
export const formatExplanation = (
  look: Look,
  taken: TakenStep,
  found: Counterfactuals,
  settings: Settings,
): string => {
  const { decision } = taken;
  const { incidentId, verdict, riskScore, mode } = decision;
  return [
    '',
    formatDecision(decision),
    colors.dim(
      `${incidentId}, evaluated ${decision.evaluatedAt}, verdict ${verdict}, risk ${riskScore} of 100, mode ${mode}`,
    ),
    ...section('Rules', ruleLines(look, decision.reasons, settings)),
    ...section('Judgement', judgementLines(look, taken)),
    ...section('Plan', planLines(look, taken, settings)),
    ...section('Another outcome would have needed', changeLines(found)),
  ].join('\n');
};

const section = (title: string, lines: readonly string[]): readonly string[] => [
  `  ${title}`,
  ...lines.map((line) => `    ${line}`),
];

const EXPECTATION = /^(?:expected|hourlyBudget)/;

const ruleLines = (
  look: Look,
  reasons: readonly Reason[],
  settings: Settings,
): readonly string[] =>
  reasons.length === 0
    ? ['none could be asked: nothing was judged']
    : reasons.flatMap(({ ruleId, verdict, score, evidence, tune }) => {
        const country = countryOf(look);
        const keys = tune.map((key) => keyInForce(key, country, settings));
        const threshold = keys.find(({ key }) => /\/match[A-Z]\w*$/.test(key)) ?? keys[0];
        return [
          `${ruleId}: ${verdict}, score ${score} of 100`,
          ...evidenceLines(evidence),
          ...(threshold === undefined
            ? []
            : [`  threshold: ${threshold.key} = ${threshold.value}`]),
          `  SSM: ${keys.map(({ key, value }) => `${key} = ${value}`).join(', ')}`,
        ];
      });

/** The country's own key where it has one. */
const keyInForce = (
  key: string,
  country: string | null,
  settings: Settings,
): { readonly key: string; readonly value: string } => {
  const [, ruleId = '', name = ''] = key.split('/');
  const own = country === null ? undefined : settings.rules[ruleId]?.countries[country]?.[name];
  return own === undefined || country === null
    ? { key, value: String(valueAt(settings, key)) }
    : { key: `rules/${ruleId}/countries/${country}/${name}`, value: String(own) };
};

const countryOf = ({ seen }: Look): string | null =>
  seen.input?.subject.kind === 'country' ? seen.input.subject.country : null;

const evidenceLines = (evidence: Evidence): readonly string[] => {
  const { windowSeconds, ...others } = evidence;
  const entries = Object.entries(others);
  const numbers = entries.filter(([name]) => !EXPECTATION.test(name));
  const expectation = entries.filter(([name]) => EXPECTATION.test(name));
  const text = (pairs: typeof entries): string =>
    pairs
      .map(([name, value]) => {
        const isList = typeof value === 'object' && value !== null;
        return `${name} ${isList ? JSON.stringify(value) : String(value)}`;
      })
      .join(', ');
  return [
    `  numbers: ${text(numbers)}`,
    ...(windowSeconds === undefined ? [] : [`  window: ${String(windowSeconds)} s`]),
    ...(expectation.length === 0 ? [] : [`  expectation: ${text(expectation)}`]),
  ];
};

const judgementLines = ({ seen }: Look, { judgement }: TakenStep): readonly string[] => {
  const { input, destinations } = seen;
  const lines = [
    ...familyLines(judgement),
    ...(input === null ? [] : [codesLine(input, judgement)]),
    `holdback: ${judgement.holdback ?? 'none'}`,
    `money at stake: last hour above normal ${money(judgement.excessUsd)}, next hour at this pace ${money(judgement.projectedUsd)}, last day above normal ${money(judgement.dayExcessUsd)}; urgent from ${formatUsd(T.urgentUsdPerHour)} an hour`,
    `group of numbers: ${groupInWords(judgement)}`,
  ];
  const named = destinations.slice(0, MAX_DESTINATIONS).map((destination) => {
    const { subject } = destination.input;
    return `${subject.country}: ${destination.judgement.verdict}, campaign prior ${destination.prior?.campaign ?? 'none'}, group ${groupInWords(destination.judgement)}`;
  });
  const rest = destinations.length - named.length;
  return [...lines, ...named, ...(rest > 0 ? [`and ${rest} more destinations`] : [])];
};

const familyLines = ({ findings }: Judgement): readonly string[] => {
  const nats = FAMILIES.map((family) => ({ family, nats: natsOfFamily(findings, family) }));
  const agreeing = nats.filter((one) => !SUPPORTING.has(one.family) && one.nats >= T.supportNats);
  return [
    `families: ${nats.map((one) => `${one.family} ${number(one.nats)} nats`).join(', ')}`,
    `agreeing (from ${number(T.supportNats)} nats): ${agreeing.map(({ family }) => family).join(', ') || 'none'}; alone a family needs ${number(T.beyondDoubtNats)}`,
  ];
};

const codesLine = (
  input: NonNullable<Look['seen']['input']>,
  { startedAtMs }: Judgement,
): string => {
  const { conversionRate } = input.baseline;
  const codes = codesSince(input, startedAtMs);
  if (conversionRate === null || input.verificationFeed !== 'alive')
    return `codes: cannot speak (verifications ${input.verificationFeed}, usual share ${conversionRate === null ? 'unknown' : share(conversionRate)})`;
  return `codes: ${codes.used} of ${codes.matured} used against ${share(conversionRate)} usual; ${areCodesUsed(codes, conversionRate) ? 'they speak for customers' : 'they do not speak for customers'} (heard from ${MIN_MATURED} codes, at ${share(VETO_SHARE)} of the usual share of what came on top)`;
};

const groupInWords = ({ group }: Judgement): string =>
  group === null
    ? 'none, judged as a whole'
    : `${group.kind}, ${group.numbers} numbers of the day, ${group.used} of ${group.matured} codes used, structure ${number(group.structureNats)} nats, conversion ${number(group.conversionNats)} nats`;

const STEPS: Readonly<Record<NonNullable<Step['plan']>, string>> = {
  contain: 'plan levers, since it is pumping, goes on, and the money passes a gate',
  extend: 'plan more levers, since traffic gets past those that are held',
  renew: 'hold the levers for longer, since it goes on',
  restore: 'put the levers back',
  trim: 'put back the levers that have had nothing to stop for long',
  probe: 'put the levers back for a short while, to see who comes',
  rearm: 'move the levers again after a probe',
};

const planLines = (look: Look, taken: TakenStep, settings: Settings): readonly string[] => {
  const { step, decision } = taken;
  const gate = (['block-country', 'filter-country', 'block-number-range'] as const).map((kind) => {
    const { enabled, values } = settings.responses[kind];
    return `responses/${kind}/minLossUsd = ${values.minLossUsd}${enabled ? '' : ' (switched off)'}`;
  });
  const isPlanning = step.plan === 'contain' || step.plan === 'extend';
  return [
    `step: ${step.kind}: ${step.plan === null ? 'tell, and move nothing' : STEPS[step.plan]}`,
    `gate: ${taken.held.isWorthIt ? 'passed' : 'not passed'} (${gate.join(', ')})`,
    ...(isPlanning
      ? look.seen.destinations
          .slice(0, MAX_DESTINATIONS)
          .map((destination) => whyLever(destination, settings))
      : []),
    ...decision.actions.map((action) => {
      const why = action.reason === null ? '' : `: ${reasonInWords(action.reason)}`;
      return `${OUTCOMES[action.outcome]}: ${actionInWords(action, [decision])}${why}`;
    }),
  ];
};

/** What `planContainment` chooses between, with the numbers of this destination. */
const whyLever = ({ input, judgement }: Destination, settings: Settings): string => {
  const { baseline, window, subject } = input;
  const { 'block-country': block, 'block-number-range': ranges } = settings.responses;
  const perHour = expectedFirstSends(baseline, window.atMs, window.atMs + HOUR_MS);
  const dayPerHour = expectedFirstSends(baseline, window.atMs - DAY_MS, window.atMs) / 24;
  const isListed = settings.protectedCountries.includes(subject.country);
  const parts = [
    judgement.group === null
      ? 'no numbers stand out'
      : 'numbers stand out, so they are blocked and not the country',
    `${number(perHour)} customers an hour are usual (ranges instead of the country from responses/block-number-range/minLegitimatePerHour = ${ranges.values.minLegitimatePerHour})`,
    `${share(baseline.trafficShare)} of the used codes${isListed ? ', listed in protectedCountries' : ''} (never blocked whole above responses/block-country/protectedShare = ${block.values.protectedShare})`,
    `a block costs customers ${formatUsd(dayPerHour * block.values.customerValueUsd)} an hour (responses/block-country/customerValueUsd = ${block.values.customerValueUsd})`,
  ];
  return `why, ${subject.country}: ${parts.join('; ')}`;
};

const changeLines = ({ changes, unmoved, unsearched }: Counterfactuals): readonly string[] => [
  ...changes.map(
    (change) =>
      `${change.key} ${change.needed} instead of ${change.inForce}: ${outcomeInWords(change)}`,
  ),
  ...(unmoved.length === 0 ? [] : [`nothing in its range changes it: ${unmoved.join(', ')}`]),
  ...(unsearched.length === 0 ? [] : [`not searched: ${unsearched.join(', ')}`]),
];

const outcomeInWords = ({ outcome }: Counterfactual): string => {
  const { verdict, step, planned } = outcome;
  const levers = (planned ?? []).map(
    ({ kind, target, skip }) =>
      `${leverInWords(kind, target)}${skip === null ? '' : ` (not moved: ${reasonInWords(skip)})`}`,
  );
  return [
    verdict,
    step === null ? 'no decision' : `${step.kind}${step.plan === null ? '' : ` (${step.plan})`}`,
    ...levers,
  ].join(', ');
};
