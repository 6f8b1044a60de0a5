import type { AwsCredentialIdentity } from '@aws-sdk/types';

/**
 * Takes the place of the SDK's chain of credential providers in the bundles. Lambda hands a
 * function its role's credentials in the environment, for as long as the process lives; profiles,
 * single sign-on and instance metadata are a tenth of a megabyte that no function uses.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider = () => (): Promise<AwsCredentialIdentity> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    return Promise.reject(
      new Error('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is missing: Lambda sets both.'),
    );
  return Promise.resolve({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
};
