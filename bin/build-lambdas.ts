import { fileURLToPath } from 'node:url';
import { buildLambdas } from '../lib/packaging/build-lambdas.ts';

await buildLambdas(fileURLToPath(new URL('..', import.meta.url)));
