import { caseNamed, type CaseKind, type Tenant } from './case.ts';
import { Detector, type DetectorOptions } from './detector.ts';
import type { FeedSet } from './feeds.ts';
import { LegitTraffic } from './legit-traffic.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { needsClosedLoop, openLoop, playClosedLoop, playOpenLoop } from './play.ts';

export interface TenantPlan {
  readonly tenant: Tenant;
  readonly cases: readonly string[];
  readonly feedSets: readonly FeedSet[];
  readonly detector: Omit<DetectorOptions, 'feeds'>;
}

/** One row of everything that was measured. */
export interface Row {
  readonly tenantClass: Tenant['tenantClass'];
  readonly seed: number;
  readonly isHoldOut: boolean;
  readonly name: string;
  readonly kind: CaseKind;
  readonly feeds: FeedSet;
  readonly contender: string;
  readonly days: number;
  readonly outcome: Outcome;
}

export const OUR_DETECTOR = 'detector';

/** Plays all cases of one tenant. The warm-up is taken once, and every case goes on from it. */
export async function* evaluateTenant(plan: TenantPlan): AsyncGenerator<Row> {
  const { tenant, feedSets } = plan;
  const traffic = new LegitTraffic(tenant);
  const warmUps = feedSets.map((feeds) => new Detector({ ...plan.detector, feeds }));
  for (const item of traffic.warmUp()) for (const warmUp of warmUps) await warmUp.take(item);
  const pasts = new Map(
    await Promise.all(
      warmUps.map(async (warmUp, index) => [feedSets[index], await warmUp.past()] as const),
    ),
  );
  for (const name of plan.cases) {
    const one = caseNamed(name, tenant);
    const items = needsClosedLoop(one) ? null : openLoop(traffic, one);
    for (const feeds of feedSets) {
      const detector = new Detector({ ...plan.detector, feeds }, pasts.get(feeds));
      const played =
        items === null
          ? await playClosedLoop(traffic, one, detector)
          : await playOpenLoop(items, detector);
      yield {
        tenantClass: tenant.tenantClass,
        seed: tenant.seed,
        isHoldOut: tenant.isHoldOut,
        name,
        kind: one.kind,
        feeds,
        contender: OUR_DETECTOR,
        days: one.endsAfterMinutes / (24 * 60),
        outcome: outcomeOf(played),
      };
    }
  }
}
