import { DAY_MS } from '../time.ts';
import { crowdedBlocks, dayBlocks, type CrowdedBlock } from './day-blocks.ts';
import { CLOSER_NATS, natsOf, type Finding, type ParametersInForce } from './evaluate.ts';
import type { DeliveryLog } from './range-profile.ts';
import type { CountryInput } from './rule.ts';
import { RANGE_BUILDUP_DEFAULTS } from './rules/range-buildup.rule.ts';
import { describeGroup, type SuspectGroup } from './suspect-group.ts';

/** A block of a group has at least this evidence of its own. */
const MIN_BLOCK_NATS = 3;
/** A range is named from this many numbers on. */
const MIN_RANGE_NUMBERS = 3;

/**
 * The blocks that make up a group of ranges, the most crowded first.
 *
 * @param overrides values of `range-buildup` in force; anything absent is at its default
 */
export const suspectBlocks = (
  input: CountryInput,
  overrides: Readonly<Record<string, number>>,
): readonly CrowdedBlock[] => {
  const { shareSlack, minNumbers } = { ...RANGE_BUILDUP_DEFAULTS, ...overrides };
  return crowdedBlocks(input, shareSlack, minNumbers).blocks.filter(
    ({ nats }) => nats >= MIN_BLOCK_NATS,
  );
};

/** The groups that structure tells apart, where there is enough of it to be worth a look. */
export const findGroups = async (
  input: CountryInput,
  findings: readonly Finding[],
  {
    deliveryLog,
    parametersInForce,
  }: { readonly deliveryLog: DeliveryLog; readonly parametersInForce: ParametersInForce },
): Promise<readonly SuspectGroup[]> => {
  const groups: SuspectGroup[] = [];
  const natsOfRule = (id: string): number => {
    const finding = findings.find(({ ruleId }) => ruleId === id);
    return finding === undefined ? 0 : natsOf(finding);
  };
  const { country } = input.subject;
  const buildup = natsOfRule('range-buildup');
  const values = parametersInForce('range-buildup', input.subject);
  if (buildup >= CLOSER_NATS && values !== null) {
    const crowded = suspectBlocks(input, values);
    const group = describeGroup(input, 'ranges', buildup, crowded);
    const { atMs } = input.window;
    const profile = await deliveryLog.profileRanges(country, atMs - DAY_MS, atMs);
    const hashes = new Set(crowded.map(({ block }) => block));
    const ranges = (profile?.ranges ?? []).filter(
      ({ blockHash, distinctNumbers }) =>
        hashes.has(blockHash) && distinctNumbers >= MIN_RANGE_NUMBERS,
    );
    groups.push({ ...group, ranges });
  }
  const unfamiliar = natsOfRule('unfamiliar-ranges');
  if (unfamiliar >= CLOSER_NATS) {
    const { blocks } = dayBlocks(input);
    const unknown = [...blocks.values()].filter(({ block }) => !input.baseline.blocks.has(block));
    groups.push(describeGroup(input, 'unfamiliar', unfamiliar, unknown));
  }
  return groups;
};
