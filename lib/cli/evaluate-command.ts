import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { evaluate } from '../evaluation/evaluate.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import {
  type EvaluationArguments,
  evaluationOptions,
  usualWorkers,
} from '../evaluation/evaluation-options.ts';
import { joinEvaluations } from '../evaluation/join-evaluations.ts';
import { renderEvaluation } from '../evaluation/report/render-evaluation.ts';
import { playPlansIn } from '../evaluation/run-plans.ts';
import { readSettingsFile } from '../replay/settings-file.ts';
import { SimulatorError } from '../simulator/simulator-error.ts';

export interface EvaluateArguments extends EvaluationArguments {
  readonly out: string;
  readonly workers?: number;
  readonly settings?: string;
  /** Files `evaluation.json` to write the report of again, or of all together, instead of measuring. */
  readonly from?: string;
  /** Where else to write the report. */
  readonly docs?: string;
  readonly date?: string;
}

/** Measures, or takes what was measured, and writes the report. Progress goes to standard error. */
export const runEvaluate = async (args: EvaluateArguments): Promise<void> => {
  const evaluation =
    args.from === undefined ? await measure(args) : await readEvaluations(args.from);
  await mkdir(args.out, { recursive: true });
  if (args.from === undefined)
    await writeFile(join(args.out, 'evaluation.json'), `${JSON.stringify(evaluation)}\n`);
  const report = renderEvaluation(evaluation, { date: args.date ?? null });
  for (const file of [join(args.out, 'evaluation.md'), args.docs]) {
    if (file === undefined) continue;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, report.markdown);
    for (const { fileName, svg } of report.plots)
      await writeFile(join(dirname(file), fileName), svg);
  }
  const beginning = report.markdown.slice(0, report.markdown.indexOf('## Against baselines'));
  process.stdout.write(beginning);
  process.stderr.write(`wrote ${join(args.out, 'evaluation.md')}\n`);
};

const measure = async (args: EvaluateArguments): Promise<Evaluation> => {
  const settings =
    args.settings === undefined ? null : await readSettingsFile(args.settings, 'enforce');
  const options = { ...evaluationOptions(args), ...(settings === null ? {} : { settings }) };
  const startedMs = performance.now();
  const play = playPlansIn(args.workers ?? usualWorkers(), ({ phase, done, total, plan, rows }) => {
    const { tenantClass, seed, isHoldOut } = plan.tenant;
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
    process.stderr.write(
      `${phase} ${done} of ${total}: ${tenantClass}${isHoldOut ? ' hold-out' : ''} seed ${seed}, ${rows} results, ${seconds} s\n`,
    );
  });
  return evaluate(options, play);
};

const readEvaluations = async (paths: string): Promise<Evaluation> =>
  joinEvaluations(await Promise.all(paths.split(',').map(readEvaluation)));

const readEvaluation = async (path: string): Promise<Evaluation> => {
  let evaluation: Evaluation;
  try {
    evaluation = JSON.parse(await readFile(path, 'utf8')) as Evaluation;
  } catch (error) {
    throw new SimulatorError(`--from: cannot read "${path}": ${String(error)}`, { cause: error });
  }
  if (evaluation.schema !== 'sms-pumping-detector/evaluation/1')
    throw new SimulatorError(`--from: "${path}" is no evaluation.json`);
  return evaluation;
};
