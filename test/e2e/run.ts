import { mkdirSync, rmSync } from 'node:fs';
import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { SetSMSAttributesCommand } from '@aws-sdk/client-sns';
import { Account } from './account.ts';
import { endAll } from './child.ts';
import { completeFunctions } from './complete-functions.ts';
import { deploy, readOutputs } from './deployment.ts';
import { followEmbeddedMetrics } from './embedded-metrics.ts';
import { freePort, installEmulator, startEmulator } from './emulator.ts';
import { type Gateway, startGateway } from './gateway.ts';
import {
  CACHE,
  emulatedEnvironment,
  FAILED_SMS_LOG_GROUP,
  LOGS,
  SMS_LOG_GROUP,
  VERIFICATION_LOG_GROUP,
  withoutAws,
} from './place.ts';
import { outcomeOf } from './outcome.ts';
import { playAll } from './scenarios/all.ts';
import { Customers } from './traffic.ts';
import { TooSlowError } from './until.ts';
import { World } from './world.ts';

/** Whether a machine that cannot run it is a failure. */
const isRequired = process.argv.includes('--required');
/** Whether more is attacked, and waited for what takes long. */
const isLong = process.argv.includes('--long');

/** Longer than this it has hung. */
const LIMIT_SECONDS = isLong ? 7_200 : 900;
/** Of dear countries with customers, so many are attacked: `--attacks=N`, 20 at most. */
const ATTACKS = /^--attacks=(\d+)$/;
const asked = process.argv.flatMap((option) => ATTACKS.exec(option)?.[1] ?? [])[0];
const attacked = Number(asked ?? (isLong ? 20 : 8));

const startedAtMs = performance.now();
const say = (line: string): void => {
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(0).padStart(4);
  process.stdout.write(`${seconds} s  ${line}\n`);
};

let gateway: Gateway | null = null;
/** Whether somebody stopped it: what fails then says nothing. */
let isStopped = false;
const STOPPED_EXIT_CODE = 130;

const play = async (): Promise<void> => {
  await installEmulator();
  say('the emulated AWS is installed');
  const port = await freePort();
  gateway = await startGateway(`http://127.0.0.1:${port}`);
  const environment = emulatedEnvironment(`http://127.0.0.1:${port}`, gateway.endpoint);
  for (const name of Object.keys(process.env))
    if (!(name in withoutAws())) delete process.env[name];
  Object.assign(process.env, environment);
  await startEmulator(port, gateway.endpoint);
  say('the emulated AWS runs');

  const account = new Account();
  const attributes = { DeliveryStatusSuccessSamplingRate: '20', DefaultSMSType: 'Transactional' };
  await account.sns.send(new SetSMSAttributesCommand({ attributes }));
  await account.logs.send(new CreateLogGroupCommand({ logGroupName: VERIFICATION_LOG_GROUP }));
  const before = await account.smsAttributes();
  await deploy({ ...withoutAws(), ...environment });
  await completeFunctions(account.cloudFormation, account.lambda);
  const groups = [SMS_LOG_GROUP, FAILED_SMS_LOG_GROUP, VERIFICATION_LOG_GROUP];
  await gateway.subscriptions.takeOver(account.logs, account.lambda, groups);
  const outputs = await readOutputs(account.cloudFormation);
  const world = new World(account, outputs, new Customers(attacked, Date.now()), gateway);
  await world.listen();
  say('the app is deployed');
  const over = new AbortController();
  const following = followEmbeddedMetrics(account.logs, account.cloudWatch, over.signal);
  try {
    await Promise.race([playAll(world, before, say, isLong), following]);
  } finally {
    over.abort();
  }
  await following;
};

const limit = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(
      () => reject(new TooSlowError(`not done after ${LIMIT_SECONDS} seconds`)),
      LIMIT_SECONDS * 1_000,
    ).unref();
  });

rmSync(LOGS, { recursive: true, force: true });
mkdirSync(LOGS, { recursive: true });
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => {
    isStopped = true;
    void endAll().finally(() => process.exit(STOPPED_EXIT_CODE));
  });
try {
  await Promise.race([play(), limit()]);
  say('all of it was seen');
} catch (error) {
  const { word, exitCode } = outcomeOf(error, isRequired);
  process.exitCode = isStopped ? STOPPED_EXIT_CODE : exitCode;
  if (word === 'SKIPPED') say(`SKIPPED: ${(error as Error).message}`);
  else if (!isStopped) {
    say(`${word}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    say(`logs are in ${LOGS}, what the emulated AWS kept in ${CACHE}state`);
  }
} finally {
  await endAll();
  await (gateway as Gateway | null)?.close();
}
process.exit();
