import { crowdedBlocks } from '../evaluate/day-blocks.ts';
import { natsOf, type Finding } from '../evaluate/evaluate.ts';
import { CLOSER_NATS, MIN_BLOCK_NATS } from '../evaluate/look.ts';
import type { CountryInput } from '../evaluate/rule.ts';
import { describeGroup, type SuspectGroup } from '../evaluate/suspect-group.ts';

/**
 * The groups of numbers under other values. Only groups that were told apart at the time, and of
 * `ranges` only those that the drill-down named: it is not made again.
 */
export const regroup = (
  groups: readonly SuspectGroup[],
  input: CountryInput,
  findings: readonly Finding[],
  buildup: { readonly shareSlack: number; readonly minNumbers: number },
): readonly SuspectGroup[] =>
  groups.flatMap((group) => {
    const ruleId = group.kind === 'ranges' ? 'range-buildup' : 'unfamiliar-ranges';
    const finding = findings.find((candidate) => candidate.ruleId === ruleId);
    const nats = finding === undefined ? 0 : natsOf(finding);
    if (nats < CLOSER_NATS) return [];
    if (group.kind === 'unfamiliar') return [{ ...group, structureNats: nats }];
    const crowded = crowdedBlocks(input, buildup.shareSlack, buildup.minNumbers).blocks.filter(
      (block) => block.nats >= MIN_BLOCK_NATS,
    );
    const hashes = new Set(crowded.map(({ block }) => block));
    return [
      {
        ...describeGroup(input, 'ranges', nats, crowded),
        ranges: group.ranges.filter(({ blockHash }) => hashes.has(blockHash)),
      },
    ];
  });
