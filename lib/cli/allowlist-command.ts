import { formatIso } from '../core/time.ts';
import { readCountryUsage } from '../operate/country-usage.ts';
import { suggestAllowlist } from '../operate/suggest-allowlist.ts';
import { plural } from '../replay/report/format.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { formatAllowlist } from './print-allowlist.ts';
import { createProgressBar } from './progress.ts';

export interface AllowlistArguments {
  readonly inputs: readonly string[];
  readonly minCodes: number;
  readonly minDays: number;
  readonly json?: boolean;
}

/** @throws UnusableInputError also when no code was used in the logs: nobody can then be told from a bot */
export const runAllowlistSuggest = async (args: AllowlistArguments): Promise<void> => {
  const options = { minUsedCodes: args.minCodes, minDays: args.minDays };
  const bar = createProgressBar(true);
  const usage = await readCountryUsage(args.inputs, (done, total) =>
    bar.update({ phase: 'reading', done, total }),
  ).finally(() => bar.stop());
  const suggestion = suggestAllowlist(usage.countries, options);
  if (suggestion.total.usedCodes === 0)
    throw new UnusableInputError(
      `not one used code could be read from ${args.inputs.join(', ')}: without verifications a customer looks like a bot, and no allowlist can be proposed. README.md says how to log them.`,
    );
  const { fromMs, toMs } = usage;
  const asIso = (ms: number | null): string | null => (ms === null ? null : formatIso(ms));
  process.stdout.write(
    args.json === true
      ? `${JSON.stringify({ period: { from: asIso(fromMs), to: asIso(toMs) }, options, rejected: usage.rejects.counts(), ...suggestion }, null, 2)}\n`
      : `${formatAllowlist(usage, suggestion, options)}\n`,
  );
  const { total } = usage.rejects;
  if (total > 0)
    process.stderr.write(
      `${plural(total, 'record')} could not be read; replay tells which and why.\n`,
    );
};
