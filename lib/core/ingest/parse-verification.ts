import { toBlockPrefix, toE164, type Destinations, type NumberBlock } from './destinations.ts';
import { fnv1a } from './fnv1a.ts';
import { reject, type IngestResult, type Rejected } from './ingest-result.ts';
import { isAbsent, type JsonObject } from './json-object.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { findTimeProblem } from './plausible-time.ts';

interface Verified {
  readonly block: NumberBlock;
  readonly numberHash: number | null;
}

/** The number if the record has one, else the prefix. */
const locate = (record: JsonObject, destinations: Destinations): Verified | Rejected => {
  const { destination, destinationPrefix } = record;
  const path = isAbsent(destination) ? 'destinationPrefix' : 'destination';
  const value = isAbsent(destination) ? destinationPrefix : destination;
  if (typeof value !== 'string') return reject('invalid-record', `${path}: not a string`);
  const noSuchCode = (): Rejected =>
    reject('invalid-phone-number', `${path}: no such calling code`);

  if (path === 'destination') {
    const number = toE164(value);
    if (number === null) return reject('invalid-phone-number', `${path}: not in E.164 form`);
    const block = destinations.blockOf(number);
    return block === null ? noSuchCode() : { block, numberHash: destinations.hashNumber(number) };
  }
  const prefix = toBlockPrefix(value);
  if (prefix === null)
    return reject(
      'invalid-phone-number',
      `${path}: not in E.164 form without the last four digits`,
    );
  const block = destinations.blockOfPrefix(prefix);
  return block === null ? noSuchCode() : { block, numberHash: null };
};

/**
 * What the Cognito triggers, or any other application, write when a code was entered:
 * `{"type":"otp-verification","version":1,...}`.
 */
export const parseVerification = (
  record: JsonObject,
  arrivedAtMs: number,
  destinations: Destinations,
): IngestResult => {
  const { version, outcome, timestamp } = record;
  if (version !== 1) return reject('invalid-record', 'version: not 1');
  if (outcome !== 'verified' && outcome !== 'failed')
    return reject('invalid-record', 'outcome: neither "verified" nor "failed"');
  const located = locate(record, destinations);
  if ('ok' in located) return located;

  const occurredAtMs = parseTimestamp(timestamp);
  if (occurredAtMs === null) return reject('invalid-timestamp', 'timestamp: not a timestamp');
  const timeProblem = findTimeProblem(occurredAtMs, arrivedAtMs, 'timestamp');
  if (timeProblem !== null) return timeProblem;

  const { numberHash, block } = located;
  return {
    ok: true,
    event: {
      kind: 'verification',
      arrivedAtMs,
      occurredAtMs,
      outcome,
      country: block.country,
      numberHash,
      blockHash: block.blockHash,
      // Built from hashes: an unkeyed hash of the record itself would give its number away.
      recordHash: fnv1a(`${occurredAtMs}/${outcome}/${numberHash ?? '-'}/${block.blockHash}`),
    },
    destination: null,
  };
};
