import { fileURLToPath } from 'node:url';

/** The made-up account and the region that everything is deployed to. */
export const ACCOUNT_ID = '123456789012';
export const REGION = 'eu-central-1';
export const STACK_NAME = 'sms-pumping-detector-default';

export const SMS_LOG_GROUP = `sns/${REGION}/${ACCOUNT_ID}/DirectPublishToPhoneNumber`;
export const FAILED_SMS_LOG_GROUP = `${SMS_LOG_GROUP}/Failure`;
export const VERIFICATION_LOG_GROUP = '/shop/verifications';
/** What the names of the functions' log groups begin with. */
export const FUNCTION_LOGS = '/sms-pumping-detector/default/';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Whatever a run makes: the virtual environment is kept, the rest is made anew. */
export const CACHE = process.env['SMS_PUMPING_E2E_FOLDER'] ?? `${ROOT}.e2e/`;
export const LOGS = `${CACHE}logs/`;

/** The environment of this process, without what would lead to a real account. */
export const withoutAws = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(?:AWS|CDK)_/.test(name) ? [] : [[name, value]],
    ),
  );

/** What leads the SDK, the CDK and the commands to the emulated account. An access key of twelve digits is its account. */
export const emulatedEnvironment = (emulator: string, gateway: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: emulator,
  AWS_ENDPOINT_URL_SNS: gateway,
  AWS_ENDPOINT_URL_CLOUDWATCH: gateway,
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: gateway,
  AWS_ENDPOINT_URL_DYNAMODB: gateway,
  AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: gateway,
  AWS_ACCESS_KEY_ID: ACCOUNT_ID,
  AWS_SECRET_ACCESS_KEY: 'emulated',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  CDK_DEFAULT_ACCOUNT: ACCOUNT_ID,
  CDK_DEFAULT_REGION: REGION,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});
