import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { slimManifestsPlugin } from './slim-manifests.ts';
import { slimNumberingPlugin } from './slim-numbering-plan.ts';

/** No function may be larger: what a cold start has to load. */
export const BUNDLE_BUDGET_BYTES = 600 * 1_024;

/** What a function's folder in `dist` holds. */
export const BUNDLE_FILE = 'index.mjs';

const foldersWithHandler = (root: string, folder: string): string[] => {
  const path = join(root, 'lambdas', folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .filter((name) => existsSync(join(root, 'lambdas', name, 'handler.ts')))
    .sort();
};

/** The functions that have a handler, by the path of their folder below `lambdas/`. */
export const lambdaNames = (root: string): readonly string[] => [
  ...foldersWithHandler(root, ''),
  ...foldersWithHandler(root, 'custom-resources'),
];

/** Some of the SDK's dependencies still call `require`, which ESM does not have. */
const REQUIRE_FOR_ESM =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** What is there already is not written again: somebody else may be reading it. */
const writeIfChanged = async (path: string, contents: Uint8Array): Promise<void> => {
  if (existsSync(path) && (await readFile(path)).equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
};

/**
 * Bundles every function into `dist/lambdas/<name>/index.mjs`, ready to be zipped: one ESM file with
 * the AWS SDK in it, minified, with a source map that holds no source. The same sources give the
 * same bytes, so an unchanged function is not deployed again.
 */
export const buildLambdas = async (root: string): Promise<void> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: lambdaNames(root).map((name) => ({
      in: join('lambdas', name, 'handler.ts'),
      out: join(name, 'index'),
    })),
    outdir: join(root, 'dist', 'lambdas'),
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': './lib/packaging/lambda-credentials.ts' },
    plugins: [slimNumberingPlugin, slimManifestsPlugin],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE_FOR_ESM },
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) await writeIfChanged(path, contents);
};
