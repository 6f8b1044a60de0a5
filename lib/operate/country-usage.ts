import { createIngestTools } from '../adapters/ingest-tools.ts';
import type { Country, SmsEvent, VerificationEvent } from '../core/ingest/events.ts';
import { createIngest } from '../core/ingest/ingest.ts';
import { DAY_MS } from '../core/time.ts';
import type { ArrivedRecord } from '../replay/input/arrived-record.ts';
import { openReplayInput } from '../replay/input/open-replay-input.ts';
import { RecentMessages } from '../replay/recent-messages.ts';
import { Rejects } from '../replay/rejects.ts';

/** What recorded logs say of one destination. */
export interface CountryUsage {
  readonly country: Country;
  readonly messages: number;
  /** Of messages that have a price; `unpricedMessages` have none. */
  readonly spendUsd: number;
  readonly unpricedMessages: number;
  /** Codes that were entered rightly. */
  readonly usedCodes: number;
  /** On how many days (UTC) that happened. */
  readonly daysWithUsedCodes: number;
}

export interface LogUsage {
  readonly countries: readonly CountryUsage[];
  /** When the first and the last SMS was sent or code was used; `null` when there is none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly accepted: number;
  readonly rejects: Rejects;
}

interface Tally {
  messages: number;
  pricedMessages: number;
  spendMicroUsd: number;
  usedCodes: number;
  readonly days: Set<number>;
}

/** Nothing that is hashed here is kept; the key need not be secret. */
const HASH_KEY = new TextEncoder().encode('sms-pumping-detector allowlist, no secret');

class UsageCounter {
  readonly #ingest = createIngest(createIngestTools(HASH_KEY));
  readonly #recent = new RecentMessages();
  readonly #tallies = new Map<Country, Tally>();
  readonly rejects = new Rejects();
  accepted = 0;
  fromMs = Infinity;
  toMs = -Infinity;

  take(arrived: ArrivedRecord): void {
    const result =
      arrived.source === 'log-event'
        ? this.#ingest.record(arrived.record)
        : this.#ingest.usageRow(arrived.row);
    if (!result.ok) {
      const { file, line } = arrived;
      this.rejects.add({ reason: result.reason, file, line, detail: result.detail });
      return;
    }
    this.accepted += 1;
    if (result.event.kind === 'sms') this.#addSms(result.event);
    else if (result.event.kind === 'verification') this.#addVerification(result.event);
  }

  countries(): readonly CountryUsage[] {
    return [...this.#tallies]
      .map(([country, tally]) => ({
        country,
        messages: tally.messages,
        spendUsd: tally.spendMicroUsd / 1e6,
        unpricedMessages: tally.messages - tally.pricedMessages,
        usedCodes: tally.usedCodes,
        daysWithUsedCodes: tally.days.size,
      }))
      .sort((a, b) => (a.country < b.country ? -1 : 1));
  }

  #addSms(event: SmsEvent): void {
    const tally = this.#tallyOf(event.country, event.sentAtMs);
    const { isNewMessage, isNewPrice } = this.#recent.note(event);
    if (isNewMessage) tally.messages += 1;
    if (isNewMessage && event.spendMicroUsd !== null) tally.pricedMessages += 1;
    if (isNewPrice) tally.spendMicroUsd += event.spendMicroUsd ?? 0;
  }

  #addVerification(event: VerificationEvent): void {
    const tally = this.#tallyOf(event.country, event.occurredAtMs);
    if (event.outcome !== 'verified') return;
    tally.usedCodes += 1;
    tally.days.add(Math.floor(event.occurredAtMs / DAY_MS));
  }

  #tallyOf(country: Country, atMs: number): Tally {
    this.fromMs = Math.min(this.fromMs, atMs);
    this.toMs = Math.max(this.toMs, atMs);
    let tally = this.#tallies.get(country);
    if (tally === undefined) {
      tally = { messages: 0, pricedMessages: 0, spendMicroUsd: 0, usedCodes: 0, days: new Set() };
      this.#tallies.set(country, tally);
    }
    return tally;
  }
}

/**
 * Counts SMS, money and used codes of recorded logs by country.
 *
 * @throws UnusableInputError when a path cannot be opened or there is nothing to read
 */
export const readCountryUsage = async (
  inputs: readonly string[],
  onProgress: (done: number, total: number | null) => void = () => {},
): Promise<LogUsage> => {
  const counter = new UsageCounter();
  const input = await openReplayInput(inputs, {
    onReject: (rejected) => counter.rejects.add(rejected),
    onProgress,
  });
  for await (const chunk of input.records()) for (const record of chunk) counter.take(record);
  const { fromMs, toMs, accepted, rejects } = counter;
  const hasTime = fromMs <= toMs;
  return {
    countries: counter.countries(),
    fromMs: hasTime ? fromMs : null,
    toMs: hasTime ? toMs : null,
    accepted,
    rejects,
  };
};
