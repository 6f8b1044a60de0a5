import { hashBlock } from '../core/ingest/destinations.ts';
import type { DetectorEvent, E164, SmsEvent } from '../core/ingest/events.ts';
import { createIngest } from '../core/ingest/ingest.ts';
import type { IngestTools } from '../core/ingest/tools.ts';
import type { Decision } from '../core/decide/decision.ts';
import { TICK_MS } from '../core/count/agenda.ts';
import type { Look } from '../core/explain/look.ts';
import { Pipeline } from '../core/pipeline.ts';
import type { PipelineOptions } from '../core/pipeline-ports.ts';
import { floorTo } from '../core/time.ts';
import { LocalLevers } from '../adapters/local/local-levers.ts';
import { RecentDestinations } from '../adapters/local/recent-destinations.ts';
import type { Digest } from '../ports.ts';
import type { ArrivedRecord } from './input/arrived-record.ts';
import { RecentMessages } from './recent-messages.ts';
import { Rejects } from './rejects.ts';
import { StoppedCustomers } from './stopped-customers.ts';
import type { Stores } from './stores.ts';
import { TrafficRecorder } from './traffic.ts';

/** The time of a replay: that of the records, never the wall clock. */
export class ReplayClock {
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  /** Time does not run backwards. */
  advance(toMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }
}

export interface RunPorts {
  readonly clock: ReplayClock;
  readonly stores: Pick<Stores, 'counters' | 'incidents' | 'audit'>;
  readonly tools: IngestTools;
  readonly digest: Digest;
  readonly rejects: Rejects;
  /** Called as decisions are made, in order. */
  readonly onDecision: (decision: Decision) => Promise<void>;
  /** Stand-in levers of the caller's own; plain ones by default. */
  readonly levers?: LocalLevers;
  /** Told of each look of the detector; what it is handed is to be read at once. */
  readonly onLook?: (look: Look) => void;
}

/** What a run counted beside its decisions. */
export interface RunTotals {
  readonly accepted: number;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly spendMicroUsd: number;
  readonly savedMicroUsd: number;
  /** Stopped messages whose code the recording shows as used; `null` when it shows no used code at all. */
  readonly customersStopped: number | null;
  readonly traffic: TrafficRecorder;
}

/** A subscription delivers at most about this many events at once. */
const BATCH_SIZE = 1_000;

/**
 * Replays records in order of arrival through the same stages that run in an account. Time is that
 * of the records: a tick happens when a record arrives after it, so a decision never sees what had
 * not arrived, and the replay of a prefix decides the same as the whole did up to there.
 */
export class Run {
  readonly #ports: RunPorts;
  readonly #pipeline: Pipeline;
  readonly #ingest;
  readonly #levers: LocalLevers;
  readonly #destinations: RecentDestinations;
  readonly #messages = new RecentMessages();
  readonly #traffic = new TrafficRecorder();
  readonly #stoppedCustomers = new StoppedCustomers();
  #batch: DetectorEvent[] = [];
  /** Nothing that arrives before this can be followed by a tick. */
  #boundaryMs = 0;
  #tickedMs: number | null = null;
  #accepted = 0;
  #fromMs: number | null = null;
  #toMs: number | null = null;
  #spendMicroUsd = 0;
  #savedMicroUsd = 0;

  constructor(ports: RunPorts, options: PipelineOptions) {
    const { clock, stores, tools, digest, onDecision, onLook } = ports;
    this.#ports = ports;
    this.#ingest = createIngest(tools);
    this.#levers = ports.levers ?? new LocalLevers({ clock });
    this.#destinations = new RecentDestinations({
      clock,
      blockHashOf: (prefix) => hashBlock(prefix, tools.keyedHash),
    });
    this.#pipeline = new Pipeline(
      {
        counters: stores.counters,
        incidents: stores.incidents,
        audit: stores.audit,
        deliveryLog: this.#destinations,
        levers: this.#levers,
        notifier: { notify: onDecision },
        digest,
        ...(onLook === undefined ? {} : { onLook }),
      },
      options,
    );
  }

  /** Takes the next records. They must come in order of arrival. */
  async take(records: readonly ArrivedRecord[]): Promise<void> {
    for (const record of records) {
      if (record.arrivedAtMs >= this.#boundaryMs) await this.#passTime(record.arrivedAtMs);
      this.#read(record);
      if (this.#batch.length >= BATCH_SIZE) await this.#flush();
    }
  }

  /** Lets time pass up to `toMs` when nothing has arrived, so that a closed loop can ask the levers. */
  async passTime(toMs: number): Promise<void> {
    if (toMs >= this.#boundaryMs) await this.#passTime(toMs);
  }

  /** Counts what came last. Time ends with the last record: nothing is decided after it. */
  async end(): Promise<RunTotals> {
    await this.#flush();
    return {
      accepted: this.#accepted,
      fromMs: this.#fromMs,
      toMs: this.#toMs,
      spendMicroUsd: this.#spendMicroUsd,
      savedMicroUsd: this.#savedMicroUsd,
      customersStopped: this.#stoppedCustomers.count,
      traffic: this.#traffic,
    };
  }

  /** Does every tick that is due before a record that arrives at `toMs` is looked at. */
  async #passTime(toMs: number): Promise<void> {
    await this.#flush();
    const { clock } = this.#ports;
    if (this.#tickedMs === null) {
      clock.advance(toMs);
      await this.#pipeline.resume(toMs);
      this.#tickedMs = floorTo(toMs, TICK_MS);
    }
    for (;;) {
      const nextMs = this.#pipeline.nextTickMs(this.#tickedMs);
      if (nextMs === null || nextMs > toMs) break;
      this.#tickedMs = nextMs;
      clock.advance(nextMs);
      const { notAssessed, unlearned, untold, failedRules } = await this.#pipeline.tick(nextMs);
      // Both stores of a replay are in this process: one that fails is a failure of the program.
      for (const { error } of notAssessed) throw error;
      if (unlearned !== null) throw unlearned;
      // Nor is a decision log with a hole in it worth anything.
      for (const { error } of untold) throw error;
      // A quiet replay with a broken rule would prove what nobody looked at.
      for (const { key, ruleId, message } of failedRules)
        throw new Error(`rule ${ruleId} failed on ${key}: ${message}`);
    }
    clock.advance(toMs);
    // Ticks up to here are done or were not due; the next can only come of what is counted now.
    this.#tickedMs = Math.max(this.#tickedMs, floorTo(toMs, TICK_MS));
    this.#boundaryMs = this.#tickedMs + TICK_MS;
  }

  async #flush(): Promise<void> {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    await this.#pipeline.count(batch);
  }

  #read(arrived: ArrivedRecord): void {
    const result =
      arrived.source === 'log-event'
        ? this.#ingest.record(arrived.record)
        : this.#ingest.usageRow(arrived.row);
    if (!result.ok) {
      const { file, line } = arrived;
      this.#ports.rejects.add({ reason: result.reason, file, line, detail: result.detail });
      return;
    }
    this.#accepted += 1;
    this.#fromMs ??= arrived.arrivedAtMs;
    this.#toMs = arrived.arrivedAtMs;
    const { event, destination } = result;
    if (event.kind === 'sms' && destination !== null)
      this.#batch.push(this.#send(event, destination));
    else this.#batch.push(event);
    if (event.kind === 'verification') this.#stoppedCustomers.noteVerification(event);
    if (event.kind === 'verification' && event.outcome === 'verified')
      this.#traffic.add(event.country, event.occurredAtMs, { verified: 1 });
  }

  /** Lets the stand-in levers have their way with a recorded SMS, and keeps the books. */
  #send(event: SmsEvent, destination: E164): SmsEvent {
    this.#destinations.add(event, destination);
    const stoppedAs = this.#levers.gate(event, destination);
    this.#stoppedCustomers.noteSend(event, stoppedAs !== null);
    const { country, sentAtMs } = event;
    const { isNewMessage, isNewPrice } = this.#messages.note(event);
    const sms = isNewMessage ? 1 : 0;
    const spendMicroUsd = isNewPrice ? (event.spendMicroUsd ?? 0) : 0;
    if (stoppedAs === null) {
      if (isNewPrice) this.#levers.charge(event);
      this.#spendMicroUsd += spendMicroUsd;
      this.#traffic.add(country, sentAtMs, { sent: sms, spendMicroUsd });
    } else {
      this.#savedMicroUsd += spendMicroUsd;
      this.#traffic.add(country, sentAtMs, { blocked: sms });
    }
    return stoppedAs === null ? event : { ...event, deliveryClass: stoppedAs };
  }
}
