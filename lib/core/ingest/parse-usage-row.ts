import { classifyStatusText } from './classify-provider-response.ts';
import { toE164, type Destinations } from './destinations.ts';
import { fnv1a } from './fnv1a.ts';
import { reject, type IngestResult } from './ingest-result.ts';
import { parsePriceMicroUsd } from './parse-price.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { findTimeProblem } from './plausible-time.ts';

/** One row of the usage report, by the names in its header. */
export type UsageRow = Readonly<Record<string, string>>;

const MAX_PARTS = 31;
const STARTS_WITH_DIGIT = /^\d/;
const COUNT = /^\d{1,4}$/;

/** A part's number, where 0 means that SNS did not receive it; `null` when it is none. */
const parseCount = (text: string): number | null => (COUNT.test(text) ? Number(text) : null);

const partOf = (row: UsageRow): number | null => {
  const total = parseCount(row.TotalParts?.trim() || '1');
  const part = parseCount(row.PartNumber?.trim() || '0');
  if (total === null || part === null || part > MAX_PARTS) return null;
  return total > 1 ? part : 0;
};

/**
 * One row of the daily SMS usage report: one part of one message. The report says when a message
 * was published and nothing of when it became known, so that is taken as its arrival too.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sms_stats_usage.html, whose example writes
 * numbers without the plus sign; real reports have it.
 */
export const parseUsageRow = (row: UsageRow, destinations: Destinations): IngestResult => {
  const { MessageId, DestinationPhoneNumber, DeliveryStatus, PriceInUSD, PublishTimeUTC } = row;
  if (!MessageId) return reject('invalid-record', 'MessageId: missing');
  if (!DestinationPhoneNumber) return reject('invalid-record', 'DestinationPhoneNumber: missing');
  const spendMicroUsd = parsePriceMicroUsd(PriceInUSD);
  if (spendMicroUsd === 'invalid') return reject('invalid-record', 'PriceInUSD: not a price');
  const part = partOf(row);
  if (part === null)
    return reject('invalid-record', 'PartNumber, TotalParts: not a part of at most 31');

  const destination = toE164(
    STARTS_WITH_DIGIT.test(DestinationPhoneNumber)
      ? `+${DestinationPhoneNumber}`
      : DestinationPhoneNumber,
  );
  if (destination === null)
    return reject('invalid-phone-number', 'DestinationPhoneNumber: not in E.164 form');
  const block = destinations.blockOf(destination);
  if (block === null)
    return reject('invalid-phone-number', 'DestinationPhoneNumber: no such calling code');

  const sentAtMs = parseTimestamp(PublishTimeUTC);
  if (sentAtMs === null) return reject('invalid-timestamp', 'PublishTimeUTC: not a timestamp');
  const timeProblem = findTimeProblem(sentAtMs, sentAtMs, 'PublishTimeUTC');
  if (timeProblem !== null) return timeProblem;

  return {
    ok: true,
    event: {
      kind: 'sms',
      arrivedAtMs: sentAtMs,
      sentAtMs,
      country: block.country,
      numberHash: destinations.hashNumber(destination),
      blockHash: block.blockHash,
      messageHash: fnv1a(MessageId),
      part,
      deliveryClass: classifyStatusText(DeliveryStatus ?? ''),
      carrierHash: 0,
      spendMicroUsd,
    },
    destination,
  };
};
