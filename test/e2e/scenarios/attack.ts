import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { attackOn } from '../traffic.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';

const EVERY_MS = 2_000;

interface Seen {
  /** From the first PutLogEvents. */
  readonly afterSeconds: number;
  /** What was logged of the attack until then. */
  readonly logged: readonly SimulatedEvent[];
}

/** Lets an attack on a country go on, among customers, until something was seen. */
export const attackUntil = async (
  world: World,
  country: string,
  seen: () => Promise<unknown>,
  perMinute?: number,
): Promise<Seen> => {
  const records = attackOn(country, Date.now(), perMinute);
  const logged: SimulatedEvent[] = [];
  const logNews = async (): Promise<void> => {
    const nowMs = Date.now();
    const news = records.slice(logged.length).filter(({ timestamp }) => timestamp <= nowMs);
    logged.push(...news);
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
    return { afterSeconds: (performance.now() - startedAtMs) / 1_000, logged };
  } finally {
    over.abort();
    await going;
  }
};

/** Waits until a country's rule is this. */
export const ruleIs = (
  world: World,
  country: string,
  rule: string,
  timeoutSeconds?: number,
): Promise<unknown> =>
  until(
    `the rule of ${country} is ${rule}`,
    async () => (await world.account.ruleOf(country)) === rule || null,
    timeoutSeconds === undefined ? {} : { timeoutSeconds },
  );
