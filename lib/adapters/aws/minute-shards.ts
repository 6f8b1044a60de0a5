/**
 * Which item of a minute takes which observations. A write costs ceil(size / 1 KB) of the whole
 * item that results, so a crowded item is dear and a new item never is.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 *
 * Readers take the union of all items of a minute, so the choice is about cost, never about
 * correctness. It follows from the content, so that a redelivery mostly finds its first item.
 */
import {
  WORDS_PER_OBSERVATION,
  type CounterKey,
  type MinuteSlot,
} from '../../core/count/observations.ts';
import { floorTo, MINUTE_MS } from '../../core/time.ts';
import { hashObservation, ObservationSet } from '../observation-set.ts';

/** From here on a group is worth an item of its own: 64 observations are 1 KB. */
const MIN_OWN_ITEM = 64;
/** Smaller groups than this share the first item of the minute. */
const MIN_SPREAD_GROUP = 4;
/** 4,000 observations are 64 KB; an item may have 400 KB. */
const MAX_OBSERVATIONS_PER_ITEM = 4_000;
/** Items that share the small groups of a minute: 1, 8, 64 or 512, by level. */
const FAN_OUT = 8;
export const MAX_LEVEL = 3;

const KINDS = ['sends', 'verifications', 'auths'] as const;
type Kind = (typeof KINDS)[number];

/** Observations of one key and minute, each once. */
export interface Group {
  readonly key: CounterKey;
  readonly startMs: number;
  readonly sends: Uint32Array;
  readonly verifications: Uint32Array;
  readonly auths: Uint32Array;
}

/** One UpdateItem: `group` goes into the item `shard` of its minute. */
export interface MinuteWrite {
  readonly group: Group;
  readonly shard: string;
  /** Level of the shared item; `null` when the item is the group's own. */
  readonly level: number | null;
}

const sizeOf = (group: Group): number =>
  (group.sends.length + group.verifications.length + group.auths.length) / WORDS_PER_OBSERVATION;

/** One group per key and minute, without empty ones and without duplicates (which DynamoDB refuses in a set). */
export const toGroups = (deltas: readonly MinuteSlot[]): Group[] => {
  const bySlot = new Map<string, { slot: MinuteSlot; sets: Record<Kind, ObservationSet> }>();
  for (const delta of deltas) {
    const startMs = floorTo(delta.startMs, MINUTE_MS);
    const id = `${startMs}#${delta.key}`;
    let open = bySlot.get(id);
    if (open === undefined) {
      const sets = {
        sends: new ObservationSet(),
        verifications: new ObservationSet(),
        auths: new ObservationSet(),
      };
      bySlot.set(id, (open = { slot: { ...delta, startMs }, sets }));
    }
    for (const kind of KINDS) open.sets[kind].add(delta[kind]);
  }
  return [...bySlot.values()]
    .map(({ slot: { key, startMs }, sets }) => ({
      key,
      startMs,
      sends: sets.sends.words,
      verifications: sets.verifications.words,
      auths: sets.auths.words,
    }))
    .filter((group) => sizeOf(group) > 0);
};

/** 64 bits that depend on what is in the group and not on its order. */
const fingerprint = (group: Group): { readonly low: number; readonly hex: string } => {
  let low = 0;
  let high = 0;
  for (const [seed, kind] of KINDS.entries())
    for (let at = 0; at < group[kind].length; at += WORDS_PER_OBSERVATION) {
      low = (low + hashObservation(group[kind], at, seed + 1)) >>> 0;
      high = (high + hashObservation(group[kind], at, seed + 101)) >>> 0;
    }
  const hex = (word: number): string => word.toString(16).padStart(8, '0');
  return { low, hex: hex(high) + hex(low) };
};

/** The group in an item of its own, named after its content. */
export const ownItem = (group: Group): MinuteWrite => ({
  group,
  shard: `x${fingerprint(group).hex}`,
  level: null,
});

/** Splits by ranges of the observations' hashes, so that the parts are a function of the content too. */
const splitByHash = (group: Group, parts: number): Group[] => {
  const pick = (words: Uint32Array, part: number): Uint32Array => {
    const picked: number[] = [];
    for (let at = 0; at < words.length; at += WORDS_PER_OBSERVATION)
      if (Math.floor((hashObservation(words, at) / 2 ** 32) * parts) === part)
        picked.push(...words.subarray(at, at + WORDS_PER_OBSERVATION));
    return Uint32Array.from(picked);
  };
  return Array.from({ length: parts }, (_, part) => ({
    ...group,
    sends: pick(group.sends, part),
    verifications: pick(group.verifications, part),
    auths: pick(group.auths, part),
  })).filter((part) => sizeOf(part) > 0);
};

/** The writes that store `group`. `learnedLevel` is how far this minute's shared items are known to have filled up. */
export const planMinuteWrites = (group: Group, learnedLevel: number): MinuteWrite[] => {
  const size = sizeOf(group);
  if (size >= MIN_OWN_ITEM)
    return splitByHash(group, Math.ceil(size / MAX_OBSERVATIONS_PER_ITEM)).map(ownItem);
  const level = Math.max(learnedLevel, size < MIN_SPREAD_GROUP ? 0 : 1);
  const shard = level === 0 ? '0' : `${level}-${fingerprint(group).low % FAN_OUT ** level}`;
  return [{ group, shard, level }];
};
