/** The account that the simulated records come from. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '123456789012';
export const USER_POOL_ID = `${REGION}_Simulated`;
export const CLIENT_ID = '1simulated2client3example4';

export const SNS_LOG_GROUP = `sns/${REGION}/${ACCOUNT_ID}/DirectPublishToPhoneNumber`;
export const SNS_FAILURE_LOG_GROUP = `${SNS_LOG_GROUP}/Failure`;
export const VERIFICATION_LOG_GROUP = '/aws/lambda/otp-verification-trigger';
export const COGNITO_LOG_GROUP = `/aws/vendedlogs/cognito/${USER_POOL_ID}`;
