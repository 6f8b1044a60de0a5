import { setTimeout as delay } from 'node:timers/promises';
import { SETTINGS_CACHE_MS } from '../../../lib/adapters/aws/ssm-settings-source.ts';
import { SECOND_MS } from '../../../lib/core/time.ts';
import { deleteStack, nameOf } from '../deployment.ts';
import { customersUntil, QUIET, UNSERVED } from '../traffic.ts';
import type { World } from '../world.ts';
import { attackUntil, ruleIs } from './attack.ts';
import { containsAll } from './contain-all.ts';
import { countsOnce, outlivesKill } from './count-once.ts';
import { keepsPoison } from './poison.ts';
import { rollsBack } from './roll-back.ts';

type Say = (line: string) => void;

const LEVERS = ['block-country', 'filter-country', 'block-number-range'];
const NOTHING_IS_WORTH_IT = '1000000';
const WORTH_IT_USD = '2';

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

/** Every scenario, one after the other, on one deployed detector. @throws at the first that fails */
export const playAll = async (
  world: World,
  attributesBefore: Readonly<Record<string, string>>,
  say: Say,
): Promise<void> => {
  const { account } = world;
  const judge = await nameOf(account.cloudFormation, 'AWS::Lambda::Function', /EvaluateStage/);
  // Who judges while half of the history is there learns the half, until the hour is over.
  await account.allowAtOnce(judge, 0);
  const customers = customersUntil(Date.now());
  await world.happens(customers);
  await world.ingested(customers.length, 0);
  for (const lever of LEVERS)
    await account.set(`responses/${lever}/minLossUsd`, NOTHING_IS_WORTH_IT);
  await account.allowAtOnce(judge, 1);
  say(`${customers.length} records of customers, of a day, are counted`);

  const watched = country(0);
  const found = await attackUntil(world, watched, () => world.told('monitor', watched));
  await requireRule(world, watched, 'ALLOW');
  say(
    `monitor: the attack on ${watched} was told after ${found.toFixed(1)} s, and nothing was touched`,
  );

  await account.set('mode', 'enforce');
  // Until then the detector may go by what it has read.
  await delay(SETTINGS_CACHE_MS + SECOND_MS);
  const spared = country(1);
  const foundAgain = await attackUntil(world, spared, () => world.told('enforce', spared));
  await requireRule(world, spared, 'ALLOW');
  say(
    `enforce: the attack on ${spared} was told after ${foundAgain.toFixed(1)} s, and was not worth a lever`,
  );
  for (const lever of LEVERS) await account.set(`responses/${lever}/minLossUsd`, WORTH_IT_USD);
  const seconds = await attackUntil(world, spared, () => ruleIs(world, spared, 'BLOCK'));
  say(`a threshold in SSM was lowered: ${spared} was blocked ${seconds.toFixed(1)} s later`);

  await containsAll(world, QUIET, say);
  await rollsBack(world, spared, say);
  await keepsPoison(world, say);
  await countsOnce(world, say);
  await outlivesKill(world, say);

  await deleteStack(account.cloudFormation);
  const after = await account.smsAttributes();
  if (JSON.stringify(after) !== JSON.stringify(attributesBefore))
    throw new Error(`SMS attributes were not put back: ${JSON.stringify(after)}`);
  say('the stack is deleted, and the SMS attributes are what they were');
};
