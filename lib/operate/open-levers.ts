import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AwsLevers } from '../adapters/aws/levers/aws-levers.ts';
import { createLeverClients, LEVER_CLIENT_CONFIG } from '../adapters/aws/levers/lever-clients.ts';
import type { Levers } from '../core/respond/levers.ts';

export interface LeversOfAccount {
  readonly region?: string;
  /** Where the number ranges are; the endpoint is that of DynamoDB only. */
  readonly rangesTable: string;
  readonly endpoint?: string;
  readonly clock: { nowMs(): number };
}

/** Lets `use` read the levers of the account. Endpoints other than AWS's are named by `AWS_ENDPOINT_URL_SNS` and its like. */
export const withLevers = async <Result>(
  { region, rangesTable, endpoint, clock }: LeversOfAccount,
  use: (levers: Levers) => Promise<Result>,
): Promise<Result> => {
  const place = region === undefined ? {} : { region };
  const clients = createLeverClients(place);
  const client = new DynamoDBClient({
    ...LEVER_CLIENT_CONFIG,
    ...place,
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  try {
    const numberRanges = { client, tableName: rangesTable };
    return await use(new AwsLevers({ clients, numberRanges, clock }));
  } finally {
    for (const each of [...Object.values(clients), client]) each.destroy();
  }
};
