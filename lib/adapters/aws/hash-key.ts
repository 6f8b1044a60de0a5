import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretError } from './secret-error.ts';

/** Half of what an HMAC-SHA256 can use; a generated password of 32 characters has more. */
const MIN_KEY_BYTES = 32;

/**
 * The key of the installation's keyed hashes, from Secrets Manager: the bytes of `SecretBinary`, or
 * the UTF-8 bytes of `SecretString`. It must never change while counters live, or what was counted
 * before matches nothing after.
 *
 * @throws SecretError when it cannot be read, or has fewer than 32 bytes
 */
export const readHashKey = async (
  client: SecretsManagerClient,
  secretArn: string,
): Promise<Uint8Array> => {
  const { SecretBinary, SecretString } = await client
    .send(new GetSecretValueCommand({ SecretId: secretArn }))
    .catch((cause: unknown) => {
      const name = cause instanceof Error ? cause.name : String(cause);
      throw new SecretError(
        `secretsmanager:GetSecretValue failed: ${name}. Look whether the secret of the hash key exists and the function's role may read it.`,
        { retryable: true, cause },
      );
    });
  const key = SecretBinary ?? new TextEncoder().encode(SecretString ?? '');
  if (key.length < MIN_KEY_BYTES)
    throw new SecretError(
      `the secret of the hash key has ${key.length} bytes and needs ${MIN_KEY_BYTES} or more: with fewer, hashes of numbers could be reversed.`,
      { retryable: false },
    );
  return key;
};
