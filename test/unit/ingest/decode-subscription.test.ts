import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAwsLogs } from '../../../lib/adapters/decode-awslogs.ts';
import { decodeSubscription } from '../../../lib/core/ingest/decode-subscription.ts';

const PAYLOAD = {
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: '/aws/lambda/echo-nodejs',
  logStream: '2019/03/13/[$LATEST]94fa867e5374431291a7fc14e2f56ae7',
  subscriptionFilters: ['LambdaStream_cloudwatchlogs-node'],
  logEvents: [
    {
      id: '34622316099697884706540976068822859012661220141643892546',
      timestamp: 1_552_518_348_220,
      message: 'REPORT RequestId: …',
    },
  ],
};
const wrap = (payload: unknown): unknown => ({
  awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') },
});

describe('decodeSubscription', () => {
  it('reads the log events of a data message', () => {
    expect(decodeSubscription(PAYLOAD)).toEqual({
      ok: true,
      records: [{ message: 'REPORT RequestId: …', timestampMs: 1_552_518_348_220 }],
      rejected: [],
    });
  });

  it('keeps an ingestion time where there is one', () => {
    const logEvents = [{ ...PAYLOAD.logEvents[0], ingestionTime: 1_552_518_349_000 }];
    expect(decodeSubscription({ ...PAYLOAD, logEvents })).toMatchObject({
      records: [{ ingestionTimeMs: 1_552_518_349_000 }],
    });
  });

  it('finds nothing in a control message', () => {
    expect(decodeSubscription({ ...PAYLOAD, messageType: 'CONTROL_MESSAGE' })).toEqual({
      ok: true,
      records: [],
      rejected: [],
    });
  });

  it('refuses a broken log event alone, and keeps the others', () => {
    const logEvents = [
      7,
      PAYLOAD.logEvents[0],
      { timestamp: 1 },
      { message: 'x', timestamp: '1' },
      null,
    ];
    const batch = decodeSubscription({ ...PAYLOAD, logEvents });
    expect(batch).toMatchObject({
      ok: true,
      records: [{ timestampMs: 1_552_518_348_220 }],
      rejected: [
        { reason: 'invalid-record', detail: 'logEvents[0]: not an object' },
        { reason: 'invalid-record', detail: 'logEvents[2].message: not a string' },
        { reason: 'invalid-timestamp', detail: 'logEvents[3].timestamp: not a number' },
        { reason: 'invalid-record', detail: 'logEvents[4]: not an object' },
      ],
    });
  });

  it.each([
    [null, 'unknown-record'],
    ['text', 'unknown-record'],
    [[PAYLOAD], 'unknown-record'],
    [{}, 'unknown-record'],
    [{ ...PAYLOAD, messageType: 'OTHER' }, 'unknown-record'],
    [{ ...PAYLOAD, logEvents: undefined }, 'invalid-record'],
    [{ ...PAYLOAD, logEvents: {} }, 'invalid-record'],
  ])('refuses %o as %s', (payload, reason) => {
    expect(decodeSubscription(payload)).toMatchObject({ ok: false, reason });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(decodeSubscription(value)).toHaveProperty('ok');
        expect(
          decodeSubscription({ messageType: 'DATA_MESSAGE', logEvents: [value] }),
        ).toHaveProperty('ok', true);
      }),
    );
  });
});

describe('decodeAwsLogs', () => {
  it('unpacks what CloudWatch Logs sends to a function', () => {
    expect(decodeAwsLogs(wrap(PAYLOAD))).toEqual({ ok: true, payload: PAYLOAD });
  });

  it.each([
    [null, 'unknown-record'],
    [{}, 'unknown-record'],
    [{ awslogs: [] }, 'unknown-record'],
    [{ awslogs: { data: 7 } }, 'unknown-record'],
    [{ awslogs: { data: '' } }, 'unreadable-file'],
    [{ awslogs: { data: '***' } }, 'unreadable-file'],
    [{ awslogs: { data: Buffer.from('no gzip').toString('base64') } }, 'unreadable-file'],
    [{ awslogs: { data: gzipSync('{"cut":').toString('base64') } }, 'not-json'],
  ])('refuses %o as %s', (event, reason) => {
    expect(decodeAwsLogs(event)).toMatchObject({ ok: false, reason });
  });

  it('refuses gzip that is cut off', () => {
    const data = gzipSync(JSON.stringify(PAYLOAD)).subarray(0, 60).toString('base64');
    expect(decodeAwsLogs({ awslogs: { data } })).toMatchObject({ reason: 'unreadable-file' });
  });

  it('refuses gzip that unpacks to more than any function could hold', () => {
    const data = gzipSync(Buffer.alloc(129 * 1024 * 1024)).toString('base64');
    expect(decodeAwsLogs({ awslogs: { data } })).toMatchObject({ reason: 'unreadable-file' });
  });
});
