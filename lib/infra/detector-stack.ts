import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DetectorConfig } from './read-config.ts';
import { SmsPumpingDetector } from './sms-pumping-detector.ts';

/** One detector in a stack of its own, for whoever has no CDK app. */
export class DetectorStack extends Stack {
  readonly detector: SmsPumpingDetector;

  constructor(scope: Construct, id: string, config: DetectorConfig, props: StackProps = {}) {
    super(scope, id, {
      description: 'Detects SMS pumping, tells people, and stops it when it may.',
      ...props,
    });
    const {
      account: _account,
      region: _region,
      userPoolIds = [],
      verificationLogGroupNames = [],
      removeEverything = false,
      ...passedOn
    } = config;
    this.detector = new SmsPumpingDetector(this, 'Detector', {
      ...passedOn,
      userPools: userPoolIds.map((poolId) =>
        UserPool.fromUserPoolId(this, `Pool-${poolId}`, poolId),
      ),
      verificationLogGroups: verificationLogGroupNames.map((name) =>
        LogGroup.fromLogGroupName(this, `Group-${name}`, name),
      ),
      ...(removeEverything ? { removalPolicy: RemovalPolicy.DESTROY } : {}),
    });
    this.#tell();
  }

  #tell(): void {
    const { state, topic, userPoolExportStatus } = this.detector;
    new CfnOutput(this, 'CountersTable', { value: state.counters.tableName });
    new CfnOutput(this, 'IncidentsTable', { value: state.incidents.tableName });
    new CfnOutput(this, 'NumberRangesTable', { value: state.numberRanges.tableName });
    new CfnOutput(this, 'HashKeySecret', { value: state.hashKey.secretArn });
    new CfnOutput(this, 'TopicArn', { value: topic.topicArn });
    for (const [index, status] of [...userPoolExportStatus.values()].entries())
      new CfnOutput(this, `UserPoolLogExport${index}`, { value: status });
  }
}
