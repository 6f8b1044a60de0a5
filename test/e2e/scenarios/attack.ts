import { setTimeout as delay } from 'node:timers/promises';
import { attackOn } from '../traffic.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const EVERY_MS = 2_000;

/**
 * Lets an attack on a country go on, among customers, until something was seen.
 *
 * @returns how long that took from the first PutLogEvents, in seconds
 */
export const attackUntil = async (
  world: World,
  country: string,
  seen: () => Promise<unknown>,
): Promise<number> => {
  const records = attackOn(country, Date.now());
  let logged = 0;
  const logNews = async (): Promise<void> => {
    const nowMs = Date.now();
    const news = records.slice(logged).filter(({ timestamp }) => timestamp <= nowMs);
    logged += news.length;
    await world.happens([...news, ...world.customers.newsUntil(nowMs)]);
  };
  const startedAtMs = performance.now();
  await logNews();
  const over = new AbortController();
  const goOn = async (): Promise<void> => {
    for (;;) {
      await delay(EVERY_MS);
      if (over.signal.aborted) return;
      await logNews();
    }
  };
  const going = goOn();
  try {
    await seen();
    return (performance.now() - startedAtMs) / 1_000;
  } finally {
    over.abort();
    await going;
  }
};

/** Waits until a country's rule is this. */
export const ruleIs = (world: World, country: string, rule: string): Promise<unknown> =>
  until(
    `the rule of ${country} is ${rule}`,
    async () => (await world.account.ruleOf(country)) === rule || null,
  );
