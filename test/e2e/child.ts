import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LOGS } from './place.ts';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Names its log. */
  readonly name: string;
}

const groups = new Set<number>();
let isEnding = false;

/** Starts a process in a group of its own, with its output in a log. */
export const start = ({ command, args, env, cwd, name }: Command): ChildProcess => {
  if (isEnding) throw new Error('nothing is started at the end');
  const log = openSync(`${LOGS}${name}.log`, 'a');
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  if (child.pid !== undefined) groups.add(child.pid);
  return child;
};

/** Runs a process to its end. @throws when that is not success, with where to read why */
export const run = async (command: Command): Promise<void> => {
  const child = start(command);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (child.pid !== undefined) groups.delete(child.pid);
  if (code !== 0) throw new Error(`${command.name} failed: see ${LOGS}${command.name}.log`);
};

const isThere = (group: number): boolean => {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
};

const signal = (group: number, name: NodeJS.Signals): void => {
  if (isThere(group)) process.kill(-group, name);
};

/** Ends every process that was started here, and theirs. @throws when one lives on */
export const endAll = async (): Promise<void> => {
  isEnding = true;
  for (const group of groups) signal(group, 'SIGTERM');
  for (let waited = 0; waited < 20 && [...groups].some(isThere); waited += 1) await delay(100);
  for (const group of groups) signal(group, 'SIGKILL');
  for (let waited = 0; waited < 20 && [...groups].some(isThere); waited += 1) await delay(100);
  const left = [...groups].filter(isThere);
  if (left.length > 0) throw new Error(`process groups that live on: ${left.join(', ')}`);
};

/** Kills processes by their command line, of those that were started here and theirs only, and says how many. */
export const killIn = (commandLine: RegExp): number => {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' });
  const found = stdout.split('\n').flatMap((line) => {
    const [, pid, group, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return groups.has(Number(group)) && commandLine.test(args) ? [Number(pid)] : [];
  });
  for (const pid of found) process.kill(pid, 'SIGKILL');
  return found.length;
};
