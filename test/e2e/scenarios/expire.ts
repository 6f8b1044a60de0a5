import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { codesOf } from '../traffic.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { ruleIs } from './attack.ts';

/** A block is renewed or put back a minute before its end, so this is the least that is more than a look. */
export const SHORT_BLOCK_SECONDS = 120;
const USUAL_FIRST_SECONDS = 1_800;
const USUAL_LONGEST_SECONDS = 43_200;

/** How long blocks last that are moved or renewed from now on, or within a minute. */
export const blocksLast = async (
  { account }: World,
  firstSeconds = USUAL_FIRST_SECONDS,
  longestSeconds = USUAL_LONGEST_SECONDS,
): Promise<void> => {
  const prefix = 'responses/block-country';
  await account.set(`${prefix}/maxExpirySeconds`, String(longestSeconds));
  await account.set(`${prefix}/firstExpirySeconds`, String(firstSeconds));
};

/** Whoever was taken for an attack enters the codes, as customers do. */
export const codesAreEntered = (world: World, logged: readonly SimulatedEvent[]): Promise<void> =>
  world.happens(codesOf(logged, Date.now()));

/** The codes that were sent to a country are used: at its end a short block is put back, and not renewed. */
export const endsAtCodes = async (
  world: World,
  country: string,
  say: (line: string) => void,
): Promise<void> => {
  await ruleIs(world, country, 'ALLOW', SHORT_BLOCK_SECONDS + 120);
  await world.told('enforce', country, 'block lifted');
  say(`the codes sent to ${country} were used: at the end of its block it is allowed again`);
};

/** Time after the last attack in which customers alone go on. */
const LOOK_EVERY_MS = 2_000;
/** A probe of ten minutes, two short blocks before it, and time to spare. */
const LIMIT_SECONDS = 1_200;

/**
 * A country was blocked for a short while, and the attack is over. The block is renewed once, then
 * put back to see who comes; nobody does, and after ten minutes the incident lets go of it.
 */
export const endsInSilence = async (
  world: World,
  country: string,
  say: (line: string) => void,
): Promise<void> => {
  const startedAtMs = performance.now();
  const seconds = (): string => ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  const goOn = async (): Promise<void> => {
    await world.happens(world.customers.newsUntil(Date.now()));
    await delay(LOOK_EVERY_MS);
  };
  await until(
    `the block of ${country} was put back at its end`,
    async () => {
      await goOn();
      return (await world.account.ruleOf(country)) === 'ALLOW' || null;
    },
    { timeoutSeconds: LIMIT_SECONDS },
  );
  say(`${country} was quiet: at the end of its block, after ${seconds()} s, it was allowed again`);
  await until(
    `the incident of ${country} was released`,
    async () => {
      await goOn();
      return (await isReleased(world, country)) || null;
    },
    { timeoutSeconds: LIMIT_SECONDS },
  );
  await world.told('enforce', country, 'block lifted');
  say(`nobody came: after ${seconds()} s its incident was released, and told`);
};

const isReleased = async ({ account }: World, country: string): Promise<boolean> =>
  (await account.printedBy('evaluate'))
    .concat(await account.printedBy('respond'))
    .some(
      (line) =>
        line['kind'] === 'release' && JSON.stringify(line['subject']).includes(`"${country}"`),
    );
