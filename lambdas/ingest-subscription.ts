import { decodeAwsLogs } from '../lib/adapters/decode-awslogs.ts';
import { countryOfKey, toSlotDeltas, type MinuteSlot } from '../lib/core/count/observations.ts';
import { digestSlot } from '../lib/core/count/slot-digest.ts';
import { decodeSubscription } from '../lib/core/ingest/decode-subscription.ts';
import type { Country, DetectorEvent } from '../lib/core/ingest/events.ts';
import { createIngest } from '../lib/core/ingest/ingest.ts';
import type { RejectReason } from '../lib/core/ingest/log-record.ts';
import type { CounterStore, IngestTools } from '../lib/ports.ts';

export interface IngestSubscriptionPorts {
  readonly counters: CounterStore;
  readonly tools: IngestTools;
  /** Told once a batch, after it was counted. */
  readonly report: (counts: BatchCounts) => void;
}

/** What one subscription batch held. */
export interface BatchCounts {
  readonly accepted: number;
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
  /** SMS by destination, each once however often the batch names it. */
  readonly countries: Readonly<
    Record<Country, { readonly sent: number; readonly spendUsd: number }>
  >;
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
    const deltas = toSlotDeltas(events);
    await counters.merge(deltas);
    report({
      accepted: events.length,
      rejected: Object.fromEntries(rejected),
      countries: sumByCountry(deltas),
    });
  };
};

const MICRO_USD = 1_000_000;

const sumByCountry = (deltas: readonly MinuteSlot[]): BatchCounts['countries'] => {
  const sums: Record<Country, { sent: number; spendUsd: number }> = {};
  for (const delta of deltas) {
    const country = countryOfKey(delta.key);
    if (country === null || delta.sends.length === 0) continue;
    const { sent, spendMicroUsd } = digestSlot(delta);
    const sum = (sums[country] ??= { sent: 0, spendUsd: 0 });
    sum.sent += sent;
    sum.spendUsd += spendMicroUsd / MICRO_USD;
  }
  return sums;
};
