import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CannotRunError } from '../../e2e/emulator.ts';
import { outcomeOf, TOO_SLOW_EXIT_CODE } from '../../e2e/outcome.ts';
import { TooSlowError, until } from '../../e2e/until.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('how the end-to-end run ends', () => {
  it('what did not come in time is too slow, whether it is required or not', async () => {
    const late = await until('the end', () => Promise.resolve(null), {
      timeoutSeconds: -1,
      pollMs: 0,
    }).catch((error: unknown) => error);
    expect(late).toBeInstanceOf(TooSlowError);
    for (const isRequired of [false, true])
      expect(outcomeOf(late, isRequired)).toEqual({
        word: 'TOO SLOW',
        exitCode: TOO_SLOW_EXIT_CODE,
      });
  });

  it('what was seen to be wrong has failed, while something else was waited for, too', async () => {
    const wrong = await until('the end', () => Promise.reject(new Error('deletion failed'))).catch(
      (error: unknown) => error,
    );
    expect(outcomeOf(wrong, false)).toEqual({ word: 'FAILED', exitCode: 1 });
  });

  it('what cannot be run is skipped, and has failed where it is required', () => {
    const error = new CannotRunError('no python');
    expect(outcomeOf(error, false)).toEqual({ word: 'SKIPPED', exitCode: 0 });
    expect(outcomeOf(error, true)).toEqual({ word: 'FAILED', exitCode: 1 });
  });
});

describe('what CI makes of it', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'e2e-ci-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs CI's script with a `node` that does this, and nothing else. */
  const run = (node: string) => {
    writeFileSync(join(folder, 'node'), `#!/bin/sh\n${node}\n`, { mode: 0o755 });
    const PATH = `${folder}:${process.env['PATH']}`;
    return spawnSync('bash', ['.ci/e2e'], { cwd: ROOT, encoding: 'utf8', env: { PATH } });
  };

  it.each([
    ['says that it is too slow', `exit ${TOO_SLOW_EXIT_CODE}`],
    ['was stopped at the time limit', 'exit 124'],
    ['was killed after that, since it did not stop', 'kill -9 $$'],
  ])('a run that %s does not fail, and is not called finished', (_, node) => {
    const { status, stdout } = run(node);
    expect(stdout).toContain('e2e: NOT FINISHED');
    expect(status).toBe(0);
  });

  it.each([1, 2, 130, 139])('a run that ends with %i fails', (code) => {
    const { status, stdout } = run(`exit ${code}`);
    expect(stdout).toContain('e2e: FAILED');
    expect(status).toBe(code);
  });

  it('a run that ends well says nothing more', () => {
    expect(run('exit 0')).toMatchObject({ status: 0, stdout: '' });
  });
});
