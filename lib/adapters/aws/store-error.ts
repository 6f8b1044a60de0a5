import { StoreError } from '../../core/errors.ts';

/**
 * Client errors (HTTP 400) after which the same request may succeed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const RETRYABLE_CLIENT_ERRORS: ReadonlySet<string> = new Set([
  'ItemCollectionSizeLimitExceededException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionConflictException',
]);
/** Errors of our own making: no request was ever answered, and none would be. */
const LOCAL_ERRORS: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'RangeError',
  'TypeError',
]);

const isRetryable = (error: Error): boolean => {
  if (RETRYABLE_CLIENT_ERRORS.has(error.name)) return true;
  if (LOCAL_ERRORS.has(error.name)) return false;
  // A refusal repeats itself; a server's failure, a timeout or a lost connection need not.
  return !('$fault' in error && error.$fault === 'client');
};

/** A conditional write whose condition does not hold. */
export const isConditionFailed = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** DynamoDB refused a request, or gave no answer: what it holds was not seen. */
export class NoAnswerError extends StoreError {}

/** What the SDK threw, as the error that the port promises; `task` says what was being done. */
export const toStoreError = (task: string, cause: unknown): NoAnswerError => {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  return new NoAnswerError(`DynamoDB could not ${task}: ${error.name}: ${error.message}`, {
    retryable: isRetryable(error),
    cause,
  });
};
