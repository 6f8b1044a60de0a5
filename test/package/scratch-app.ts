import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { version, devDependencies } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as { version: string; devDependencies: Readonly<Record<string, string>> };

const ESM = `import { App, Stack } from 'aws-cdk-lib';
import { SmsPumpingDetector } from 'sms-pumping-detector';
const app = new App();
new SmsPumpingDetector(new Stack(app, 'scratch'), 'SmsPumpingDetector');
app.synth();
`;
const CJS = `const { App, Stack } = require('aws-cdk-lib');
const { SmsPumpingDetector } = require('sms-pumping-detector');
const app = new App();
new SmsPumpingDetector(new Stack(app, 'scratch'), 'SmsPumpingDetector');
app.synth();
`;
/** Node's own forms of the two, as TypeScript checks them. */
const TYPES = (form: string) => `import { SmsPumpingDetector } from 'sms-pumping-detector';
export const form: '${form}' = '${form}';
export type Props = ConstructorParameters<typeof SmsPumpingDetector>[2];
export const props: Props = { mode: 'enforce' };
// @ts-expect-error so the types are there, and no any
export const wrong: Props = { mode: 'on' };
`;

const run = (command: string, args: readonly string[], cwd: string, env = {}): string =>
  execFileSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

const resourcesIn = (folder: string): number => {
  const template = JSON.parse(readFileSync(join(folder, 'scratch.template.json'), 'utf8')) as {
    readonly Resources: object;
  };
  return Object.keys(template.Resources).length;
};

/**
 * Packs the package, installs it into an app that knows nothing of this repository, and synthesises
 * five lines in both of Node's module systems. Prints what it saw; a failure ends it.
 */
const folder = mkdtempSync(join(tmpdir(), 'scratch-app-'));
try {
  run('npm', ['pack', '--silent', '--pack-destination', folder], ROOT);
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "scratch", "private": true }');
  const peers = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${devDependencies[name]}`);
  const tarball = join(folder, `sms-pumping-detector-${version}.tgz`);
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', tarball, ...peers], app);
  for (const [file, code] of [
    ['app.mjs', ESM],
    ['app.cjs', CJS],
  ] as const) {
    writeFileSync(join(app, file), code);
    const out = join(folder, file);
    run('node', [file], app, { CDK_OUTDIR: out, CDK_VALIDATION: 'false' });
    process.stdout.write(`${file}: ${resourcesIn(out)} resources\n`);
  }
  writeFileSync(join(app, 'esm.mts'), TYPES('esm'));
  writeFileSync(join(app, 'cjs.cts'), TYPES('cjs'));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--skipLibCheck', '--types', ''];
  run(join(ROOT, 'node_modules/.bin/tsc'), [...options, 'esm.mts', 'cjs.cts'], app);
  process.stdout.write('types: ESM and CommonJS\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
