import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LEVER_CLIENT_CONFIG } from '../../../lib/adapters/aws/levers/lever-clients.ts';
import { createCustomResourceHandler } from '../custom-resource.ts';
import { performLogGroup } from './log-group.ts';

/** A log group that is going to be subscribed, for CloudFormation. */
export const handler = createCustomResourceHandler(
  performLogGroup(new CloudWatchLogsClient(LEVER_CLIENT_CONFIG)),
);
