import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  paginateFilterLogEvents,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import {
  DescribeProtectConfigurationsCommand,
  GetProtectConfigurationCountryRuleSetCommand,
  PinpointSMSVoiceV2Client,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { GetSMSAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { METRIC_DIMENSIONS, METRIC_NAMESPACE } from '../../lib/core/notify/metric-names.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../lib/core/time.ts';
import { FUNCTION_LOGS } from './place.ts';

const ALARMS = 'sms-pumping-detector-default-';

/** What AWS hands to a function at once is bounded by its size; the emulator takes what it is given. */
const EVENTS_AT_ONCE = 600;

/** What the scenarios ask and tell the account: the SDK's own clients, led by the environment. */
export class Account {
  readonly cloudFormation = new CloudFormationClient();
  /** The emulator reads no compressed requests. */
  readonly cloudWatch = new CloudWatchClient({ disableRequestCompression: true });
  readonly dynamoDb = new DynamoDBClient();
  readonly lambda = new LambdaClient();
  readonly logs = new CloudWatchLogsClient();
  readonly sns = new SNSClient();
  readonly sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  readonly #protect = new PinpointSMSVoiceV2Client();
  readonly #ssm = new SSMClient();
  readonly #streams = new Set<string>();

  async putLogEvents(
    logGroupName: string,
    events: readonly { readonly timestampMs: number; readonly message: string }[],
  ): Promise<void> {
    if (events.length === 0) return;
    const logStreamName = 'e2e';
    if (!this.#streams.has(logGroupName))
      await this.logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    this.#streams.add(logGroupName);
    const sorted = events.toSorted((a, b) => a.timestampMs - b.timestampMs);
    for (let at = 0; at < sorted.length; at += EVENTS_AT_ONCE) {
      const logEvents = sorted
        .slice(at, at + EVENTS_AT_ONCE)
        .map(({ timestampMs, message }) => ({ timestamp: timestampMs, message }));
      await this.logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    }
  }

  /** All that a function says it has counted in a metric. */
  async sumOf(name: string, metric: string): Promise<number> {
    const values: number[] = [];
    // The emulator answers no more than a page: of these lines only.
    const lines = { logGroupName: `${FUNCTION_LOGS}${name}`, filterPattern: `"${metric}"` };
    for await (const { events = [] } of paginateFilterLogEvents({ client: this.logs }, lines))
      for (const { message = '' } of events) {
        if (!message.startsWith('{')) continue;
        const line = JSON.parse(message) as Record<string, number | number[] | undefined>;
        if ('_aws' in line && !(METRIC_DIMENSIONS.country in line))
          values.push(...[line[metric] ?? []].flat());
      }
    return values.reduce((sum, value) => sum + value, 0);
  }

  /** The sum of a metric of the whole detector, as CloudWatch has it. */
  async metricSum(MetricName: string): Promise<number> {
    const { Datapoints = [] } = await this.cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: METRIC_NAMESPACE,
        MetricName,
        Dimensions: [{ Name: METRIC_DIMENSIONS.instance, Value: 'default' }],
        Statistics: ['Sum'],
        Period: HOUR_MS / SECOND_MS,
        StartTime: new Date(Date.now() - DAY_MS),
        EndTime: new Date(Date.now() + HOUR_MS),
      }),
    );
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  }

  /** How each alarm of the stack stands, by its kind and what it is of. */
  async alarms(): Promise<ReadonlyMap<string, string>> {
    const states = new Map<string, string>();
    const named = { AlarmNamePrefix: ALARMS };
    for await (const page of paginateDescribeAlarms({ client: this.cloudWatch }, named))
      for (const { AlarmName = '', StateValue = '' } of page.MetricAlarms ?? [])
        states.set(AlarmName.slice(ALARMS.length), StateValue);
    return states;
  }

  /** The rules of the account's default Protect configuration, by country. */
  async rules(): Promise<ReadonlyMap<string, string | undefined>> {
    const { ProtectConfigurations = [] } = await this.#protect.send(
      new DescribeProtectConfigurationsCommand({
        Filters: [{ Name: 'account-default', Values: ['true'] }],
      }),
    );
    const id = ProtectConfigurations[0]?.ProtectConfigurationId;
    if (id === undefined) return new Map();
    const { CountryRuleSet = {} } = await this.#protect.send(
      new GetProtectConfigurationCountryRuleSetCommand({
        ProtectConfigurationId: id,
        NumberCapability: 'SMS',
      }),
    );
    return new Map(
      Object.entries(CountryRuleSet).map(([country, { ProtectStatus }]) => [
        country,
        ProtectStatus,
      ]),
    );
  }

  async ruleOf(country: string): Promise<string> {
    return (await this.rules()).get(country) ?? 'ALLOW';
  }

  /** How many of a function may run at once: 0 for none. */
  async allowAtOnce(FunctionName: string, ReservedConcurrentExecutions: number): Promise<void> {
    await this.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
    );
  }

  async smsAttributes(): Promise<Readonly<Record<string, string>>> {
    return (await this.sns.send(new GetSMSAttributesCommand({}))).attributes ?? {};
  }

  async set(key: string, value: string): Promise<void> {
    await this.#ssm.send(
      new PutParameterCommand({
        Name: `/sms-pumping-detector/default/${key}`,
        Value: value,
        Overwrite: true,
      }),
    );
  }
}
