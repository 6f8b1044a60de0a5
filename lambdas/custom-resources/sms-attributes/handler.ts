import { SNSClient } from '@aws-sdk/client-sns';
import { LEVER_CLIENT_CONFIG } from '../../../lib/adapters/aws/levers/lever-clients.ts';
import { createCustomResourceHandler } from '../custom-resource.ts';
import { performSmsAttributes } from './sms-attributes.ts';

/** SMS delivery logging of SNS, for CloudFormation. */
export const handler = createCustomResourceHandler(
  performSmsAttributes(new SNSClient(LEVER_CLIENT_CONFIG)),
);
