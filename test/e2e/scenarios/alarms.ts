import type { AlarmKind } from '../../../lib/infra/alarm-definitions.ts';
import { TooSlowError, until } from '../until.ts';
import type { World } from '../world.ts';

const PUMPING = 'pumping-in-progress' satisfies AlarmKind;

/**
 * Alarms that may be on at the end, by the beginning of their names: those of what the scenarios do.
 * The emulator looks at a metric of all functions or queues where an alarm names one of them.
 */
const EXPLAINED = [
  // The last incidents go on until half an hour was quiet.
  PUMPING,
  // A batch that cannot be decoded, and the function that was killed.
  'ingest-errors',
  'dead-letters',
  // `evaluate` and `respond` run one at a time, and not at all while it learns: the next one waits.
  'throttling',
] as const satisfies readonly AlarmKind[];

/** Alarms that go off where calls are not answered in time, whether or not anything is wrong. */
const OF_A_SLOW_MACHINE = [
  'not-assessed',
  'unlearned',
  'actions-failed',
  'untold',
  'falling-behind',
  'evaluate-heartbeat-missing',
  'respond-heartbeat-missing',
] as const satisfies readonly AlarmKind[];

/** Alarms whose metric is told at each look, zero included: at the end they are known to be off. */
const KNOWN_TO_BE_OFF = [
  'evaluate-heartbeat-missing',
  'respond-heartbeat-missing',
  'settings-invalid',
  'not-assessed',
  'rule-errors',
  'actions-failed',
  'untold',
] as const satisfies readonly AlarmKind[];

const isOf = (kinds: readonly AlarmKind[], name: string): boolean =>
  kinds.some((kind) => name.startsWith(kind));

const isOn = async ({ account }: World, name: string): Promise<boolean> => {
  const state = (await account.alarms()).get(name);
  if (state === undefined) throw new Error(`the stack has no alarm ${name}`);
  return state === 'ALARM';
};

/** Before the first attack nobody is told of pumping. */
export const alarmsAreQuiet = async (world: World): Promise<void> => {
  if (await isOn(world, PUMPING)) throw new Error(`${PUMPING} is on, and nobody has attacked yet`);
};

/** While an attack is judged to be one, the alarm of the deployed stack is on, and the topic was told. */
export const pumpingGoesOff = async (world: World, say: (line: string) => void): Promise<void> => {
  await until(`the alarm ${PUMPING} is on`, async () => (await isOn(world, PUMPING)) || null);
  await world.toldOfAlarm(PUMPING);
  say(`the alarm ${PUMPING} is on, and the topic was told`);
};

/**
 * No alarm is on but those of what the scenarios did, and those that hear at each look are off for sure.
 *
 * @throws TooSlowError where it may be the machine
 */
export const onlyExplainedAlarms = async (
  { account }: World,
  say: (line: string) => void,
): Promise<void> => {
  const states = await account.alarms();
  const on = [...states].flatMap(([name, state]) => (state === 'ALARM' ? [name] : []));
  say(`alarms that are on: ${on.join(', ')}`);
  const unexplained = on.filter((name) => !isOf(EXPLAINED, name));
  const unknown = KNOWN_TO_BE_OFF.filter((name) => states.get(name) !== 'OK' && !on.includes(name));
  const what = `not explained: ${[...unexplained, ...unknown.map((name) => `${name} is ${states.get(name)}`)].join(', ')}`;
  if (unexplained.some((name) => !isOf(OF_A_SLOW_MACHINE, name))) throw new Error(what);
  if (unexplained.length + unknown.length > 0) throw new TooSlowError(what);
  say(`known to be off: ${KNOWN_TO_BE_OFF.join(', ')}`);
};
