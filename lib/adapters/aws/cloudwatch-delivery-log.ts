import {
  FilterLogEventsCommand,
  type CloudWatchLogsClient,
  type FilteredLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { StoreError } from '../../core/errors.ts';
import { profileRanges } from '../../core/evaluate/profile-ranges.ts';
import type { DeliveryLog, RangeProfile } from '../../core/evaluate/range-profile.ts';
import { hashBlock } from '../../core/ingest/destinations.ts';
import type { Country, E164 } from '../../core/ingest/events.ts';
import { createIngest, type Ingest } from '../../core/ingest/ingest.ts';
import type { IngestTools } from '../../core/ingest/tools.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/time.ts';
import { callingPrefixOf } from '../numbering.ts';

/** Nothing is logged before it is sent, but by clocks that differ. */
const MAX_CLOCK_SKEW_MS = 15 * MINUTE_MS;
/**
 * What one drill-down reads at most. A page of CloudWatch Logs has up to 1 MB, about 2,000 statuses;
 * one that was filtered may be empty.
 */
const DEFAULT_BOUNDS: ReadBounds = { pages: 100, bytes: 64 * 1_024 * 1_024 };

export interface ReadBounds {
  readonly pages: number;
  readonly bytes: number;
}

export interface CloudWatchDeliveryLogOptions {
  readonly client: CloudWatchLogsClient;
  /** Of successes and of failures. */
  readonly logGroupNames: readonly string[];
  readonly tools: IngestTools;
  readonly bounds?: ReadBounds;
  /** Told when there was more than could be read. */
  readonly onTooMuch: (country: Country, bounds: ReadBounds) => void;
}

/**
 * The delivery log in CloudWatch Logs, read back for a drill-down. `FilterLogEvents` and not Logs
 * Insights: its answer is there at once and whole, where a query is polled for, ends at 10,000
 * rows and is billed by what it scans. CloudWatch filters by the calling code; what shares it
 * is told apart here.
 */
export class CloudWatchDeliveryLog implements DeliveryLog {
  readonly #options: CloudWatchDeliveryLogOptions;
  readonly #ingest: Ingest;

  constructor(options: CloudWatchDeliveryLogOptions) {
    this.#options = options;
    this.#ingest = createIngest(options.tools);
  }

  async profileRanges(
    country: Country,
    fromMs: number,
    toMs: number,
  ): Promise<RangeProfile | null> {
    const { logGroupNames, tools, onTooMuch, bounds = DEFAULT_BOUNDS } = this.#options;
    const left = { ...bounds };
    const messages = new Map<number, E164>();
    for (const logGroupName of logGroupNames)
      for await (const page of this.#pages(logGroupName, country, fromMs)) {
        left.pages -= 1;
        for (const { message = '', timestamp = Number.NaN } of page) {
          left.bytes -= message.length;
          const read = this.#ingest.record({ message, timestampMs: timestamp });
          // What is no SMS was counted as such when it came in.
          if (!read.ok || read.event.kind !== 'sms' || read.destination === null) continue;
          const { sentAtMs, messageHash } = read.event;
          if (read.event.country === country && sentAtMs >= fromMs && sentAtMs < toMs)
            messages.set(messageHash, read.destination);
        }
        if (left.pages >= 0 && left.bytes >= 0) continue;
        onTooMuch(country, bounds);
        return null;
      }
    const blockHashOf = (prefix: string): number => hashBlock(prefix, tools.keyedHash);
    return profileRanges(messages.values(), (toMs - fromMs) / SECOND_MS, blockHashOf);
  }

  async *#pages(
    logGroupName: string,
    country: Country,
    fromMs: number,
  ): AsyncGenerator<readonly FilteredLogEvent[]> {
    const prefix = callingPrefixOf(country);
    let nextToken: string | undefined;
    do {
      const page = await this.#options.client
        .send(
          new FilterLogEventsCommand({
            logGroupName,
            startTime: fromMs - MAX_CLOCK_SKEW_MS,
            ...(prefix === null
              ? {}
              : { filterPattern: `{ $.delivery.destination = "${prefix}*" }` }),
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        )
        .catch((cause: unknown) => {
          const error = cause instanceof Error ? cause : new Error(String(cause));
          throw new StoreError(
            `logs:FilterLogEvents on ${logGroupName} failed: ${error.name}: ${error.message}`,
            { retryable: error.name !== 'AccessDeniedException', cause },
          );
        });
      yield page.events ?? [];
      ({ nextToken } = page);
    } while (nextToken !== undefined);
  }
}
