import { LAMBDA } from '../aws-clients.ts';
import { createEvaluateFunction } from './evaluate-function.ts';

/** Woken by the counters table's stream, and every minute. */
export const handler = createEvaluateFunction(LAMBDA);
