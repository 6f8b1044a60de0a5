import '../../contract/counter-store/quiet-sdk.ts';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CustomResourceRequest } from '../../../lambdas/custom-resources/custom-resource.ts';

/** What CloudFormation was answered. */
export interface StackAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export interface CloudFormation {
  readonly url: string;
  readonly answers: readonly StackAnswer[];
  /** The content types that answers came with; the signed URL allows none. */
  readonly contentTypes: readonly (string | undefined)[];
  close(): void;
}

/** CloudFormation's end of a custom resource: takes what is put to the signed URL. */
export const startCloudFormation = async (status = 200): Promise<CloudFormation> => {
  const answers: StackAnswer[] = [];
  const contentTypes: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      contentTypes.push(request.headers['content-type']);
      answers.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as StackAnswer);
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/answer`,
    answers,
    contentTypes,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** A request as CloudFormation makes it. */
export const request = (
  RequestType: CustomResourceRequest['RequestType'],
  ResourceProperties: Readonly<Record<string, unknown>>,
  PhysicalResourceId?: string,
  OldResourceProperties?: Readonly<Record<string, unknown>>,
): CustomResourceRequest => ({
  RequestType,
  ResponseURL: 'http://127.0.0.1:1/never-called',
  StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/detector/1',
  RequestId: 'request-1',
  LogicalResourceId: 'Resource',
  ...(PhysicalResourceId === undefined ? {} : { PhysicalResourceId }),
  ResourceProperties,
  ...(OldResourceProperties === undefined ? {} : { OldResourceProperties }),
});

/** What a client needs to talk to the stand-in. */
export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
