import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** In the package the bundles lie beside this code; in the repository they are built into `dist`. */
const FOLDERS = ['./lambdas', '../../dist/lambdas'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/**
 * A function's bundle.
 *
 * @param name the function's folder below `lambdas/`
 * @throws where nothing was built; in the repository `npm run build:lambdas` does it
 */
export const lambdaCode = (name: string): Code => {
  const folder = FOLDERS.map((path) => join(path, name)).find((path) =>
    existsSync(join(path, 'index.mjs')),
  );
  if (folder === undefined)
    throw new Error(`The function ${name} has not been built: run npm run build:lambdas first.`);
  return Code.fromAsset(folder);
};
