import { mkdir, open, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Decision } from '../core/decide/decision.ts';
import type { Look } from '../core/explain/look.ts';
import type { Settings } from '../core/settings/settings.ts';
import { CODE_VERSION } from '../version.ts';
import { openReplayInput } from './input/open-replay-input.ts';
import type { ReportData } from './report/report-data.ts';
import { renderReport } from './report/render-report.ts';
import { Rejects } from './rejects.ts';
import { settingsHashOf } from '../adapters/settings-hash.ts';
import { play } from './play.ts';
import type { RunTotals } from './run.ts';
import type { StoreName } from './stores.ts';
import { summarise, type Tally } from './summarise.ts';
import type { Summary } from './summary.ts';
import { usable } from './usable.ts';

export interface ReplayOptions {
  /** Files, directories or `-`. */
  readonly inputs: readonly string[];
  readonly outDir: string;
  readonly store: StoreName;
  readonly settings: Settings;
  /** Called as decisions are made, in order. */
  readonly onDecision?: (decision: Decision) => void;
  /** Told of each look of the detector; what it is handed is to be read at once. */
  readonly onLook?: (look: Look) => void;
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
  const decisions: Decision[] = [];
  let totals: RunTotals;
  try {
    totals = await play(input.records(), {
      store: options.store,
      settings,
      rejects,
      onDecision: async (decision) => {
        decisions.push(decision);
        await log.appendFile(`${JSON.stringify(decision)}\n`);
        options.onDecision?.(decision);
      },
      ...(options.onLook === undefined ? {} : { onLook: options.onLook }),
      onProgress: (done) =>
        options.onProgress?.({ phase: 'replaying', done, total: input.stats().read }),
    });
  } finally {
    await log.close();
  }

  const { read } = input.stats();
  const tally: Tally = {
    read,
    rejected: rejects.counts(),
    totals,
    decisions,
    seconds: (performance.now() - startedMs) / 1_000,
    settingsHash: settingsHashOf(settings),
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
