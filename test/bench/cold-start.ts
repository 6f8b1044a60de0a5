import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BUNDLE_FILE, buildLambdas, lambdaNames } from '../../lib/packaging/build-lambdas.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface ColdStart {
  readonly kilobytes: number;
  /** Median time to import the bundle in a fresh process: parsing, and everything before the first event. */
  readonly importMs: number;
  /** The same as a multiple of importing the smallest of the SDK's clients, unbundled, in the same run. */
  readonly timeRatio: number;
}

/** Whatever the bundle asks for, so that it does not refuse to start. */
const environmentFor = (code: string): Readonly<Record<string, string>> => {
  const names = new Set(code.match(/SMS_PUMPING_[A-Z_]+/g) ?? []);
  names.delete('SMS_PUMPING_CHAINED_FUNCTIONS_JSON');
  return Object.fromEntries(
    [...names].map((name) => [name, name.endsWith('_JSON') ? '["group"]' : 'bench']),
  );
};

const importMs = (specifier: string, environment: Readonly<Record<string, string>>): number => {
  const script = `const from = performance.now(); await import(${JSON.stringify(specifier)}); process.stdout.write(String(performance.now() - from)); process.exit(0);`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: 'us-east-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    },
  });
  return Number(printed);
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Size and import time of every function's bundle, by name. */
export const measureColdStarts = async (
  runs: number,
): Promise<Readonly<Record<string, ColdStart>>> => {
  await buildLambdas(ROOT);
  const medianImportMs = (specifier: string, environment = {}): number =>
    median(Array.from({ length: runs }, () => importMs(specifier, environment)));
  const unbundledMs = medianImportMs('@aws-sdk/client-sns');
  return Object.fromEntries(
    lambdaNames(ROOT).map((name) => {
      const path = join(ROOT, 'dist/lambdas', name, BUNDLE_FILE);
      const code = readFileSync(path, 'utf8');
      const ms = medianImportMs(pathToFileURL(path).href, environmentFor(code));
      return [
        name,
        {
          kilobytes: Math.round(Buffer.byteLength(code) / 1_024),
          importMs: Math.round(ms),
          timeRatio: Number((ms / unbundledMs).toFixed(2)),
        },
      ];
    }),
  );
};
