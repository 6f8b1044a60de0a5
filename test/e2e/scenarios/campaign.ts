import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { attackOn } from '../traffic.ts';
import type { World } from '../world.ts';

const COUNTRIES = 20;
/** The next country, so long after the one before. */
const EVERY_MS = 4_000;
const LOOK_EVERY_MS = 1_000;
const LIMIT_MS = 260_000;

interface Attack {
  readonly country: string;
  readonly records: readonly SimulatedEvent[];
  readonly loggedAtMs: number;
  loggedUntilMs: number;
  blockedAfterSeconds: number | null;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
};

const describe = (seconds: readonly number[]): string =>
  `median ${median(seconds).toFixed(1)} s, worst ${Math.max(...seconds).toFixed(1)} s (${seconds.map((each) => each.toFixed(1)).join(', ')})`;

/**
 * A campaign: one country after the other is attacked, and each attack goes on until its country is
 * blocked. Says how long that took from the first PutLogEvents of each.
 */
export const containsCampaign = async (
  world: World,
  countries: readonly string[],
  say: (line: string) => void,
): Promise<void> => {
  const waiting = countries.slice(0, COUNTRIES);
  const attacks: Attack[] = [];
  const startedAtMs = Date.now();
  while (waiting.length > 0 || attacks.some((attack) => attack.blockedAfterSeconds === null)) {
    const nowMs = Date.now();
    if (nowMs - startedAtMs > LIMIT_MS) break;
    if (nowMs >= startedAtMs + attacks.length * EVERY_MS) {
      const country = waiting.shift();
      if (country !== undefined)
        attacks.push({
          country,
          records: attackOn(country, nowMs),
          loggedAtMs: nowMs,
          loggedUntilMs: 0,
          blockedAfterSeconds: null,
        });
    }
    const going = attacks.filter((attack) => attack.blockedAfterSeconds === null);
    await world.happens(going.flatMap((attack) => newsOf(attack, nowMs)));
    const rules = await world.account.rules();
    for (const attack of going)
      if (rules.get(attack.country) === 'BLOCK')
        attack.blockedAfterSeconds = (Date.now() - attack.loggedAtMs) / 1_000;
    await delay(LOOK_EVERY_MS);
  }
  const spared = attacks.filter((attack) => attack.blockedAfterSeconds === null);
  if (spared.length > 0)
    throw new Error(`never blocked: ${spared.map(({ country }) => country).join(', ')}`);
  const seconds = attacks.map((attack) => attack.blockedAfterSeconds ?? Infinity);
  say(`a campaign of ${attacks.length} countries is contained; each after ${describe(seconds)}`);
};

const newsOf = (attack: Attack, nowMs: number): readonly SimulatedEvent[] => {
  const { records, loggedUntilMs } = attack;
  attack.loggedUntilMs = nowMs;
  return records.filter(({ timestamp }) => timestamp > loggedUntilMs && timestamp <= nowMs);
};
