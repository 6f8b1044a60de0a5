import { createIngestTools } from '../adapters/ingest-tools.ts';
import { LocalLevers } from '../adapters/local/local-levers.ts';
import { MemoryAuditLog } from '../adapters/local/memory-audit-log.ts';
import { MemoryCounterStore } from '../adapters/local/memory-counter-store.ts';
import { MemoryIncidentStore } from '../adapters/local/memory-incident-store.ts';
import { sha256Hex } from '../adapters/sha256.ts';
import type { Decision } from '../core/decide/decision.ts';
import type { E164 } from '../core/ingest/events.ts';
import { RULES } from '../core/evaluate/registry.ts';
import type { PipelineOptions } from '../core/pipeline-ports.ts';
import { defaultSettings, type Settings } from '../core/settings/settings.ts';
import type { ArrivedRecord } from '../replay/input/arrived-record.ts';
import { Rejects } from '../replay/rejects.ts';
import { ReplayClock, Run } from '../replay/run.ts';
import type { SimulatedEvent } from '../simulator/simulated-event.ts';
import { CODE_VERSION } from '../version.ts';
import type { Contender, ContenderLog } from './contender.ts';
import { alertsOf, containmentsOf } from './decision-log.ts';
import { type FeedSet, isSeen } from './feeds.ts';
import { type FilterShares, FilterModel } from './filter-model.ts';
import { ForkedCounterStore } from './forked-counter-store.ts';
import { leverSecondsOf } from './lever-times.ts';
import type { LabelledSms, StreamItem } from './labelled-sms.ts';

const TOOLS = createIngestTools(new TextEncoder().encode('evaluation, no secret'));

export interface DetectorOptions {
  readonly feeds: FeedSet;
  /** From a decision until SMS feel it. */
  readonly controlLatencyMs: number;
  readonly filter: FilterShares;
  readonly settings?: Partial<Settings>;
}

/** Our detector as a contender: the same `Run` as replay, in `enforce`, on stand-in levers. */
export class Detector implements Contender {
  readonly #options: DetectorOptions;
  readonly #levers: LocalLevers;
  readonly #filter: FilterModel;
  readonly #run: Run;
  readonly #stores: DetectorStores;
  readonly #decisions: Decision[] = [];
  readonly #stopped = new Map<LabelledSms, boolean>();
  #records = 0;

  constructor(options: DetectorOptions, past?: DetectorPast) {
    const { feeds: _, settings, filter, controlLatencyMs } = options;
    const clock = new ReplayClock();
    this.#options = options;
    this.#filter = new FilterModel(filter);
    const leversOptions = { clock, controlLatencyMs, filterStops: this.#filter.stops };
    this.#levers = past?.levers.copy(leversOptions) ?? new LocalLevers(leversOptions);
    this.#stores =
      past?.fork(clock) ?? new DetectorStores(new MemoryCounterStore({ clock }), clock);
    this.#run = new Run(
      {
        clock,
        stores: this.#stores,
        tools: TOOLS,
        digest: sha256Hex,
        rejects: new Rejects(),
        levers: this.#levers,
        onDecision: async (decision) => {
          this.#decisions.push(decision);
        },
      },
      pipelineOptions(settings),
    );
  }

  async take({ event, sms }: StreamItem): Promise<void> {
    if (!isSeen(this.#options.feeds, event.feed)) return;
    // A record of the user pool comes before its SMS is sent: too early to ask for that.
    if (sms !== null && event.feed !== 'cognito-user-pool') {
      this.#filter.note(sms);
      await this.#run.passTime(event.ingestionTime);
      // Nobody enters a code that was never sent.
      if (this.stops(sms) && event.feed === 'otp-verifications') return;
    }
    await this.#run.take([toRecord(event, this.#records)]);
    this.#records += 1;
  }

  passTime(toMs: number): Promise<void> {
    return this.#run.passTime(toMs);
  }

  stops(sms: LabelledSms): boolean {
    const known = this.#stopped.get(sms);
    if (known !== undefined) return known;
    this.#filter.note(sms);
    const { country, number, sentAtMs, requestedAtMs } = sms;
    const stopped =
      this.#levers.gate({ country, sentAtMs: sentAtMs ?? requestedAtMs }, number as E164) !== null;
    // Asked before it is logged, in a closed loop; the moment of the log counts.
    if (sentAtMs !== null) this.#stopped.set(sms, stopped);
    return stopped;
  }

  get feeds(): FeedSet {
    return this.#options.feeds;
  }

  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  /** From each decision to each of its levers being in force. */
  get leverSeconds(): readonly number[] {
    return leverSecondsOf(
      this.#decisions,
      this.#stores.audit.all(),
      this.#options.controlLatencyMs,
    );
  }

  /** Whether it ever left it to AWS's filter what is stopped. */
  get hasFiltered(): boolean {
    return this.#decisions.some(({ actions }) =>
      actions.some(({ kind, outcome }) => kind === 'filter-country' && outcome === 'applied'),
    );
  }

  async end(): Promise<ContenderLog> {
    await this.#run.end();
    return {
      alerts: alertsOf(this.#decisions),
      containments: containmentsOf(this.#decisions, this.#options.controlLatencyMs),
    };
  }

  /** For others to go on from here. Nothing may be taken after the end. */
  past(): DetectorPast {
    return new DetectorPast(this.#levers, this.#stores);
  }
}

/** What a run leaves behind: stores and levers. All else the pipeline makes anew when it resumes. */
export class DetectorPast {
  readonly levers: LocalLevers;
  readonly #stores: DetectorStores;

  constructor(levers: LocalLevers, stores: DetectorStores) {
    this.levers = levers;
    this.#stores = stores;
  }

  fork(clock: { nowMs(): number }): DetectorStores {
    const fork = new DetectorStores(new ForkedCounterStore(this.#stores.counters, clock), clock);
    fork.takeOver(this.#stores);
    return fork;
  }
}

type Saved = Parameters<MemoryIncidentStore['save']>;

/** The stores of a run, and how to have the same incidents again. */
class DetectorStores {
  readonly counters: MemoryCounterStore | ForkedCounterStore;
  readonly incidents: MemoryIncidentStore;
  readonly audit: MemoryAuditLog;
  readonly #saved: Saved[] = [];

  constructor(counters: MemoryCounterStore | ForkedCounterStore, clock: { nowMs(): number }) {
    this.counters = counters;
    this.incidents = new MemoryIncidentStore({ clock });
    this.audit = new MemoryAuditLog({ clock });
    const save = this.incidents.save.bind(this.incidents);
    this.incidents.save = (...saved) => {
      this.#saved.push(saved);
      return save(...saved);
    };
  }

  takeOver(other: DetectorStores): void {
    for (const saved of other.#saved) void this.incidents.save(...saved);
    this.audit.takeOver(other.audit);
  }
}

const pipelineOptions = (settings: Partial<Settings> = {}): PipelineOptions => ({
  settings: { ...defaultSettings(RULES), ...settings, mode: 'enforce' },
  rules: RULES,
  settingsHash: `sha256:${'0'.repeat(64)}`,
  codeVersion: CODE_VERSION,
});

/** The record as a replay would read it. */
export const toRecord = (event: SimulatedEvent, index: number): ArrivedRecord => ({
  source: 'log-event',
  arrivedAtMs: event.ingestionTime,
  record: {
    message: event.message,
    timestampMs: event.timestamp,
    ingestionTimeMs: event.ingestionTime,
  },
  file: 'simulated',
  line: index + 1,
});
