import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StandInAccount, type StandInAccountOptions } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';
import { cloudWatchOperations } from './cloudwatch-operations.ts';
import { eventOperations } from './event-operations.ts';
import { type FaultKind, Faults } from './faults.ts';
import { logGroupOperations } from './log-group-operations.ts';
import { logOperations } from './log-operations.ts';
import { parameterOperations } from './parameter-operations.ts';
import { protectOperations } from './protect-operations.ts';
import { secretOperations } from './secret-operations.ts';
import { snsOperations } from './sns-operations.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';
import { userPoolOperations } from './user-pool-operations.ts';
import { type Answer, readWire, type Wire } from './wire.ts';

export interface AwsStandInOptions extends StandInAccountOptions {
  /** How many items a page has. */
  readonly pageSize?: number;
  /** Limits on requests by operation, beside those that AWS documents. */
  readonly rates?: Readonly<Record<string, Rate>>;
}

export interface Request {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface AwsStandIn {
  /** `http://127.0.0.1:<port>`, for the clients' `endpoint`. */
  readonly endpoint: string;
  readonly account: StandInAccount;
  readonly faults: Faults;
  /** Every request, in order, refused ones too. */
  readonly requests: readonly Request[];
  /** `service.operation` of each request that nobody here understands. */
  readonly unknownOperations: readonly string[];
  close(): Promise<void>;
}

/**
 * One write a second for Protect configurations. The burst is a guess.
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/quotas.html
 */
const PROTECT_WRITE: Rate = { burst: 10, perSecond: 1 };
const RATES: Readonly<Record<string, Rate>> = {
  CreateProtectConfiguration: PROTECT_WRITE,
  SetAccountDefaultProtectConfiguration: PROTECT_WRITE,
  UpdateProtectConfigurationCountryRuleSet: PROTECT_WRITE,
};

const THROTTLING: Readonly<Record<string, () => ApiError>> = {
  SNS: () => new ApiError('Throttled', 'Rate exceeded', { status: 429 }),
};
const DENIAL: Readonly<Record<string, () => ApiError>> = {
  SNS: () =>
    new ApiError('AuthorizationError', 'The caller is not authorized to perform this action', {
      status: 403,
    }),
};

const refusalOf = (fault: FaultKind | null, service: string): ApiError | null => {
  if (fault === 'throttle')
    return THROTTLING[service]?.() ?? new ApiError('ThrottlingException', 'Rate exceeded');
  if (fault === 'access-denied')
    return (
      DENIAL[service]?.() ??
      new ApiError('AccessDeniedException', 'The caller is not authorized to perform this action')
    );
  if (fault === 'server-error')
    return service === 'SNS'
      ? new ApiError('InternalError', 'Internal error', { status: 500 })
      : new ApiError('InternalServerException', 'Internal error', { status: 500 });
  return null;
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Starts a small AWS on a free port of 127.0.0.1: of SNS the SMS attributes and messages to topics,
 * Protect configurations, the spend metric, parameters, secrets, log groups and events, user pools
 * and event buses of one made-up account, on the protocols that the SDK's clients speak. It keeps time by the given clock,
 * and checks neither signatures nor rights. What it does not understand it refuses by name.
 */
export const startAwsStandIn = async (options: AwsStandInOptions): Promise<AwsStandIn> => {
  const { clock, pageSize = 100 } = options;
  const account = new StandInAccount(options);
  const services: Readonly<Record<string, Operations>> = {
    SNS: snsOperations(account),
    PinpointSMSVoiceV2: protectOperations(account, pageSize),
    GraniteServiceVersion20100801: cloudWatchOperations(account, pageSize),
    AmazonSSM: parameterOperations(account, pageSize),
    secretsmanager: secretOperations(account),
    AWSEvents: eventOperations(account),
    Logs_20140328: { ...logOperations(account, pageSize), ...logGroupOperations(account) },
    AWSCognitoIdentityProviderService: userPoolOperations(account),
  };
  const rates = { ...RATES, ...options.rates };
  const buckets = new Map(
    Object.entries(rates).map(([name, rate]) => [name, new TokenBucket(rate, clock.nowMs())]),
  );
  const faults = new Faults();
  const requests: Request[] = [];
  const unknownOperations: string[] = [];

  const run = ({ service, operation, input }: Wire, fault: FaultKind | null) => {
    const operations = Object.hasOwn(services, service) ? services[service] : undefined;
    const perform =
      operations !== undefined && Object.hasOwn(operations, operation)
        ? operations[operation]
        : undefined;
    if (perform === undefined) {
      unknownOperations.push(`${service}.${operation}`);
      throw new ApiError(
        service === 'SNS' ? 'InvalidAction' : 'UnknownOperationException',
        `The stand-in does not know ${service}.${operation}`,
      );
    }
    const isTooFast = buckets.get(operation)?.take(clock.nowMs()) === false;
    const refusal = refusalOf(isTooFast ? 'throttle' : fault, service);
    if (refusal !== null) throw refusal;
    return perform(input);
  };

  /** `null` where no answer is to come. */
  const respond = async (request: IncomingMessage): Promise<Answer | null> => {
    const wire = readWire(request.headers, await readBody(request));
    const { service, operation, input } = wire;
    requests.push({ service, operation, input });
    const requestId = `stand-in-${requests.length}`;
    const fault = faults.next(operation);
    if (fault === 'no-answer') return null;
    try {
      const answer = wire.answer(run(wire, fault), requestId);
      if (fault === 'answer-lost') return null;
      return fault === 'malformed' ? { ...answer, body: '{"half": "an ans' } : answer;
    } catch (error) {
      if (error instanceof ApiError) return wire.refuse(error, requestId);
      throw error;
    }
  };

  const server = createServer((request, response) => {
    respond(request).then(
      (answer) => {
        if (answer === null) request.socket.destroy();
        else response.writeHead(answer.status, answer.headers).end(answer.body);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    account,
    faults,
    requests,
    unknownOperations,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
};
