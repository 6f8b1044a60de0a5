import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 180_000;

/** As on a fresh machine: no profile, no credentials, no region. */
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: folder,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: '1',
});

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'detector-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('cdk synth works without credentials, with the templates validated', {
  timeout: TIMEOUT_MS,
}, () => {
  execFileSync('node_modules/.bin/cdk', ['synth', '--quiet', '--output', join(folder, 'out')], {
    cwd: ROOT,
    env: environment(),
    stdio: 'pipe',
  });
  expect(existsSync(join(folder, 'out/sms-pumping-detector-default.template.json'))).toBe(true);
});

const BROKEN = `
  import { App, Stack, CfnResource } from 'aws-cdk-lib';
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  new CfnResource(new Stack(app, 'broken'), 'Table', {
    type: 'AWS::DynamoDB::Table', properties: { KeySchema: 'none' },
  });
  app.synth();
`;

it('a template that AWS would refuse fails the synthesis', { timeout: TIMEOUT_MS }, () => {
  const { status, stderr } = spawnSync('node', ['--input-type=module', '--eval', BROKEN], {
    cwd: ROOT,
    env: { ...environment(), CDK_OUTDIR: join(folder, 'broken') },
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain('KeySchema');
});
