import { fileURLToPath } from 'node:url';
import { buildPackage } from '../lib/packaging/build-package.ts';

await buildPackage(fileURLToPath(new URL('..', import.meta.url)));
