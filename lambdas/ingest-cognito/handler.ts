import { createIngestFunction } from '../ingest-function.ts';

/** Subscribed to the log group that user pools export their authentication events to. */
export const handler = createIngestFunction(process.env);
