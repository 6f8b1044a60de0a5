import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { LocalLevers } from '../../lib/adapters/local/local-levers.ts';
import { RecentDestinations } from '../../lib/adapters/local/recent-destinations.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import { TICK_MS } from '../../lib/core/count/agenda.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { createDestinations } from '../../lib/core/ingest/destinations.ts';
import type { DetectorEvent } from '../../lib/core/ingest/events.ts';
import { createIngest } from '../../lib/core/ingest/ingest.ts';
import { Pipeline } from '../../lib/core/pipeline.ts';
import { floorTo } from '../../lib/core/time.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { ReplayClock } from '../../lib/replay/run.ts';
import { openStores } from '../../lib/replay/stores.ts';
import { assertValid, HASH_KEY, optionsFor } from './recorded.ts';

/**
 * Replays records through a pipeline that is thrown away before each of the given records and made
 * anew on what outlives it: the stores, the levers and the delivery log.
 */
export const decideWithRestarts = async (
  records: readonly ArrivedRecord[],
  restartBefore: ReadonlySet<number>,
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
  const start = async (atMs: number): Promise<Pipeline> => {
    const pipeline = new Pipeline(
      {
        ...stores,
        deliveryLog: destinations,
        levers,
        notifier: {
          notify: async (decision) => {
            decisions.push(decision);
          },
        },
        digest: sha256Hex,
      },
      optionsFor('enforce'),
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
