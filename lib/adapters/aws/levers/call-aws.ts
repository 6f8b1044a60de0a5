import { LeverError } from '../../../core/errors.ts';

/** An operation as IAM names it: `sns:SetSMSAttributes`. */
export type AwsOperation = `${string}:${string}`;

/** What the SDK's errors carry; each part may be missing. */
interface SdkError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly Fields?: readonly { readonly Name?: string; readonly Message?: string }[];
  readonly Reason?: string;
}

type Failure = { readonly retryable: boolean; readonly advice: string };

/**
 * Names of throttling in the services that the levers call; status 429 counts as well.
 * https://docs.aws.amazon.com/general/latest/gr/api-retries.html
 */
const THROTTLED =
  /^(?:Throttl(?:ing|ed|ingException|edException)|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException|LimitExceededException)$/;
const DENIED =
  /^(?:AccessDenied|AuthorizationError|AuthFailure|Unauthorized|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken|OptInRequired)/;
/** Errors of our own making: no request was ever sent. */
const LOCAL_ERRORS: ReadonlySet<string> = new Set([
  'CredentialsProviderError',
  'RangeError',
  'TypeError',
]);

const diagnose = (operation: AwsOperation, error: SdkError): Failure => {
  const status = error.$metadata?.httpStatusCode;
  if (status === 429 || THROTTLED.test(error.name))
    return {
      retryable: true,
      advice: 'AWS throttles this account and region; the same call may be made again in a while.',
    };
  if (status === 401 || status === 403 || DENIED.test(error.name))
    return {
      retryable: false,
      advice: `Allow ${operation} to the detector's role, and look for a service control policy that denies it; docs/levers.md lists what each lever needs.`,
    };
  if (error.name === 'ConflictException')
    return {
      retryable: true,
      advice: 'Somebody changes the same thing at this moment; the same call may be made again.',
    };
  if (status === undefined)
    return LOCAL_ERRORS.has(error.name)
      ? { retryable: false, advice: 'Nothing was sent: check region, credentials and settings.' }
      : {
          retryable: true,
          advice: 'No answer came, so it may have taken effect: read before writing again.',
        };
  if (status < 300)
    return {
      retryable: true,
      advice: 'The answer was unreadable, so it may have taken effect: read before writing again.',
    };
  if (status >= 500)
    return {
      retryable: true,
      advice: 'AWS failed, and it may have taken effect: read before writing again.',
    };
  return {
    retryable: false,
    advice: 'AWS refused it, and the same call will be refused again: correct what it names.',
  };
};

const detailsOf = ({ Reason, Fields = [] }: SdkError): string => {
  const fields = Fields.map(({ Name, Message }) => `${Name}: ${Message}`);
  const details = [...(Reason === undefined ? [] : [Reason]), ...fields];
  return details.length === 0 ? '' : ` (${details.join('; ')})`;
};

/** What the SDK threw, as the error that the port promises: which operation, why, and what to do. */
export const toLeverError = (operation: AwsOperation, cause: unknown): LeverError => {
  const error: SdkError = cause instanceof Error ? cause : new Error(String(cause));
  const { retryable, advice } = diagnose(operation, error);
  // The SDK adds a hint for programmers to answers that it cannot read.
  const [message = ''] = error.message.split('\n');
  return new LeverError(
    `${operation} failed: ${error.name}: ${message}${detailsOf(error)}. ${advice}`,
    { retryable, cause },
  );
};

/** Makes one call, and names the operation in whatever goes wrong. */
export const callAws = async <Answer>(
  operation: AwsOperation,
  call: () => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    throw toLeverError(operation, error);
  }
};

/** An answer that came and does not say what it must. Unknown is never read as a value. */
export const unreadable = (operation: AwsOperation, what: string): LeverError =>
  new LeverError(`${operation} answered without ${what}: the lever's value is unknown.`, {
    retryable: true,
  });
