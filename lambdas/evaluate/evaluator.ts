import { readTouchedSlots } from '../../lib/adapters/aws/counters-stream.ts';
import { TICK_MS } from '../../lib/core/count/agenda.ts';
import type { Pipeline } from '../../lib/core/pipeline.ts';
import { canonicalSettings, type Settings } from '../../lib/core/settings/settings.ts';
import type { SettingsReading } from '../../lib/core/settings/settings-source.ts';
import type { TickResult } from '../../lib/core/pipeline-ports.ts';
import { ceilTo, MINUTE_MS } from '../../lib/core/time.ts';
import type { Telemetry } from '../telemetry.ts';

export interface EvaluatorPorts {
  readonly readSettings: () => Promise<SettingsReading>;
  /** Makes a pipeline on the account's stores, to be resumed. */
  readonly openPipeline: (settings: Settings) => Pipeline;
  readonly clock: { nowMs(): number };
  readonly telemetry: Pick<Telemetry, 'metric' | 'info' | 'error'>;
}

interface Running {
  readonly pipeline: Pipeline;
  readonly settings: string;
  /** When its last run ended well. */
  ranAtMs: number;
  /** The last tick; `-Infinity` before the first, which makes up for whatever round came before it. */
  tickedMs: number;
}

/** The schedule wakes each instance every minute: after a longer silence another one was at work, and has counted and decided. */
const MAX_SILENCE_MS = 1.5 * MINUTE_MS;

/**
 * Runs the pipeline for as long as the function stays warm. What it remembers is a cache of the
 * stores: after an error, a change of the settings or a silence it is dropped, and the next run
 * resumes from the stores and looks at everything that was counted in the last hour. While it is
 * kept, the pipeline finds every five minutes what was counted and no batch told of.
 */
export class Evaluator {
  readonly #ports: EvaluatorPorts;
  #running: Running | null = null;

  constructor(ports: EvaluatorPorts) {
    this.#ports = ports;
  }

  /**
   * @param event a batch of the counters table's stream, or of the schedule
   * @throws when nothing could be looked at: then Lambda hands the batch over again
   */
  async run(event: unknown): Promise<void> {
    const { readSettings, clock, telemetry } = this.#ports;
    const running = this.#running;
    // Kept only if all goes well.
    this.#running = null;
    const slots = readTouchedSlots(event);
    const { settings } = await readSettings();
    const nowMs = clock.nowMs();
    const current = await this.#resume(running, settings, nowMs);
    current.pipeline.noteCounted(slots);
    // The end of the running interval: nothing that was counted by now arrived after it.
    const atMs = ceilTo(nowMs, TICK_MS);
    const isNew = atMs > current.tickedMs;
    if (isNew) {
      const result = await current.pipeline.tick(atMs, current.tickedMs);
      current.tickedMs = atMs;
      this.#tell(result, current.pipeline);
    }
    current.ranAtMs = clock.nowMs();
    this.#running = current;
    telemetry.metric('evaluateHeartbeat', 1);
  }

  async #resume(running: Running | null, settings: Settings, nowMs: number): Promise<Running> {
    const text = canonicalSettings(settings);
    const isCurrent =
      running !== null && running.settings === text && nowMs - running.ranAtMs <= MAX_SILENCE_MS;
    if (isCurrent) return running;
    const pipeline = this.#ports.openPipeline(settings);
    await pipeline.resume(nowMs);
    return { pipeline, settings: text, ranAtMs: nowMs, tickedMs: -Infinity };
  }

  #tell(result: TickResult, pipeline: Pipeline): void {
    const { telemetry } = this.#ports;
    const { notAssessed, unlearned, untold, failedRules, untoldSlots } = result;
    // A few are those whose batch is on its way.
    if (untoldSlots.length > 0)
      telemetry.info('the stream had not told of all that was counted', {
        minutes: untoldSlots.length,
        keys: [...new Set(untoldSlots.map(({ key }) => key))],
      });
    for (const { key, error } of notAssessed)
      telemetry.error('a subject was not assessed', error, { key });
    if (unlearned !== null) telemetry.error('the last hour was not learned from', unlearned);
    for (const { decision, error } of untold)
      telemetry.error('a decision was not told', error, { decisionId: decision.decisionId });
    for (const { key, ruleId, message } of failedRules)
      telemetry.error('a rule failed', message, { key, ruleId });
    const open = pipeline.openIncidents();
    telemetry.metric('notAssessed', notAssessed.length);
    telemetry.metric('unlearned', unlearned === null ? 0 : 1);
    telemetry.metric('untold', untold.length);
    telemetry.metric('ruleErrors', failedRules.length);
    telemetry.metric('openIncidents', open.length);
    telemetry.metric(
      'pumpingIncidents',
      open.filter(({ last }) => last.verdict === 'pumping').length,
    );
  }
}
