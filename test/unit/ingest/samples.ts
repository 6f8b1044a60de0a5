import { readFileSync } from 'node:fs';
import { createIngestTools } from '../../../lib/adapters/ingest-tools.ts';
import { createIngest } from '../../../lib/core/ingest/ingest.ts';
import type { IngestResult, Rejected } from '../../../lib/core/ingest/ingest-result.ts';
import type { DetectorEvent } from '../../../lib/core/ingest/events.ts';

export type Json = Record<string, unknown>;

/** The examples in AWS's documentation, as printed there; the numbers in them are masked. */
const read = (name: string): Json =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/ingest/${name}.json`, import.meta.url), 'utf8'),
  ) as Json;

export const snsSuccess = read('sns-success');
export const snsFailure = read('sns-failure');
export const userNotification = read('cognito-user-notification');
export const userAuthEvent = read('cognito-user-auth-event');
export const otpVerification = read('otp-verification');

/** From the range that Ofcom reserves for fiction. */
export const NUMBER = '+447700900123';
/** The first of the two above, with a number that is not masked. */
export const withNumber = (record: Json, delivery: Json = {}): Json => ({
  ...record,
  delivery: { ...(record.delivery as Json), destination: NUMBER, ...delivery },
});

export const tools = createIngestTools(new Uint8Array(32).fill(1));
export const { record: ingestRecord, usageRow: ingestUsageRow } = createIngest(tools);

/** Takes in `message` (an object is written as JSON) as if it had arrived at `arrivedAtMs`. */
export const take = (message: unknown, arrivedAtMs: number): IngestResult =>
  ingestRecord({
    message: typeof message === 'string' ? message : JSON.stringify(message),
    timestampMs: arrivedAtMs,
  });

export const eventOf = (result: IngestResult): DetectorEvent => {
  if (!result.ok) throw new Error(`${result.reason}: ${result.detail}`);
  return result.event;
};

export const rejectionOf = (result: IngestResult): Rejected => {
  if (result.ok) throw new Error('The record was accepted');
  return result;
};
