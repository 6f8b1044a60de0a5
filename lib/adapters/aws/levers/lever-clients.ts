import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';

export interface LeverClients {
  readonly sns: SNSClient;
  readonly protect: PinpointSMSVoiceV2Client;
  readonly cloudWatch: CloudWatchClient;
}

/**
 * How often, how long and with what pauses the levers try. `standard` backs off exponentially with
 * full jitter, starting at a second where AWS throttles; with four attempts a call that is throttled
 * for good takes seven seconds at most beyond the requests themselves. Without
 * `throwOnRequestTimeout` the SDK only warns and waits on.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const LEVER_CLIENT_CONFIG = {
  maxAttempts: 4,
  retryMode: 'standard',
  requestHandler: {
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
} as const;

/** So long one call takes at most: every attempt waits for its connection and its answer, and seven seconds of pauses. */
export const MAX_CALL_MS =
  LEVER_CLIENT_CONFIG.maxAttempts *
    (LEVER_CLIENT_CONFIG.requestHandler.connectionTimeout +
      LEVER_CLIENT_CONFIG.requestHandler.requestTimeout) +
  7_000;

export type LeverClientOptions = Pick<
  SNSClientConfig,
  'region' | 'endpoint' | 'credentials' | 'retryStrategy'
>;

/**
 * The clients that move levers. The region must be the one that sends: limits, rules and metrics are
 * regional, and a Cognito user pool may send from another region than its own.
 */
export const createLeverClients = (options: LeverClientOptions = {}): LeverClients => {
  const config = { ...LEVER_CLIENT_CONFIG, ...options };
  return {
    sns: new SNSClient(config),
    protect: new PinpointSMSVoiceV2Client(config),
    cloudWatch: new CloudWatchClient(config),
  };
};
