import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../contract/counter-store/quiet-sdk.ts';
import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { MemoryCounterStore } from '../../lib/adapters/local/memory-counter-store.ts';
import { countryKey, decodeVerification } from '../../lib/core/count/observations.ts';
import { StoreError } from '../../lib/core/errors.ts';
import { floorTo, MINUTE_MS } from '../../lib/core/time.ts';
import {
  callChainedFunctions,
  parseChainedFunctions,
} from '../../lambdas/cognito-verification/chained-functions.ts';
import {
  createVerificationTrigger,
  verifiedNumber,
  type TriggerEvent,
  type VerificationTriggerPorts,
} from '../../lambdas/cognito-verification/verification-trigger.ts';
import { createTelemetry } from '../../lambdas/telemetry.ts';
import { NOW_MS } from '../unit/decide/fixtures.ts';
import { fixture } from './envelopes.ts';

const CONFIRMED = fixture('post-confirmation') as TriggerEvent;
const SIGNED_IN = fixture('post-authentication') as TriggerEvent;
const TOOLS = createIngestTools(new Uint8Array(32).fill(7));
const clock = { nowMs: () => NOW_MS };
const forever = () => new Promise<void>(() => {});

const withAttributes = (
  event: TriggerEvent,
  attributes: Readonly<Record<string, string | undefined>>,
): TriggerEvent => ({
  ...event,
  request: { userAttributes: { ...event.request?.userAttributes, ...attributes } },
});

let counters: MemoryCounterStore;
let errors: string[];
let metrics: string[];
beforeEach(() => {
  counters = new MemoryCounterStore({ clock });
  errors = [];
  metrics = [];
});

const triggerWith = (ports: Partial<VerificationTriggerPorts> = {}) =>
  createVerificationTrigger({
    open: async () => ({ counters, tools: TOOLS }),
    clock,
    patience: forever,
    callChained: async (event) => event,
    telemetry: {
      metric: (id) => metrics.push(id),
      error: (message, error) => errors.push(`${message}: ${String(error)}`),
      during: (_failure, work) => work(),
    },
    ...ports,
  });
const verifications = async () => {
  const slots = await counters.readMinutes(
    countryKey('TJ'),
    floorTo(NOW_MS, MINUTE_MS),
    NOW_MS + MINUTE_MS,
  );
  return slots.map((slot) => decodeVerification(slot.verifications, 0));
};

describe('the verification trigger', () => {
  for (const [what, event] of [
    ['a confirmed sign-up', CONFIRMED],
    ['a sign-in', SIGNED_IN],
    ['a new password', { ...CONFIRMED, triggerSource: 'PostConfirmation_ConfirmForgotPassword' }],
  ] as const)
    it(`counts a verification of the user's number for ${what}, and hands the event back`, async () => {
      expect(await triggerWith()(event)).toBe(event);
      expect(await verifications()).toMatchObject([
        { outcome: 'verified', numberHash: TOOLS.keyedHash('number:+992901230001') },
      ]);
      expect(errors).toEqual([]);
    });

  for (const [what, event] of [
    [
      'whose number was never verified',
      withAttributes(CONFIRMED, { phone_number_verified: 'false' }),
    ],
    ['who confirmed by e-mail', withAttributes(CONFIRMED, { phone_number_verified: undefined })],
    ['who has no number', withAttributes(CONFIRMED, { phone_number: undefined })],
    [
      'of another identity provider',
      withAttributes(SIGNED_IN, { 'cognito:user_status': 'EXTERNAL_PROVIDER' }),
    ],
    ['of a trigger that follows no code', { ...CONFIRMED, triggerSource: 'PreSignUp_SignUp' }],
    ['of whom nothing is said', {}],
  ] as const)
    it(`counts nothing for a user ${what}`, () => {
      expect(verifiedNumber(event)).toBeNull();
    });

  it('does not count a user twice whose trigger Cognito calls again', async () => {
    const trigger = triggerWith();
    await trigger(CONFIRMED);
    await trigger(CONFIRMED);
    expect(await verifications()).toHaveLength(1);
  });
});

describe('a customer signs in', () => {
  const down = new StoreError('down', { retryable: true });
  for (const [what, ports] of [
    ['the counters are down', { open: async () => ({ counters: brokenCounters(), tools: TOOLS }) }],
    ['the hash key cannot be read', { open: () => Promise.reject(down) }],
    ['counting takes too long', { open: forever as never, patience: async () => {} }],
  ] as const)
    it(`although ${what}, which is told`, async () => {
      expect(await triggerWith(ports)(CONFIRMED)).toBe(CONFIRMED);
      expect(errors).toEqual([expect.stringContaining('a verification was not counted')]);
      expect(metrics).toEqual(['verificationsLost']);
    });

  it('although the number is none, which is told without the number', async () => {
    const event = withAttributes(CONFIRMED, { phone_number: '+000123456789' });
    expect(await triggerWith()(event)).toBe(event);
    expect(errors.join()).toContain('invalid-phone-number');
    expect(errors.join()).not.toContain('123456789');
  });

  const brokenCounters = (): MemoryCounterStore =>
    Object.assign(new MemoryCounterStore({ clock }), { merge: () => Promise.reject(down) });
});

describe('the function that the pool had before', () => {
  const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:welcome';
  let server: Server;
  let client: LambdaClient;
  let answer: { status: number; headers?: Record<string, string>; body: string };
  let called: { url: string; body: unknown }[];
  beforeEach(async () => {
    called = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        called.push({
          url: decodeURIComponent(request.url ?? ''),
          body: JSON.parse(body) as unknown,
        });
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new LambdaClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });
  const chained = () =>
    triggerWith({
      callChained: callChainedFunctions({ PostConfirmation: ARN }, client),
    });

  it('gets the event as Cognito sent it, and its answer goes back', async () => {
    answer = { status: 200, body: JSON.stringify({ ...CONFIRMED, response: { hello: 1 } }) };
    expect(await chained()(CONFIRMED)).toEqual({ ...CONFIRMED, response: { hello: 1 } });
    expect(called).toEqual([{ url: `/2015-03-31/functions/${ARN}/invocations`, body: CONFIRMED }]);
    expect(await verifications()).toHaveLength(1);
  });

  it('fails the sign-up with its own error when it throws, and the verification counts', async () => {
    answer = {
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify({ errorType: 'NotWelcome', errorMessage: 'not from here' }),
    };
    await expect(chained()(CONFIRMED)).rejects.toMatchObject({
      name: 'NotWelcome',
      message: 'not from here',
    });
    expect(await verifications()).toHaveLength(1);
  });

  it('fails with a text about the user, which is not logged; its type is', async () => {
    let printed = '';
    for (const name of ['stdout', 'stderr'] as const)
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        printed += String(text);
        return true;
      });
    answer = {
      status: 200,
      headers: { 'x-amz-function-error': 'Unhandled' },
      body: JSON.stringify({ errorType: 'NotWelcome', errorMessage: 'no entry, +992901230001' }),
    };
    const trigger = triggerWith({
      callChained: callChainedFunctions({ PostConfirmation: ARN }, client),
      telemetry: createTelemetry('cognito-verification', 'default'),
    });
    await expect(trigger(CONFIRMED)).rejects.toThrow('no entry, +992901230001');
    vi.restoreAllMocks();
    expect(printed).toContain('NotWelcome');
    expect(printed).not.toContain('992901230001');
  });

  it('fails it as well when it cannot be called: without us it would have failed too', async () => {
    answer = {
      status: 429,
      headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
      body: '{"message":"Rate Exceeded."}',
    };
    await expect(chained()(CONFIRMED)).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('is called for its own trigger only', async () => {
    expect(await chained()(SIGNED_IN)).toBe(SIGNED_IN);
    expect(called).toEqual([]);
  });

  it('is named in the environment, or in none', () => {
    expect(parseChainedFunctions(undefined)).toEqual({});
    expect(parseChainedFunctions(`{"PostAuthentication":"${ARN}"}`)).toEqual({
      PostAuthentication: ARN,
    });
    for (const text of ['rubbish', '[]', '{"PreSignUp":"arn"}', '{"PostConfirmation":1}'])
      expect(() => parseChainedFunctions(text)).toThrow('SMS_PUMPING_CHAINED_FUNCTIONS_JSON');
  });
});
