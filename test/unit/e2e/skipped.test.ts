import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('the end-to-end run on a machine that cannot run it', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'e2e-skipped-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** With no program in reach but those that a test has put there. */
  const run = (...options: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'test/e2e/run.ts', ...options], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: folder, SMS_PUMPING_E2E_FOLDER: `${folder}/` },
    });
  /** A Python that has what is asked for, and cannot do what it is told. */
  const putPython = () =>
    writeFileSync(join(folder, 'python3'), '#!/bin/sh\ntest "$1" = -c\n', { mode: 0o755 });

  it('says SKIPPED and why without Python, and does not fail', () => {
    const { stdout, status } = run();
    expect(stdout).toContain(
      'SKIPPED: the emulated AWS needs python3 with venv and pip, and it is not here',
    );
    expect(status).toBe(0);
  });

  it('says SKIPPED and why where the emulator cannot be installed', () => {
    putPython();
    const { stdout, status } = run();
    expect(stdout).toContain('SKIPPED: pip could not install the emulated AWS');
    expect(status).toBe(0);
  });

  it('fails where it is required, and says why', () => {
    const { stdout, status } = run('--required');
    expect(stdout).toContain('FAILED: CannotRunError: the emulated AWS needs python3');
    expect(stdout).not.toContain('SKIPPED');
    expect(status).toBe(1);
  });
});
