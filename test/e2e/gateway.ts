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

/** What the emulator lacks, and the stand-in has. */
const BY_TARGET = /^(?:PinpointSMSVoiceV2\.|GraniteServiceVersion20100801\.GetMetricData$)/;
const BY_ACTION = /(?:^|&)Action=(?:Get|Set)SMSAttributes(?:&|$)/;

/** One endpoint for services of which the emulator has a part and the stand-in the rest. */
export interface Gateway {
  readonly endpoint: string;
  readonly standIn: AwsStandIn;
  close(): Promise<void>;
}

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
 * configurations and the spend metric go to the stand-in, everything else to the emulator.
 */
export const startGateway = async (emulatorEndpoint: string): Promise<Gateway> => {
  const standIn = await startAwsStandIn({ clock: { nowMs: () => Date.now() }, metricLagMs: 0 });
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        const target = request.headers['x-amz-target'];
        const isLacking =
          typeof target === 'string'
            ? BY_TARGET.test(target)
            : BY_ACTION.test(body.toString('latin1'));
        pass(isLacking ? standIn.endpoint : emulatorEndpoint, request, body, response);
      },
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    standIn,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await standIn.close();
    },
  };
};
