import { CLOSER_NATS, natsOf, type Finding } from '../evaluate/evaluate.ts';
import { suspectBlocks } from '../evaluate/find-groups.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import { describeGroup, type SuspectGroup } from '../evaluate/suspect-group.ts';

/**
 * The groups of numbers under other values. Only groups that were told apart at the time, and of
 * `ranges` only those that the drill-down named: it is not made again.
 *
 * @param buildup values of `range-buildup` in force
 */
export const regroup = (
  groups: readonly SuspectGroup[],
  input: CountryInput,
  findings: readonly Finding[],
  buildup: Readonly<Record<string, number>>,
): readonly SuspectGroup[] =>
  groups.flatMap((group) => {
    const ruleId = group.kind === 'ranges' ? 'range-buildup' : 'unfamiliar-ranges';
    const finding = findings.find((candidate) => candidate.ruleId === ruleId);
    const nats = finding === undefined ? 0 : natsOf(finding);
    if (nats < CLOSER_NATS) return [];
    if (group.kind === 'unfamiliar') return [{ ...group, structureNats: nats }];
    const crowded = suspectBlocks(input, buildup);
    const hashes = new Set(crowded.map(({ block }) => block));
    return [
      {
        ...describeGroup(input, 'ranges', nats, crowded),
        ranges: group.ranges.filter(({ blockHash }) => hashes.has(blockHash)),
      },
    ];
  });
