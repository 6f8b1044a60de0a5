import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import type { DetectorContext } from './detector-context.ts';

/** As much of an event bus as is needed. */
export type EventBusReference = Pick<IEventBus, 'eventBusArn' | 'eventBusName'>;

export interface NotificationsProps {
  readonly context: DetectorContext;
  readonly topic: ITopic | undefined;
  readonly alarmEmail: string | undefined;
  readonly eventBus: EventBusReference | undefined;
}

/** The notify stage: a topic for people and an event bus for machines. */
export class Notifications extends Construct {
  readonly topic: ITopic;
  readonly eventBus: EventBusReference;
  /** What e-mail could not be delivered; `null` without an address. */
  readonly deadLetters: Queue | null;

  constructor(scope: Construct, id: string, props: NotificationsProps) {
    super(scope, id);
    const { context, alarmEmail } = props;
    this.topic = props.topic ?? this.#createTopic(context);
    this.eventBus = props.eventBus ?? EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    this.deadLetters =
      alarmEmail === undefined ? null : deadLetterQueue(this, 'EmailDeadLetters', context);
    if (alarmEmail !== undefined && this.deadLetters !== null)
      this.topic.addSubscription(
        new EmailSubscription(alarmEmail, { deadLetterQueue: this.deadLetters }),
      );
  }

  get statements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        sid: 'TellPeople',
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
      }),
      new PolicyStatement({
        sid: 'TellMachines',
        actions: ['events:PutEvents'],
        resources: [this.eventBus.eventBusArn],
      }),
    ];
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      SMS_PUMPING_TOPIC_ARN: this.topic.topicArn,
      SMS_PUMPING_EVENT_BUS_NAME: this.eventBus.eventBusName,
    };
  }

  #createTopic({ instance, encryptionKey }: DetectorContext): Topic {
    const topic = new Topic(this, 'Topic', {
      displayName: `SMS pumping detector (${instance})`,
      enforceSSL: true,
      // AWS's own key for SNS would keep alarms from publishing, so it is the given key or none.
      ...(encryptionKey === undefined ? {} : { masterKey: encryptionKey }),
    });
    topic.applyRemovalPolicy(RemovalPolicy.DESTROY);
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'LetAlarmsTell',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic;
  }
}
