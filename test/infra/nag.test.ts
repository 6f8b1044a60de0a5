import './synth.ts';
import { App } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { DetectorStack } from '../../lib/infra/detector-stack.ts';
import { SmsPumpingDetector } from '../../lib/infra/sms-pumping-detector.ts';
import { ACCOUNT, emptyStack, FULL, REGION } from './synth.ts';

const env = { account: ACCOUNT, region: REGION };
const findingsOf = (app: App) => new AwsSolutionsChecks(app).validateScope(app).violations;

it('cdk-nag finds nothing in the app, with all that it can be told to deploy', () => {
  const app = new App();
  new DetectorStack(app, 'detector', FULL, { env });
  expect(findingsOf(app)).toEqual([]);
});

it('cdk-nag finds nothing in the app of an account that is not known yet', () => {
  const app = new App();
  new DetectorStack(app, 'detector', { alarmEmail: 'oncall@example.com' });
  expect(findingsOf(app)).toEqual([]);
});

it('cdk-nag finds nothing in a detector with a key of its own', () => {
  const stack = emptyStack();
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  new SmsPumpingDetector(stack, 'Detector', { encryptionKey, alarmEmail: 'oncall@example.com' });
  expect(findingsOf(stack.node.root as App)).toEqual([]);
});

it('cdk-nag does find what is wrong', () => {
  const app = new App();
  const stack = new DetectorStack(app, 'detector', FULL, { env });
  new Topic(stack, 'WithoutTls');
  expect(JSON.stringify(findingsOf(app))).toContain('AwsSolutions-SNS3');
});
