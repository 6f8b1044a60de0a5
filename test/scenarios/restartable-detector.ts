import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { LocalLevers } from '../../lib/adapters/local/local-levers.ts';
import { RecentDestinations } from '../../lib/adapters/local/recent-destinations.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { TICK_MS } from '../../lib/core/count/agenda.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { createDestinations } from '../../lib/core/ingest/destinations.ts';
import type { DetectorEvent } from '../../lib/core/ingest/events.ts';
import { createIngest } from '../../lib/core/ingest/ingest.ts';
import { LeverError } from '../../lib/core/errors.ts';
import { respondToPending } from '../../lib/core/respond/respond-to-pending.ts';
import type { Levers } from '../../lib/ports.ts';
import { Pipeline } from '../../lib/core/pipeline.ts';
import { floorTo } from '../../lib/core/time.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { ReplayClock } from '../../lib/replay/run.ts';
import { openStores } from '../../lib/replay/stores.ts';
import { assertValid, HASH_KEY, optionsFor } from './recorded.ts';

/**
 * Replays records through a pipeline that is thrown away before each of the given records and made
 * anew on what outlives it: the stores, the levers and the delivery log.
 *
 * @param respond who moves levers: the pipeline, or another process right after each tick
 */
export const decideWithRestarts = async (
  records: readonly ArrivedRecord[],
  restartBefore: ReadonlySet<number>,
  respond: 'inline' | 'elsewhere' = 'inline',
): Promise<readonly Decision[]> => {
  const clock = new ReplayClock();
  const stores = await openStores('memory', clock);
  const tools = createIngestTools(HASH_KEY);
  const ingest = createIngest(tools);
  const blocks = createDestinations(tools);
  const levers = new LocalLevers({ clock });
  const destinations = new RecentDestinations({
    clock,
    blockHashOf: (prefix) => blocks.blockOfPrefix(prefix)?.blockHash ?? 0,
  });
  const decisions: Decision[] = [];
  const notifier = {
    notify: async (decision: Decision): Promise<void> => {
      decisions.push(decision);
    },
  };
  const options = optionsFor('enforce');
  const start = async (atMs: number): Promise<Pipeline> => {
    const pipeline = new Pipeline(
      {
        ...stores,
        deliveryLog: destinations,
        levers: respond === 'inline' ? levers : readOnly(levers),
        notifier,
        digest: sha256Hex,
      },
      { ...options, respond },
    );
    await pipeline.resume(atMs);
    return pipeline;
  };

  const [first] = records;
  if (first === undefined) return [];
  clock.advance(first.arrivedAtMs);
  let pipeline = await start(first.arrivedAtMs);
  let tickedMs = floorTo(first.arrivedAtMs, TICK_MS);
  let batch: DetectorEvent[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await pipeline.count(batch);
    batch = [];
  };
  const passTime = async (toMs: number): Promise<void> => {
    await flush();
    for (;;) {
      const nextMs = pipeline.nextTickMs(tickedMs);
      if (nextMs === null || nextMs > toMs) break;
      tickedMs = nextMs;
      clock.advance(nextMs);
      await pipeline.tick(nextMs);
      if (respond === 'inline') continue;
      const ports = { ...stores, levers, notifier, settings: options.settings };
      for (const { error } of (await respondToPending('all', ports, nextMs)).failed) throw error;
    }
    clock.advance(toMs);
    tickedMs = Math.max(tickedMs, floorTo(toMs, TICK_MS));
  };

  for (const [index, record] of records.entries()) {
    if (restartBefore.has(index)) {
      // The one before has counted what it took, and dies; the next is there at once.
      await flush();
      pipeline = await start(clock.nowMs());
    }
    await passTime(record.arrivedAtMs);
    if (record.source !== 'log-event') throw new Error('only log events are restarted here');
    const result = ingest.record(record.record);
    if (!result.ok) continue;
    const { event, destination } = result;
    if (event.kind !== 'sms' || destination === null) {
      batch.push(event);
      continue;
    }
    destinations.add(event, destination);
    const stoppedAs = levers.gate(event, destination);
    if (stoppedAs === null) levers.charge(event);
    batch.push(stoppedAs === null ? event : { ...event, deliveryClass: stoppedAs });
  }
  await flush();
  await stores.close();
  assertValid(decisions);
  return decisions;
};

/** What a process without the right to move levers has of them. */
const readOnly = (levers: LocalLevers): Levers => {
  const denied = () => Promise.reject(new LeverError('denied', { retryable: false }));
  return {
    readCountryRule: (country) => levers.readCountryRule(country),
    readNumberRange: (prefix) => levers.readNumberRange(prefix),
    readSpendLimit: (countedUsd) => levers.readSpendLimit(countedUsd),
    readSpendLimitUsd: () => levers.readSpendLimitUsd(),
    writeCountryRule: denied,
    writeCountryRules: denied,
    writeNumberRange: denied,
    writeSpendLimit: denied,
  };
};
