import { countryProfile } from '../simulator/country-profiles.ts';
import type { Scenario } from '../simulator/scenario.ts';
import type { Send } from '../simulator/send.ts';
import { type SendFate, simulateSteps } from '../simulator/simulate.ts';
import { LEGIT_LABEL, type SimulatedEvent } from '../simulator/simulated-event.ts';
import type { LabelledSms, StreamItem } from './labelled-sms.ts';

export type LabelledStep =
  | { readonly kind: 'send'; readonly atMs: number; readonly sms: LabelledSms }
  | { readonly kind: 'item'; readonly atMs: number; readonly item: StreamItem };

/** The steps of a simulation, each log event beside the SMS that it is about. */
export function* labelledSteps(scenario: Scenario): Generator<LabelledStep, void, SendFate> {
  const steps = simulateSteps(scenario);
  const sent = new Map<string, LabelledSms[]>();
  let fate: SendFate = 'goes-out';
  for (;;) {
    const { value: step, done } = steps.next(fate);
    if (done === true) return;
    if (step.kind === 'send') {
      const { send } = step;
      const sms = labelled(send, scenario.tenant.priceFactor);
      const sameLabel = sent.get(send.label);
      if (sameLabel === undefined) sent.set(send.label, [sms]);
      else sameLabel.push(sms);
      fate = yield { kind: 'send', atMs: send.atMs, sms };
    } else {
      const { event } = step;
      const sms = event.sendId === null ? null : (sent.get(event.label)?.[event.sendId] ?? null);
      if (sms !== null && event.feed === 'sns-delivery-status') sms.sentAtMs ??= sentAtOf(event);
      yield { kind: 'item', atMs: event.ingestionTime, item: { event, sms } };
    }
  }
}

/** The items alone, of an open loop in which every send goes out. */
export function* labelledItems(scenario: Scenario): Generator<StreamItem> {
  const steps = labelledSteps(scenario);
  for (;;) {
    const { value: step, done } = steps.next('goes-out');
    if (done === true) return;
    if (step.kind === 'item') yield step.item;
  }
}

const labelled = (send: Send, priceFactor: number): LabelledSms => ({
  isAttack: send.label !== LEGIT_LABEL,
  country: send.country,
  number: send.e164,
  address: send.person.ipAddress,
  requestedAtMs: send.atMs,
  sentAtMs: null,
  // As the record rounds it.
  usd: Math.round(countryProfile(send.country).priceUsd * priceFactor * 1e5) / 1e5,
});

const sentAtOf = (event: SimulatedEvent): number => {
  const { notification } = JSON.parse(event.message) as { notification: { timestamp: string } };
  return Date.parse(`${notification.timestamp.replace(' ', 'T')}Z`);
};
