import type { Case } from './case.ts';
import type { Contender, ContenderLog } from './contender.ts';
import type { LabelledSms, StreamItem } from './labelled-sms.ts';
import type { LegitTraffic } from './legit-traffic.ts';

/** What came of a case for one contender. */
export interface Played {
  readonly log: ContenderLog;
  /** Every SMS that the delivery log showed, and whether it was stopped. */
  readonly sms: readonly { readonly sms: LabelledSms; readonly isStopped: boolean }[];
}

/** A stream that does not depend on the contender: every send goes out or is stopped, and none is changed by that. */
export const openLoop = (traffic: LegitTraffic, one: Case): readonly StreamItem[] => {
  const items: StreamItem[] = [];
  const steps = traffic.steps(one);
  for (;;) {
    const { value: step, done } = steps.next('goes-out');
    if (done === true) return items;
    if (step.kind === 'item') items.push(step.item);
  }
};

export const playOpenLoop = async (
  items: readonly StreamItem[],
  contender: Contender,
): Promise<Played> => {
  for (const item of items) await contender.take(item);
  return played(items, contender);
};

/** The attacker hears what becomes of each send, and reacts. */
export const playClosedLoop = async (
  traffic: LegitTraffic,
  one: Case,
  contender: Contender,
): Promise<Played> => {
  const items: StreamItem[] = [];
  const steps = traffic.steps(one);
  let next = steps.next('goes-out');
  while (next.done !== true) {
    const step = next.value;
    if (step.kind === 'item') {
      items.push(step.item);
      await contender.take(step.item);
      next = steps.next('goes-out');
      continue;
    }
    await contender.passTime(step.atMs);
    next = steps.next(contender.stops(step.sms) ? 'stopped' : 'goes-out');
  }
  return played(items, contender);
};

/** Whether the attacker of a case reacts to what becomes of its sends. */
export const needsClosedLoop = ({ attacks }: Case): boolean =>
  attacks.some(({ whenBlocked }) => whenBlocked !== undefined);

const played = async (items: readonly StreamItem[], contender: Contender): Promise<Played> => {
  const logged = new Set<LabelledSms>();
  for (const { event, sms } of items)
    if (sms !== null && event.feed === 'sns-delivery-status') logged.add(sms);
  const log = await contender.end();
  return {
    log,
    sms: [...logged].map((sms) => ({ sms, isStopped: contender.stops(sms) })),
  };
};
