import { readFileSync } from 'node:fs';
import {
  type CloudFormationClient,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  type LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { ACCOUNT_ID, CACHE, REGION, STACK_NAME } from './place.ts';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: FunctionProperties }>
  >;
}

interface FunctionProperties {
  readonly DeadLetterConfig?: { readonly TargetArn: { readonly 'Fn::GetAtt': readonly [string] } };
  readonly ReservedConcurrentExecutions?: number;
}

/**
 * Gives the functions what their template says and the emulator's CloudFormation leaves out, through
 * Lambda's own API: the dead-letter queue, and how many may run at once.
 */
export const completeFunctions = async (
  cloudFormation: CloudFormationClient,
  lambda: LambdaClient,
): Promise<void> => {
  const { StackResources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: STACK_NAME }),
  );
  const nameOf = (logicalId: string): string => {
    const found = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
    if (found?.PhysicalResourceId === undefined) throw new Error(`the stack has no ${logicalId}`);
    return found.PhysicalResourceId;
  };
  const template = JSON.parse(
    readFileSync(`${CACHE}cdk.out/${STACK_NAME}.template.json`, 'utf8'),
  ) as Template;
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const FunctionName = nameOf(logicalId);
    const { DeadLetterConfig, ReservedConcurrentExecutions } = Properties;
    if (DeadLetterConfig !== undefined) {
      // A queue's physical id is its URL, which ends with its name.
      const queue = nameOf(DeadLetterConfig.TargetArn['Fn::GetAtt'][0]).split('/').at(-1);
      const TargetArn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${queue}`;
      await lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, DeadLetterConfig: { TargetArn } }),
      );
    }
    if (ReservedConcurrentExecutions !== undefined)
      await lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }),
      );
  }
};
