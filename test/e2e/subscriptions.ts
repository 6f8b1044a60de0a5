import { gzipSync } from 'node:zlib';
import {
  type CloudWatchLogsClient,
  DeleteSubscriptionFilterCommand,
  DescribeSubscriptionFiltersCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ACCOUNT_ID } from './place.ts';

interface Subscription {
  readonly name: string;
  readonly functionArn: string;
}

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/**
 * Hands log events to the functions that the deployed stack subscribed. The emulator does so once
 * and forgets what failed; CloudWatch Logs invokes asynchronously, and Lambda then tries twice more
 * and keeps what nobody could take. So the filters are taken out of the emulator's hands, and each
 * batch is given to its asynchronous invocation, which does just that.
 */
export class Subscriptions {
  /** How often each batch is handed over: more than once as AWS may, with the same ids. */
  copies = 1;
  readonly #byGroup = new Map<string, readonly Subscription[]>();
  #lambda: LambdaClient | null = null;
  #lastId = 0;

  /** @throws where nobody is subscribed to one of the groups */
  async takeOver(
    logs: CloudWatchLogsClient,
    lambda: LambdaClient,
    logGroupNames: readonly string[],
  ): Promise<void> {
    this.#lambda = lambda;
    for (const logGroupName of logGroupNames) {
      const { subscriptionFilters = [] } = await logs.send(
        new DescribeSubscriptionFiltersCommand({ logGroupName }),
      );
      const found = subscriptionFilters.map(({ filterName = '', destinationArn = '' }) => ({
        name: filterName,
        functionArn: destinationArn,
      }));
      if (found.length === 0) throw new Error(`nobody is subscribed to ${logGroupName}`);
      this.#byGroup.set(logGroupName, found);
      for (const { name: filterName } of found)
        await logs.send(new DeleteSubscriptionFilterCommand({ logGroupName, filterName }));
    }
  }

  async handOver(logGroup: string, logStream: string, events: readonly LogEvent[]): Promise<void> {
    const subscriptions = this.#byGroup.get(logGroup) ?? [];
    if (this.#lambda === null || subscriptions.length === 0) return;
    const logEvents = events.map(({ timestamp, message }) => ({
      id: String((this.#lastId += 1)).padStart(56, '0'),
      timestamp,
      message,
    }));
    const messageType = 'DATA_MESSAGE';
    for (const { name, functionArn: FunctionName } of subscriptions) {
      const subscriptionFilters = [name];
      const owner = ACCOUNT_ID;
      const batch = { messageType, owner, logGroup, logStream, subscriptionFilters, logEvents };
      const data = gzipSync(JSON.stringify(batch)).toString('base64');
      const Payload = Buffer.from(JSON.stringify({ awslogs: { data } }));
      for (let copy = 0; copy < this.copies; copy += 1)
        await this.#lambda.send(
          new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }),
        );
    }
  }
}
