import {
  type CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  GetLogDeliveryConfigurationCommand,
  type LogConfigurationType,
  SetLogDeliveryConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { oldProperty, type Perform, property } from '../custom-resource.ts';
import { unfinishedUnlessDone } from '../unfinished-error.ts';

const SOURCE = 'userAuthEvents';
const ON = 'on';

/**
 * The export of a user pool's authentication events to a log group. A pool whose plan has none, and
 * one that exports them elsewhere, is left as it is: the answer's `Status` says why. On deletion the
 * export ends, if it still goes to the same group.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
 */
export const performUserPoolLogExport = (
  client: Pick<CognitoIdentityProviderClient, 'send'>,
): Perform => {
  const read = async (UserPoolId: string): Promise<readonly LogConfigurationType[]> => {
    const answer = await client.send(new GetLogDeliveryConfigurationCommand({ UserPoolId }));
    return answer.LogDeliveryConfiguration?.LogConfigurations ?? [];
  };
  /** The call replaces all of a pool's exports, so the others are written along. */
  const write = (UserPoolId: string, LogConfigurations: LogConfigurationType[]) =>
    client.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations }));

  const whyNot = async (UserPoolId: string): Promise<string | null> => {
    const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
    if (UserPool === undefined) throw new Error(`cognito-idp described no user pool ${UserPoolId}`);
    if (UserPool.UserPoolTier !== 'PLUS')
      return `off: the plan of the pool is ${UserPool.UserPoolTier ?? 'not known'}, and only Plus exports authentication events`;
    const threatProtection = UserPool.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF';
    return threatProtection === 'OFF'
      ? 'off: threat protection of the pool is off, and without it no authentication events are exported'
      : null;
  };

  /** @param oldArn the group that our export went to before an update */
  const turnOn = async (
    UserPoolId: string,
    LogGroupArn: string,
    oldArn: string | undefined,
  ): Promise<string> => {
    const reason = await whyNot(UserPoolId);
    if (reason !== null) return reason;
    const configurations = (await read(UserPoolId)).filter(
      (each) => oldArn === undefined || oldArn === LogGroupArn || !goesTo(each, oldArn),
    );
    const existing = configurations.find(({ EventSource }) => EventSource === SOURCE);
    if (existing !== undefined && !goesTo(existing, LogGroupArn))
      return `off: the pool exports its authentication events already, ${destinationOf(existing)}, and can do so only once; give that log group as userPoolLogGroup`;
    if (existing === undefined)
      await unfinishedUnlessDone(idOf(UserPoolId, LogGroupArn), () =>
        write(UserPoolId, [
          ...configurations,
          {
            EventSource: SOURCE,
            LogLevel: 'INFO',
            CloudWatchLogsConfiguration: { LogGroupArn },
          },
        ]),
      );
    return ON;
  };

  const turnOff = async (UserPoolId: string, LogGroupArn: string): Promise<void> => {
    const configurations = await read(UserPoolId).catch(ignoreMissingPool);
    const others = configurations.filter((each) => !goesTo(each, LogGroupArn));
    if (others.length < configurations.length) await write(UserPoolId, others);
  };

  return async (request) => {
    const userPoolId = property(request, 'UserPoolId');
    const logGroupArn = property(request, 'LogGroupArn');
    const physicalId = idOf(userPoolId, logGroupArn);
    if (request.RequestType === 'Delete') {
      await turnOff(userPoolId, logGroupArn);
      return { physicalId: request.PhysicalResourceId ?? physicalId };
    }
    const oldArn = oldProperty(request, 'LogGroupArn');
    return { physicalId, data: { Status: await turnOn(userPoolId, logGroupArn, oldArn) } };
  };
};

const idOf = (userPoolId: string, logGroupArn: string): string => `${userPoolId}/${logGroupArn}`;

const goesTo = (
  { EventSource, CloudWatchLogsConfiguration }: LogConfigurationType,
  logGroupArn: string,
): boolean =>
  EventSource === SOURCE &&
  CloudWatchLogsConfiguration?.LogGroupArn?.replace(/:\*$/, '') === logGroupArn;

const destinationOf = (configuration: LogConfigurationType): string =>
  configuration.CloudWatchLogsConfiguration?.LogGroupArn ??
  configuration.FirehoseConfiguration?.StreamArn ??
  configuration.S3Configuration?.BucketArn ??
  'to a place that it does not name';

/** A pool that is gone exports nothing. */
const ignoreMissingPool = (error: unknown): readonly LogConfigurationType[] => {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
  throw error;
};
