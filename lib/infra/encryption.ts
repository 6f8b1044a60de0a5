import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Lets the services that publish, queue and log for the detector use its key. Without effect on an imported key. */
export const allowServices = (scope: Construct, key: IKey): void => {
  const { region } = Stack.of(scope);
  for (const service of [
    'cloudwatch.amazonaws.com',
    'sns.amazonaws.com',
    'delivery.logs.amazonaws.com',
    `logs.${region}.amazonaws.com`,
  ])
    key.grantEncryptDecrypt(new ServicePrincipal(service));
};
