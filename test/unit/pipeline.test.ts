import { describe, expect, it } from 'vitest';
import { LocalLevers } from '../../lib/adapters/local/local-levers.ts';
import { MemoryCounterStore } from '../../lib/adapters/local/memory-counter-store.ts';
import { MemoryAuditLog } from '../../lib/adapters/local/memory-audit-log.ts';
import { MemoryIncidentStore } from '../../lib/adapters/local/memory-incident-store.ts';
import { RecentDestinations } from '../../lib/adapters/local/recent-destinations.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { toSlotDeltas } from '../../lib/core/count/observations.ts';
import { StoreError } from '../../lib/core/errors.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import type { Rule } from '../../lib/core/evaluate/rule.ts';
import { destinationSurge } from '../../lib/core/evaluate/rules/destination-surge.rule.ts';
import type { Look } from '../../lib/core/explain/look.ts';
import type { SmsEvent } from '../../lib/core/ingest/events.ts';
import { Pipeline } from '../../lib/core/pipeline.ts';
import { HOUR_MS, MINUTE_MS } from '../../lib/core/time.ts';
import { ReplayClock } from '../../lib/replay/run.ts';
import { moves } from '../../lib/core/respond/plan-step.ts';
import { decision, incident, pendingStep } from './decide/fixtures.ts';
import { optionsFor } from '../scenarios/recorded.ts';

const START_MS = Date.UTC(2026, 8, 11, 5);

const sms = (sentAtMs: number): SmsEvent => ({
  kind: 'sms',
  arrivedAtMs: sentAtMs,
  sentAtMs,
  country: 'TJ',
  numberHash: sentAtMs % 1_000_003,
  blockHash: 3,
  messageHash: sentAtMs % 999_983,
  part: 0,
  deliveryClass: 'delivered',
  carrierHash: 0,
  spendMicroUsd: 100_000,
});

/** Cannot write roll-ups while it is told so. */
class FlakyCounterStore extends MemoryCounterStore {
  isDown = false;

  override async writeHours(...args: Parameters<MemoryCounterStore['writeHours']>): Promise<void> {
    if (this.isDown) throw new StoreError('down', { retryable: true });
    await super.writeHours(...args);
  }
}

const setUp = (
  rules: readonly Rule[] = RULES,
  respond: 'inline' | 'elsewhere' = 'inline',
  onLook?: (look: Look) => void,
) => {
  const clock = new ReplayClock();
  const counters = new FlakyCounterStore({ clock });
  const incidents = new MemoryIncidentStore({ clock });
  const levers = new LocalLevers({ clock });
  const pipeline = new Pipeline(
    {
      counters,
      incidents,
      audit: new MemoryAuditLog({ clock }),
      deliveryLog: new RecentDestinations({ clock, blockHashOf: () => 3 }),
      levers,
      notifier: { notify: async () => {} },
      digest: sha256Hex,
      ...(onLook === undefined ? {} : { onLook }),
    },
    { ...optionsFor('enforce'), rules, respond },
  );
  const tick = (atMs: number) => {
    clock.advance(atMs);
    return pipeline.tick(atMs);
  };
  return { pipeline, counters, clock, tick, incidents, levers };
};

describe('a tick', () => {
  it('hands back the rules that failed, though no incident is open to say so', async () => {
    const broken: Rule = {
      ...destinationSurge,
      evaluate: () => {
        throw new RangeError('a bug');
      },
    };
    const { pipeline, clock, tick } = setUp([broken]);
    clock.advance(START_MS);
    await pipeline.resume(START_MS);
    await pipeline.count([sms(START_MS + MINUTE_MS)]);
    const { decisions, failedRules } = await tick(START_MS + 2 * MINUTE_MS);
    expect(decisions).toEqual([]);
    expect(failedRules).toEqual([
      { key: 'country/TJ', ruleId: 'destination-surge', message: 'a bug' },
    ]);
  });

  it('looks on with what it knew when the last hour cannot be learned from, says so, and tries again', async () => {
    const { pipeline, counters, clock, tick } = setUp();
    clock.advance(START_MS);
    await pipeline.resume(START_MS);
    await pipeline.count([sms(START_MS + MINUTE_MS)]);
    expect((await tick(START_MS + 2 * MINUTE_MS)).unlearned).toBeNull();

    counters.isDown = true;
    const laterMs = START_MS + HOUR_MS;
    await pipeline.count([sms(laterMs - MINUTE_MS)]);
    const during = await tick(laterMs);
    expect(during.unlearned).toBeInstanceOf(StoreError);
    expect(during.notAssessed).toEqual([]);
    expect(await counters.readHours('country/TJ', START_MS, laterMs)).toEqual([]);

    counters.isDown = false;
    expect((await tick(laterMs + MINUTE_MS)).unlearned).toBeNull();
    expect(await counters.readHours('country/TJ', START_MS, laterMs)).toMatchObject([
      { messages: 2 },
    ]);
  });

  it('does nothing at all while nothing was ever learned', async () => {
    const { pipeline, counters, clock, tick } = setUp();
    clock.advance(START_MS);
    await pipeline.count([sms(START_MS - HOUR_MS)]);
    counters.isDown = true;
    await expect(tick(START_MS)).rejects.toThrow(StoreError);
  });

  describe('after a process that died between writing a step down and carrying it out', () => {
    const left = async (respond: 'inline' | 'elsewhere') => {
      const world = setUp(RULES, respond);
      const { pipeline, clock, incidents } = world;
      clock.advance(START_MS);
      const own = incident({ startedAtMs: START_MS });
      await incidents.save(own, decision());
      const actions = moves(
        [
          {
            kind: 'block-country',
            target: { country: 'TJ' },
            expiresAtMs: START_MS + HOUR_MS,
            quietMs: HOUR_MS,
            step: 0,
            skip: null,
          },
        ],
        { atMs: START_MS, ids: { text: 'inc_1', firstOrder: 0 }, digest: sha256Hex },
      );
      const { draft } = pendingStep();
      const pending = pendingStep({ actions, draft: { ...draft, decisionId: 'dec_2' } });
      await incidents.savePending({ ...own, pending });
      await pipeline.resume(START_MS);
      return world;
    };

    it('carries it out before anything else', async () => {
      const { tick, levers, incidents } = await left('inline');
      const { decisions } = await tick(START_MS + 15_000);
      expect(decisions).toMatchObject([{ decisionId: 'dec_2', kind: 'contain' }]);
      expect(await levers.readCountryRule('TJ')).toBe('BLOCK');
      expect(await incidents.load(0)).toMatchObject([{ state: 'contained', pending: null }]);
    });

    it('leaves it alone where another process responds, decides nothing on it, and sees when it is done', async () => {
      const { tick, levers, incidents } = await left('elsewhere');
      for (const minute of [1, 2, 3])
        expect((await tick(START_MS + minute * MINUTE_MS)).decisions).toEqual([]);
      expect(await levers.readCountryRule('TJ')).toBe('ALLOW');
      const [waiting] = await incidents.load(0);
      if (waiting === undefined) throw new Error('no incident');
      await incidents.save(
        { ...waiting, version: 2, pending: null, state: 'released' },
        decision({ decisionId: 'dec_2' }),
      );
      // An hour of quiet closes what is released.
      const { decisions } = await tick(START_MS + 2 * HOUR_MS);
      expect(decisions).toMatchObject([{ kind: 'close' }]);
    });
  });
});

describe('what another process counted', () => {
  const looksOf = async (sinceMs?: number) => {
    const looked: string[] = [];
    const { pipeline, counters, clock } = setUp(RULES, 'inline', ({ key }) => looked.push(key));
    clock.advance(START_MS);
    await pipeline.resume(START_MS);
    await pipeline.tick(START_MS);
    looked.length = 0;
    await counters.merge(toSlotDeltas([sms(START_MS + MINUTE_MS)]));
    const atMs = START_MS + 6 * MINUTE_MS + 15_000;
    clock.advance(atMs);
    return { pipeline, looked, tick: () => pipeline.tick(atMs, sinceMs) };
  };

  it('is looked at once it is noted, with what the store holds of it, and not before', async () => {
    const { pipeline, looked, tick } = await looksOf();
    await tick();
    expect(looked).toEqual([]);
    pipeline.noteCounted([{ key: 'country/TJ', startMs: START_MS + MINUTE_MS }]);
    await tick();
    expect(looked).toEqual(['country/TJ']);
  });

  it('is looked at by the next round though nobody ever notes it, where other processes count', async () => {
    const looked: string[] = [];
    const onLook = ({ key }: Look) => looked.push(key);
    const { pipeline, counters, clock, tick } = setUp(RULES, 'elsewhere', onLook);
    clock.advance(START_MS);
    await pipeline.resume(START_MS);
    await tick(START_MS);
    const countAndTick = async (minutes: number) => {
      looked.length = 0;
      const atMs = START_MS + minutes * MINUTE_MS;
      clock.advance(atMs);
      await counters.merge(toSlotDeltas([sms(atMs - MINUTE_MS)]));
      return (await tick(atMs)).untoldSlots;
    };
    expect(await countAndTick(4)).toEqual([]);
    expect(looked).not.toContain('country/TJ');
    const slot = (minutes: number) => ({
      key: 'country/TJ',
      startMs: START_MS + minutes * MINUTE_MS,
    });
    expect(await countAndTick(5)).toEqual([slot(3), slot(4)]);
    expect(looked).toContain('country/TJ');
    // Known by now, and counted into again.
    expect(await countAndTick(10)).toEqual([slot(9)]);
    expect(looked).toContain('country/TJ');
    pipeline.noteCounted([slot(14)]);
    expect(await countAndTick(15)).toEqual([]);
    expect((await tick(START_MS + 25 * MINUTE_MS)).untoldSlots).toEqual([]);
  });

  it('has its round, though no run fell on it', async () => {
    const { pipeline, looked, tick } = await looksOf(START_MS + 4 * MINUTE_MS);
    pipeline.noteCounted([{ key: 'country/TJ', startMs: START_MS + MINUTE_MS }]);
    await tick();
    expect(looked).toEqual(['country/TJ', 'account']);
  });
});
