import type { WindowView } from '../../../lib/core/count/window.ts';
/**
 * The obvious slow way to count, straight from the definitions and from events: what the folds are
 * compared with.
 */
import type {
  DeliveryClass,
  SmsEvent,
  VerificationEvent,
} from '../../../lib/core/ingest/events.ts';
import { floorTo, HOUR_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { isStoppedClass, type CountedEvent } from './histories.ts';

export interface NaiveMessage {
  readonly minuteMs: number;
  readonly number: number;
  readonly block: number;
  readonly isStopped: boolean;
  readonly isFailed: boolean;
  readonly priceMicroUsd: number | null;
  /** The carrier it was delivered through, 0 where none is named or it was not delivered. */
  readonly carrier: number;
}

const VAGUE: readonly DeliveryClass[] = ['unknown', 'delivered'];

const isSms = (event: CountedEvent): event is SmsEvent => event.kind === 'sms';

/** Every message once, with the gravest of its states and its price. */
export const naiveMessages = (events: readonly CountedEvent[]): NaiveMessage[] => {
  const groups = new Map<string, SmsEvent[]>();
  for (const event of events.filter(isSms)) {
    const id = `${floorTo(event.sentAtMs, MINUTE_MS)} ${event.messageHash} ${event.numberHash}`;
    groups.set(id, [...(groups.get(id) ?? []), event]);
  }
  return [...groups.values()].map((records) => {
    const first = records[0] as SmsEvent;
    const classes = records.map(({ deliveryClass }) => deliveryClass);
    const isStopped = gravest(classes) === 'stopped';
    const whole = records.flatMap(({ part, spendMicroUsd }) =>
      part === 0 && spendMicroUsd !== null ? [spendMicroUsd] : [],
    );
    const parts = new Map<number, number>();
    for (const { part, spendMicroUsd } of records)
      if (part > 0 && spendMicroUsd !== null)
        parts.set(part, Math.max(parts.get(part) ?? 0, spendMicroUsd));
    const ofParts = parts.size === 0 ? null : [...parts.values()].reduce((a, b) => a + b, 0);
    return {
      minuteMs: floorTo(first.sentAtMs, MINUTE_MS),
      number: first.numberHash,
      block: first.blockHash,
      isStopped,
      isFailed: !isStopped && classes.some((name) => !VAGUE.includes(name)),
      carrier: isDelivered(classes)
        ? Math.max(
            ...records.map((one) => (one.deliveryClass === 'delivered' ? one.carrierHash : 0)),
          )
        : 0,
      priceMicroUsd: whole.length > 0 ? Math.max(...whole) : ofParts,
    };
  });
};

const isDelivered = (classes: readonly DeliveryClass[]): boolean =>
  classes.includes('delivered') && classes.every((name) => VAGUE.includes(name));

/** The failure that stands last in the list of classes is the one that is believed. */
const ORDER: readonly DeliveryClass[] = [
  'unknown-failure',
  'carrier-unknown-error',
  'spam-blocked',
  'carrier-blocked',
  'destination-blocked',
  'invalid-number',
  'unreachable',
  'opted-out',
  'invalid-body',
  'max-price-exceeded',
  'quota-exhausted',
  'rate-exceeded',
  'sandbox',
  'protect-blocked',
];
const gravest = (classes: readonly DeliveryClass[]): 'stopped' | 'handed-over' => {
  const failures = classes.filter((name) => !VAGUE.includes(name));
  const last = failures.sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0];
  return last !== undefined && isStoppedClass(last) ? 'stopped' : 'handed-over';
};

export interface NaiveFirstSend {
  readonly atMs: number;
  readonly number: number;
  readonly block: number;
  /** Whether every message of its minute was stopped. */
  readonly isStopped: boolean;
  /** That a message of its minute was delivered through; 0 when none is named. */
  readonly carrier: number;
  isConverted: boolean;
  /** Minutes until the first use of its code was heard of. */
  heardAfterMinutes: number | null;
}

/** First sends over the events of `[fromMs, toMs)`, in whole minutes. */
export const naiveFirstSends = (
  events: readonly CountedEvent[],
  fromMs: number,
  toMs: number,
): NaiveFirstSend[] => {
  const messages = naiveMessages(events)
    .filter(({ minuteMs }) => minuteMs >= fromMs && minuteMs < toMs)
    .sort((a, b) => a.minuteMs - b.minuteMs || a.number - b.number);
  const sendsOf = (number: number, untilMs: number): number[] =>
    messages
      .filter((one) => one.number === number && one.minuteMs <= untilMs)
      .map(({ minuteMs }) => minuteMs);
  /** The message after which `number` was sent to at least once an hour, up to `atMs`. */
  const headOf = (number: number, atMs: number): number | null =>
    sendsOf(number, atMs).reduceRight<number | null>(
      (headMs, minuteMs) => (headMs === null || headMs - minuteMs < HOUR_MS ? minuteMs : headMs),
      null,
    );

  const firstSends: NaiveFirstSend[] = [];
  for (const { number, block, minuteMs: atMs } of messages) {
    if (headOf(number, atMs) !== atMs) continue;
    if (firstSends.some((one) => one.number === number && one.atMs === atMs)) continue;
    const isStopped = messages
      .filter((one) => one.number === number && one.minuteMs === atMs)
      .every((one) => one.isStopped);
    firstSends.push({
      atMs,
      number,
      block,
      isStopped,
      carrier: Math.max(
        ...messages
          .filter((one) => one.number === number && one.minuteMs === atMs)
          .map(({ carrier }) => carrier),
      ),
      isConverted: false,
      heardAfterMinutes: null,
    });
  }

  const verifications = distinctVerifications(events).filter(
    ({ minuteMs }) => minuteMs >= fromMs && minuteMs < toMs,
  );
  for (const { minuteMs, number, block, reportedMs } of verifications) {
    const isAlive = ({ atMs }: NaiveFirstSend): boolean =>
      atMs <= minuteMs && minuteMs - atMs <= HOUR_MS;
    const used =
      number === null
        ? firstSends.find(
            (one) => one.block === block && !one.isStopped && !one.isConverted && isAlive(one),
          )
        : firstSends.find(
            (one) => one.number === number && one.atMs === headOf(number, minuteMs) && isAlive(one),
          );
    if (used === undefined) continue;
    used.isConverted = true;
    used.heardAfterMinutes ??= (reportedMs - used.atMs) / MINUTE_MS;
  }
  return firstSends;
};

/** First sends by the carrier they were delivered through. */
export const naiveCarriers = (sends: readonly NaiveFirstSend[]): ReadonlyMap<number, number> =>
  new Map(
    sends.flatMap(({ carrier }) =>
      carrier === 0
        ? []
        : [[carrier, sends.filter((send) => send.carrier === carrier).length] as const],
    ),
  );

interface DistinctVerification {
  readonly minuteMs: number;
  readonly number: number | null;
  readonly block: number;
  /** The minute in which it was first heard of. */
  readonly reportedMs: number;
}

/** Right codes only: a number once a minute, a nameless record once; in a minute the numbers come first. */
export const distinctVerifications = (events: readonly CountedEvent[]): DistinctVerification[] => {
  const seen = new Map<string, DistinctVerification>();
  for (const event of events) {
    if (event.kind !== 'verification' || event.outcome !== 'verified') continue;
    const { numberHash: number, blockHash: block } = event satisfies VerificationEvent;
    const minuteMs = floorTo(event.occurredAtMs, MINUTE_MS);
    const id = number === null ? `record ${event.recordHash}` : `number ${number}`;
    const reportedMs = Math.min(
      floorTo(event.arrivedAtMs, MINUTE_MS),
      seen.get(`${minuteMs} ${id}`)?.reportedMs ?? Infinity,
    );
    seen.set(`${minuteMs} ${id}`, { minuteMs, number, block, reportedMs });
  }
  return [...seen.values()].sort(
    (a, b) =>
      a.minuteMs - b.minuteMs ||
      Number(a.number === null) - Number(b.number === null) ||
      a.block - b.block ||
      a.reportedMs - b.reportedMs,
  );
};

/**
 * What a window counts, without the minutes it was counted from, and without repeats, which depend on
 * how far back a chain of messages to one number is seen.
 */
export const countsOf = (view: WindowView): unknown => ({
  ...view,
  stretches: undefined,
  bins: view.bins.map((bin) => ({ ...bin, repeats: undefined })),
});
