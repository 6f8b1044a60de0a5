import { SSMClient } from '@aws-sdk/client-ssm';
import { isInstanceName, ParameterStore } from '../adapters/aws/parameter-store.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';

export interface ParametersOfInstance {
  readonly instance: string;
  readonly region?: string;
  /** An endpoint other than AWS's own. */
  readonly endpoint?: string;
}

/** Nobody who looks at a screen waits for longer. */
const CLIENT_CONFIG = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

/**
 * Lets `use` read and write the parameters of one instance.
 *
 * @throws UnusableInputError for what is no name of an instance
 */
export const withParameters = async <Result>(
  { instance, region, endpoint }: ParametersOfInstance,
  use: (store: ParameterStore) => Promise<Result>,
): Promise<Result> => {
  if (!isInstanceName(instance))
    throw new UnusableInputError(
      `${JSON.stringify(instance)} is no instance: letters, digits, _ . and - only.`,
    );
  // The SDK's advice about Node versions is for those who write programs, not for those on call.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new SSMClient({
    ...CLIENT_CONFIG,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  try {
    return await use(new ParameterStore(client, instance));
  } finally {
    client.destroy();
  }
};
