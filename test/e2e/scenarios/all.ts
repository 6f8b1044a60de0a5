import { setTimeout as delay } from 'node:timers/promises';
import { SETTINGS_CACHE_MS } from '../../../lib/adapters/aws/ssm-settings-source.ts';
import { SECOND_MS } from '../../../lib/core/time.ts';
import { deleteStack, nameOf } from '../deployment.ts';
import { UNSERVED } from '../traffic.ts';
import { TooSlowError } from '../until.ts';
import type { World } from '../world.ts';
import { alarmsAreQuiet, onlyExplainedAlarms, pumpingGoesOff } from './alarms.ts';
import { attackUntil, ruleIs } from './attack.ts';
import { containsAll } from './contain-all.ts';
import { areCounted } from './counters.ts';
import { countsOnce, outlivesKill } from './count-once.ts';
import { blocksLast, isReleased, SHORT_BLOCK_SECONDS } from './expire.ts';
import { areMetrics } from './metrics.ts';
import { keepsPoison } from './poison.ts';
import { rollsBack } from './roll-back.ts';

type Say = (line: string) => void;

const LEVERS = ['block-country', 'filter-country', 'block-number-range'];
const NOTHING_IS_WORTH_IT = '1000000';
const WORTH_IT_USD = '2';
/** A threshold in SSM changes what is done within a minute; the machine may need some seconds more. */
const SOON_SECONDS = 75;
/** A minute for one look that came just too late, and a machine that has much else to do. */
const LIMIT_SECONDS = 120;
/** The codes of an attack have had their ten minutes, and some more looks. */
const LONG_LIMIT_SECONDS = 690;

const AT_ONCE = 600;

/** As many countries, or one that is not dear. */
const country = (index: number): string => {
  const found = UNSERVED[index];
  if (found === undefined) throw new Error(`there are only ${UNSERVED.length} countries to attack`);
  return found;
};

const requireRule = async (world: World, of: string, rule: string): Promise<void> => {
  const is = await world.account.ruleOf(of);
  if (is !== rule) throw new Error(`the rule of ${of} is ${is}, and should be ${rule}`);
};

const worthIt = async ({ account }: World, usd: string): Promise<void> => {
  for (const lever of LEVERS) await account.set(`responses/${lever}/minLossUsd`, usd);
};

/** Before the detector is asked anything, it has seen a day of customers. */
const learns = async (world: World, say: Say): Promise<void> => {
  const { account, customers } = world;
  const judge = await nameOf(account.cloudFormation, 'AWS::Lambda::Function', /EvaluateStage/);
  // Who judges while half of the history is there learns the half, until the hour is over.
  await account.allowAtOnce(judge, 0);
  const past = customers.newsUntil(Date.now());
  // The emulator writes a hundred records a second: what is handed over at once has a time-out.
  for (let at = 0; at < past.length; at += AT_ONCE) {
    const batch = past.slice(at, at + AT_ONCE);
    await world.happens(batch);
    await areCounted(world, batch);
  }
  await account.allowAtOnce(judge, 1);
  say(`${past.length} records of customers, of a day, are counted`);
};

const watches = async (world: World, watched: string, say: Say): Promise<void> => {
  const seconds = await attackUntil(world, watched, () => world.told('monitor', watched));
  await requireRule(world, watched, 'ALLOW');
  say(
    `monitor: the attack on ${watched} was told after ${seconds.toFixed(1)} s, and nothing was touched`,
  );
};

/** Every scenario, one after the other, on one deployed detector. @throws at the first that fails */
export const playAll = async (
  world: World,
  attributesBefore: Readonly<Record<string, string>>,
  say: Say,
  isLong: boolean,
): Promise<void> => {
  const { account, customers } = world;
  await learns(world, say);
  await worthIt(world, NOTHING_IS_WORTH_IT);
  if (isLong) await blocksLast(world, SHORT_BLOCK_SECONDS, SHORT_BLOCK_SECONDS);
  await alarmsAreQuiet(world);
  await watches(world, country(0), say);

  await account.set('mode', 'enforce');
  const enforcedAtMs = Date.now();
  await keepsPoison(world, say);
  // Until then the detector may go by what it has read.
  await delay(Math.max(0, enforcedAtMs + SETTINGS_CACHE_MS + SECOND_MS - Date.now()));

  const spared = country(1);
  const told = await attackUntil(world, spared, () => world.told('enforce', spared));
  await requireRule(world, spared, 'ALLOW');
  say(
    `enforce: the attack on ${spared} was told after ${told.toFixed(1)} s, and was not worth a lever`,
  );
  await worthIt(world, WORTH_IT_USD);
  const seconds = await attackUntil(world, spared, () => ruleIs(world, spared, 'BLOCK'));
  say(`a threshold in SSM was lowered: ${spared} was blocked ${seconds.toFixed(1)} s later`);
  if (seconds > SOON_SECONDS) throw new TooSlowError('a threshold took too long');
  await pumpingGoesOff(world, say);

  await countsOnce(world, say);
  await outlivesKill(world, say);
  if (isLong) {
    await isReleased(world, spared, say);
    await blocksLast(world);
    await delay(SETTINGS_CACHE_MS + SECOND_MS);
    await containsAll(world, customers.served, LONG_LIMIT_SECONDS, say);
  } else await containsAll(world, customers.served, LIMIT_SECONDS, say);

  const last = country(2);
  await attackUntil(world, last, () => ruleIs(world, last, 'BLOCK'));
  await rollsBack(world, say);
  await areMetrics(world, say);
  await onlyExplainedAlarms(world, say);

  await deleteStack(account.cloudFormation);
  const after = await account.smsAttributes();
  if (JSON.stringify(after) !== JSON.stringify(attributesBefore))
    throw new Error(`SMS attributes were not put back: ${JSON.stringify(after)}`);
  say('the stack is deleted, and the SMS attributes are what they were');
};
