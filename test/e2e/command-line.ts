import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ROOT } from './place.ts';

const execute = promisify(execFile);

/** Runs one of the project's commands and reads the JSON that it prints. @throws with what it said, where it fails */
export const command = async (...args: readonly string[]): Promise<unknown> => {
  const { stdout } = await execute(
    process.execPath,
    ['--import', 'tsx', 'bin/cli.ts', ...args, '--json'],
    { cwd: ROOT, maxBuffer: 64 * 1_024 * 1_024 },
  );
  return JSON.parse(stdout) as unknown;
};
