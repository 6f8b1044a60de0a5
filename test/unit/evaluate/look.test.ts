import { describe, expect, it } from 'vitest';
import { MemoryCounterStore } from '../../../lib/adapters/local/memory-counter-store.ts';
import { toSlotDeltas } from '../../../lib/core/count/observations.ts';
import { WindowReader } from '../../../lib/core/count/window-reader.ts';
import type { Baseline, Baselines } from '../../../lib/core/evaluate/baseline.ts';
import { lookAtAccount, lookAtCountry, type CountryLook } from '../../../lib/core/evaluate/look.ts';
import { NO_PAST } from '../../../lib/core/evaluate/past-hours.ts';
import type { RangeProfile } from '../../../lib/core/evaluate/range-profile.ts';
import { RULES } from '../../../lib/core/evaluate/registry.ts';
import { countryCase } from '../../../lib/core/evaluate/rule-cases.ts';
import { StoreError } from '../../../lib/core/errors.ts';
import { minute, sms, START_MS, verified, type CountedEvent } from '../count/histories.ts';

const usual = countryCase({});
const baselineOf = (country: string, more: Partial<Baseline> = {}): Baseline => ({
  ...usual.baseline,
  country,
  firstSendsPerHour: 60,
  ...more,
});
const baselines = (more: Partial<Baseline> = {}): Baselines => ({
  account: { ...usual.account, countries: ['US', 'DE', 'TJ'] },
  of: (country) => baselineOf(country, more),
});

interface Asked {
  readonly look: CountryLook;
  readonly profiled: number;
}

const NO_RANGES: RangeProfile = { windowSeconds: 3_600, distinctNumbers: 0, ranges: [] };

const look = async (
  events: readonly CountedEvent[],
  atMinute: number,
  learned: Baselines = baselines(),
  profile: () => Promise<RangeProfile | null> = async () => NO_RANGES,
): Promise<Asked> => {
  const store = new MemoryCounterStore({ clock: { nowMs: () => START_MS } });
  await store.merge(toSlotDeltas(events));
  let profiled = 0;
  const found = await lookAtCountry('TJ', minute(atMinute), {
    reader: new WindowReader(store),
    deliveryLog: {
      profileRanges: (): Promise<RangeProfile | null> => {
        profiled += 1;
        return profile();
      },
    },
    baselines: learned,
    pastOf: () => NO_PAST,
    sourcesOf: async () => null,
    hasCognito: false,
    rules: RULES,
    parametersInForce: () => ({}),
  });
  return { look: found, profiled };
};

/** One number a minute, and its code a minute later when it is used. */
const codes = (
  country: string,
  fromMinute: number,
  toMinute: number,
  areUsed: boolean,
): CountedEvent[] =>
  Array.from({ length: toMinute - fromMinute }, (_, index) => fromMinute + index).flatMap((at) => [
    // Each in a block of its own.
    sms(at, 10 * at, { country }),
    ...(areUsed ? [verified(at + 1, 10 * at, { country })] : []),
  ]);

const feedOf = async (events: readonly CountedEvent[], learned?: Baselines): Promise<string> =>
  (await look(events, 120, learned)).look.input.verificationFeed;

describe('the verification feed', () => {
  it('is absent when no conversion was ever learned', async () => {
    expect(await feedOf(codes('TJ', 0, 100, true), baselines({ conversionRate: null }))).toBe(
      'absent',
    );
  });

  it('is alive when the codes of the country itself are used', async () => {
    expect(await feedOf(codes('TJ', 0, 100, true))).toBe('alive');
  });

  it('is alive when the codes of another country are used: this one is attacked', async () => {
    expect(await feedOf([...codes('TJ', 0, 100, false), ...codes('US', 0, 110, true)])).toBe(
      'alive',
    );
  });

  it('is silent when no code of any country is used', async () => {
    expect(await feedOf([...codes('TJ', 0, 100, false), ...codes('US', 0, 110, false)])).toBe(
      'silent',
    );
  });

  it('is silent half an hour after it broke, though codes were used before', async () => {
    const before = [...codes('TJ', 0, 70, true), ...codes('US', 0, 70, true)];
    const since = [...codes('TJ', 75, 110, false), ...codes('US', 75, 110, false)];
    expect(await feedOf([...before, ...since])).toBe('silent');
  });

  it('was silent for a while: what was sent then is not unused, and accuses nobody once it is back', async () => {
    const both = (fromMinute: number, toMinute: number, areUsed: boolean): CountedEvent[] => [
      ...codes('TJ', fromMinute, toMinute, areUsed),
      ...codes('US', fromMinute, toMinute, areUsed),
    ];
    const lost = [...both(0, 30, true), ...both(30, 75, false), ...both(75, 118, true)];
    const { look: found } = await look(lost, 120);
    expect(found.input.verificationFeed).toBe('alive');
    expect(found.input.silentBins.size).toBeGreaterThanOrEqual(8);
    const collapse = found.findings.find(({ ruleId }) => ruleId === 'conversion-collapse');
    expect(collapse).toMatchObject({ verdict: 'no-match', nats: 0 });

    const alone = [
      ...lost.filter((event) => !('country' in event) || event.country !== 'US'),
      ...codes('US', 0, 118, true),
    ];
    // Codes that are used elsewhere meanwhile prove that there was a feed.
    expect((await look(alone, 120)).look.input.silentBins.size).toBe(0);
  });

  it('is silent until codes of the silence have had their time, for they look unused as well', async () => {
    const silence = [...codes('TJ', 60, 113, false), ...codes('US', 60, 113, false)];
    const back = [...codes('TJ', 113, 118, true), ...codes('US', 113, 118, true)];
    const before = [...codes('TJ', 0, 60, true), ...codes('US', 0, 60, true)];
    expect(await feedOf([...before, ...silence, ...back])).toBe('silent');
  });

  it('is silent a quarter of an hour after it broke, where codes are heard after three minutes', async () => {
    const broken = [...codes('TJ', 0, 102, true), ...codes('TJ', 102, 118, false)];
    const elsewhere = [...codes('US', 0, 102, true), ...codes('US', 102, 118, false)];
    const learned = baselines({ promptShare: 0.95 });
    const at = async (events: readonly CountedEvent[], atMinute: number) =>
      (await look(events, atMinute, learned)).look.input.verificationFeed;
    expect(await at([...broken, ...elsewhere], 118)).toBe('silent');
    expect(await at([...broken, ...codes('US', 0, 117, true)], 118)).toBe('alive');
  });

  it('is alive although the reference is attacked too, and more is sent there than is used', async () => {
    const customers = [
      ...codes('TJ', 0, 110, false),
      ...Array.from({ length: 22 }, (_, index) =>
        codes('US', index * 5, index * 5 + 1, true),
      ).flat(),
    ];
    const pumped = Array.from({ length: 2_000 }, (_, index) =>
      sms(60 + (index % 50), 20_000 + index, { country: 'US' }),
    );
    expect(await feedOf([...customers, ...pumped])).toBe('alive');
  });

  it('is alive while others have too little traffic to tell', async () => {
    expect(await feedOf([...codes('TJ', 0, 100, false), ...codes('US', 100, 104, false)])).toBe(
      'alive',
    );
  });
});

describe('a look at a country', () => {
  const burst = Array.from({ length: 200 }, (_, index) => sms(115, index));

  it('asks the delivery log for ranges once there is some evidence, and not before', async () => {
    expect((await look(codes('TJ', 0, 110, true), 120)).profiled).toBe(0);
    const { look: found, profiled } = await look(burst, 120);
    expect(profiled).toBe(1);
    expect(found.input.ranges).toEqual(NO_RANGES);
    expect(found.findings).toHaveLength(RULES.length);
  });

  it('does not ask it for a shift of carriers alone, which carriers make themselves', async () => {
    const carriers = { firstSends: 500, byCarrier: new Map([[2, 500]]) };
    const { look: found, profiled } = await look(
      codes('TJ', 0, 110, true),
      120,
      baselines({ carriers }),
    );
    expect(found.findings.filter(({ verdict }) => verdict === 'match')).toMatchObject([
      { ruleId: 'carrier-shift', evidence: { messages: 50, throughCarrier: 50 } },
    ]);
    expect(profiled).toBe(0);
  });

  it('goes on without ranges when the log holds more than can be read: the largest attacks are judged, too', async () => {
    const { look: found } = await look(burst, 120, baselines(), async () => null);
    const whole = await look(burst, 120);
    expect(found.input.ranges).toBeNull();
    expect(found.findings.map(({ ruleId, verdict }) => [ruleId, verdict])).toEqual(
      whole.look.findings.map(({ ruleId, verdict }) => [ruleId, verdict]),
    );
  });

  it('fails when the delivery log cannot be read: unknown is not an empty profile', async () => {
    const failing = async (): Promise<RangeProfile> => {
      throw new StoreError('throttled', { retryable: true });
    };
    await expect(look(burst, 120, baselines(), failing)).rejects.toThrow(StoreError);
  });
});

describe('a look at the account', () => {
  it('adds up the last hour of the given keys, without what is still to come', async () => {
    const store = new MemoryCounterStore({ clock: { nowMs: () => START_MS } });
    await store.merge(
      toSlotDeltas([
        sms(59, 1),
        sms(60, 2, { country: 'US' }),
        sms(100, 3, { spendMicroUsd: null }),
        sms(101, 4, { deliveryClass: 'protect-blocked' }),
        sms(102, 5, { country: 'DE' }),
        sms(120, 6),
      ]),
    );
    const { input, findings } = await lookAtAccount(['country/TJ', 'country/US'], minute(120), {
      reader: new WindowReader(store),
      baselines: baselines(),
      rules: RULES,
      parametersInForce: () => ({}),
    });
    expect(input.window.lastHour).toMatchObject({
      attempts: 3,
      sent: 2,
      stopped: 1,
      unpriced: 1,
      spendMicroUsd: 10_000,
    });
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(['spend-burn']);
  });
});
