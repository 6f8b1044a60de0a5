import { describe, expect, it } from 'vitest';
import type { AuthEvent } from '../../../lib/core/ingest/events.ts';
import { fnv1a } from '../../../lib/core/ingest/fnv1a.ts';
import {
  eventOf,
  rejectionOf,
  take,
  tools,
  userAuthEvent,
  userNotification,
  type Json,
} from './samples.ts';

const OCCURRED_MS = 1_721_237_155_677;
const ARRIVED_MS = OCCURRED_MS + 3_000;
const takeAuth = (record: unknown): AuthEvent => eventOf(take(record, ARRIVED_MS)) as AuthEvent;
const message = userAuthEvent.message as Json;
const withMessage = (changes: Json): Json => ({
  ...userAuthEvent,
  message: { ...message, ...changes },
});
const USER = '7c1fexam-ple0-0000-0000-000000000001';

const EXPECTED: AuthEvent = {
  kind: 'auth',
  arrivedAtMs: ARRIVED_MS,
  occurredAtMs: OCCURRED_MS,
  userPoolId: 'us-west-2_EXAMPLE',
  clientId: '1example23456789',
  eventType: 'sign-up',
  result: 'in-progress',
  userHash: tools.keyedHash(`user:${USER}`),
  ipHash: tools.keyedHash('ip:192.0.2.1'),
  ipCountry: 'US',
  recordHash: fnv1a('a1b2c3d4-5678-90ab-cdef-EXAMPLE11111'),
};

const respell = (rename: (key: string) => string): Json => ({
  ...userAuthEvent,
  message: Object.fromEntries(Object.entries(message).map(([key, value]) => [rename(key), value])),
});
const capitalise = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);

describe('a USER_AUTH_EVENTS record', () => {
  it('becomes an auth event with hashes instead of user and address', () => {
    expect(take(userAuthEvent, ARRIVED_MS)).toEqual({
      ok: true,
      event: EXPECTED,
      destination: null,
    });
  });

  it.each<[string, Json]>([
    ['message as a JSON string', { ...userAuthEvent, message: JSON.stringify(message) }],
    ['the timestamp as a number', { ...userAuthEvent, eventTimestamp: OCCURRED_MS }],
    ['the timestamp in ISO form', { ...userAuthEvent, eventTimestamp: '2024-07-17T17:25:55.677Z' }],
    ['keys in capitals', respell((key) => key.toUpperCase())],
    ['keys with a capital first', respell(capitalise)],
    ['keys with underscores', respell((key) => key.replace(/[A-Z]/g, (letter) => `_${letter}`))],
    ['eventType as SignUp', withMessage({ eventType: 'SignUp' })],
    ['eventResponse in capitals', withMessage({ eventResponse: 'IN_PROGRESS' })],
    ['a country code instead of a name', withMessage({ country: 'US' })],
    ['userName only', withMessage({ userSub: null })],
    ['userSub only', withMessage({ userName: '' })],
    ['the event source in camel case', { ...userAuthEvent, eventSource: 'userAuthEvents' }],
    [
      'context data nested',
      withMessage({
        ipAddress: null,
        country: '',
        EventContextData: { IpAddress: '192.0.2.1', Country: 'United States' },
      }),
    ],
  ])('with %s means the same', (_, record) => {
    expect(takeAuth(record)).toEqual(EXPECTED);
  });

  it('prefers the top level over nested context data', () => {
    const record = withMessage({ eventContextData: { ipAddress: '198.51.100.9' } });
    expect(takeAuth(record)).toEqual(EXPECTED);
  });

  it.each([
    ['SIGN_UP', 'sign-up'],
    ['SignUp', 'sign-up'],
    ['SIGN_IN', 'sign-in'],
    ['SignIn', 'sign-in'],
    ['FORGOT_PASSWORD', 'forgot-password'],
    ['ForgotPassword', 'forgot-password'],
    ['PASSWORD_CHANGE', 'password-change'],
    ['PasswordChange', 'password-change'],
    ['RESEND_CODE', 'resend-code'],
    ['ResendCode', 'resend-code'],
    ['resend-code', 'resend-code'],
    ['SOMETHING_NEW', 'other'],
    ['', 'other'],
    [null, 'other'],
    [7, 'other'],
  ])('with event type %o is %s', (eventType, expected) => {
    expect(takeAuth(withMessage({ eventType })).eventType).toBe(expected);
  });

  it.each([
    ['Pass', 'pass'],
    ['PASS', 'pass'],
    ['Fail', 'fail'],
    ['InProgress', 'in-progress'],
    ['IN_PROGRESS', 'in-progress'],
    ['Maybe', 'unknown'],
    [null, 'unknown'],
  ])('with response %o is %s', (eventResponse, expected) => {
    expect(takeAuth(withMessage({ eventResponse })).result).toBe(expected);
  });

  it('in which every value is null still counts for its user pool', () => {
    const empty = Object.fromEntries(Object.keys(message).map((key) => [key, null]));
    expect(takeAuth({ ...userAuthEvent, message: empty })).toMatchObject({
      userPoolId: 'us-west-2_EXAMPLE',
      clientId: null,
      eventType: 'other',
      result: 'unknown',
      userHash: null,
      ipHash: null,
      ipCountry: null,
    });
  });

  it('without its own time has the time of the log event', () => {
    const event = takeAuth({ ...userAuthEvent, eventTimestamp: null });
    expect(event.occurredAtMs).toBe(ARRIVED_MS);
  });

  it('without an event id is identified by its whole text, with the key', () => {
    const record = withMessage({ eventId: null });
    expect(takeAuth(record).recordHash).toBe(tools.keyedHash(`record:${JSON.stringify(record)}`));
  });

  it('of an unknown country has none', () => {
    expect(takeAuth(withMessage({ country: 'Atlantis' })).ipCountry).toBeNull();
  });

  it('with keys that JavaScript gives a meaning to is read as any other', () => {
    const text = JSON.stringify(userAuthEvent).replace(
      '"message":{',
      '"__proto__":{"x":1},"message":{"__proto__":{"clientId":"evil"},"constructor":1,',
    );
    expect(takeAuth(text)).toEqual(EXPECTED);
  });

  it.each<[string, Json, string]>([
    ['log source', { ...userAuthEvent, logSourceId: null }, 'logSourceId'],
    ['log source', { ...userAuthEvent, logSourceId: [] }, 'logSourceId'],
    ['user pool', { ...userAuthEvent, logSourceId: {} }, 'logSourceId.userPoolId'],
    ['user pool', { ...userAuthEvent, logSourceId: { userPoolId: 7 } }, 'logSourceId.userPoolId'],
    [
      'user pool',
      { ...userAuthEvent, logSourceId: { userPoolId: 'a/b' } },
      'logSourceId.userPoolId',
    ],
    ['event source', { ...userAuthEvent, eventSource: 7 }, 'eventSource'],
    ['message', { ...userAuthEvent, message: 'no JSON' }, 'message'],
    ['message', { ...userAuthEvent, message: '[]' }, 'message'],
    ['message', { ...userAuthEvent, message: null }, 'message'],
    ['message', { ...userAuthEvent, message: [1] }, 'message'],
    ['client id', withMessage({ clientId: 7 }), 'message.clientId'],
    ['client id', withMessage({ clientId: 'a/b' }), 'message.clientId'],
    ['client id', withMessage({ clientId: 'x'.repeat(129) }), 'message.clientId'],
  ])('with an unusable %s is refused by its path', (_, record, path) => {
    const rejection = rejectionOf(take(record, ARRIVED_MS));
    expect(rejection.reason).toBe('invalid-record');
    expect(rejection.detail.split(':')[0]).toBe(path);
  });

  it('of an event source that nobody knows is unknown', () => {
    const record = { ...userAuthEvent, eventSource: 'USER_SOMETHING' };
    expect(rejectionOf(take(record, ARRIVED_MS)).reason).toBe('unknown-record');
  });

  it.each(['soon', {}, -1])('at %o is refused', (eventTimestamp) => {
    const record = { ...userAuthEvent, eventTimestamp };
    expect(take(record, ARRIVED_MS)).toMatchObject({ ok: false });
    expect(rejectionOf(take(record, ARRIVED_MS)).reason).toMatch(/timestamp$/);
  });
});

describe('a USER_NOTIFICATION record', () => {
  it('as AWS prints it becomes a notification error of its user pool', () => {
    const arrivedAtMs = 1_687_297_331_000;
    expect(take(userNotification, arrivedAtMs)).toEqual({
      ok: true,
      destination: null,
      event: {
        kind: 'auth',
        arrivedAtMs,
        occurredAtMs: 1_687_297_330_677,
        userPoolId: 'String',
        clientId: null,
        eventType: 'notification-error',
        result: 'fail',
        userHash: null,
        ipHash: null,
        ipCountry: null,
        recordHash: tools.keyedHash(`record:${JSON.stringify(userNotification)}`),
      },
    });
  });

  it('needs no message', () => {
    expect(take({ ...userNotification, message: null }, 1_687_297_331_000).ok).toBe(true);
  });
});
