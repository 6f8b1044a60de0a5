import { DAY_MS } from '../core/time.ts';
import { ArrivalQueue } from './arrival-queue.ts';
import { BurstTraffic } from './burst-traffic.ts';
import { SLOT_MS } from './demand.ts';
import { LegitTraffic } from './legit-traffic.ts';
import { LogEvents } from './log-events.ts';
import type { Scenario } from './scenario.ts';
import type { Send } from './send.ts';
import { type Label, LEGIT_LABEL, type SimulatedEvent } from './simulated-event.ts';

export interface SimulateHooks {
  /**
   * Asked at the moment of every send, when all events that arrived before it have been yielded: a
   * closed loop, in which what a detector does about the events stops later sends.
   */
  readonly isBlocked?: (send: Send) => boolean;
}

/** What becomes of a send: `stopped` shows in the log of deliveries (as of an SMS that a rule of AWS stopped), `refused` does not. */
export type SendFate = 'goes-out' | 'stopped' | 'refused';

/** A send that is about to happen and whose fate is asked for, or a log event that arrives. */
export type SimulatorStep =
  | { readonly kind: 'send'; readonly send: Send; readonly sendId: number }
  | { readonly kind: 'event'; readonly event: SimulatedEvent };

type Step =
  | { readonly kind: 'slot' }
  | { readonly kind: 'send'; readonly send: Send }
  | { readonly kind: 'burst'; readonly burst: BurstTraffic }
  | { readonly kind: 'unknown-record' }
  | { readonly kind: 'event'; readonly event: SimulatedEvent };

/** The log events of a scenario in order of arrival. */
export function* simulate(
  scenario: Scenario,
  hooks: SimulateHooks = {},
): Generator<SimulatedEvent> {
  const steps = simulateSteps(scenario);
  let fate: SendFate = 'goes-out';
  for (;;) {
    const { value: step, done } = steps.next(fate);
    if (done === true) return;
    if (step.kind === 'event') yield step.event;
    else fate = (hooks.isBlocked?.(step.send) ?? false) ? 'refused' : 'goes-out';
  }
}

/**
 * The scenario step by step: sends at their moment, log events at their arrival. Whoever drives it
 * answers each send with its fate, and may take its time over that. Memory holds five minutes of
 * traffic and the events that are still under way, however long the scenario is.
 */
export function* simulateSteps(scenario: Scenario): Generator<SimulatorStep, void, SendFate> {
  const endMs = scenario.startMs + scenario.days * DAY_MS;
  const queue = new ArrivalQueue<Step>();
  const legit = new LegitTraffic(scenario);
  const logs = new LogEvents(scenario);
  const sends = new Map<Label, number>();

  const schedule = (atMs: number | null, step: Step): void => {
    if (atMs !== null && atMs < endMs) queue.push(atMs, step);
  };
  const show = (events: readonly SimulatedEvent[]): void => {
    for (const event of events) queue.push(event.ingestionTime, { kind: 'event', event });
  };
  function* goOut(send: Send): Generator<SimulatorStep, SendFate, SendFate> {
    const sendId = sends.get(send.label) ?? 0;
    sends.set(send.label, sendId + 1);
    const fate = yield { kind: 'send', send, sendId };
    show(logs.of(send, sendId, fate === 'refused'));
    return fate;
  }

  schedule(scenario.startMs, { kind: 'slot' });
  for (const burst of bursts(scenario)) schedule(burst.nextAtMs, { kind: 'burst', burst });
  const unknownRecords = scenario.faults?.unknownRecords ?? 0;
  for (let index = 0; index < unknownRecords; index += 1) {
    const share = (index + 0.5) / unknownRecords;
    const atMs = Math.floor(scenario.startMs + share * scenario.days * DAY_MS);
    schedule(atMs, { kind: 'unknown-record' });
  }

  for (let atMs = queue.nextAtMs; atMs !== null; atMs = queue.nextAtMs) {
    const step = queue.pop();
    if (step === null) return;
    switch (step.kind) {
      case 'slot':
        for (const send of legit.sendsFrom(atMs)) schedule(send.atMs, { kind: 'send', send });
        schedule(atMs + SLOT_MS, step);
        break;
      case 'send':
        yield* goOut(step.send);
        break;
      case 'burst':
        step.burst.noteOutcome((yield* goOut(step.burst.take())) !== 'goes-out');
        schedule(step.burst.nextAtMs, step);
        break;
      case 'unknown-record':
        show(logs.unknownRecordAt(atMs, LEGIT_LABEL));
        break;
      case 'event':
        yield step;
        break;
    }
  }
}

const bursts = ({ attacks, confounders = [], seed, startMs, people }: Scenario): BurstTraffic[] => [
  ...attacks.map(
    (burst) =>
      new BurstTraffic({ burst, label: burst.id, seed, scenarioStartMs: startMs, isHuman: false }),
  ),
  ...confounders.flatMap((confounder) =>
    confounder.kind === 'group'
      ? new BurstTraffic({
          burst: confounder.traffic,
          label: LEGIT_LABEL,
          seed,
          scenarioStartMs: startMs,
          isHuman: true,
          blockPower: people?.blockPower,
        })
      : [],
  ),
];
