import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

const LENGTH = 12;

/**
 * An id that belongs to a thing and not to its place in a list. By place, what is left of a list after
 * a removal would take over another's resource, and CloudFormation would then delete what it had just
 * made: a subscription, an export, a trigger.
 *
 * @param name what AWS calls the thing: a pool id, the name of a log group
 * @param owner whose place in the app stands for a name that is known at deployment only
 * @returns twelve hexadecimal digits
 */
export const stableId = (scope: Construct, name: string, owner?: IConstruct): string => {
  const text = Token.isUnresolved(name)
    ? (owner?.node.addr ?? JSON.stringify(Stack.of(scope).resolve(name)))
    : name;
  return createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
};
