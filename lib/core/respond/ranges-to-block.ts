import { expectedFirstSends } from '../evaluate/baseline.ts';
import { isInForce } from './in-force.ts';
import { localise, mergeParts, type NumberRange } from './localise.ts';
import type { PlanInput } from './plan.ts';
import { HOUR_MS } from '../time.ts';

/** The number ranges whose block contains the attack, those in force left out; `null` where none would. */
export const rangesToBlock = (context: PlanInput): readonly NumberRange[] | null => {
  const { input, settings, incident, judgement } = context;
  const expected = expectedFirstSends(
    input.baseline,
    input.window.atMs - HOUR_MS,
    input.window.atMs,
  );
  const { maxRanges } = settings.responses['block-number-range'].values;
  const found =
    judgement.group === null
      ? localise(input.ranges, expected, maxRanges)
      : mergeParts(judgement.group.ranges).slice(0, maxRanges);
  if (found === null || holdsCustomers(found, context)) return null;
  const isAllowed = (prefix: string): boolean =>
    settings.allowedNumberRanges.some(
      (allowed) => prefix.startsWith(allowed) || allowed.startsWith(prefix),
    );
  const blockable = found.filter(({ prefix }) => !isAllowed(prefix));
  const fresh = blockable.filter(
    ({ prefix }) =>
      !isInForce(context, 'block-number-range', { country: input.subject.country, prefix }),
  );
  const isUnderCap = incident.actions.length + fresh.length <= maxRanges;
  return fresh.length > 0 && isUnderCap ? fresh : null;
};

/** From this share of a destination's customers on, its ranges are the destination. */
const MOST_CUSTOMERS = 0.5;

/** Whether most of the destination's customers are in the ranges: small countries have few of these. */
const holdsCustomers = (
  found: readonly NumberRange[],
  { input, judgement }: PlanInput,
): boolean => {
  // Ranges that stand out are of a day, and the drill-down of an hour need not have seen them.
  const seen = [...(judgement.group?.ranges ?? []), ...(input.ranges?.ranges ?? [])];
  const blocks = seen.filter((range) =>
    found.some(({ prefix }) => range.prefix.startsWith(prefix)),
  );
  const hashes = new Set(blocks.map(({ blockHash }) => blockHash));
  return input.baseline.blocks.shareOf(hashes) > MOST_CUSTOMERS;
};
