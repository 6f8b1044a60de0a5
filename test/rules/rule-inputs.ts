import * as fc from 'fast-check';
import { packCarriers } from '../../lib/core/count/carrier-counts.ts';
import { packBlocks, type HourRollup } from '../../lib/core/count/hour-rollup.ts';
import type { SourceView } from '../../lib/core/count/source-view.ts';
import { BIN_MS, foldWindow } from '../../lib/core/count/window.ts';
import { learnBaselines } from '../../lib/core/evaluate/learn-baselines.ts';
import { poolBaselines } from '../../lib/core/evaluate/look-at-pool.ts';
import { pastHours, poolPastHours, type PastHours } from '../../lib/core/evaluate/past-hours.ts';
import type { RangeProfile } from '../../lib/core/evaluate/range-profile.ts';
import type { RuleInput } from '../../lib/core/evaluate/rule.ts';
import type { Parameters } from '../../lib/core/settings/parameter.ts';
import { floorTo, HOUR_MS } from '../../lib/core/time.ts';
import { digestsOf, history, sms, START_MS, tick } from '../unit/count/histories.ts';

const rollup: fc.Arbitrary<HourRollup> = fc
  .record({
    hour: fc.nat(40),
    key: fc.constantFrom('country/TJ', 'country/US'),
    firstSends: fc.nat(300),
    resends: fc.nat(50),
    topShare: fc.double({ min: 0, max: 1, noNaN: true }),
    blocked: fc.nat(20),
    maturedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    convertedShare: fc.double({ min: 0, max: 1, noNaN: true }),
    promptShare: fc.double({ min: 0, max: 1, noNaN: true }),
    unpricedShare: fc.constantFrom(0, 0.5, 1),
    price: fc.nat(300_000),
    verified: fc.nat(300),
    carriers: fc.option(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 63 }), fc.integer({ min: 1, max: 300 })), {
        maxLength: 5,
      }),
    ),
    // Few of them, so that some are met again and some are crowded.
    blocks: fc.array(fc.nat(40), { maxLength: 60 }),
  })
  .map((hour) => {
    const messages = hour.firstSends + hour.resends;
    const unpriced = Math.round(messages * hour.unpricedShare);
    const matured = Math.round(hour.firstSends * hour.maturedShare);
    const converted = Math.round(matured * hour.convertedShare);
    return {
      key: hour.key,
      startMs: floorTo(START_MS, HOUR_MS) - (hour.hour + 2) * HOUR_MS,
      messages,
      firstSends: hour.firstSends,
      topBlockNumbers:
        hour.firstSends === 0 ? 0 : Math.max(1, Math.round(hour.firstSends * hour.topShare)),
      blocked: hour.blocked,
      failed: 0,
      spendMicroUsd: (messages - unpriced) * hour.price,
      unpriced,
      matured,
      converted,
      promptlyUsed: Math.round(converted * hour.promptShare),
      carriers: hour.carriers === null ? null : packCarriers(new Map(hour.carriers)),
      verified: hour.verified,
      usedBlocks: packBlocks(hour.blocks.slice(0, Math.floor(hour.blocks.length / 2))),
      unusedBlocks: packBlocks(hour.blocks.slice(Math.floor(hour.blocks.length / 2))),
    };
  });

const ranges: fc.Arbitrary<RangeProfile> = fc
  .array(
    fc
      .integer({ min: 1, max: 2_000 })
      .chain((numbers) => fc.tuple(fc.constant(numbers), fc.nat(numbers - 1), fc.nat(50))),
    { maxLength: 15 },
  )
  .map((rows) => ({
    windowSeconds: 3_600,
    distinctNumbers: rows.reduce((sum, [numbers]) => sum + numbers, 0),
    ranges: rows
      .map(([distinctNumbers, neighbours, resends], index) => ({
        prefix: `+9929${index}`,
        blockHash: index,
        messages: distinctNumbers + resends,
        distinctNumbers,
        neighbours,
      }))
      .sort((a, b) => b.distinctNumbers - a.distinctNumbers),
  }));

const sources: fc.Arbitrary<SourceView> = fc
  .tuple(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300))
  .map(([users, placed, local, busiest]) => {
    const placedUsers = Math.min(users, placed);
    return {
      windowSeconds: 3_600,
      users,
      placedUsers,
      localUsers: Math.min(placedUsers, local),
      usersOfBusiestAddress: Math.min(users, busiest),
    };
  });

/** Hundreds of messages to numbers that follow each other, within minutes. */
const attack = fc
  .record({ fromMinute: fc.nat(255), numbers: fc.nat(400), price: fc.constantFrom(null, 200_000) })
  .map(({ fromMinute, numbers, price }) =>
    Array.from({ length: numbers }, (_, index) =>
      sms(fromMinute + (index % 5), 1_000 + index, { spendMicroUsd: price }),
    ),
  );

/** What folding a random history, with an attack in it or not, and learning from random hours can give. */
export const anyRuleInput: fc.Arbitrary<RuleInput> = fc
  .record({
    events: fc.tuple(history(), fc.option(attack)),
    atMs: tick,
    rollups: fc.array(rollup, { maxLength: 60 }),
    observedHours: fc.nat(700),
    excludedFrom: fc.nat(80),
    ranges: fc.option(ranges),
    feed: fc.constantFrom('alive' as const, 'absent' as const, 'silent' as const),
    sources: fc.option(sources),
    codesHeardAfterMs: fc.integer({ min: 180_000, max: 600_000 }),
    silentBins: fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 6 }),
    commonMode: fc.array(fc.double({ min: 1, max: 20, noNaN: true }), { maxLength: 24 }),
    subject: fc.constantFrom(
      'country' as const,
      'low-traffic-countries' as const,
      'account' as const,
    ),
  })
  .map(({ events: [usual, more], atMs, rollups, observedHours, excludedFrom, ...rest }) => {
    const untilMs = floorTo(START_MS, HOUR_MS) - HOUR_MS;
    const baselines = learnBaselines({
      observedSinceMs: observedHours === 0 ? null : untilMs - observedHours * HOUR_MS,
      untilMs,
      byCountry: new Map(
        ['TJ', 'US'].map((country) => [
          country,
          rollups.filter(({ key }) => key === `country/${country}`),
        ]),
      ),
      excludedHoursOf: (country) => (startMs) =>
        country === 'TJ' && startMs > untilMs - excludedFrom * HOUR_MS,
    });
    const common = {
      evaluatedAtMs: atMs,
      window: foldWindow(digestsOf([...usual, ...(more ?? [])]), atMs),
      account: baselines.account,
    };
    if (rest.subject === 'account') return { ...common, subject: { kind: 'account' } };
    const byStart = (country: string): Map<number, HourRollup> =>
      new Map(
        rollups
          .filter(({ key }) => key === `country/${country}`)
          .map((hour) => [hour.startMs, hour] as const),
      );
    const pastOf = (country: string): PastHours =>
      pastHours(
        byStart(country),
        baselines.of(country),
        untilMs - (observedHours % 96) * HOUR_MS,
        atMs,
      );
    const destination = {
      ...common,
      verificationFeed: rest.feed,
      silentBins: new Set(rest.silentBins.map((ago) => atMs - ago * BIN_MS)),
      codesHeardAfterMs: rest.codesHeardAfterMs,
      hasCognito: rest.sources !== null,
      commonMode: rest.commonMode,
    };
    if (rest.subject === 'low-traffic-countries')
      return {
        ...destination,
        subject: { kind: 'low-traffic-countries', countries: ['TJ', 'US'] },
        baseline: poolBaselines([baselines.of('TJ'), baselines.of('US')]),
        past: poolPastHours([pastOf('TJ'), pastOf('US')]),
      };
    return {
      ...destination,
      subject: { kind: 'country', country: 'TJ' },
      baseline: baselines.of('TJ'),
      past: pastOf('TJ'),
      ranges: rest.ranges,
      sources: rest.sources,
    };
  });

/** Values that an owner could set, some of them at their bounds. */
export const withValues = (parameters: Parameters): fc.Arbitrary<Record<string, number>> =>
  fc.record(
    Object.fromEntries(
      Object.entries(parameters).map(([name, { default: preset, min, max }]) => [
        name,
        fc.oneof(
          { weight: 4, arbitrary: fc.constant(preset) },
          { weight: 1, arbitrary: fc.constantFrom(min, max) },
          { weight: 1, arbitrary: fc.double({ min, max, noNaN: true }) },
        ),
      ]),
    ),
  );
