import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { runCommandLine } from '../../lib/cli/main.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Printed {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line in this process: what `bin/cli.ts` does, without the second that a process takes to start. */
export const runHere = async (
  args: readonly string[],
  present?: { nowMs(): number },
): Promise<Printed> => {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  try {
    return { exitCode: await runCommandLine(args, present), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

/** A process of its own, its output piped. */
export const runProcess = (
  script: 'bin/cli.ts' | 'bin/demo.ts',
  args: readonly string[],
  stdin = '',
  /** Closes the pipe after the first output, as `| head -1` does. */
  isCutOff = false,
): Promise<Printed> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined },
    });
    const printed = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text;
      if (isCutOff) child.stdout.destroy();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
    child.stdin.on('error', () => {}).end(stdin);
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, ...printed }));
  });
