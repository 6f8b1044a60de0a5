import { RULES } from '../core/evaluate/registry.ts';
import { Explanations } from '../replay/explanations.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { replay } from '../replay/replay.ts';
import { readSettingsFile } from '../replay/settings-file.ts';
import type { StoreName } from '../replay/stores.ts';
import type { Mode } from '../core/settings/settings.ts';
import { formatDecision } from './print-decision.ts';
import { formatExplanations } from './print-explanation.ts';
import { formatSummary } from './print-summary.ts';
import { createProgressBar } from './progress.ts';

export interface ReplayArguments {
  readonly inputs: readonly string[];
  readonly out: string;
  readonly store: StoreName;
  readonly mode?: Mode;
  readonly settings?: string;
  readonly quiet?: boolean;
  /** Incidents whose decisions are to be explained, or `all`. */
  readonly explain?: readonly string[];
}

/**
 * Replays and prints. Results go to standard output, the progress bar to standard error.
 *
 * @throws UnusableInputError also when not one record could be read (a replay of nothing proves
 * nothing), and when an incident is to be explained that there is not
 */
export const runReplay = async (args: ReplayArguments): Promise<void> => {
  const isQuiet = args.quiet === true;
  const settings = await readSettingsFile(args.settings, args.mode);
  const explanations = new Explanations(args.explain ?? [], settings, RULES);
  const bar = createProgressBar(!isQuiet);
  const print = (text: string): void => {
    if (!isQuiet) bar.interrupt(() => process.stdout.write(`${text}\n`));
  };
  const outcome = await replay({
    inputs: args.inputs,
    outDir: args.out,
    store: args.store,
    settings,
    onDecision: (decision) => print(formatDecision(decision)),
    ...(args.explain === undefined ? {} : { onLook: explanations.onLook }),
    onProgress: (progress) => bar.update(progress),
  }).finally(() => bar.stop());
  print(formatSummary(outcome));
  if (args.explain !== undefined) printExplanations(explanations);
  if (outcome.summary.events.accepted > 0) return;
  const [example] = outcome.report.unreadable.examples;
  throw new UnusableInputError(
    `not one record could be read from ${args.inputs.join(', ')}${
      example === undefined ? '' : ` (${example.file}:${example.line}: ${example.detail})`
    }. The inputs must be SNS delivery logs, Cognito logs, verifications or usage reports.`,
  );
};

/** What was asked for is printed however quiet the rest is. */
const printExplanations = (explanations: Explanations): void => {
  for (const [incidentId, decisions] of explanations.explained())
    process.stdout.write(`${formatExplanations(incidentId, decisions)}\n\n`);
  const known = explanations.incidentIds();
  const unknown = explanations.unknownIds();
  if (unknown.length > 0)
    throw new UnusableInputError(
      `--explain ${unknown.join(', ')}: no such incident in this replay. ${
        known.length === 0
          ? 'There was none.'
          : `Its incidents (other settings make others): ${known.join(', ')}; or all.`
      }`,
    );
  if (known.length === 0) process.stdout.write('No incident: there is nothing to explain.\n');
};
