import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../lib/core/time.ts';
import { caseNamed, type Tenant, warmUpEndMs } from '../../../lib/evaluation/case.ts';
import {
  Detector,
  type DetectorOptions,
  type DetectorPast,
} from '../../../lib/evaluation/detector.ts';
import { LegitTraffic } from '../../../lib/evaluation/legit-traffic.ts';
import { outcomeOf } from '../../../lib/evaluation/outcome.ts';
import { openLoop, playOpenLoop } from '../../../lib/evaluation/play.ts';

const TENANT: Tenant = { tenantClass: 'small', seed: 5, warmUpDays: 3, isHoldOut: false };
const OPTIONS: DetectorOptions = {
  feeds: 'no-cognito',
  controlLatencyMs: 30_000,
  filter: { attack: 0.9, legit: 0.005 },
};

const traffic = new LegitTraffic(TENANT);
const warmUp = [...traffic.warmUp()];
const burst = caseNamed('burst-one-block', TENANT);
/** The first hour of the attack is enough to see it blocked and to see how the block is renewed. */
const untilMs = warmUpEndMs(TENANT) + (burst.startsAfterMinutes + 60) * MINUTE_MS;
const items = openLoop(traffic, burst).filter(({ event }) => event.ingestionTime < untilMs);

let shared: Promise<DetectorPast> | null = null;
const past = (): Promise<DetectorPast> =>
  (shared ??= (async () => {
    const detector = new Detector(OPTIONS);
    for (const item of warmUp) await detector.take(item);
    await detector.end();
    return detector.past();
  })());

const essence = (detector: Detector) =>
  detector.decisions.map(({ evaluatedAt, kind, verdict, riskScore, actions, subject }) => ({
    evaluatedAt,
    kind,
    verdict,
    riskScore,
    subject,
    actions: actions.map(({ kind, target, outcome, expiresAt }) => ({
      kind,
      target,
      outcome,
      expiresAt,
    })),
  }));

describe('the detector as a contender', () => {
  it('decides the same from a shared past as in one go, however often the past is used', async () => {
    const whole = new Detector(OPTIONS);
    for (const item of warmUp) await whole.take(item);
    await playOpenLoop(items, whole);
    for (let time = 0; time < 2; time += 1) {
      const fork = new Detector(OPTIONS, await past());
      await playOpenLoop(items, fork);
      expect(essence(fork)).toEqual(essence(whole));
      expect(fork.decisions.length).toBeGreaterThan(2);
    }
  });

  it('leaks more, the later its levers are felt', async () => {
    const leaked: number[] = [];
    for (const controlLatencyMs of [0, 120_000, 600_000]) {
      const fork = new Detector({ ...OPTIONS, controlLatencyMs }, await past());
      leaked.push(outcomeOf(await playOpenLoop(items, fork)).leakedSms);
    }
    const [now = 0, soon = 0, late = 0] = leaked;
    // 13,000 in three hours are 72 a minute.
    expect(soon - now).toBeGreaterThan(100);
    expect(late - soon).toBeGreaterThan(400);
  });

  it('says how long each of its levers took from its decision, by the audit log of this run', async () => {
    const fork = new Detector(OPTIONS, await past());
    await playOpenLoop(items, fork);
    const moved = fork.decisions.flatMap(({ actions }) =>
      actions.filter(({ kind, outcome }) => kind !== 'restore' && outcome === 'applied'),
    );
    expect(moved.length).toBeGreaterThan(0);
    expect(fork.leverSeconds).toEqual(moved.map(() => 30));
  });

  it('agrees with its own decision log about what was stopped', async () => {
    const fork = new Detector(OPTIONS, await past());
    const { sms, log } = await playOpenLoop(items, fork);
    const isCovered = (country: string, number: string, ms: number) =>
      log.containments.some(
        ({ scope, fromMs, toMs }) =>
          'country' in scope &&
          scope.country === country &&
          (scope.kind !== 'range' || number.startsWith(scope.prefix)) &&
          ms >= fromMs &&
          ms < toMs,
      );
    for (const { sms: one, isStopped } of sms)
      expect(isStopped).toBe(isCovered(one.country, one.number, one.sentAtMs ?? 0));
    expect(sms.some(({ isStopped }) => isStopped)).toBe(true);
  });
});
