import type { Decision } from '../../../lib/core/decide/decision.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** A block is renewed or put back a minute before its end, so this is the least that is more than a look. */
export const SHORT_BLOCK_SECONDS = 120;
const USUAL_FIRST_SECONDS = 1_800;
const USUAL_LONGEST_SECONDS = 43_200;
const LOOK_EVERY_MS = 2_000;
/** A block, and time to spare. */
const LIMIT_SECONDS = 1_200;
/** Who comes in the ten minutes after it may be a customer: then it is blocked once more, until half an hour was quiet. */
const RELEASE_LIMIT_SECONDS = 3_600;

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

/** The block of a country whose attack is over comes to its end: it is renewed once, and then put back. */
export const blockEnds = async (
  world: World,
  country: string,
  say: (line: string) => void,
): Promise<void> => {
  await waitAmongCustomers(world, `${country} was put back`, async () =>
    (await decidedOn(world, country)).some(({ actions }) => isDone(actions, 'restore')),
  );
  if ((await world.account.ruleOf(country)) !== 'ALLOW')
    throw new Error(`${country} was put back, and is not allowed`);
  const decisions = await decidedOn(world, country);
  const atMs = (kind: string): number =>
    Date.parse(decisions.find(({ actions }) => isDone(actions, kind))?.evaluatedAt ?? '');
  const seconds = (atMs('restore') - atMs('block-country')) / 1_000;
  const blocks = decisions.filter(({ actions }) => isDone(actions, 'block-country')).length;
  await world.told('enforce', country, { text: 'Restored' });
  say(
    `${country} was quiet: its block of ${SHORT_BLOCK_SECONDS} s was renewed ${blocks - 1} times, ended after ${seconds} s, and it is allowed again`,
  );
};

/** After its block nobody comes: ten minutes later, or when half an hour was quiet, the incident lets go of the country. */
export const isReleased = async (
  world: World,
  country: string,
  say: (line: string) => void,
): Promise<void> => {
  await waitAmongCustomers(
    world,
    `the incident of ${country} was released`,
    async () => (await decidedOn(world, country)).some(({ kind }) => kind === 'release'),
    RELEASE_LIMIT_SECONDS,
  );
  await world.told('enforce', country, { subject: 'block lifted' });
  if ((await world.account.ruleOf(country)) !== 'ALLOW')
    throw new Error(`${country} was released, and is not allowed`);
  say(`nobody came: the incident of ${country} is released, and told`);
};

const isDone = (actions: Decision['actions'], kind: string): boolean =>
  actions.some((action) => action.kind === kind && action.outcome === 'applied');

const waitAmongCustomers = (
  world: World,
  what: string,
  isSo: () => Promise<boolean>,
  timeoutSeconds = LIMIT_SECONDS,
): Promise<unknown> =>
  until(
    what,
    async () => {
      await world.happens(world.customers.newsUntil(Date.now()));
      return (await isSo()) || null;
    },
    { timeoutSeconds, pollMs: LOOK_EVERY_MS },
  );

/** Decisions on a country, or on its number ranges, in the order of their making. */
const decidedOn = async (world: World, country: string): Promise<readonly Decision[]> =>
  (await world.decisions()).filter(
    ({ subject }) => 'country' in subject && subject.country === country,
  );
