import { describe, expect, it } from 'vitest';
import type { Case } from '../../../lib/core/decide/case.ts';
import { heldStateOf } from '../../../lib/core/decide/held-state.ts';
import type { ActiveAction, Incident, Restored } from '../../../lib/core/decide/incident.ts';
import type { Judgement } from '../../../lib/core/decide/judge.ts';
import { POOL_KEY } from '../../../lib/core/decide/pool.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lib/core/time.ts';
import {
  activeAction,
  baseline,
  contained,
  countryInput,
  finding,
  incident,
  judgement,
  minutes,
  NOW_MS,
  settingsWith,
  windowView,
} from './fixtures.ts';

const seen = (fields: Partial<Case>): Case => ({
  judgement: judgement(),
  input: countryInput(),
  baseline: baseline(),
  destinations: [],
  held: [],
  ...fields,
});
const offsetOf = (current: Case, key: string) =>
  heldStateOf(current, contained({ key }), [], [], settingsWith(), NOW_MS).baseline?.hourWeights;

describe('a probe', () => {
  const isDear = (projectedUsd: number | null) =>
    heldStateOf(
      seen({ judgement: judgement({ projectedUsd }) }),
      contained(),
      [],
      [],
      settingsWith(),
      NOW_MS,
    ).isProbeDear;

  it('is dear when two minutes at this pace cost two dollars', () => {
    expect(isDear(60)).toBe(true);
    expect(isDear(59)).toBe(false);
  });

  it('is not dear for want of a price', () => {
    expect(isDear(null)).toBe(false);
  });
});

describe('whose day and night it is', () => {
  const night = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : 2));

  it("is the destination's own", () => {
    const input = countryInput({ baseline: baseline({ hourWeights: night }) });
    expect(offsetOf(seen({ input }), 'country/TJ')).toEqual(night);
  });

  it('is, of many together, that of the destinations that are held, and not of the others', () => {
    const held = countryInput({
      baseline: baseline({ hourWeights: night, utcOffsetMinutes: 0, firstSendsPerHour: 1 }),
    });
    expect(offsetOf(seen({ held: [held] }), POOL_KEY)).toEqual(night);
  });
});

describe('when more levers may be moved after some were', () => {
  const extendAfter = (key: string) =>
    heldStateOf(seen({}), contained({ key }), [], [], settingsWith(), NOW_MS).extendAfterMs;

  it('is sooner where a destination joins many than where one goes on', () => {
    expect(extendAfter(POOL_KEY)).toBe(30 * SECOND_MS);
    expect(extendAfter('country/TJ')).toBe(2 * MINUTE_MS);
  });
});

describe('what gets past the levers', () => {
  /** Nine a minute at 20 cents, nothing of it normal. */
  const input = (atMs = NOW_MS, fields: Parameters<typeof baseline>[0] = {}) =>
    countryInput({
      baseline: baseline({ firstSendsPerHour: 0, ...fields }),
      window: windowView([30], {
        atMs,
        recentUnstopped: Array.from({ length: 10 }, () => 9),
        ...(fields.priceMicroUsd === null ? { lastHour: { unpriced: 30 } } : {}),
      }),
    });
  const usdPerHour = (fields: Parameters<typeof contained>[0], seenOf = input()) =>
    heldStateOf(
      seen({ input: seenOf }),
      contained(fields),
      [],
      [],
      settingsWith(),
      seenOf.window.atMs,
    ).pastUsdPerHour;
  const moved = (minutesAgo: number) => activeAction({ appliedAtMs: NOW_MS - minutes(minutesAgo) });

  it('is its pace since the levers took effect, in dollars an hour', () => {
    expect(usdPerHour({ actions: [moved(11)] })).toBeCloseTo((90 - 2 * Math.sqrt(90)) * 0.2 * 6);
    expect(usdPerHour({ actions: [moved(60), moved(3)] })).toBeCloseTo(
      (18 - 2 * Math.sqrt(18)) * 0.2 * 30,
    );
  });

  it('does not vanish between two minutes', () => {
    for (let seconds = 0; seconds <= 60; seconds += 5) {
      const atMs = NOW_MS + seconds * SECOND_MS;
      expect(usdPerHour({ actions: [moved(3)] }, input(atMs))).toBeGreaterThan(40);
    }
  });

  it('is nothing as long as there is too little to tell a pace by', () => {
    expect(usdPerHour({ actions: [moved(2)] })).toBe(0);
    expect(usdPerHour({ actions: [moved(1)] })).toBe(0);
  });

  it('is infinite without a known price: unknown is not little', () => {
    expect(usdPerHour({ actions: [moved(11)] }, input(NOW_MS, { priceMicroUsd: null }))).toBe(
      Infinity,
    );
  });

  it('is unknown where nothing is held, or was only said to be, and of many together', () => {
    expect(usdPerHour({ actions: [] })).toBeNull();
    expect(usdPerHour({ actions: [{ ...moved(11), isVirtual: true }] })).toBeNull();
    expect(usdPerHour({ key: POOL_KEY, actions: [moved(11)] })).toBeNull();
  });
});

describe('a block of a country of many customers', () => {
  /** Ten customers an hour, each worth half a dollar: ten times that is 50 dollars. */
  const isWorthNoMore = (
    projectedUsd: number | null,
    fields: Parameters<typeof baseline>[0] = {},
    kind: 'block-country' | 'filter-country' = 'block-country',
  ) => {
    const input = countryInput({
      baseline: baseline({ trafficShare: 0.1, firstSendsPerHour: 10, ...fields }),
    });
    const judged = judgement(
      projectedUsd === null
        ? { excessUsd: null, projectedUsd, dayExcessUsd: null }
        : { projectedUsd },
    );
    return heldStateOf(
      seen({ input, judgement: judged, destinations: [{ input, judgement: judged }] }),
      contained({ actions: [activeAction({ kind })] }),
      [],
      [],
      settingsWith(),
      NOW_MS,
    ).isOutweighedNoMore;
  };

  it('is worth its customers as long as what it stops would cost ten times as much', () => {
    expect(isWorthNoMore(50.1)).toBe(false);
    expect(isWorthNoMore(49.9)).toBe(true);
    expect(isWorthNoMore(null)).toBe(true);
  });

  it('is asked of no other block, and of no filter', () => {
    expect(isWorthNoMore(1, { trafficShare: 0.05 })).toBe(false);
    expect(isWorthNoMore(1, {}, 'filter-country')).toBe(false);
  });
});

describe('a plan that a cooldown forbade', () => {
  const restoredAgo = (agoMinutes: number): Restored => ({
    kind: 'block-country',
    target: { country: 'TJ' },
    appliedAtMs: NOW_MS - minutes(60),
    atMs: NOW_MS - minutes(agoMinutes),
    step: 0,
    by: 'detector',
  });
  const mayPlanAt = (plannedAgoMinutes: number | null, others: readonly Incident[] = []) => {
    const own = incident({
      state: 'released',
      plannedAtMs: plannedAgoMinutes === null ? null : NOW_MS - minutes(plannedAgoMinutes),
      restored: others.length === 0 ? [restoredAgo(10)] : [],
    });
    return heldStateOf(seen({}), own, [], [own, ...others], settingsWith(), NOW_MS)
      .plannedInCooldownUntilMs;
  };
  const END_MS = NOW_MS - minutes(5);

  it('is for the end of the cooldown, five minutes after the lever was put back', () => {
    expect(mayPlanAt(8)).toBe(END_MS);
  });

  it('is none where it was planned before, or after, or never', () => {
    expect(mayPlanAt(11)).toBeNull();
    expect(mayPlanAt(5)).toBeNull();
    expect(mayPlanAt(null)).toBeNull();
  });

  it('is the same where another incident put the lever back, and no other lever', () => {
    const other = incident({ incidentId: 'inc-other', key: POOL_KEY, state: 'closed' });
    expect(mayPlanAt(8, [{ ...other, restored: [restoredAgo(10)] }])).toBe(END_MS);
    const elsewhere = { ...restoredAgo(10), target: { country: 'NP' } };
    expect(mayPlanAt(8, [{ ...other, restored: [elsewhere] }])).toBeNull();
  });
});

describe('a block of a country in which nobody asks as a rule', () => {
  /** Codes from before the block: what it stops has none. */
  const hasFound = (
    used: number,
    judged: Partial<Judgement> = {},
    action: Partial<ActiveAction> = {},
    fields: Partial<Incident> = {},
  ) => {
    const input = countryInput({
      window: windowView([12, 0, 0], { codes: { matured: 12, converted: used } }),
    });
    return heldStateOf(
      seen({
        input,
        judgement: judgement({
          verdict: 'clear',
          startedAtMs: NOW_MS - minutes(15),
          findings: [],
          ...judged,
        }),
      }),
      contained({ actions: [activeAction(action)], ...fields }),
      [],
      [],
      settingsWith(),
      NOW_MS,
    ).hasFoundCustomers;
  };

  it('is over once nearly all codes from before it are used', () => {
    expect(hasFound(9)).toBe(true);
  });

  it('goes on where attackers may have typed in a few', () => {
    expect(hasFound(5)).toBe(false);
  });

  it('goes on where the numbers crowd, or it is pumping all the same', () => {
    expect(hasFound(9, { findings: [finding('number-range-concentration', 7)] })).toBe(false);
    expect(hasFound(9, { verdict: 'pumping' })).toBe(false);
  });

  it('goes on where the codes were typed in when it began', () => {
    expect(hasFound(9, {}, {}, { distrustsCodes: true })).toBe(false);
  });

  it('is asked of no filter, and of nothing that was only said', () => {
    expect(hasFound(9, {}, { kind: 'filter-country' })).toBe(false);
    expect(hasFound(9, {}, { isVirtual: true })).toBe(false);
  });
});
