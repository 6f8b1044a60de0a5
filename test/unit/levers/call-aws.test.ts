import { describe, expect, it } from 'vitest';
import { callAws, toLeverError } from '../../../lib/adapters/aws/levers/call-aws.ts';

const sdkError = (name: string, status: number | null, more: object = {}): Error =>
  Object.assign(new Error('as AWS says'), {
    name,
    ...(status === null ? {} : { $metadata: { httpStatusCode: status } }),
    ...more,
  });

describe('what the SDK threw', () => {
  const MAY_BE_AGAIN = /may be made again/;
  const ALLOW = /Allow sns:SetSMSAttributes to the detector's role/;
  const READ_FIRST = /read before writing again/;
  const CASES: readonly (readonly [Error, boolean, RegExp])[] = [
    [sdkError('ThrottledException', 400), true, MAY_BE_AGAIN],
    [sdkError('Throttling', 400), true, MAY_BE_AGAIN],
    [sdkError('ThrottlingException', 400), true, MAY_BE_AGAIN],
    [sdkError('ProvisionedThroughputExceededException', 400), true, MAY_BE_AGAIN],
    [sdkError('SomethingElse', 429), true, MAY_BE_AGAIN],
    [sdkError('ConflictException', 409), true, MAY_BE_AGAIN],
    [sdkError('AuthorizationErrorException', 403), false, ALLOW],
    [sdkError('AccessDeniedException', 400), false, ALLOW],
    [sdkError('SomethingElse', 403), false, ALLOW],
    [sdkError('SomethingElse', 401), false, ALLOW],
    [sdkError('ExpiredTokenException', 400), false, ALLOW],
    [sdkError('ValidationException', 400), false, /correct what it names/],
    [sdkError('ResourceNotFoundException', 404), false, /correct what it names/],
    [sdkError('ServiceQuotaExceededException', 402), false, /correct what it names/],
    [sdkError('InternalErrorException', 500), true, READ_FIRST],
    [sdkError('SomethingElse', 503), true, READ_FIRST],
    [sdkError('TimeoutError', null), true, READ_FIRST],
    [sdkError('Error', null, { code: 'ECONNRESET' }), true, READ_FIRST],
    [sdkError('SyntaxError', 200), true, READ_FIRST],
    [sdkError('CredentialsProviderError', null), false, /Nothing was sent/],
    [new TypeError('as AWS says'), false, /Nothing was sent/],
  ];
  for (const [cause, retryable, advice] of CASES)
    it(`${cause.name} (${String((cause as { $metadata?: { httpStatusCode: number } }).$metadata?.httpStatusCode ?? 'no answer')}) is ${retryable ? '' : 'not '}worth another try, and says what to do`, async () => {
      const call = callAws('sns:SetSMSAttributes', () => Promise.reject(cause));
      await expect(call).rejects.toMatchObject({ code: 'lever-failed', retryable, cause });
      await expect(call).rejects.toThrow(
        new RegExp(`^sns:SetSMSAttributes failed: ${cause.name}: as AWS says\\. `),
      );
      await expect(call).rejects.toThrow(advice);
    });

  it('names the fields that AWS names, and leaves out what is meant for programmers', () => {
    const cause = sdkError('ValidationException', 400, {
      message: 'as AWS says\n  Deserialization error: to see the raw response, inspect',
      Reason: 'FIELD_VALIDATION_FAILED',
      Fields: [{ Name: 'CountryRuleSetUpdates', Message: 'QQ is not supported' }],
    });
    expect(toLeverError('sms-voice:Update', cause).message).toBe(
      'sms-voice:Update failed: ValidationException: as AWS says (FIELD_VALIDATION_FAILED; CountryRuleSetUpdates: QQ is not supported). AWS refused it, and the same call will be refused again: correct what it names.',
    );
  });

  it('that is no error is told all the same', () => {
    expect(toLeverError('sns:Get', 'odd').message).toContain('odd');
  });
});
