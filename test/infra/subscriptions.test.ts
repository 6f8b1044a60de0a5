import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { expect, it } from 'vitest';
import { SmsPumpingDetector } from '../../lib/infra/sms-pumping-detector.ts';
import { functionsByName, partOf } from './policies.ts';
import { emptyStack, flat, FULL, idOf, type Synthesised, synthesise } from './synth.ts';

/** What is subscribed: group, function, and the filter's pattern. */
const subscriptionsOf = (stack: Synthesised) => {
  const names = new Map([...functionsByName(stack)].map(([name, { id }]) => [id, name]));
  return stack.ofType('AWS::Logs::SubscriptionFilter').map(({ Properties = {} }) => {
    const { LogGroupName, DestinationArn, FilterPattern } = Properties;
    const group = stack.resources[idOf(LogGroupName)]?.Properties?.['LogGroupName'];
    return [flat(group ?? LogGroupName), names.get(idOf(DestinationArn)), FilterPattern];
  });
};
const SNS = 'sns/eu-central-1/123456789012/DirectPublishToPhoneNumber';

it('without anything given, exactly the two groups of SNS are subscribed, to everything in them', () => {
  expect(subscriptionsOf(synthesise())).toEqual([
    [SNS, 'ingest-delivery-status', ''],
    [`${SNS}/Failure`, 'ingest-delivery-status', ''],
  ]);
});

it('with user pools and verification records, exactly their groups come in addition', () => {
  expect(subscriptionsOf(synthesise(FULL))).toEqual([
    [SNS, 'ingest-delivery-status', ''],
    [`${SNS}/Failure`, 'ingest-delivery-status', ''],
    ['/shop/verifications', 'ingest-delivery-status', ''],
    ['/aws/vendedlogs/sms-pumping-detector/default/user-pools', 'ingest-cognito', ''],
  ]);
});

it('no function is subscribed to a group that a function of the detector writes to', () => {
  const stack = synthesise(FULL);
  const written = stack.ofType('AWS::Lambda::Function').map(({ id, Properties }) => {
    const { LogGroup: group } = partOf({ id, properties: Properties ?? {} }, 'LoggingConfig');
    return flat(stack.resources[idOf(group)]?.Properties?.['LogGroupName']);
  });
  const subscribed = subscriptionsOf(stack).map(([group]) => group);
  expect(written.length).toBeGreaterThan(5);
  expect(subscribed.filter((group) => written.includes(group as string))).toEqual([]);
});

it("subscribing one of the detector's own groups is refused, and why is said", () => {
  const stack = emptyStack();
  const own = LogGroup.fromLogGroupName(stack, 'Own', '/sms-pumping-detector/default/evaluate');
  expect(() => new SmsPumpingDetector(stack, 'Detector', { verificationLogGroups: [own] })).toThrow(
    'would wake itself for ever',
  );
});

it('a subscription waits for its group, and for leave to call the function', () => {
  const stack = synthesise();
  for (const { DependsOn = [] } of stack.ofType('AWS::Logs::SubscriptionFilter')) {
    const types = DependsOn.map((id) => stack.resources[id]?.Type);
    expect(types).toContain('Custom::SmsPumpingLogGroup');
    expect(types).toContain('AWS::Lambda::Permission');
  }
});

it('CloudWatch Logs may call a function for exactly the subscribed group of this account', () => {
  const stack = synthesise();
  const permissions = stack
    .ofType('AWS::Lambda::Permission')
    .map(({ Properties = {} }) => [
      Properties['Principal'],
      Properties['SourceAccount'],
      flat(Properties['SourceArn']).replace(/^.*log-group:/, ''),
    ]);
  expect(permissions).toEqual([
    ['logs.amazonaws.com', '123456789012', `${SNS}:*`],
    ['logs.amazonaws.com', '123456789012', `${SNS}/Failure:*`],
  ]);
});
