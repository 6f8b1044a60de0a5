import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { DENY_LIST_IAM } from '../adapters/aws/levers/number-ranges-iam.ts';
import { leverStatements } from './lever-statements.ts';
import { settingsPath } from './settings-parameters.ts';
import type { DetectorState } from './state.ts';

const decrypt = ({ counters }: DetectorState, grantee: IGrantable): void => {
  counters.encryptionKey?.grantDecrypt(grantee);
};

export const grantReadDenyList = (state: DetectorState, grantee: IGrantable): Grant => {
  decrypt(state, grantee);
  return Grant.addToPrincipal({
    grantee,
    actions: DENY_LIST_IAM.flatMap(({ actions }) => actions),
    resourceArns: [state.numberRanges.tableArn],
  });
};

export const grantReadIncidents = (state: DetectorState, grantee: IGrantable): Grant => {
  decrypt(state, grantee);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resourceArns: [state.incidents.tableArn],
  });
};

export const grantTune = (scope: Construct, instance: string, grantee: IGrantable): Grant => {
  const path = Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: settingsPath(instance).slice(1),
  });
  return Grant.addToPrincipal({
    grantee,
    actions: [
      'ssm:DeleteParameter',
      'ssm:GetParameter',
      'ssm:GetParameterHistory',
      'ssm:GetParametersByPath',
      'ssm:PutParameter',
    ],
    resourceArns: [path, `${path}/*`],
  });
};

export const grantOperate = (
  scope: Construct,
  state: DetectorState,
  grantee: IGrantable,
): Grant => {
  state.counters.encryptionKey?.grantEncryptDecrypt(grantee);
  for (const statement of leverStatements(scope, state))
    grantee.grantPrincipal.addToPrincipalPolicy(statement);
  return Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    resourceArns: [state.incidents.tableArn],
  });
};
