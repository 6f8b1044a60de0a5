import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
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

/** What AWS hands to a function at once is bounded by its size; the emulator takes what it is given. */
const EVENTS_AT_ONCE = 600;

/** What the scenarios ask and tell the account: the SDK's own clients, led by the environment. */
export class Account {
  readonly cloudFormation = new CloudFormationClient();
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

  /** The lines that are JSON objects in a function's log. */
  async printedBy(name: string): Promise<readonly Record<string, unknown>[]> {
    const lines: Record<string, unknown>[] = [];
    const logGroupName = `/sms-pumping-detector/default/${name}`;
    for await (const page of paginateFilterLogEvents({ client: this.logs }, { logGroupName }))
      for (const { message = '' } of page.events ?? [])
        if (message.startsWith('{')) lines.push(JSON.parse(message) as Record<string, unknown>);
    return lines;
  }

  /** All that a function has counted in a metric. */
  async sumOf(name: string, metric: string): Promise<number> {
    const values = (await this.printedBy(name))
      .filter((line) => '_aws' in line && !('Country' in line))
      .flatMap((line) => (line[metric] ?? []) as number | number[]);
    return values.reduce((sum, value) => sum + value, 0);
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
