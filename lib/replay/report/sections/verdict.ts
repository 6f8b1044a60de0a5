import { formatCount, formatDuration, formatRoundUsd, plural } from '../format.ts';
import type { Incident } from '../incident.ts';
import { listOf, subjectInSentence } from '../places.ts';
import { type ReportView, savedIn } from '../view.ts';

const isAttack = ({ assessment }: Incident): boolean => assessment === 'attack';
const isContained = ({ containedAtMs }: Incident): boolean => containedAtMs !== null;

const found = (attacks: readonly Incident[], isMonitor: boolean): string => {
  const contained = attacks.filter(isContained).length;
  const all = contained === attacks.length;
  const start = `${plural(attacks.length, 'attack')} found`;
  if (contained === 0)
    return isMonitor
      ? `${start}, and nothing would have contained ${attacks.length === 1 ? 'it' : 'them'}`
      : `${start} but not contained`;
  if (isMonitor) {
    const which = all ? (attacks.length === 1 ? 'it' : 'all of them') : `${contained} of them`;
    return `${start}; enforce mode would have contained ${which}`;
  }
  return all ? `${start} and contained` : `${start}, ${contained} of them contained`;
};

const savedInWords = (usd: number | null, isMonitor: boolean): string => {
  if (usd === null || usd <= 0) return '';
  return isMonitor
    ? `, ${formatRoundUsd(usd)} would have been saved`
    : `, ${formatRoundUsd(usd)} saved`;
};

const oneAttack = (view: ReportView, attack: Incident): string => {
  const { messagesObserved, spendUsd } = attack.latest;
  const where =
    attack.subject.kind === 'account'
      ? 'across the account'
      : `to ${subjectInSentence(attack.subject)}`;
  return `${formatCount(messagesObserved)} SMS ${where}, ${formatRoundUsd(spendUsd)} spent${savedInWords(savedIn(view, attack), view.isMonitor)}`;
};

const severalAttacks = (view: ReportView, attacks: readonly Incident[]): string => {
  const { estimatedLossUsd, estimatedSavedUsd } = view.data.summary;
  const costliest = attacks.toSorted(
    (a, b) => b.latest.estimatedLossUsd - a.latest.estimatedLossUsd,
  );
  const places = [...new Set(costliest.map(({ subject }) => subjectInSentence(subject)))];
  return `${listOf(places)}, ${formatRoundUsd(estimatedLossUsd)} estimated loss${savedInWords(estimatedSavedUsd, view.isMonitor)}`;
};

const withoutAttack = (view: ReportView): string => {
  const { data, attempted, incidents, rejected } = view;
  if (data.summary.events.accepted === 0)
    return rejected > 0
      ? `Nothing could be judged: none of ${plural(rejected, 'record')} could be read.`
      : 'Nothing to judge: the input holds no records.';
  const period = `${formatDuration(data.toMs - data.fromMs)}, ${formatCount(attempted)} SMS`;
  const open = [
    { assessment: 'suspicion', one: 'was suspicious', several: 'were suspicious' },
    { assessment: 'not-assessed', one: 'could not be assessed', several: 'could not be assessed' },
  ].flatMap(({ assessment, one, several }) => {
    const count = incidents.filter((incident) => incident.assessment === assessment).length;
    return count > 0 ? [`${plural(count, 'incident')} ${count === 1 ? one : several}`] : [];
  });
  return `No attack found in ${[period, ...open].join('; ')}.`;
};

/** The whole report in one sentence. */
export const verdictSentence = (view: ReportView): string => {
  const attacks = view.incidents.filter(isAttack);
  const [first] = attacks;
  if (first === undefined) return withoutAttack(view);
  const numbers = attacks.length === 1 ? oneAttack(view, first) : severalAttacks(view, attacks);
  return `${found(attacks, view.isMonitor)}: ${numbers}.`;
};
