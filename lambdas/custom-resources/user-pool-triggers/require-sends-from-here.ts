import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider';

/**
 * A detector sees the SMS of its own region's SNS.
 *
 * @throws for a pool whose SMS are not logged there, saying where they go
 */
export const requireSendsFromHere = (
  { Id, SmsConfiguration }: UserPoolType,
  region: string,
): void => {
  const sentFrom = SmsConfiguration?.SnsRegion;
  if (sentFrom !== undefined && sentFrom !== region)
    throw new Error(
      `The user pool ${Id} sends its SMS from ${sentFrom} (SmsConfiguration.SnsRegion), so they are logged there and not in ${region}. Deploy a detector in ${sentFrom}, without this pool, and let your application log its verifications there.`,
    );
  if (SmsConfiguration?.EumsSms !== undefined)
    throw new Error(
      `The user pool ${Id} sends its SMS by AWS End User Messaging and not by SNS (SmsConfiguration.EumsSms). SNS logs none of them, so the detector would not see them: leave the pool out of userPools.`,
    );
};
