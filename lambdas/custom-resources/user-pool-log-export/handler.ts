import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { LEVER_CLIENT_CONFIG } from '../../../lib/adapters/aws/levers/lever-clients.ts';
import { createCustomResourceHandler } from '../custom-resource.ts';
import { performUserPoolLogExport } from './user-pool-log-export.ts';

/** The export of a user pool's records, for CloudFormation. */
export const handler = createCustomResourceHandler(
  performUserPoolLogExport(new CognitoIdentityProviderClient(LEVER_CLIENT_CONFIG)),
);
