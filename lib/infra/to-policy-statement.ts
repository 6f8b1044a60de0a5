import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { IamStatement } from '../adapters/aws/levers/iam-statement.ts';

/**
 * A statement that an adapter declares, for the account and region of a stack.
 *
 * @param tableName fills in `${TableName}`; needed only where the statement has one
 */
export const toPolicyStatement = (
  scope: IConstruct,
  { sid, actions, resources, conditions }: IamStatement,
  tableName?: string,
): PolicyStatement => {
  const { partition, region, account } = Stack.of(scope);
  const filled: Readonly<Record<string, string | undefined>> = {
    Partition: partition,
    Region: region,
    Account: account,
    TableName: tableName,
  };
  const fill = (resource: string): string =>
    resource.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = filled[name];
      if (value === undefined) throw new Error(`${sid}: nothing to fill in for ${name}`);
      return value;
    });
  return new PolicyStatement({
    sid,
    actions: [...actions],
    resources: resources.map(fill),
    ...(conditions === undefined ? {} : { conditions }),
  });
};
