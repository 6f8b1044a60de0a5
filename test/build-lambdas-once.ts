import { fileURLToPath } from 'node:url';
import { buildLambdas } from '../lib/packaging/build-lambdas.ts';

/** Templates name the functions' bundles: they are built before any test, once. */
export const setup = (): Promise<void> =>
  buildLambdas(fileURLToPath(new URL('..', import.meta.url)));
