import { spawnSync } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildLambdas } from './build-lambdas.ts';

/** What the package exports, by the name of the file in `dist`. */
const ENTRY_POINTS = {
  index: 'lib/infra/index.ts',
  'deny-list': 'lib/adapters/aws/deny-list.ts',
} as const;

/** Whoever uses the package has these. */
const EXTERNAL = ['aws-cdk-lib', 'constructs', '@aws-sdk/*'];

/** CommonJS has no `import.meta`: there the file's own path stands in. */
const FORMATS = [
  { format: 'esm', extension: '.mjs', options: {} },
  {
    format: 'cjs',
    extension: '.cjs',
    options: {
      define: { 'import.meta.url': 'fileUrl' },
      banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
    },
  },
] as const;

const buildCode = (root: string) =>
  Promise.all(
    FORMATS.map(({ format, extension, options }) =>
      build({
        absWorkingDir: root,
        entryPoints: Object.entries(ENTRY_POINTS).map(([out, path]) => ({ in: path, out })),
        outdir: join(root, 'dist'),
        outExtension: { '.js': extension },
        bundle: true,
        platform: 'node',
        target: 'node20',
        format,
        external: EXTERNAL,
        logLevel: 'warning',
        ...options,
      }),
    ),
  );

/** Types twice: a package is read as ESM or as CommonJS by the folder that its types are in. */
const buildTypes = async (root: string): Promise<void> => {
  const types = join(root, 'dist', 'types');
  await rm(types, { recursive: true, force: true });
  const { status, stdout } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['--project', 'tsconfig.types.json', '--outDir', join(types, 'esm')],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the types could not be written:\n${stdout}`);
  await cp(join(types, 'esm'), join(types, 'cjs'), { recursive: true });
  await writeFile(join(types, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
};

/** Builds what is published into `dist`: the construct and the deny list as ESM and CommonJS, types, functions. */
export const buildPackage = async (root: string): Promise<void> => {
  await Promise.all([buildCode(root), buildLambdas(root)]);
  await buildTypes(root);
};
