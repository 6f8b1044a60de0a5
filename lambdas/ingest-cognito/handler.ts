import { LAMBDA } from '../aws-clients.ts';
import { createIngestFunction } from '../ingest-function.ts';

/** Subscribed to the log group that user pools export their authentication events to. */
export const handler = createIngestFunction(LAMBDA);
