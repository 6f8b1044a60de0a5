import { SSMClient } from '@aws-sdk/client-ssm';
import { isInstanceName, ParameterStore } from '../adapters/aws/parameter-store.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { clientConfigOf, type Place } from './client-config.ts';

export interface ParametersOfInstance extends Place {
  readonly instance: string;
}

/**
 * Lets `use` read and write the parameters of one instance.
 *
 * @throws UnusableInputError for what is no name of an instance
 */
export const withParameters = async <Result>(
  { instance, ...place }: ParametersOfInstance,
  use: (store: ParameterStore) => Promise<Result>,
): Promise<Result> => {
  if (!isInstanceName(instance))
    throw new UnusableInputError(
      `${JSON.stringify(instance)} is no instance: letters, digits, _ . and - only.`,
    );
  const client = new SSMClient(clientConfigOf(place));
  try {
    return await use(new ParameterStore(client, instance));
  } finally {
    client.destroy();
  }
};
