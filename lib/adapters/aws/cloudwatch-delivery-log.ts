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
 * What drill-downs read at most. A page of CloudWatch Logs has up to 1 MB, about 2,000 statuses; one
 * that was filtered may be empty. `evaluate` has two minutes for a run and all it looks at.
 */
const DEFAULT_BOUNDS: ReadBounds = {
  pages: 100,
  bytes: 64 * 1_024 * 1_024,
  callMs: 15 * SECOND_MS,
  runMs: MINUTE_MS,
};
/** What was too much is not read again for so long: it would keep the others from their turn. */
const TOO_MUCH_MS = 5 * MINUTE_MS;

export interface ReadBounds {
  readonly pages: number;
  readonly bytes: number;
  /** How long one drill-down may go on asking for pages. */
  readonly callMs: number;
  /** How long all drill-downs of a run may, together. */
  readonly runMs: number;
}

export interface CloudWatchDeliveryLogOptions {
  readonly client: CloudWatchLogsClient;
  /** Of successes and of failures. */
  readonly logGroupNames: readonly string[];
  readonly tools: IngestTools;
  readonly bounds?: ReadBounds;
  readonly clock: { nowMs(): number };
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

  /** How long pages were read for in the running run. */
  #spentMs = 0;
  /** When there was too much, by country and length of the window. */
  readonly #tooMuchMs = new Map<string, number>();

  constructor(options: CloudWatchDeliveryLogOptions) {
    this.#options = options;
    this.#ingest = createIngest(options.tools);
  }

  /** To be called where time to read is granted anew: at the start of each run. */
  startRun(): void {
    this.#spentMs = 0;
  }

  async profileRanges(
    country: Country,
    fromMs: number,
    toMs: number,
  ): Promise<RangeProfile | null> {
    const { tools, clock, onTooMuch, bounds = DEFAULT_BOUNDS } = this.#options;
    const startedMs = clock.nowMs();
    const key = `${country} ${toMs - fromMs}`;
    if (startedMs < (this.#tooMuchMs.get(key) ?? -Infinity) + TOO_MUCH_MS) return null;
    const grantedMs = Math.min(bounds.callMs, bounds.runMs - this.#spentMs);
    try {
      const numbers = await this.#read(country, { fromMs, toMs }, startedMs + grantedMs);
      if (numbers === null) {
        onTooMuch(country, bounds);
        // One that came when others had used the time up is not to blame.
        if (grantedMs === bounds.callMs) this.#tooMuchMs.set(key, clock.nowMs());
        return null;
      }
      const blockHashOf = (prefix: string): number => hashBlock(prefix, tools.keyedHash);
      return profileRanges(numbers, (toMs - fromMs) / SECOND_MS, blockHashOf);
    } finally {
      this.#spentMs += clock.nowMs() - startedMs;
    }
  }

  /** The number of each message, or `null` when there is more than may be read until `deadlineMs`. */
  async #read(
    country: Country,
    { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
    deadlineMs: number,
  ): Promise<Iterable<E164> | null> {
    const { logGroupNames, clock, bounds = DEFAULT_BOUNDS } = this.#options;
    const left = { pages: bounds.pages, bytes: bounds.bytes };
    const messages = new Map<number, E164>();
    for (const logGroupName of logGroupNames) {
      const pages = this.#pages(logGroupName, country, fromMs);
      for (;;) {
        if (clock.nowMs() >= deadlineMs) return null;
        const { done, value: page } = await pages.next();
        if (done === true) break;
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
        if (left.pages < 0 || left.bytes < 0) return null;
      }
    }
    return messages.values();
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
          throw unreadable(logGroupName, cause);
        });
      yield page.events ?? [];
      ({ nextToken } = page);
    } while (nextToken !== undefined);
  }
}

/** A group that is not there is no empty one. It is asked for again: SNS makes it with what it logs next. */
const unreadable = (logGroupName: string, cause: unknown): StoreError => {
  const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
  const advice =
    name === 'ResourceNotFoundException'
      ? ' Make a log group of that name, or deploy with the names that SNS logs to; it is looked for again at every look.'
      : '';
  return new StoreError(
    `logs:FilterLogEvents on ${logGroupName} failed: ${name}: ${message}${advice}`,
    { retryable: name !== 'AccessDeniedException', cause },
  );
};
