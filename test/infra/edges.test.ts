import { beforeAll, expect, it } from 'vitest';
import { functionsByName } from './policies.ts';
import { flat, FULL, idOf, type Resource, type Synthesised, synthesise } from './synth.ts';

let stack: Synthesised;
beforeAll(() => {
  stack = synthesise(FULL);
});

const property = (resource: Resource, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
    resource.Properties,
  );
const isQueue = (reference: unknown): boolean =>
  stack.resources[idOf(reference)]?.Type === 'AWS::SQS::Queue';

/** Functions that are invoked without anybody waiting for the answer. */
const invokedAsynchronously = (): ReadonlySet<string> =>
  new Set([
    ...stack
      .ofType('AWS::Logs::SubscriptionFilter')
      .map((filter) => idOf(property(filter, 'DestinationArn'))),
    ...stack
      .ofType('AWS::Scheduler::Schedule')
      .map((schedule) => idOf(property(schedule, 'Target', 'Arn'))),
  ]);

it('a subscription or a schedule invokes three functions and more', () => {
  expect(invokedAsynchronously().size).toBe(4);
});

it('every function that is invoked asynchronously has a dead-letter queue and a limit of age', () => {
  const configurations = stack.ofType('AWS::Lambda::EventInvokeConfig');
  for (const id of invokedAsynchronously()) {
    const fn = stack.resources[id];
    expect(isQueue(property(fn as Resource, 'DeadLetterConfig', 'TargetArn'))).toBe(true);
    const configuration = configurations.find(
      (each) => idOf(property(each, 'FunctionName')) === id,
    );
    expect(property(configuration as Resource, 'MaximumEventAgeInSeconds')).toBeGreaterThan(0);
  }
});

it('a batch that could not be counted is tried twice more', () => {
  const functions = functionsByName(stack);
  for (const name of ['ingest-delivery-status', 'ingest-cognito']) {
    const configuration = stack
      .ofType('AWS::Lambda::EventInvokeConfig')
      .find((each) => idOf(property(each, 'FunctionName')) === functions.get(name)?.id);
    expect(property(configuration as Resource, 'MaximumRetryAttempts')).toBe(2);
  }
});

it('every stream has retries, an end to them, and a dead-letter queue', () => {
  const mappings = stack.ofType('AWS::Lambda::EventSourceMapping');
  expect(mappings).toHaveLength(2);
  for (const mapping of mappings) {
    expect(isQueue(property(mapping, 'DestinationConfig', 'OnFailure', 'Destination'))).toBe(true);
    expect(property(mapping, 'MaximumRetryAttempts')).toBe(3);
    expect(property(mapping, 'MaximumRecordAgeInSeconds')).toBe(900);
  }
});

it('new minutes wake evaluate; its own roll-ups and deletions by TTL do not', () => {
  const [counters] = stack.ofType('AWS::Lambda::EventSourceMapping');
  const [{ Pattern = '' } = {}] = property(counters as Resource, 'FilterCriteria', 'Filters') as {
    Pattern?: string;
  }[];
  expect(JSON.parse(Pattern)).toEqual({
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { Keys: { sk: { S: [{ prefix: 'm#' }] } } },
  });
});

it('every schedule has retries and a dead-letter queue, and is a minute', () => {
  const schedules = stack.ofType('AWS::Scheduler::Schedule');
  expect(schedules).toHaveLength(2);
  for (const schedule of schedules) {
    expect(property(schedule, 'ScheduleExpression')).toBe('rate(1 minute)');
    expect(isQueue(property(schedule, 'Target', 'DeadLetterConfig', 'Arn'))).toBe(true);
    expect(property(schedule, 'Target', 'RetryPolicy', 'MaximumRetryAttempts')).toBe(3);
  }
});

it('what e-mail cannot deliver is kept', () => {
  const [subscription] = stack.ofType('AWS::SNS::Subscription');
  expect(isQueue(property(subscription as Resource, 'RedrivePolicy', 'deadLetterTargetArn'))).toBe(
    true,
  );
});

it('every queue is the end of an edge, encrypted, for TLS only, for two weeks, and alarmed on', () => {
  const queues = stack.ofType('AWS::SQS::Queue');
  const alarmed = stack
    .ofType('AWS::CloudWatch::Alarm')
    .filter((alarm) => property(alarm, 'MetricName') === 'ApproximateNumberOfMessagesVisible')
    .map((alarm) => {
      const [dimension] = property(alarm, 'Dimensions') as { Value: unknown }[];
      return idOf(dimension?.Value);
    });
  expect(queues.map(({ id }) => id).sort()).toEqual(alarmed.sort());
  const policies = stack.ofType('AWS::SQS::QueuePolicy').map((policy) => JSON.stringify(policy));
  for (const queue of queues) {
    expect(property(queue, 'MessageRetentionPeriod')).toBe(14 * 86_400);
    expect(property(queue, 'SqsManagedSseEnabled')).toBe(true);
    const policy = policies.find((text) => text.includes(queue.id)) ?? '';
    expect(policy).toContain('"aws:SecureTransport":"false"');
  }
});

const reservedIn = (synthesised: Synthesised) =>
  [...functionsByName(synthesised)].flatMap(([name, { properties }]) => {
    const count = properties['ReservedConcurrentExecutions'];
    return count === undefined ? [] : [[name, count]];
  });

it('there is one judge, and one hand on the levers', () => {
  expect(reservedIn(stack)).toEqual([
    ['evaluate', 1],
    ['respond', 1],
  ]);
});

it('an account with the first quota reserves nothing', () => {
  expect(reservedIn(synthesise({ ...FULL, reserveConcurrency: false }))).toEqual([]);
});

it('another revision is another property of every custom resource, and of nothing else', () => {
  const [one, two] = ['1', '2'].map((revision) => synthesise({ ...FULL, revision }).resources);
  const changed = Object.keys(one ?? {}).filter(
    (id) => JSON.stringify(one?.[id]) !== JSON.stringify(two?.[id]),
  );
  const custom = Object.entries(stack.resources).filter(([, { Type }]) =>
    Type.startsWith('Custom::'),
  );
  expect(changed.sort()).toEqual(custom.map(([id]) => id).sort());
});

it('CloudFormation waits five minutes for a custom resource, not an hour', () => {
  const custom = Object.values(stack.resources).filter(({ Type }) => Type.startsWith('Custom::'));
  expect(custom.length).toBe(7);
  for (const resource of custom) expect(flat(property(resource, 'ServiceTimeout'))).toBe('300');
});
