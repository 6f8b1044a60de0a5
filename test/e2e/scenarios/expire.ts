import type { Decision } from '../../../lib/core/decide/decision.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

/** A block is renewed or put back a minute before its end, so this is the least that is more than a look. */
export const SHORT_BLOCK_SECONDS = 120;
const USUAL_FIRST_SECONDS = 1_800;
const USUAL_LONGEST_SECONDS = 43_200;
const LOOK_EVERY_MS = 2_000;
/** Half an hour of quiet, and time to spare. */
const LIMIT_SECONDS = 3_600;

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

/**
 * The attack on a country is over. Its numbers crowd, so its block is renewed without a probe, until
 * half an hour was quiet: then the country is released.
 */
export const isReleased = async (
  world: World,
  country: string,
  say: (line: string) => void,
): Promise<void> => {
  await waitAmongCustomers(world, `the incident of ${country} was released`, async () =>
    (await decidedOn(world, country)).some(({ kind }) => kind === 'release'),
  );
  await world.told('enforce', country, { subject: 'block lifted' });
  if ((await world.account.ruleOf(country)) !== 'ALLOW')
    throw new Error(`${country} was released, and is not allowed`);
  const decisions = await decidedOn(world, country);
  const atMs = (kind: string): number =>
    Date.parse(decisions.find(({ actions }) => isDone(actions, kind))?.evaluatedAt ?? '');
  const seconds = (atMs('restore') - atMs('block-country')) / 1_000;
  const blocks = decisions.filter(({ actions }) => isDone(actions, 'block-country')).length;
  if (blocks < 2) throw new Error(`the block of ${country} was never renewed`);
  say(
    `${country} was quiet: its block of ${SHORT_BLOCK_SECONDS} s was renewed ${blocks - 1} times, ended after ${seconds} s, and it is allowed again`,
  );
};

const isDone = (actions: Decision['actions'], kind: string): boolean =>
  actions.some((action) => action.kind === kind && action.outcome === 'applied');

const waitAmongCustomers = (
  world: World,
  what: string,
  isSo: () => Promise<boolean>,
): Promise<unknown> =>
  until(
    what,
    async () => {
      await world.happens(world.customers.newsUntil(Date.now()));
      return (await isSo()) || null;
    },
    { timeoutSeconds: LIMIT_SECONDS, pollMs: LOOK_EVERY_MS },
  );

/** Decisions on a country, or on its number ranges, in the order of their making. */
const decidedOn = async (world: World, country: string): Promise<readonly Decision[]> =>
  (await world.decisions()).filter(
    ({ subject }) => 'country' in subject && subject.country === country,
  );
