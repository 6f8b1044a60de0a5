import type { Action, Decision, DecisionKind, Subject } from '../decide/decision.ts';

/** A message for people, and for whatever shows it: an e-mail, a chat, a phone. */
export interface Alert {
  /** ASCII on one line, at most 100 characters: what SNS takes for a subject. */
  readonly subject: string;
  readonly text: string;
}

const MAX_SUBJECT = 100;
/** More tells a person nothing; the decision log has them all. */
const MAX_LINES = 20;

const HEADLINES: Readonly<Record<DecisionKind, string>> = {
  open: 'SMS pumping suspected',
  update: 'SMS pumping goes on',
  contain: 'SMS pumping contained',
  release: 'SMS block lifted',
  close: 'SMS incident closed',
};

const subjectOf = (subject: Subject): string => {
  if (subject.kind === 'country') return subject.country;
  if (subject.kind === 'number-range') return `${subject.country} ${subject.prefix}`;
  if (subject.kind === 'account') return 'the whole account';
  return `${subject.countries.length} countries`;
};

const targetOf = ({ target }: Action): string => {
  if ('prefix' in target) return `${target.prefix}… (${target.country})`;
  return 'country' in target ? target.country : `${target.limitUsd} USD a month`;
};

const actionLine = (action: Action): string => {
  const { kind, outcome, expiresAt, previous, reason } = action;
  const until = expiresAt === null ? '' : `, until ${expiresAt}`;
  const before = previous === null ? '' : `, before: ${previous}`;
  const why = reason === null ? '' : ` (${reason})`;
  return `- ${kind} ${targetOf(action)}: ${outcome}${why}${until}${before}`;
};

const listed = (title: string, lines: readonly string[]): readonly string[] => {
  if (lines.length === 0) return [];
  const more = lines.length - MAX_LINES;
  return ['', title, ...lines.slice(0, MAX_LINES), ...(more > 0 ? [`- and ${more} more`] : [])];
};

/** What a person on call reads: what, where, how much, what was done, how to undo it, what to tune. */
export const writeAlert = (decision: Decision, instance: string): Alert => {
  const { kind, subject, message, mode, riskScore, reasons, actions, incidentId } = decision;
  const headline = `[${mode}] ${HEADLINES[kind]}: ${subjectOf(subject)}`;
  const matched = reasons.filter(({ verdict }) => verdict === 'match');
  const keys = [...new Set(matched.flatMap(({ tune }) => tune))];
  const hasMoved = actions.some(
    ({ outcome, kind: of }) => outcome === 'applied' && of !== 'restore',
  );
  return {
    subject: headline.replaceAll(/[^ -~]/g, '').slice(0, MAX_SUBJECT),
    text: [
      message,
      '',
      `Incident ${incidentId}, risk ${riskScore} of 100, decided at ${decision.evaluatedAt}, instance ${instance}, mode ${mode}.`,
      ...(mode === 'monitor'
        ? ['Mode is monitor: nothing is blocked. What was blocked before is put back.']
        : []),
      ...listed('Actions', actions.map(actionLine)),
      ...(hasMoved
        ? [
            '',
            'Each action ends at its time unless it is renewed. All but number ranges are put back by the detector: while it does not run, they stay.',
            `To undo them now, in the project: npm run --silent rollback -- ${incidentId} --table <IncidentsTable> --ranges-table <NumberRangesTable>`,
            'It shows what it would do; with --apply it does it. The tables are outputs of the stack, docs/operate.md. By hand: docs/levers.md.',
          ]
        : []),
      ...listed(
        'What to do',
        matched.map(({ ruleId }) => `- docs/runbooks/${ruleId}.md`),
      ),
      ...listed(
        'What to tune, as SSM parameters of the instance',
        keys.map((key) => `- ${key}`),
      ),
    ].join('\n'),
  };
};
