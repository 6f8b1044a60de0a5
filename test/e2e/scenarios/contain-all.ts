import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { attackOn } from '../traffic.ts';
import type { World } from '../world.ts';

/** The next country, so long after the one before. */
const EVERY_MS = 4_000;
const LOOK_EVERY_MS = 1_000;
const LIMIT_MS = 200_000;

interface Attack {
  readonly country: string;
  readonly records: readonly SimulatedEvent[];
  readonly numbers: readonly string[];
  readonly loggedAtMs: number;
  loggedUntilMs: number;
  blockedAfterSeconds: number | null;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
};

const describe = (seconds: readonly number[]): string =>
  `median ${median(seconds).toFixed(1)} s, worst ${Math.max(...seconds).toFixed(1)} s (${seconds.map((each) => each.toFixed(1)).join(', ')})`;

/**
 * Attacks one country after the other; each attack goes on until it is stopped, by the country's
 * rule or by the deny list. Says how long that took from the first PutLogEvents of each.
 */
export const containsAll = async (
  world: World,
  countries: readonly string[],
  say: (line: string) => void,
): Promise<void> => {
  const waiting = [...countries];
  const attacks: Attack[] = [];
  const startedAtMs = Date.now();
  while (waiting.length > 0 || attacks.some((attack) => attack.blockedAfterSeconds === null)) {
    const nowMs = Date.now();
    if (nowMs - startedAtMs > LIMIT_MS) break;
    if (nowMs >= startedAtMs + attacks.length * EVERY_MS) {
      const country = waiting.shift();
      if (country !== undefined) attacks.push(beginOn(country, nowMs));
    }
    const going = attacks.filter((attack) => attack.blockedAfterSeconds === null);
    await world.happens(going.flatMap((attack) => newsOf(attack, nowMs)));
    const isStopped = await world.stopped();
    for (const attack of going)
      if (await isStopped(attack.country, attack.numbers))
        attack.blockedAfterSeconds = (Date.now() - attack.loggedAtMs) / 1_000;
    await delay(LOOK_EVERY_MS);
  }
  const spared = attacks.filter((attack) => attack.blockedAfterSeconds === null);
  if (spared.length > 0)
    throw new Error(`never stopped: ${spared.map(({ country }) => country).join(', ')}`);
  const seconds = attacks.map((attack) => attack.blockedAfterSeconds ?? Infinity);
  say(`${attacks.length} attacks were stopped, each after ${describe(seconds)}`);
};

const beginOn = (country: string, nowMs: number): Attack => {
  const records = attackOn(country, nowMs);
  const numbers = records.map(({ message }) => destinationOf(message));
  const none = { loggedUntilMs: 0, blockedAfterSeconds: null };
  return { country, records, numbers, loggedAtMs: nowMs, ...none };
};

const destinationOf = (message: string): string =>
  (JSON.parse(message) as { readonly delivery: { readonly destination: string } }).delivery
    .destination;

const newsOf = (attack: Attack, nowMs: number): readonly SimulatedEvent[] => {
  const { records, loggedUntilMs } = attack;
  attack.loggedUntilMs = nowMs;
  return records.filter(({ timestamp }) => timestamp > loggedUntilMs && timestamp <= nowMs);
};
