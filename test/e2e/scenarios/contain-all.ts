import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedEvent } from '../../../lib/simulator/simulated-event.ts';
import { LOGS } from '../place.ts';
import { attackOn, destinationOf } from '../traffic.ts';
import { TooSlowError } from '../until.ts';
import type { World } from '../world.ts';

/** The next country, so long after the one before. */
const EVERY_MS = 4_000;
const LOOK_EVERY_MS = 1_000;
/** Who was slower than this is said by name, with what was decided. */
const SLOW_SECONDS = 30;
/** Customers' codes may hold a block back until those of the attack are old enough. */
const MIN_STOPPED_SHARE = 0.75;

interface Attack {
  readonly country: string;
  readonly records: readonly SimulatedEvent[];
  readonly numbers: readonly string[];
  readonly loggedAtMs: number;
  loggedUntilMs: number;
  stoppedAfterSeconds: number | null;
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
 * Attacks one country after the other, among customers; each attack goes on until it is stopped, by
 * the country's rule or by the deny list. Says how long that took from the first PutLogEvents of each.
 *
 * @param limitSeconds what is not stopped so long after the last attack began is spared
 * @throws TooSlowError where more than a quarter is spared
 */
export const containsAll = async (
  world: World,
  countries: readonly string[],
  limitSeconds: number,
  say: (line: string) => void,
): Promise<void> => {
  const waiting = [...countries];
  const attacks: Attack[] = [];
  const startedAtMs = Date.now();
  const endMs = startedAtMs + countries.length * EVERY_MS + limitSeconds * 1_000;
  const isGoing = (attack: Attack): boolean => attack.stoppedAfterSeconds === null;
  while (Date.now() < endMs && (waiting.length > 0 || attacks.some(isGoing))) {
    const nowMs = Date.now();
    if (nowMs >= startedAtMs + attacks.length * EVERY_MS) {
      const country = waiting.shift();
      if (country !== undefined) attacks.push(beginOn(country, nowMs));
    }
    const going = attacks.filter(isGoing);
    const news = going.flatMap((attack) => newsOf(attack, nowMs));
    await world.happens([...news, ...world.customers.newsUntil(nowMs)]);
    const isStopped = await world.stopped();
    for (const attack of going)
      if (await isStopped(attack.country, attack.numbers))
        attack.stoppedAfterSeconds = (Date.now() - attack.loggedAtMs) / 1_000;
    await delay(LOOK_EVERY_MS);
  }
  const seconds = attacks.flatMap(({ stoppedAfterSeconds }) => stoppedAfterSeconds ?? []);
  say(
    `${seconds.length} of ${attacks.length} attacks were stopped, each after ${describe(seconds)}`,
  );
  await explain(world, attacks, say);
  if (seconds.length < MIN_STOPPED_SHARE * countries.length)
    throw new TooSlowError('too many attacks were not stopped in time');
};

const beginOn = (country: string, nowMs: number): Attack => {
  const records = attackOn(country, nowMs);
  const numbers = records.map(destinationOf);
  const none = { loggedUntilMs: 0, stoppedAfterSeconds: null };
  return { country, records, numbers, loggedAtMs: nowMs, ...none };
};

const newsOf = (attack: Attack, nowMs: number): readonly SimulatedEvent[] => {
  const { records, loggedUntilMs } = attack;
  attack.loggedUntilMs = nowMs;
  return records.filter(({ timestamp }) => timestamp > loggedUntilMs && timestamp <= nowMs);
};

/** Says what was decided of the attacks that were slow or spared, and keeps it of all. */
const explain = async (
  world: World,
  attacks: readonly Attack[],
  say: (line: string) => void,
): Promise<void> => {
  const decisions = await world.decisions();
  for (const { country, loggedAtMs, stoppedAfterSeconds } of attacks) {
    const told = decisions.flatMap((decision) => {
      const afterSeconds = (Date.parse(decision.evaluatedAt) - loggedAtMs) / 1_000;
      return JSON.stringify(decision).includes(`"${country}"`) && afterSeconds > 0
        ? [{ afterSeconds, decision }]
        : [];
    });
    appendFileSync(
      `${LOGS}attacks.ndjson`,
      `${JSON.stringify({ country, loggedAtMs, stoppedAfterSeconds, told })}\n`,
    );
    if (stoppedAfterSeconds !== null && stoppedAfterSeconds < SLOW_SECONDS) continue;
    say(
      `${country}: ${stoppedAfterSeconds?.toFixed(1) ?? 'never'}${told.length === 0 ? ', nothing was decided' : ''}`,
    );
    for (const { afterSeconds, decision } of told)
      say(`  after ${afterSeconds.toFixed(1)} s: ${decision.kind}, ${decision.message}`);
  }
};
