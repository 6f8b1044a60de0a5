import { DAY_MS } from '../core/time.ts';
import type { Baseline } from './baselines/baseline.ts';
import { BaselineContender } from './baselines/baseline-contender.ts';
import { BASELINES } from './baselines/registry.ts';
import { WarmUpSummary } from './baselines/warm-up-summary.ts';
import { type Case, caseNamed, LEAD_IN_MS, type Tenant } from './case.ts';
import type { Contender } from './contender.ts';
import { Detector, type DetectorOptions, type DetectorPast } from './detector.ts';
import type { FeedSet } from './feeds.ts';
import type { LabelledSms } from './labelled-sms.ts';
import { LegitTraffic } from './legit-traffic.ts';
import { outcomeOf } from './outcome.ts';
import { needsClosedLoop, openLoop, playClosedLoop, type Played, playOpenLoop } from './play.ts';
import { OUR_DETECTOR, type Row, UNFILTERED_DETECTOR, WARM_UP } from './row.ts';
import { undefendedAttack } from './undefended.ts';

/** A baseline with its parameter set. */
export interface BaselineSetting {
  readonly id: string;
  readonly value: number;
}

export interface TenantPlan {
  readonly tenant: Tenant;
  readonly cases: readonly string[];
  /** For the detector; baselines see all feeds. */
  readonly feedSets: readonly FeedSet[];
  readonly detector: Omit<DetectorOptions, 'feeds'>;
  readonly baselines: readonly BaselineSetting[];
}

/** Plays all cases of one tenant. The warm-up is taken once, and every case goes on from it. */
export async function* evaluateTenant(plan: TenantPlan): AsyncGenerator<Row> {
  const { tenant } = plan;
  const traffic = new LegitTraffic(tenant);
  const detectors = plan.feedSets.map((feeds) => new Detector({ ...plan.detector, feeds }));
  const summary = new WarmUpSummary();
  const learnedFrom = new Set<LabelledSms>();
  for (const item of traffic.warmUp()) {
    const { event, sms } = item;
    if (sms !== null && event.feed === 'sns-delivery-status') learnedFrom.add(sms);
    summary.take(item);
    for (const detector of detectors) await detector.take(item);
  }
  const warmUpDays = tenant.warmUpDays - LEAD_IN_MS / DAY_MS;
  summary.end(warmUpDays);
  const pasts: [FeedSet, DetectorPast][] = [];
  for (const detector of detectors.splice(0)) {
    const log = await detector.end();
    const sms = [...learnedFrom].map((one) => ({ sms: one, isStopped: detector.stops(one) }));
    yield {
      ...rowOf(tenant, detector.feeds),
      name: WARM_UP,
      kind: 'quiet',
      days: warmUpDays,
      contender: OUR_DETECTOR,
      parameter: null,
      undefendedSms: 0,
      undefendedUsd: 0,
      outcome: outcomeOf({ log, sms }),
    };
    pasts.push([detector.feeds, detector.past()]);
  }
  learnedFrom.clear();
  for (const name of plan.cases)
    yield* playCase(plan, caseNamed(name, tenant), { traffic, summary, pasts });
}

interface Past {
  readonly traffic: LegitTraffic;
  readonly summary: WarmUpSummary;
  readonly pasts: readonly (readonly [FeedSet, DetectorPast])[];
}

async function* playCase(
  plan: TenantPlan,
  one: Case,
  { traffic, summary, pasts }: Past,
): AsyncGenerator<Row> {
  const { tenant } = plan;
  const { sms, usd } = undefendedAttack(tenant, one);
  const items = needsClosedLoop(one) ? null : openLoop(traffic, one);
  const play = (contender: Contender): Promise<Played> =>
    items === null ? playClosedLoop(traffic, one, contender) : playOpenLoop(items, contender);
  const row = {
    name: one.name,
    kind: one.kind,
    days: (one.endsAfterMinutes * 60_000 + LEAD_IN_MS) / DAY_MS,
    undefendedSms: sms,
    undefendedUsd: usd,
  };
  for (const [feeds, past] of pasts) {
    const start = { ...rowOf(tenant, feeds), ...row, parameter: null };
    const detector = new Detector({ ...plan.detector, feeds }, past);
    const played = await play(detector);
    const { leverSeconds } = detector;
    yield { ...start, contender: OUR_DETECTOR, outcome: outcomeOf(played), leverSeconds };
    if (!detector.hasFiltered || plan.detector.filter.attack === 0) continue;
    // Nobody knows what AWS's filter stops, so what was won with its help is shown without it, too.
    const unfiltered = { ...plan.detector, feeds, filter: { attack: 0, legit: 0 } };
    const without = await play(new Detector(unfiltered, past));
    yield { ...start, contender: UNFILTERED_DETECTOR, outcome: outcomeOf(without) };
  }
  for (const { id, value } of plan.baselines) {
    const rule = baselineNamed(id).create(value, summary);
    const played = await play(new BaselineContender(rule, plan.detector.controlLatencyMs));
    const outcome = outcomeOf(played);
    yield { ...rowOf(tenant, 'all'), ...row, contender: id, parameter: value, outcome };
  }
}

const rowOf = ({ tenantClass, seed, isHoldOut }: Tenant, feeds: FeedSet) => ({
  tenantClass,
  seed,
  isHoldOut,
  feeds,
});

const baselineNamed = (id: string): Baseline => {
  const baseline = BASELINES.find((candidate) => candidate.id === id);
  if (baseline === undefined) throw new RangeError(`there is no baseline ${id}`);
  return baseline;
};
