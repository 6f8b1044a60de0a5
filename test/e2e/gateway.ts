import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  startAwsStandIn,
  type AwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { FAILED_SMS_LOG_GROUP, SMS_LOG_GROUP } from './place.ts';
import { Subscriptions } from './subscriptions.ts';
import { WriteTrap } from './write-trap.ts';

/** What the emulator lacks, and the stand-in has: of reading logs back, the filter on fields of JSON. */
const BY_TARGET = /^(?:PinpointSMSVoiceV2\.|GraniteServiceVersion20100801\.GetMetricData$)/;
const BY_ACTION = /(?:^|&)Action=(?:Get|Set)SMSAttributes(?:&|$)/;

/** One endpoint for services of which the emulator has a part and the stand-in the rest. */
export interface Gateway {
  readonly endpoint: string;
  readonly standIn: AwsStandIn;
  readonly subscriptions: Subscriptions;
  readonly writeTrap: WriteTrap;
  close(): Promise<void>;
}

const PUT = 'Logs_20140328.PutLogEvents';
const FILTER = 'Logs_20140328.FilterLogEvents';
/** The groups that the drill-down reads back. */
const READ_BACK = [SMS_LOG_GROUP, FAILED_SMS_LOG_GROUP];

interface LogRequest {
  readonly logGroupName: string;
  readonly logStreamName?: string;
  readonly logEvents?: readonly { readonly timestamp: number; readonly message: string }[];
}

const parse = (body: Buffer): LogRequest => JSON.parse(body.toString('utf8')) as LogRequest;

const isLacking = (target: string | readonly string[] | undefined, body: Buffer): boolean => {
  if (typeof target !== 'string') return BY_ACTION.test(body.toString('latin1'));
  return (
    BY_TARGET.test(target) || (target === FILTER && READ_BACK.includes(parse(body).logGroupName))
  );
};

/** The stand-in knows what was logged as well. */
const keep = ({ account }: AwsStandIn, body: Buffer): void => {
  const { logGroupName, logEvents = [] } = parse(body);
  for (const { timestamp: timestampMs, message } of logEvents)
    account.logGroups.get(logGroupName)?.push({ timestampMs, message });
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const pass = (endpoint: string, request: IncomingMessage, body: Buffer, to: ServerResponse) => {
  const { hostname, port } = new URL(endpoint);
  const { method, url, headers } = request;
  const passed = send({ hostname, port, method, path: url, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
  });
  passed.on('error', (error) => to.writeHead(502).end(String(error)));
  passed.end(body);
};

/**
 * Starts the stand-in and a proxy before both, on a free port of 127.0.0.1: SMS attributes, Protect
 * configurations, the spend metric and reading SMS logs back go to the stand-in, everything else to
 * the emulator. On its way what is logged is handed to its subscribers.
 */
export const startGateway = async (emulatorEndpoint: string): Promise<Gateway> => {
  const standIn = await startAwsStandIn({
    clock: { nowMs: () => Date.now() },
    metricLagMs: 0,
    // As many log events as a page of AWS has.
    pageSize: 10_000,
  });
  for (const group of READ_BACK) standIn.account.logGroups.set(group, []);
  const subscriptions = new Subscriptions();
  const writeTrap = new WriteTrap();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const target = request.headers['x-amz-target'];
    if (writeTrap.catches(target, body)) {
      request.destroy();
      return;
    }
    if (target === PUT) {
      keep(standIn, body);
      const { logGroupName, logStreamName = '', logEvents = [] } = parse(body);
      await subscriptions.handOver(logGroupName, logStreamName, logEvents);
    }
    const to = isLacking(target, body) ? standIn.endpoint : emulatorEndpoint;
    pass(to, request, body, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    standIn,
    subscriptions,
    writeTrap,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await standIn.close();
    },
  };
};
