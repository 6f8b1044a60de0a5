import { Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { COUNTRY_RULES_IAM } from '../adapters/aws/levers/country-rules-iam.ts';
import { NUMBER_RANGES_IAM } from '../adapters/aws/levers/number-ranges-iam.ts';
import { SPEND_LIMIT_IAM } from '../adapters/aws/levers/spend-limit-iam.ts';
import { acknowledge } from './acknowledge.ts';

const LOG_EVENTS =
  'The wildcard is every stream of exactly these groups, which is how CloudWatch Logs names a group.';

/** Why a statement has a wildcard, by its id. A wildcard without a reason is an error. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ...[...COUNTRY_RULES_IAM, ...NUMBER_RANGES_IAM, ...SPEND_LIMIT_IAM].map(
    ({ sid, why }) => [sid, why] as const,
  ),
  ['DrillDown', LOG_EVENTS],
  ['EnsureLogGroups', LOG_EVENTS],
  ['WriteDeliveryStatus', LOG_EVENTS],
  ['ReadSettings', 'The settings of this instance, of which operators may add more.'],
  ['FindStream', 'Listing streams names none yet; Lambda asks for it.'],
  ['DeliverLogs', 'CloudWatch Logs has no resource for log deliveries and resource policies.'],
  ['HandSmsRoleBack', 'Which role a pool has, only the pool knows; it is handed to Cognito alone.'],
  ['WakeVersions', 'Versions and aliases of exactly this function.'],
]);

/**
 * Tells cdk-nag why a statement is as wide as it is.
 *
 * @throws for a wildcard that nobody gave a reason for
 */
export const acknowledgeWildcards = (holder: IConstruct, statement: PolicyStatement): void => {
  for (const resource of statement.resources)
    acknowledgeWildcard(holder, resource, statement.sid ?? '');
};

/** The same for one resource of a statement that somebody else makes. */
export const acknowledgeWildcard = (holder: IConstruct, resource: string, sid: string): void => {
  const finding = flatten(Stack.of(holder).resolve(resource));
  if (!finding.includes('*')) return;
  const reason = REASONS.get(sid);
  if (reason === undefined) throw new Error(`the statement ${sid} has a wildcard without a reason`);
  acknowledge(holder, `IAM5[Resource::${finding}]`, reason);
};

/** KMS names what it does to data keys with wildcards. */
export const acknowledgeKeyUse = (holder: IConstruct): void => {
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*'])
    acknowledge(holder, `IAM5[Action::${action}]`, 'The forms of one action, on one key.');
};

/** A reference as cdk-nag writes it in the id of a finding. */
const flatten = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: ref } = value as Reference;
  if (join !== undefined) return join[1].map(flatten).join(join[0]);
  if (attribute !== undefined) return `<${attribute.join('.')}>`;
  if (ref !== undefined) return `<${ref}>`;
  return JSON.stringify(value);
};

interface Reference {
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  readonly 'Fn::GetAtt'?: readonly string[];
  readonly Ref?: string;
}
