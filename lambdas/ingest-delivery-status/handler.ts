import { LAMBDA } from '../aws-clients.ts';
import { createIngestFunction } from '../ingest-function.ts';

/** Subscribed to the SNS SMS delivery-status log groups, and to those of applications that log verifications. */
export const handler = createIngestFunction(LAMBDA);
