import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { run, start } from './child.ts';
import { ACCOUNT_ID, CACHE, emulatedEnvironment, REGION, withoutAws } from './place.ts';
import { until } from './until.ts';

/** Why nothing can be run on this machine: no failure of what is tested. */
export class CannotRunError extends Error {
  override name = 'CannotRunError';
}

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const VENV = `${CACHE}venv`;
const EMULATOR = `${VENV}/bin/ministack`;
const INSTALLED = `${VENV}/requirements.txt`;

const wanted = (): string => readFileSync(REQUIREMENTS, 'utf8');
const isInstalled = (): boolean =>
  existsSync(EMULATOR) && existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted();

/**
 * Makes sure of the emulator, in a virtual environment that nothing else uses.
 *
 * @throws CannotRunError without Python 3, venv or pip, or where pip finds no packages
 */
export const installEmulator = async (): Promise<void> => {
  if (isInstalled()) return;
  const python = spawnSync('python3', ['-c', 'import venv, ensurepip'], { encoding: 'utf8' });
  if (python.error !== undefined || python.status !== 0)
    throw new CannotRunError(
      'the emulated AWS needs python3 with venv and pip, and it is not here',
    );
  rmSync(VENV, { recursive: true, force: true });
  // Without a network that is to be known soon.
  const patience = ['--retries', '1', '--timeout', '20'];
  const quiet = ['--quiet', '--disable-pip-version-check'];
  const pip = ['-m', 'pip', 'install', ...quiet, ...patience];
  const at = { env: withoutAws(), cwd: CACHE, name: 'install' };
  try {
    await run({ ...at, command: 'python3', args: ['-m', 'venv', VENV] });
    await run({ ...at, command: `${VENV}/bin/python`, args: [...pip, '-r', REQUIREMENTS] });
  } catch (error) {
    throw new CannotRunError('pip could not install the emulated AWS', { cause: error });
  }
  await run({ ...at, command: 'cp', args: [REQUIREMENTS, INSTALLED] });
};

/** A port of 127.0.0.1 that is free now. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Starts the emulator; what the functions in it call of the gateway's services goes there. */
export const startEmulator = async (port: number, gateway: string): Promise<void> => {
  const state = `${CACHE}state/`;
  rmSync(state, { recursive: true, force: true });
  for (const folder of ['s3', 'state', 'tmp']) mkdirSync(`${state}${folder}`, { recursive: true });
  // The emulator's own scripts are CommonJS; without this they would be what this repository is.
  writeFileSync(`${state}package.json`, '{ "type": "commonjs" }');
  const endpoint = `http://127.0.0.1:${port}`;
  const emulator = start({
    command: EMULATOR,
    args: [],
    cwd: state,
    name: 'emulator',
    env: {
      ...withoutAws(),
      ...emulatedEnvironment(endpoint, gateway),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      S3_DATA_DIR: `${state}s3`,
      STATE_DIR: `${state}state`,
      TMPDIR: `${state}tmp`,
      MINISTACK_ACCOUNT_ID: ACCOUNT_ID,
      MINISTACK_REGION: REGION,
    },
  });
  await until('an answer of the emulated AWS', () => {
    if ((emulator.exitCode ?? emulator.signalCode) !== null)
      throw new Error('the emulated AWS ended: see its log');
    return fetch(endpoint).catch(() => null);
  });
};
