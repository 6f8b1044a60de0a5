import { until } from '../until.ts';
import { attackUntil } from '../traffic.ts';
import type { World } from '../world.ts';

/** Lets an attack on a country happen, and says how long it took from the log to the rule, in ms. */
export const attackAndContain = async (world: World, country: string): Promise<number> => {
  const records = attackUntil(country, Date.now());
  const loggedAtMs = performance.now();
  await world.happens(records);
  await until(
    `${country} is blocked`,
    async () => (await world.account.ruleOf(country)) === 'BLOCK' || null,
    75,
  );
  return performance.now() - loggedAtMs;
};
