import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../lib/core/time.ts';
import { caseNamed, type Case, type Tenant, warmUpEndMs } from '../../../lib/evaluation/case.ts';
import type { Contender, ContenderLog } from '../../../lib/evaluation/contender.ts';
import type { LabelledSms, StreamItem } from '../../../lib/evaluation/labelled-sms.ts';
import { LegitTraffic } from '../../../lib/evaluation/legit-traffic.ts';
import { outcomeOf } from '../../../lib/evaluation/outcome.ts';
import {
  needsClosedLoop,
  openLoop,
  playClosedLoop,
  playOpenLoop,
} from '../../../lib/evaluation/play.ts';

const TENANT: Tenant = { tenantClass: 'small', seed: 7, warmUpDays: 2, isHoldOut: false };
const LATENCY_MS = 30_000;

/** Blocks a country for ever once it has seen so many messages of the attack, `LATENCY_MS` later. */
class BlocksAfter implements Contender {
  readonly #most: number;
  readonly #seen = new Map<string, number>();
  readonly #blockedFromMs = new Map<string, number>();
  askedTooEarly = 0;
  #nowMs = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async take({ event, sms }: StreamItem): Promise<void> {
    this.#nowMs = Math.max(this.#nowMs, event.ingestionTime);
    if (sms === null || !sms.isAttack || event.feed !== 'sns-delivery-status') return;
    const seen = (this.#seen.get(sms.country) ?? 0) + 1;
    this.#seen.set(sms.country, seen);
    if (seen === this.#most) this.#blockedFromMs.set(sms.country, event.ingestionTime + LATENCY_MS);
  }

  async passTime(toMs: number): Promise<void> {
    if (toMs < this.#nowMs) this.askedTooEarly += 1;
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }

  stops({ country, sentAtMs, requestedAtMs }: LabelledSms): boolean {
    return (sentAtMs ?? requestedAtMs) >= (this.#blockedFromMs.get(country) ?? Infinity);
  }

  async end(): Promise<ContenderLog> {
    return {
      alerts: [],
      containments: [...this.#blockedFromMs].map(([country, fromMs]) => ({
        fromMs,
        toMs: Infinity,
        scope: { kind: 'country', country },
      })),
    };
  }
}

const traffic = new LegitTraffic(TENANT);
const warmUp = [...traffic.warmUp()];

const attackOf = (one: Case): { readonly sms: number } => ({
  sms: one.attacks.reduce((sum, { messages }) => sum + messages, 0),
});

describe('traffic of a case', () => {
  it('is the warm-up’s, going on, with the attack in it, in order of arrival', () => {
    const one = caseNamed('sequential', TENANT);
    const items = openLoop(traffic, one);
    const times = items.map(({ event }) => event.ingestionTime);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(warmUp.at(-1)?.event.ingestionTime).toBeLessThan(times[0] ?? 0);
    expect(times[0]).toBeGreaterThanOrEqual(traffic.forkMs);
    const attacked = new Set(items.flatMap(({ sms }) => (sms?.isAttack === true ? [sms] : [])));
    expect(attacked.size).toBe(attackOf(one).sms);
    const firstMs = Math.min(...[...attacked].map(({ requestedAtMs }) => requestedAtMs));
    expect(firstMs).toBeGreaterThanOrEqual(
      warmUpEndMs(TENANT) + one.startsAfterMinutes * MINUTE_MS,
    );
  });

  it('has the same honest part with an attack as without', () => {
    const honest = (name: string) =>
      openLoop(traffic, caseNamed(name, TENANT))
        .filter(({ sms, event }) => sms?.isAttack === false && event.feed === 'sns-delivery-status')
        .filter(({ event }) => event.ingestionTime < warmUpEndMs(TENANT) + DAY_MS / 2)
        .map(({ event }) => event.message);
    expect(honest('flash')).toEqual(honest('quiet'));
    expect(honest('quiet').length).toBeGreaterThan(50);
  });

  it('that is itself different begins where the warm-up ends, too', () => {
    const [first] = openLoop(traffic, caseNamed('flash-sale', TENANT));
    const [quiet] = openLoop(traffic, caseNamed('quiet', TENANT));
    expect(first?.event).toEqual(quiet?.event);
  });
});

describe('an attack that is blocked', () => {
  it('stops costing a decision and its latency later', async () => {
    const one = caseNamed('sequential', TENANT);
    const outcome = outcomeOf(await playOpenLoop(openLoop(traffic, one), new BlocksAfter(20)));
    // Twenty an hour, evenly: the twentieth is seen, and what is sent in the next half minute leaks.
    expect(outcome.leakedSms).toBeGreaterThanOrEqual(20);
    expect(outcome.leakedSms).toBeLessThanOrEqual(22);
    expect(outcome.leakedUsd / outcome.attackUsd).toBeCloseTo(outcome.leakedSms / 480, 6);
    expect(outcome.smsToContain).toBe(outcome.leakedSms);
    expect(outcome.attackSms).toBe(480);
    // The honest messages to that country are stopped as well.
    expect(outcome.precision).toBeCloseTo(460 / (460 + outcome.legitStopped), 1);
  });

  it('costs all of it when nobody blocks', async () => {
    const one = caseNamed('sequential', TENANT);
    const outcome = outcomeOf(await playOpenLoop(openLoop(traffic, one), new BlocksAfter(1e9)));
    expect(outcome).toMatchObject({ leakedSms: 480, minutesToContain: null });
  });
});

describe('an attacker who reacts', () => {
  const one = caseNamed('adaptive', TENANT);

  it('needs a closed loop', () => {
    expect(needsClosedLoop(one)).toBe(true);
    expect(needsClosedLoop(caseNamed('sequential', TENANT))).toBe(false);
  });

  it('stays where it is as long as nothing stops it', async () => {
    const contender = new BlocksAfter(1e9);
    const { sms } = await playClosedLoop(traffic, one, contender);
    const attacked = sms.filter((played) => played.sms.isAttack);
    expect(new Set(attacked.map((played) => played.sms.country)).size).toBe(1);
    expect(attacked).toHaveLength(6_000);
    expect(contender.askedTooEarly).toBe(0);
  });

  it('notices blocked sends, moves on to other countries, and gives up', async () => {
    const { sms } = await playClosedLoop(traffic, one, new BlocksAfter(10));
    const attacked = sms.filter((played) => played.sms.isAttack);
    // Its first country and twenty moves; five blocked sends tell it each time.
    expect(new Set(attacked.map((played) => played.sms.country)).size).toBe(21);
    expect(attacked.filter(({ isStopped }) => isStopped)).toHaveLength(21 * 5);
    expect(attacked.length).toBeLessThan(6_000 / 5);
  });

  it('gets further when levers take longer', async () => {
    const leaked = async (most: number) =>
      outcomeOf(await playClosedLoop(traffic, one, new BlocksAfter(most))).leakedUsd;
    expect(await leaked(30)).toBeGreaterThan(await leaked(10));
  });
});
