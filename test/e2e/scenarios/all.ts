import type { World } from '../world.ts';
import { customersUntil, UNSERVED } from '../traffic.ts';
import { attackAndContain } from './contain.ts';

type Say = (line: string) => void;

export const playAll = async (
  world: World,
  _attributesBefore: Readonly<Record<string, string>>,
  say: Say,
): Promise<void> => {
  const customers = customersUntil(Date.now());
  await world.happens(customers);
  await world.ingested(customers.length, 0);
  say(`${customers.length} records of customers are counted`);
  await world.account.set('mode', 'enforce');
  for (const country of UNSERVED.slice(0, 3)) {
    const ms = await attackAndContain(world, country);
    say(`${country} blocked after ${(ms / 1_000).toFixed(1)} s`);
  }
};
