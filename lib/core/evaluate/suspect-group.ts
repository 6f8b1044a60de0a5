import type { RangeCount } from './range-profile.ts';
import type { CountryInput } from './rule.ts';
import type { BlockCodes } from './day-blocks.ts';
import { rateCollapseEvidence } from './statistics/rate-evidence.ts';
import { HOUR_MS } from '../time.ts';

/**
 * Some numbers of a destination, told apart from its other traffic by where they are in the
 * numbering plan. Judged by their own codes: an attack in the midst of customers is a contradiction
 * only as long as the two are thrown together.
 */
export interface SuspectGroup {
  /** `ranges`: crowded blocks, which can be named and blocked. `unfamiliar`: all blocks without customers. */
  readonly kind: 'ranges' | 'unfamiliar';
  /** Evidence of the rule that told them apart. */
  readonly structureNats: number;
  /** First sends of the last day, those old enough to have been used, and those that were. */
  readonly numbers: number;
  readonly matured: number;
  readonly used: number;
  /** Evidence that codes of the group are not used as customers' are; 0 where nothing tells. */
  readonly conversionNats: number;
  /** Share of the destination's customers that have been seen in the group's ranges. */
  readonly customerShare: number;
  /** Numbers of the group in the last hour, stopped ones too, and when the last one was sent to. */
  readonly recentNumbers: number;
  readonly lastSentAtMs: number | null;
  /** Named by the drill-down; empty for `unfamiliar`. */
  readonly ranges: readonly RangeCount[];
}

/** Share of the learned conversion rate above which a rate still counts as normal, as in conversion-collapse. */
const COLLAPSE_RATIO = 0.6;

export const describeGroup = (
  input: CountryInput,
  kind: SuspectGroup['kind'],
  structureNats: number,
  blocks: readonly BlockCodes[],
): SuspectGroup => {
  const { baseline, verificationFeed } = input;
  const inGroup = new Set(blocks.map(({ block }) => block));
  let used = 0;
  let unused = 0;
  let young = 0;
  for (const codes of blocks) {
    used += codes.used;
    unused += codes.unused;
    young += codes.young;
  }
  const matured = used + unused;
  const canTell = verificationFeed === 'alive' && baseline.conversionRate !== null;
  return {
    kind,
    structureNats,
    numbers: matured + young,
    matured,
    used,
    conversionNats: canTell
      ? Math.max(
          0,
          rateCollapseEvidence(used, matured, COLLAPSE_RATIO * (baseline.conversionRate ?? 0)),
        )
      : 0,
    customerShare:
      kind === 'unfamiliar' ? baseline.blocks.newBlockShare : baseline.blocks.shareOf(inGroup),
    ...recentOf(
      input,
      kind === 'unfamiliar'
        ? (block) => !baseline.blocks.has(block)
        : (block) => inGroup.has(block),
    ),
    ranges: [],
  };
};

const recentOf = (
  { window }: CountryInput,
  isInGroup: (block: number) => boolean,
): Pick<SuspectGroup, 'recentNumbers' | 'lastSentAtMs'> => {
  const fromMs = window.atMs - HOUR_MS;
  let recentNumbers = 0;
  let lastSentAtMs: number | null = null;
  for (const rows of window.stretches)
    for (const { startMs, firstSends } of rows) {
      if (startMs < fromMs) continue;
      for (const { block } of firstSends) {
        if (!isInGroup(block)) continue;
        recentNumbers += 1;
        lastSentAtMs = Math.max(lastSentAtMs ?? 0, startMs);
      }
    }
  return { recentNumbers, lastSentAtMs };
};
