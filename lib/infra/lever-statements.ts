import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { COUNTRY_RULES_IAM } from '../adapters/aws/levers/country-rules-iam.ts';
import { NUMBER_RANGES_IAM } from '../adapters/aws/levers/number-ranges-iam.ts';
import { SPEND_LIMIT_IAM } from '../adapters/aws/levers/spend-limit-iam.ts';
import type { DetectorState } from './state.ts';
import { toPolicyStatement } from './to-policy-statement.ts';

/** What the levers declare beside their adapters, to read their values and to move them. */
export const leverStatements = (
  scope: Construct,
  { numberRanges }: DetectorState,
): PolicyStatement[] =>
  [...COUNTRY_RULES_IAM, ...NUMBER_RANGES_IAM, ...SPEND_LIMIT_IAM].map((statement) =>
    toPolicyStatement(scope, statement, numberRanges.tableName),
  );
