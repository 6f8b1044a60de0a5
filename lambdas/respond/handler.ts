import { LAMBDA } from '../aws-clients.ts';
import { createRespondFunction } from './respond-function.ts';

/** Woken by the incidents table's stream, and every minute. */
export const handler = createRespondFunction(LAMBDA);
