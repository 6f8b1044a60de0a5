import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { LEVER_CLIENT_CONFIG } from '../../../lib/adapters/aws/levers/lever-clients.ts';
import { createCustomResourceHandler } from '../custom-resource.ts';
import { performUserPoolTriggers } from './user-pool-triggers.ts';

/** The verification trigger of a user pool, for CloudFormation. */
export const handler = createCustomResourceHandler(
  performUserPoolTriggers(new CognitoIdentityProviderClient(LEVER_CLIENT_CONFIG)),
);
