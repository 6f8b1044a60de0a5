import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { run } from './child.ts';
import { ACCOUNT_ID, CACHE, REGION, ROOT, STACK_NAME, VERIFICATION_LOG_GROUP } from './place.ts';
import { until } from './until.ts';

/** What the stack says of itself. */
export interface Outputs {
  readonly countersTable: string;
  readonly incidentsTable: string;
  readonly numberRangesTable: string;
  readonly topicArn: string;
}

const cdk = (name: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  run({
    command: `${ROOT}node_modules/.bin/cdk`,
    args: [...args, '--context', 'emulated=true', '--output', `${CACHE}cdk.out`, '--ci'],
    cwd: ROOT,
    // What the app's own synthesis validates is tested elsewhere.
    env: { ...env, CDK_HOME: `${CACHE}cdk-home`, CDK_VALIDATION: 'false' },
    name,
  });

/** Deploys the app of this repository, as docs/deploy.md says it. */
export const deploy = async (env: Readonly<Record<string, string>>): Promise<void> => {
  await cdk('bootstrap', ['bootstrap', `aws://${ACCOUNT_ID}/${REGION}`, '--app', ''], env);
  const options = [
    'removeEverything=true',
    `verificationLogGroupNames=${VERIFICATION_LOG_GROUP}`,
  ].flatMap((option) => ['--context', option]);
  await cdk('deploy', ['deploy', '--all', '--require-approval', 'never', ...options], env);
};

const describe = async (client: CloudFormationClient) => {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: STACK_NAME }));
    return Stacks[0];
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
};

export const readOutputs = async (client: CloudFormationClient): Promise<Outputs> => {
  const stack = await describe(client);
  const output = (key: string): string => {
    const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    if (value === undefined) throw new Error(`the stack has no output ${key}`);
    return value;
  };
  return {
    countersTable: output('CountersTable'),
    incidentsTable: output('IncidentsTable'),
    numberRangesTable: output('NumberRangesTable'),
    topicArn: output('TopicArn'),
  };
};

/** Deletes the stack and waits for its end. @throws where that fails */
export const deleteStack = async (client: CloudFormationClient): Promise<void> => {
  await client.send(new DeleteStackCommand({ StackName: STACK_NAME }));
  await until('the stack is deleted', async () => {
    const status = (await describe(client))?.StackStatus ?? 'DELETE_COMPLETE';
    if (status === 'DELETE_FAILED') throw new Error('the stack could not be deleted');
    return status === 'DELETE_COMPLETE' ? true : null;
  });
};

/** What a resource of the stack is called in the account; of several the first. @throws where there is none */
export const nameOf = async (
  client: CloudFormationClient,
  type: string,
  logicalId: RegExp,
): Promise<string> => {
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName: STACK_NAME }),
  );
  const found = StackResources.find(
    ({ ResourceType, LogicalResourceId = '' }) =>
      ResourceType === type && logicalId.test(LogicalResourceId),
  );
  if (found?.PhysicalResourceId === undefined)
    throw new Error(`the stack has no ${type} like ${String(logicalId)}`);
  return found.PhysicalResourceId;
};
