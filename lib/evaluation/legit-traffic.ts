import { DAY_MS } from '../core/time.ts';
import {
  addedScenario,
  type Case,
  changesLegitTraffic,
  LEAD_IN_MS,
  legitScenario,
  type Tenant,
  warmUpEndMs,
  wholeScenario,
} from './case.ts';
import type { StreamItem } from './labelled-sms.ts';
import { labelledItems, type LabelledStep, labelledSteps } from './labelled-steps.ts';
import type { SendFate } from '../simulator/simulate.ts';

/** Legitimate traffic is kept for so long after the warm-up; longer cases make it again. */
const KEPT_DAYS = 6;

/**
 * The legitimate traffic of one tenant, made once for all its cases. The draws of an attack or of a
 * group of people are their own, so traffic with one is this traffic and it.
 */
export class LegitTraffic {
  readonly #tenant: Tenant;
  readonly #kept: StreamItem[] = [];
  readonly #keptUntilMs: number;
  readonly forkMs: number;

  constructor(tenant: Tenant) {
    this.#tenant = tenant;
    this.forkMs = warmUpEndMs(tenant) - LEAD_IN_MS;
    this.#keptUntilMs = warmUpEndMs(tenant) + KEPT_DAYS * DAY_MS;
  }

  /** The warm-up, in order of arrival. What comes after it is kept. */
  *warmUp(): Generator<StreamItem> {
    for (const item of labelledItems(legitScenario(this.#tenant, KEPT_DAYS)))
      if (item.event.ingestionTime < this.forkMs) yield item;
      else this.#kept.push(item);
  }

  /** All steps of a case after the warm-up. Whoever drives it answers each send of an attacker. */
  *steps(one: Case): Generator<LabelledStep, void, SendFate> {
    const endMs = warmUpEndMs(this.#tenant) + one.endsAfterMinutes * 60_000;
    if (changesLegitTraffic(one) || endMs > this.#keptUntilMs) yield* this.#wholeAgain(one);
    else yield* this.#keptAnd(labelledSteps(addedScenario(this.#tenant, one)), endMs);
  }

  *#wholeAgain(one: Case): Generator<LabelledStep, void, SendFate> {
    const steps = labelledSteps(wholeScenario(this.#tenant, one));
    let fate: SendFate = 'goes-out';
    for (;;) {
      const { value: step, done } = steps.next(fate);
      if (done === true) return;
      fate = step.atMs < this.forkMs ? 'goes-out' : ((yield step) ?? 'goes-out');
    }
  }

  *#keptAnd(
    added: Generator<LabelledStep, void, SendFate>,
    endMs: number,
  ): Generator<LabelledStep, void, SendFate> {
    let next = added.next('goes-out');
    for (const item of this.#kept) {
      const atMs = item.event.ingestionTime;
      if (atMs >= endMs) break;
      while (next.done !== true && next.value.atMs < atMs) next = added.next(yield next.value);
      yield { kind: 'item', atMs, item };
    }
    while (next.done !== true) next = added.next(yield next.value);
  }
}
