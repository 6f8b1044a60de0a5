import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { replay } from '../replay/replay.ts';
import { readSettingsFile } from '../replay/settings-file.ts';
import type { StoreName } from '../replay/stores.ts';
import type { Mode } from '../core/settings/settings.ts';
import { formatDecision } from './print-decision.ts';
import { formatSummary } from './print-summary.ts';
import { createProgressBar } from './progress.ts';

export interface ReplayArguments {
  readonly inputs: readonly string[];
  readonly out: string;
  readonly store: StoreName;
  readonly mode?: Mode;
  readonly settings?: string;
  readonly quiet?: boolean;
}

/**
 * Replays and prints. Results go to standard output, the progress bar to standard error.
 *
 * @throws UnusableInputError also when not one record could be read: a replay of nothing proves nothing
 */
export const runReplay = async (args: ReplayArguments): Promise<void> => {
  const isQuiet = args.quiet === true;
  const settings = await readSettingsFile(args.settings, args.mode);
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
    onProgress: (progress) => bar.update(progress),
  }).finally(() => bar.stop());
  print(formatSummary(outcome));
  if (outcome.summary.events.accepted > 0) return;
  const [example] = outcome.report.unreadable.examples;
  throw new UnusableInputError(
    `not one record could be read from ${args.inputs.join(', ')}${
      example === undefined ? '' : ` (${example.file}:${example.line}: ${example.detail})`
    }. The inputs must be SNS delivery logs, Cognito logs, verifications or usage reports.`,
  );
};
