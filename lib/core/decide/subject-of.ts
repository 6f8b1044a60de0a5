import { countryOfKey, type CounterKey } from '../count/observations.ts';
import { expectedFirstSends } from '../evaluate/baseline.ts';
import { localise } from '../respond/localise.ts';
import { HOUR_MS } from '../time.ts';
import type { Case } from './case.ts';
import type { Subject } from './decision.ts';
import type { Incident } from './incident.ts';
import type { Step } from './next-step.ts';
import { POOL_KEY } from './pool.ts';

/**
 * The smallest subject that explains the surge: one number range, else the country. What an
 * incident was found to be about it stays about while there is no surge to explain: a block
 * starves it, and an all-clear is about what was alarmed.
 */
export const subjectOf = (
  key: CounterKey,
  incident: Incident | null,
  current: Case,
  step: Step,
): { readonly subject: Subject; readonly blockHash: number | null } => {
  if (key === POOL_KEY) return { subject: poolSubject(incident, current), blockHash: null };
  const country = countryOfKey(key);
  if (country === null) return { subject: { kind: 'account' }, blockHash: null };
  const { judgement, input } = current;
  if (input?.subject.kind !== 'country' || !('ranges' in input))
    return {
      subject: incident?.subject ?? { kind: 'country', country },
      blockHash: incident?.blockHash ?? null,
    };
  const { group } = judgement;
  const isSettled =
    (input.ranges === null && group === null) ||
    judgement.verdict === 'clear' ||
    (incident?.state === 'contained' && step.plan !== 'extend');
  if (incident !== null && isSettled)
    return { subject: incident.subject, blockHash: incident.blockHash };
  const whole = { subject: { kind: 'country', country } as const, blockHash: null };
  const expected = expectedFirstSends(
    input.baseline,
    input.window.atMs - HOUR_MS,
    input.window.atMs,
  );
  const [range, ...others] = group?.ranges ?? localise(input.ranges, expected, 2) ?? [];
  if (range === undefined || others.length > 0) return whole;
  const { prefix, blockHash } = range;
  return { subject: { kind: 'number-range', country, prefix }, blockHash };
};

/** All that were pumped in the campaign, so that its totals are those of all. */
const poolSubject = (incident: Incident | null, { destinations, held, input }: Case): Subject => {
  const before =
    incident?.subject.kind === 'low-traffic-countries' ? incident.subject.countries : [];
  const now = [...destinations.map((member) => member.input), ...held].map(
    ({ subject }) => subject.country,
  );
  const known = [...new Set([...before, ...now])].sort();
  if (known.length > 0 || input?.subject.kind !== 'low-traffic-countries')
    return { kind: 'low-traffic-countries', countries: known };
  return input.subject;
};
