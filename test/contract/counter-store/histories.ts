import * as fc from 'fast-check';
import type { CounterStore } from '../../../lib/core/count/counter-store.ts';
import { NO_CARRIERS, packCarriers } from '../../../lib/core/count/carrier-counts.ts';
import type { HourRollup } from '../../../lib/core/count/hour-rollup.ts';
import type { CounterKey, MinuteSlot } from '../../../lib/core/count/observations.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';

export class ManualClock {
  #nowMs: number;
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }
  nowMs(): number {
    return this.#nowMs;
  }
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

export const START_MS = Date.UTC(2026, 8, 11, 5, 0);
export const KEYS: readonly CounterKey[] = [
  'country/TJ',
  'country/DE',
  'client/us-east-1_AbCdEf123/4k5j6h7g8f#-',
];
const KINDS = ['sends', 'verifications', 'auths'] as const;
export type Kind = (typeof KINDS)[number];
type Words = readonly [number, number, number, number];

/** One observation and where it belongs. */
export interface Observed {
  readonly key: CounterKey;
  readonly startMs: number;
  readonly kind: Kind;
  readonly words: Words;
}

export const NO_WORDS = new Uint32Array(0);

/** One delta per observation: the finest grouping. */
export const toDelta = ({ key, startMs, kind, words }: Observed): MinuteSlot => ({
  key,
  startMs,
  sends: NO_WORDS,
  verifications: NO_WORDS,
  auths: NO_WORDS,
  [kind]: Uint32Array.from(words),
});

/** One delta per key and minute, as ingest sums a batch; duplicates stay in. */
export const toDeltas = (batch: readonly Observed[]): MinuteSlot[] => {
  const slots = new Map<string, Observed[]>();
  for (const observed of batch) {
    const id = `${observed.key} ${observed.startMs}`;
    slots.set(id, [...(slots.get(id) ?? []), observed]);
  }
  return [...slots.values()].map((group) => {
    const wordsOf = (kind: Kind): Uint32Array =>
      Uint32Array.from(group.filter((each) => each.kind === kind).flatMap((each) => each.words));
    const { key, startMs } = group[0] as Observed;
    return {
      key,
      startMs,
      sends: wordsOf('sends'),
      verifications: wordsOf('verifications'),
      auths: wordsOf('auths'),
    };
  });
};

/** `count` distinct observations of one minute; all share a message hash when `oneMessage`. */
export const manySends = (count: number, seed = 0): Uint32Array =>
  Uint32Array.from({ length: 4 * count }, (_, index) =>
    index % 4 === 0 ? Math.imul((index >> 2) + seed, 0x9e37_79b1) >>> 0 : (index >> 2) + seed,
  );

/** A minute of `key` with `sends` and nothing else. */
export const sendsAt = (key: CounterKey, startMs: number, sends: Uint32Array): MinuteSlot => ({
  key,
  startMs,
  sends,
  verifications: NO_WORDS,
  auths: NO_WORDS,
});

// --- what a store says, in a form in which equal sets are equal ---

const asList = (words: Uint32Array): string[] =>
  Array.from({ length: words.length / 4 }, (_, index) =>
    words.subarray(4 * index, 4 * index + 4).join(','),
  ).sort();

export interface Reading {
  readonly key: CounterKey;
  readonly startMs: number;
  readonly sends: string[];
  readonly verifications: string[];
  readonly auths: string[];
}

export const toReading = (slot: MinuteSlot): Reading => ({
  key: slot.key,
  startMs: slot.startMs,
  sends: asList(slot.sends),
  verifications: asList(slot.verifications),
  auths: asList(slot.auths),
});

export const readAll = async (store: CounterStore, keys: readonly CounterKey[] = KEYS) => ({
  minutes: (await Promise.all(keys.map((key) => store.readMinutes(key, 0, Infinity))))
    .flat()
    .map(toReading),
  activeKeys: await store.readActiveKeys(0, Infinity),
  observedSinceMs: await store.readObservedSinceMs(),
});

/** What `readAll` must say after `history`, by the plainest means. */
export const expectedOf = (history: readonly Observed[], keys: readonly CounterKey[] = KEYS) => {
  const observedOf = (key: CounterKey): Observed[] => history.filter((each) => each.key === key);
  const minutes = keys.flatMap((key) => {
    const ofKey = observedOf(key);
    const starts = [...new Set(ofKey.map((each) => each.startMs))].sort((a, b) => a - b);
    return starts.map((startMs): Reading => {
      const listOf = (kind: Kind): string[] => {
        const same = ofKey.filter((each) => each.startMs === startMs && each.kind === kind);
        return [...new Set(same.map((each) => each.words.join(',')))].sort();
      };
      return {
        key,
        startMs,
        sends: listOf('sends'),
        verifications: listOf('verifications'),
        auths: listOf('auths'),
      };
    });
  });
  const hours = history.map((each) => floorTo(each.startMs, HOUR_MS));
  return {
    minutes,
    activeKeys: [...new Set(history.map((each) => each.key))].sort(),
    observedSinceMs: hours.length === 0 ? null : Math.min(...hours),
  };
};

// --- random histories ---

/** Few values, so that duplicates and shared hashes are common, and the extremes of a word. */
const word = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(0x7fff_ffff, 0x8000_0000, 0xffff_ffff) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff_ffff }) },
);

export const observed: fc.Arbitrary<Observed> = fc.record({
  key: fc.constantFrom(...KEYS),
  // Around the turn of an hour.
  startMs: fc.integer({ min: 57, max: 62 }).map((minute) => START_MS + minute * MINUTE_MS),
  kind: fc.constantFrom(...KINDS),
  words: fc.tuple(word, word, word, word),
});

/** A history, and the batches by which it arrives: shuffled, regrouped, some of it twice. */
export const delivery = (maxLength: number) =>
  fc.array(observed, { minLength: 1, maxLength }).chain((history) =>
    fc.record({
      history: fc.constant(history),
      batches: fc
        .tuple(
          fc.shuffledSubarray(history, { minLength: history.length }),
          fc.shuffledSubarray(history),
          fc.array(fc.integer({ min: 1, max: maxLength }), { minLength: 1, maxLength: 8 }),
        )
        .map(([first, again, sizes]) => {
          const rest = [...first, ...again];
          const batches: Observed[][] = [];
          for (let turn = 0; rest.length > 0; turn++)
            batches.push(rest.splice(0, sizes[turn % sizes.length]));
          return batches;
        }),
    }),
  );

/** Every other one without blocks of one kind, and without carriers: an hour in which no code, or every code, was used. */
export const rollupOf = (key: CounterKey, startMs: number, messages: number): HourRollup => ({
  key,
  startMs,
  messages,
  firstSends: messages - 1,
  topBlockNumbers: 3,
  blocked: 0,
  failed: 2,
  spendMicroUsd: messages * 51_234,
  unpriced: 1,
  matured: 5,
  converted: 4,
  promptlyUsed: 3,
  carriers:
    messages % 2 === 0
      ? NO_CARRIERS
      : packCarriers(
          new Map([
            [63, messages],
            [1, 2],
          ]),
        ),
  verified: 6,
  usedBlocks: messages % 2 === 0 ? NO_BLOCKS : Uint16Array.of(0, 7, 7, 0xff_ff),
  unusedBlocks: messages % 3 === 0 ? NO_BLOCKS : Uint16Array.of(messages % 0xff_ff),
});

const NO_BLOCKS = new Uint16Array(0);
