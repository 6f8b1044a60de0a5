import { CAMPAIGN_MS, RELAPSE_MS } from '../core/decide/campaign.ts';
import { JUDGE_THRESHOLDS as FROM } from '../core/decide/judge.ts';
import {
  MIN_MATURED,
  NORMAL_SHARE,
  SURGE_RATIO,
  VETO_PROBABILITY,
  VETO_SHARE,
} from '../core/decide/used-codes.ts';
import type { JudgementExplained } from '../core/explain/explain-judgement.ts';
import { percent, plural, usd } from '../core/notify/words.ts';
import { formatIso, HOUR_MS } from '../core/time.ts';
import { colors } from './colors.ts';
import { figure, sentence } from './text-block.ts';

const INDENT = 4;
const line = (label: string, text: string): string => sentence(label, text, INDENT);

/** How the findings about one destination were joined, with every threshold that they were held against. */
export const formatJudgement = (judged: JudgementExplained): string =>
  [
    `  ${colors.bold(`Judgement of ${judged.subject}`)}`,
    line('families', familiesOf(judged)),
    line('numbers', numbersOf(judged)),
    line('codes', codesOf(judged)),
    line('maturity', maturityOf(judged)),
    line('urgency', urgencyOf(judged)),
    line('money', moneyOf(judged)),
    line('prior', priorOf(judged)),
    ...groupsOf(judged).map((text) => line('group', text)),
    line('verdict', verdictOf(judged)),
  ].join('\n');

const familiesOf = ({ families }: JudgementExplained): string => {
  const each = families.map(({ family, nats }) => `${family} ${figure(nats)}`).join(', ');
  const agreeing = families.filter(({ isAgreeing }) => isAgreeing).map(({ family }) => family);
  return `${each} nats; ${agreeing.length === 0 ? 'none is' : `${agreeing.join(', ')} ${agreeing.length === 1 ? 'is' : 'are'}`} strong enough to agree (${figure(FROM.supportNats)}); two must, or one be beyond doubt (${figure(FROM.beyondDoubtNats)}) and urgent.`;
};

const numbersOf = ({ numbers }: JudgementExplained): string =>
  `${plural(numbers.lastHour, 'number')} in the last hour where ${figure(numbers.usualPerHour)} are normal; an incident needs ${FROM.minNumbers}, or as many in a match of a rule that looks at days (${numbers.hasSlowMatch ? 'there is one' : 'there is none'}), or a few that are sent to ${FROM.minRepeats} times beyond their fourth message (${numbers.areRepeated ? 'they are' : 'none are'}).`;

const codesOf = ({ codes, startedAtMs }: JudgementExplained): string => {
  if (codes.usualRate === null) return 'no verification was ever reported: codes say nothing.';
  const share = codes.matured === 0 ? '' : `, ${percent(codes.used / codes.matured)}`;
  return `${codes.used} of ${codesOld(codes.matured)} were used since ${clock(startedAtMs)}${share} (usual ${percent(codes.usualRate)}; ${figure(codes.expected)} sends would be normal): ${codes.areUsed ? 'used as customers use them' : 'not known to be used as customers use them'}. Without a surge (${SURGE_RATIO} times normal) they are from ${percent(NORMAL_SHARE)} of the usual rate on; in one, those on top are unless ${percent(VETO_SHARE)} of it is less likely than ${percent(VETO_PROBABILITY.someUsed)} (none used: ${percent(VETO_PROBABILITY.noneUsed)}). Feed: ${codes.feed}.`;
};

const codesOld = (matured: number): string =>
  `${figure(matured)} ${matured === 1 ? 'code' : 'codes'} old enough${inPart(matured)}`;

/** Codes of a few minutes count in part: then it is no whole number. */
const inPart = (matured: number): string =>
  Number.isInteger(matured) ? '' : ' (younger ones in part)';

const maturityOf = ({ codes, families }: JudgementExplained): string => {
  if (codes.haveSpoken)
    return `codes have spoken: ${figure(codes.matured)} are old enough${inPart(codes.matured)} (from ${MIN_MATURED}), or conversion agrees.`;
  const isWaiting = codes.feed === 'alive' && families.some(({ isAgreeing }) => isAgreeing);
  return `codes have not spoken: ${figure(codes.matured)} of ${MIN_MATURED} are old enough${inPart(codes.matured)}${isWaiting ? '; they are waited for unless it is urgent' : ''}.`;
};

const urgencyOf = ({ isUrgent, money }: JudgementExplained): string =>
  money.projectedUsd === null
    ? 'no price is known, so no pace.'
    : `${usd(money.projectedUsd)} in the next hour at this pace: ${isUrgent ? 'urgent' : 'not urgent'} (from ${usd(FROM.urgentUsdPerHour)}).`;

const moneyOf = ({ money }: JudgementExplained): string => {
  const { excessUsd, projectedUsd, dayExcessUsd, priceUsd } = money;
  if (excessUsd === null || projectedUsd === null || dayExcessUsd === null || priceUsd === null)
    return 'no price is known: money gates are open.';
  return `${usd(excessUsd)} above normal in the last hour, ${usd(projectedUsd)} projected for the next, ${usd(dayExcessUsd)} above normal in the last day; $${figure(priceUsd)} a message.`;
};

const priorOf = ({ campaign, numbers }: JudgementExplained): string => {
  if (campaign === 'none')
    return `none: no quiet destination was proven to be pumped in the last ${CAMPAIGN_MS / HOUR_MS} h, nor this one in ${RELAPSE_MS / HOUR_MS} h.`;
  if (campaign === 'spray')
    return `spray: all quiet destinations together are pumped, so ${FROM.sprayRatio} times normal is enough of two numbers, and one where at most ${FROM.unexpected} is expected; a used code is taken for a customer's, whom the rest must outnumber as often; ${numbers.twoHours} in two hours.`;
  return `rotation: a quiet destination was proven to be pumped in the last ${CAMPAIGN_MS / HOUR_MS} h, or this one in ${RELAPSE_MS / HOUR_MS} h; then ${figure(FROM.campaignNats)} nats of volume and conversion and ${FROM.campaignNumbers} numbers are enough, without a used code; ${numbers.twoHours} in two hours.`;
};

const groupsOf = ({ groups }: JudgementExplained): readonly string[] =>
  groups.map((group) => {
    const where =
      group.kind === 'unfamiliar'
        ? 'numbers of ranges without a customer'
        : `numbers of crowded ranges (${group.prefixes.map((prefix) => `${prefix}…`).join(', ') || 'none named'})`;
    return `${plural(group.numbers, 'number')} of the day, ${where}: structure ${figure(group.structureNats)} nats, conversion ${figure(group.conversionNats)} (both from ${figure(FROM.supportNats)}, one from ${figure(FROM.matchNats)}); ${group.used} of ${group.matured} codes used${group.isUsed ? ', as customers use them' : ''}. ${group.isChosen ? 'The verdict is about these numbers.' : 'The verdict is not about these alone.'}`;
  });

const HELD_BACK = {
  'used-codes': 'the codes are being used',
  'few-numbers': `a handful of numbers may be a test team's, and it costs less than ${usd(FROM.testTeamUsd)} an hour`,
  'codes-not-matured': 'the codes are too young to tell whose they are, and it is not urgent',
  'one-family':
    'there is one kind of evidence only: volume and conversion are one where the rise of the whole account explains the volume and some codes are used',
} as const;

const verdictOf = ({
  verdict,
  riskScore,
  holdback,
  isActive,
  lastActiveAtMs,
}: JudgementExplained): string => {
  const held = holdback === null ? '' : ` "pumping" is held back: ${HELD_BACK[holdback]}.`;
  const activity = isActive
    ? 'It goes on.'
    : lastActiveAtMs === null
      ? 'Nothing is above normal in the window.'
      : `It was last above normal at ${clock(lastActiveAtMs)}.`;
  return `${verdict}, risk ${riskScore}.${held} ${activity}`;
};

const clock = (ms: number): string => `${formatIso(ms).slice(11, 16)} UTC`;
