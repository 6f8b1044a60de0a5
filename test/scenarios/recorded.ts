import { fileURLToPath } from 'node:url';
import { createIngestTools } from '../../lib/adapters/ingest-tools.ts';
import { sha256Hex } from '../../lib/adapters/sha256.ts';
import type { Decision } from '../../lib/core/decide/decision.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import type { PipelineOptions } from '../../lib/core/pipeline-ports.ts';
import { defaultSettings, type Mode, type Settings } from '../../lib/core/settings/settings.ts';
import type { ArrivedRecord } from '../../lib/replay/input/arrived-record.ts';
import { openReplayInput } from '../../lib/replay/input/open-replay-input.ts';
import { Rejects } from '../../lib/replay/rejects.ts';
import { ReplayClock, Run, type RunTotals } from '../../lib/replay/run.ts';
import { openStores, type Stores } from '../../lib/replay/stores.ts';
import type { Scenario } from '../../lib/simulator/scenario.ts';
import { simulate } from '../../lib/simulator/simulate.ts';
import type { SimulatedEvent } from '../../lib/simulator/simulated-event.ts';
import { validateDecision } from '../decision-schema.ts';

export const SAMPLE_LOGS = fileURLToPath(new URL('../../docs/sample/logs', import.meta.url));

/** Everything replay reads from the given paths, in order of arrival. */
export const recordsOf = async (paths: readonly string[]): Promise<readonly ArrivedRecord[]> => {
  const input = await openReplayInput(paths, { onReject: () => {} });
  const records: ArrivedRecord[] = [];
  for await (const chunk of input.records()) records.push(...chunk);
  return records;
};

let sample: Promise<readonly ArrivedRecord[]> | null = null;
/** The bundled sample, read once a test file. */
export const sampleRecords = (): Promise<readonly ArrivedRecord[]> =>
  (sample ??= recordsOf([SAMPLE_LOGS]));

/** The part of the sample that holds the attack, with a day and a quarter of normal traffic before it. */
export const isAroundAttack = (arrivedAtMs: number): boolean =>
  arrivedAtMs >= Date.UTC(2026, 8, 9, 22) && arrivedAtMs < Date.UTC(2026, 8, 11, 12);
export const attackRecords = async (): Promise<readonly ArrivedRecord[]> =>
  (await sampleRecords()).filter(({ arrivedAtMs }) => isAroundAttack(arrivedAtMs));

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

export const simulatedRecords = (scenario: Scenario): readonly ArrivedRecord[] =>
  [...simulate(scenario)].map(toRecord);

export const HASH_KEY = new TextEncoder().encode('scenario tests, no secret');

export const optionsFor = (
  mode: Mode,
  change: (settings: Settings) => Settings = (settings) => settings,
): PipelineOptions => ({
  settings: change({ ...defaultSettings(RULES), mode }),
  rules: RULES,
  settingsHash: `sha256:${'0'.repeat(64)}`,
  codeVersion: '0.0.0',
});

export interface RunOfRecords {
  readonly decisions: readonly Decision[];
  readonly totals: RunTotals;
}

/** Replays records on the memory store, in arrays of `chunkSize`; every decision must fit the published schema. */
export const runRecords = async (
  records: Iterable<ArrivedRecord>,
  options: {
    readonly mode?: Mode;
    readonly chunkSize?: number;
    readonly wrapStores?: (stores: Stores) => Stores;
    readonly takeTwice?: boolean;
  } = {},
): Promise<RunOfRecords> => {
  const { mode = 'enforce', chunkSize = 1_000, takeTwice = false } = options;
  const clock = new ReplayClock();
  const stores = await openStores('memory', clock);
  const decisions: Decision[] = [];
  const run = new Run(
    {
      clock,
      stores: options.wrapStores?.(stores) ?? stores,
      tools: createIngestTools(HASH_KEY),
      digest: sha256Hex,
      rejects: new Rejects(),
      onDecision: async (decision) => {
        decisions.push(decision);
      },
    },
    optionsFor(mode),
  );
  let chunk: ArrivedRecord[] = [];
  const take = async () => {
    await run.take(chunk);
    if (takeTwice) await run.take(chunk);
    chunk = [];
  };
  for (const record of records) {
    chunk.push(record);
    if (chunk.length >= chunkSize) await take();
  }
  await take();
  const totals = await run.end();
  await stores.close();
  assertValid(decisions);
  return { decisions, totals };
};

/** @throws when a decision does not fit docs/decision-1.schema.json */
export const assertValid = (decisions: readonly unknown[]): void => {
  const problems = decisions.flatMap((decision) => validateDecision(decision));
  if (problems.length > 0)
    throw new Error(`decisions that do not fit the schema:\n${problems.slice(0, 10).join('\n')}`);
};

/** As `decisions.ndjson` holds them. */
export const toLines = (decisions: readonly Decision[]): readonly string[] =>
  decisions.map((decision) => JSON.stringify(decision));
