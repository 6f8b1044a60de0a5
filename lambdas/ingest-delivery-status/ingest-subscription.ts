import { decodeAwsLogs } from '../../lib/adapters/decode-awslogs.ts';
import { toSlotDeltas } from '../../lib/core/count/observations.ts';
import { decodeSubscription } from '../../lib/core/ingest/decode-subscription.ts';
import type { DetectorEvent } from '../../lib/core/ingest/events.ts';
import { createIngest } from '../../lib/core/ingest/ingest.ts';
import type { RejectReason } from '../../lib/core/ingest/log-record.ts';
import type { CounterStore, IngestTools } from '../../lib/ports.ts';

export interface IngestSubscriptionPorts {
  readonly counters: CounterStore;
  readonly tools: IngestTools;
  /** Told once a batch. */
  readonly report: (counts: BatchCounts) => void;
}

/** What one subscription batch held. */
export interface BatchCounts {
  readonly accepted: number;
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
}

/**
 * Counts the log events of one subscription batch: ingest -> count. A record that cannot be read is
 * counted by reason and loses nothing else. It rejects when the batch as a whole cannot be decoded
 * or the counters cannot be written, so that Lambda delivers the batch again and at last
 * to the dead-letter queue; counting it twice changes nothing.
 */
export const createSubscriptionHandler = ({ counters, tools, report }: IngestSubscriptionPorts) => {
  const ingest = createIngest(tools);
  return async (event: unknown): Promise<void> => {
    const decoded = decodeAwsLogs(event);
    if (!decoded.ok) throw new Error(`no CloudWatch Logs batch: ${decoded.detail}`);
    const batch = decodeSubscription(decoded.payload);
    if (!batch.ok) throw new Error(`no subscription payload: ${batch.detail}`);

    const events: DetectorEvent[] = [];
    const rejected = new Map<RejectReason, number>();
    const reject = (reason: RejectReason): void => {
      rejected.set(reason, (rejected.get(reason) ?? 0) + 1);
    };
    for (const { reason } of batch.rejected) reject(reason);
    for (const record of batch.records) {
      const result = ingest.record(record);
      if (result.ok) events.push(result.event);
      else reject(result.reason);
    }
    await counters.merge(toSlotDeltas(events));
    report({ accepted: events.length, rejected: Object.fromEntries(rejected) });
  };
};
