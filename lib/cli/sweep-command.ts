import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mode } from '../core/settings/settings.ts';
import { readSettingsFile } from '../replay/settings-file.ts';
import { sweep } from '../replay/sweep.ts';
import type { SweepRange } from '../replay/sweep-values.ts';
import { usable } from '../replay/usable.ts';
import { formatSweep, sweepMarkdown } from './print-sweep.ts';

export interface SweepArguments extends SweepRange {
  readonly inputs: readonly string[];
  readonly parameter: string;
  readonly mode?: Mode;
  readonly settings?: string;
  /** Where `sweep.json` and `sweep.md` go, if anywhere. */
  readonly out?: string;
}

/** Replays once for each value and prints the table; progress goes to standard error. */
export const runSweep = async (args: SweepArguments): Promise<void> => {
  const { inputs, parameter, out } = args;
  const settings = await readSettingsFile(args.settings, args.mode);
  let startedMs = performance.now();
  let place = '';
  const swept = await sweep({
    inputs,
    parameter,
    range: args,
    settings,
    onStart: (value, index, total) => {
      startedMs = performance.now();
      place = `${index + 1} of ${total}: ${parameter} = ${String(value)}`;
      process.stderr.write(`${place}\n`);
    },
    onRow: ({ incidents, contained }) => {
      const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
      process.stderr.write(
        `${place}: incidents ${incidents}, contained ${contained}, ${seconds} s\n`,
      );
    },
  });
  process.stdout.write(`${formatSweep(swept)}\n`);
  if (out === undefined) return;
  await usable(out, 'cannot be made the output directory', mkdir(out, { recursive: true }));
  for (const [name, text] of [
    ['sweep.json', `${JSON.stringify(swept, null, 2)}\n`],
    ['sweep.md', sweepMarkdown(swept)],
  ] as const) {
    const path = join(out, name);
    await usable(path, 'cannot be written', writeFile(path, text));
  }
};
