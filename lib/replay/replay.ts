import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createIngestTools } from '../adapters/ingest-tools.ts';
import { sha256Hex } from '../adapters/sha256.ts';
import type { Decision } from '../core/decide/decision.ts';
import { RULES } from '../core/evaluate/registry.ts';
import { canonicalSettings, type Settings } from '../core/settings/settings.ts';
import { CODE_VERSION } from '../version.ts';
import { errorCode } from './input/find-inputs.ts';
import { openReplayInput } from './input/open-replay-input.ts';
import { UnusableInputError } from './input/unusable-input-error.ts';
import type { ReportData } from './report/report-data.ts';
import { renderReport } from './report/render-report.ts';
import { Rejects } from './rejects.ts';
import { ReplayClock, Run, type RunTotals } from './run.ts';
import { openStores, type StoreName } from './stores.ts';
import { summarise, type Tally } from './summarise.ts';
import type { Summary } from './summary.ts';

export interface ReplayOptions {
  /** Files, directories or `-`. */
  readonly inputs: readonly string[];
  readonly outDir: string;
  readonly store: StoreName;
  readonly settings: Settings;
  /** Called as decisions are made, in order. */
  readonly onDecision?: (decision: Decision) => void;
  readonly onProgress?: (progress: ReplayProgress) => void;
  readonly stdin?: Readable;
}

export interface ReplayProgress {
  readonly phase: 'reading' | 'replaying';
  readonly done: number;
  /** `null` when the size of the input is not known. */
  readonly total: number | null;
}

export interface ReplayOutcome {
  readonly summary: Summary;
  readonly report: ReportData;
  readonly paths: { readonly decisions: string; readonly summary: string; readonly report: string };
}

/**
 * Hashes of a replay live and die with it and are never written, so their key is no secret. A fixed
 * one makes two runs the same, byte for byte.
 */
const REPLAY_HASH_KEY = new TextEncoder().encode('sms-pumping-detector replay, no secret');

/**
 * Replays recorded logs and writes `decisions.ndjson`, `summary.json` and `report.html`.
 *
 * @throws UnusableInputError when an input or the output directory cannot be used
 */
export const replay = async (options: ReplayOptions): Promise<ReplayOutcome> => {
  const { inputs, outDir, settings } = options;
  const startedMs = performance.now();
  const rejects = new Rejects();
  const input = await openReplayInput(inputs, {
    onReject: (rejected) => rejects.add(rejected),
    onProgress: (done, total) => options.onProgress?.({ phase: 'reading', done, total }),
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
  const { paths, log } = await openOutDir(outDir);
  const settingsHash = `sha256:${sha256Hex(canonicalSettings(settings))}`;
  const clock = new ReplayClock();
  const stores = await openStores(options.store, clock);
  const decisions: Decision[] = [];
  let totals: RunTotals;
  try {
    const run = new Run(
      {
        clock,
        stores,
        tools: createIngestTools(REPLAY_HASH_KEY),
        digest: sha256Hex,
        rejects,
        onDecision: async (decision) => {
          decisions.push(decision);
          await log.appendFile(`${JSON.stringify(decision)}\n`);
          options.onDecision?.(decision);
        },
      },
      { settings, rules: RULES, settingsHash, codeVersion: CODE_VERSION },
    );
    let done = 0;
    for await (const chunk of input.records()) {
      await run.take(chunk);
      done += chunk.length;
      options.onProgress?.({ phase: 'replaying', done, total: input.stats().read });
    }
    totals = await run.end();
  } finally {
    await log.close();
    await stores.close();
  }

  const { read } = input.stats();
  const tally: Tally = {
    read,
    rejected: rejects.counts(),
    totals,
    decisions,
    seconds: (performance.now() - startedMs) / 1_000,
    settingsHash,
  };
  const summary = summarise(tally);
  const report = toReportData(summary, settings, inputs, totals, decisions, rejects);
  await writeFile(paths.summary, `${JSON.stringify(summary, null, 2)}\n`);
  await writeFile(paths.report, renderReport(report));
  return { summary, report, paths };
};

interface OutDir {
  readonly paths: ReplayOutcome['paths'];
  /** `decisions.ndjson`, empty. */
  readonly log: FileHandle;
}

/** Makes the output directory and its files, so that what cannot be written is known before the work is done. */
const openOutDir = async (outDir: string): Promise<OutDir> => {
  const paths = {
    decisions: join(outDir, 'decisions.ndjson'),
    summary: join(outDir, 'summary.json'),
    report: join(outDir, 'report.html'),
  };
  await usable(outDir, 'cannot be made the output directory', mkdir(outDir, { recursive: true }));
  for (const path of [paths.summary, paths.report])
    await usable(path, 'cannot be written', writeFile(path, ''));
  const log = await usable(paths.decisions, 'cannot be written', open(paths.decisions, 'w'));
  return { paths, log };
};

const usable = async <T>(path: string, problem: string, attempt: Promise<T>): Promise<T> => {
  try {
    return await attempt;
  } catch (error) {
    const hint = 'Name a directory that this user may write to with --out.';
    throw new UnusableInputError(`${path}: ${problem} (${errorCode(error)}). ${hint}`, error);
  }
};

const toReportData = (
  summary: Summary,
  { mode }: Settings,
  inputs: readonly string[],
  { traffic, fromMs, toMs }: RunTotals,
  decisions: readonly Decision[],
  rejects: Rejects,
): ReportData => ({
  summary,
  mode,
  codeVersion: CODE_VERSION,
  inputs,
  bucketMs: traffic.bucketMs,
  fromMs: fromMs ?? 0,
  toMs: toMs ?? 0,
  countries: traffic.countries(),
  decisions,
  unreadable: { total: rejects.total, examples: rejects.examples() },
});
