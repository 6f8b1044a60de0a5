import type { Readable } from 'node:stream';
import type { Mode, Settings } from '../core/settings/settings.ts';
import { UnusableInputError } from './input/unusable-input-error.ts';
import { settingsHashOf } from '../adapters/settings-hash.ts';
import { play } from './play.ts';
import { Rejects } from './rejects.ts';
import { ReplaySource } from './replay-source.ts';
import { IncidentTimes, type SweepRow } from './sweep-row.ts';
import { sweepValues, type SweepRange } from './sweep-values.ts';

export interface SweepOptions {
  /** Files, directories or `-`. */
  readonly inputs: readonly string[];
  /** SSM parameter name without the instance prefix. */
  readonly parameter: string;
  readonly range: SweepRange;
  /** What is in force beside the parameter. */
  readonly settings: Settings;
  /** Called before each value. */
  readonly onStart?: (value: SweepRow['value'], index: number, total: number) => void;
  /** Called after each. */
  readonly onRow?: (row: SweepRow) => void;
  readonly stdin?: Readable;
}

/** `sweep.json`. */
export interface Sweep {
  readonly schema: 'sms-pumping-detector/sweep/1';
  readonly parameter: string;
  readonly mode: Mode;
  readonly records: number;
  /** Records that could not be read, in the files or afterwards. */
  readonly rejected: number;
  readonly rows: readonly SweepRow[];
}

/**
 * Replays the same logs once for each value of a parameter.
 *
 * @throws UnusableInputError when the parameter, a value or an input cannot be used, and when not one record can be
 */
export const sweep = async (options: SweepOptions): Promise<Sweep> => {
  const { inputs, parameter, range, settings, stdin } = options;
  const values = sweepValues(parameter, range, settings);
  const source = new ReplaySource(inputs, stdin === undefined ? {} : { stdin });
  const rows: SweepRow[] = [];
  let records = 0;
  let rejected = 0;
  for (const [index, { settings: tried, ...head }] of values.entries()) {
    options.onStart?.(head.value, index, values.length);
    const times = new IncidentTimes();
    const rejects = new Rejects();
    const totals = await play(source.records(), {
      store: 'memory',
      settings: tried,
      rejects,
      onDecision: async () => {},
      onLook: times.onLook,
    });
    records = totals.accepted;
    rejected = rejects.total + source.rejects.total;
    if (records === 0)
      throw new UnusableInputError(
        `not one record could be read from ${inputs.join(', ')}. replay says why.`,
      );
    const row = times.toRow(totals, { ...head, settingsHash: settingsHashOf(tried) });
    rows.push(row);
    options.onRow?.(row);
  }
  return {
    schema: 'sms-pumping-detector/sweep/1',
    parameter,
    mode: settings.mode,
    records,
    rejected,
    rows,
  };
};
