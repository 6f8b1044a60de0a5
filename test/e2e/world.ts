import { paginateScan } from '@aws-sdk/client-dynamodb';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { createDenyList } from '../../lib/adapters/aws/deny-list.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import type { SimulatedEvent } from '../../lib/simulator/simulated-event.ts';
import type { Account } from './account.ts';
import type { Outputs } from './deployment.ts';
import type { Gateway } from './gateway.ts';
import { FAILED_SMS_LOG_GROUP, SMS_LOG_GROUP, VERIFICATION_LOG_GROUP } from './place.ts';
import type { Customers } from './traffic.ts';
import { until } from './until.ts';
import type { WriteTrap } from './write-trap.ts';

const priceOf = (message: string): number =>
  (JSON.parse(message) as { readonly delivery?: { readonly priceInUSD?: number } }).delivery
    ?.priceInUSD ?? 0;

/** Where a simulated record goes in this account. */
const groupOf = ({ feed, message }: SimulatedEvent): string => {
  if (feed === 'otp-verifications') return VERIFICATION_LOG_GROUP;
  return message.includes('"status":"FAILURE"') ? FAILED_SMS_LOG_GROUP : SMS_LOG_GROUP;
};

/** So long after its work a function has said so. */
const HEARD_MS = 20_000;

interface TopicMessage {
  readonly Subject: string;
}

/** A deployed detector, the traffic of its account, and who is told. */
export class World {
  readonly account: Account;
  readonly outputs: Outputs;
  readonly customers: Customers;
  readonly #gateway: Gateway;
  readonly #messages: TopicMessage[] = [];
  #queueUrl = '';

  constructor(account: Account, outputs: Outputs, customers: Customers, gateway: Gateway) {
    this.account = account;
    this.outputs = outputs;
    this.customers = customers;
    this.#gateway = gateway;
  }

  /** Options of the commands that read the stack's tables. */
  get tables(): readonly string[] {
    const { incidentsTable } = this.outputs;
    return ['--table', incidentsTable];
  }

  get rangesTable(): readonly string[] {
    return ['--ranges-table', this.outputs.numberRangesTable];
  }

  /** Subscribes a queue to the detector's topic. */
  async listen(): Promise<void> {
    const { sqs, sns } = this.account;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'on-call' }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await sns.send(
      new SubscribeCommand({
        TopicArn: this.outputs.topicArn,
        Protocol: 'sqs',
        Endpoint: Attributes?.['QueueArn'],
      }),
    );
    this.#queueUrl = QueueUrl;
  }

  /** Waits for a message on the topic, in this mode, that names a country and has these words. */
  async told(
    mode: 'monitor' | 'enforce',
    country: string,
    { subject = '', text = '' } = {},
  ): Promise<void> {
    const named = new RegExp(`\\b${country}\\b`);
    await this.#heard(
      `a message on the topic about ${country}, in ${mode} ${subject}${text}`,
      (message) =>
        message.Subject.startsWith(`[${mode}]`) &&
        message.Subject.includes(subject) &&
        JSON.stringify(message).includes(text) &&
        named.test(JSON.stringify(message)),
    );
  }

  /** Waits until the topic was told that an alarm went off. */
  async toldOfAlarm(name: string): Promise<void> {
    await this.#heard(
      `a message on the topic that ${name} went off`,
      ({ Subject }) => Subject.startsWith('ALARM') && Subject.includes(`-${name}"`),
    );
  }

  async #heard(what: string, isIt: (message: TopicMessage) => boolean): Promise<void> {
    await until(what, async () => {
      const { Messages = [] } = await this.account.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = '{}' } of Messages) this.#messages.push(JSON.parse(Body) as TopicMessage);
      return this.#messages.some(isIt) || null;
    });
  }

  /** Tells whether SMS to these numbers of a country are stopped now: by its rule, or by the deny list. */
  async stopped(): Promise<(country: string, numbers: readonly string[]) => Promise<boolean>> {
    const rules = await this.account.rules();
    const denied = createDenyList({
      client: this.account.dynamoDb,
      tableName: this.outputs.numberRangesTable,
    });
    return async (country, numbers) => {
      if (rules.get(country) === 'BLOCK') return true;
      for (const number of numbers) if (!(await denied.check(number)).blocked) return false;
      return true;
    };
  }

  /** Lets SMS and codes happen: they cost money, and are logged. */
  async happens(events: readonly SimulatedEvent[]): Promise<void> {
    const byGroup = new Map<string, { timestampMs: number; message: string }[]>();
    for (const event of events) {
      const { timestamp: timestampMs, message, feed } = event;
      const group = groupOf(event);
      byGroup.set(group, [...(byGroup.get(group) ?? []), { timestampMs, message }]);
      if (feed === 'sns-delivery-status')
        this.#gateway.standIn.account.spend.charge(priceOf(message));
    }
    for (const [group, logged] of byGroup) await this.account.putLogEvents(group, logged);
  }

  /** Every decision so far, in the order of their ids. */
  async decisions(): Promise<readonly Decision[]> {
    const decisions: Decision[] = [];
    const { dynamoDb: client } = this.account;
    const TableName = this.outputs.incidentsTable;
    for await (const { Items = [] } of paginateScan({ client }, { TableName }))
      for (const { sk, decision } of Items)
        if (sk?.S?.startsWith('dec_') === true && decision?.S !== undefined)
          decisions.push(JSON.parse(decision.S) as Decision);
    return decisions.sort((a, b) => (a.decisionId < b.decisionId ? -1 : 1));
  }

  /** Lets something happen while each batch of a log is handed over so often. */
  async handedOver(times: number, happens: () => Promise<void>): Promise<void> {
    const { subscriptions } = this.#gateway;
    subscriptions.copies = times;
    await happens();
    subscriptions.copies = 1;
  }

  get writeTrap(): WriteTrap {
    return this.#gateway.writeTrap;
  }

  /** Waits until the function says that so many records more were ingested than before; not for long, since the emulator may have lost that. */
  async ingested(records: number, before: number): Promise<void> {
    const endMs = Date.now() + HEARD_MS;
    await until(
      `${records} records were ingested`,
      async () => (await this.ingestedSoFar()) >= before + records || Date.now() > endMs || null,
      { pollMs: 1_000 },
    );
  }

  ingestedSoFar(): Promise<number> {
    return this.account.sumOf('ingest-delivery-status', 'IngestedEvents');
  }
}
