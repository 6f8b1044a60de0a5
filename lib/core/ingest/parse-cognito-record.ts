import { normaliseWord, readCognitoMessage, type CognitoMessage } from './cognito-message.ts';
import type { AuthEvent, AuthEventType, AuthResult } from './events.ts';
import { fnv1a } from './fnv1a.ts';
import { reject, type IngestResult, type Rejected } from './ingest-result.ts';
import { isAbsent, isJsonObject, type JsonObject } from './json-object.ts';
import type { LogRecord } from './log-record.ts';
import { parseTimestamp } from './parse-timestamp.ts';
import { findTimeProblem } from './plausible-time.ts';
import type { IngestTools } from './tools.ts';

const EVENT_TYPES: ReadonlyMap<string, AuthEventType> = new Map([
  ['signup', 'sign-up'],
  ['signin', 'sign-in'],
  ['forgotpassword', 'forgot-password'],
  ['passwordchange', 'password-change'],
  ['changepassword', 'password-change'],
  ['resendcode', 'resend-code'],
  ['resendconfirmationcode', 'resend-code'],
]);

const RESULTS: ReadonlyMap<string, AuthResult> = new Map([
  ['pass', 'pass'],
  ['success', 'pass'],
  ['fail', 'fail'],
  ['failure', 'fail'],
  ['inprogress', 'in-progress'],
]);

/** They become part of a counter's key, so nothing else than AWS allows in them. */
const POOL_ID = /^[\w-]{1,64}$/;
const CLIENT_ID = /^\w{1,128}$/;

const textOf = (message: CognitoMessage, name: string): string | null => {
  const value = message.get(name);
  return typeof value === 'string' ? value : null;
};

const hashOf = (text: string | null, tag: 'user' | 'ip', tools: IngestTools): number | null =>
  text === null ? null : tools.keyedHash(`${tag}:${text.trim().toLowerCase()}`);

interface Envelope {
  readonly userPoolId: string;
  readonly occurredAtMs: number;
}

const readEnvelope = (
  record: JsonObject,
  source: LogRecord,
  arrivedAtMs: number,
): Envelope | Rejected => {
  const { logSourceId, eventTimestamp } = record;
  if (!isJsonObject(logSourceId)) return reject('invalid-record', 'logSourceId: not an object');
  const { userPoolId } = logSourceId;
  if (typeof userPoolId !== 'string' || !POOL_ID.test(userPoolId))
    return reject('invalid-record', 'logSourceId.userPoolId: not a user pool id');
  // The log event was stamped by the same exporter: good enough where the record's own time is null.
  const occurredAtMs = isAbsent(eventTimestamp)
    ? source.timestampMs
    : parseTimestamp(eventTimestamp);
  if (occurredAtMs === null || !Number.isSafeInteger(occurredAtMs))
    return reject('invalid-timestamp', 'eventTimestamp: not a timestamp');
  return (
    findTimeProblem(occurredAtMs, arrivedAtMs, 'eventTimestamp') ?? { userPoolId, occurredAtMs }
  );
};

const accept = (event: AuthEvent): IngestResult => ({ ok: true, event, destination: null });

/**
 * A record of Cognito's log export: `USER_AUTH_EVENTS` (what somebody did) or `USER_NOTIFICATION`
 * (a message could not be delivered). AWS prints an example of the second only and warns that
 * any value may be null, so nothing but the user pool is required.
 * Source: https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
 */
export const parseCognitoRecord = (
  record: JsonObject,
  source: LogRecord,
  arrivedAtMs: number,
  tools: IngestTools,
): IngestResult => {
  const { eventSource } = record;
  if (typeof eventSource !== 'string') return reject('invalid-record', 'eventSource: not a string');
  const kind = normaliseWord(eventSource);
  if (kind !== 'userauthevents' && kind !== 'usernotification')
    return reject('unknown-record', 'eventSource: not a known one');
  const envelope = readEnvelope(record, source, arrivedAtMs);
  if ('ok' in envelope) return envelope;

  if (kind === 'usernotification') {
    return accept({
      kind: 'auth',
      arrivedAtMs,
      ...envelope,
      clientId: null,
      eventType: 'notification-error',
      result: 'fail',
      userHash: null,
      ipHash: null,
      ipCountry: null,
      recordHash: tools.keyedHash(`record:${source.message}`),
    });
  }

  const message = readCognitoMessage(record.message);
  if (message === null)
    return reject('invalid-record', 'message: neither an object nor one as a JSON string');
  const clientId = message.get('clientid') ?? null;
  if (clientId !== null && (typeof clientId !== 'string' || !CLIENT_ID.test(clientId)))
    return reject('invalid-record', 'message.clientId: not a client id');
  const eventId = textOf(message, 'eventid');
  const country = textOf(message, 'country');
  return accept({
    kind: 'auth',
    arrivedAtMs,
    ...envelope,
    clientId,
    eventType: EVENT_TYPES.get(normaliseWord(textOf(message, 'eventtype') ?? '')) ?? 'other',
    result: RESULTS.get(normaliseWord(textOf(message, 'eventresponse') ?? '')) ?? 'unknown',
    userHash: hashOf(textOf(message, 'usersub') ?? textOf(message, 'username'), 'user', tools),
    ipHash: hashOf(textOf(message, 'ipaddress'), 'ip', tools),
    ipCountry: country === null ? null : tools.countryByName(country),
    // Keyed where it covers the whole record, which names the user.
    recordHash: eventId === null ? tools.keyedHash(`record:${source.message}`) : fnv1a(eventId),
  });
};
