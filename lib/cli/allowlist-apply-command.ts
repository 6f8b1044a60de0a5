import { formatIso } from '../core/time.ts';
import { readRecord } from '../operate/allowlist-record.ts';
import { applyAllowlist, previewAllowlist } from '../operate/apply-allowlist.ts';
import type { ChangeResult } from '../operate/change-country-rules.ts';
import { FailedAllowlistError } from '../operate/failed-allowlist-error.ts';
import { heldCountries } from '../operate/held-countries.ts';
import { withCountryRules } from '../operate/open-country-rules.ts';
import { withIncidents } from '../operate/open-incidents.ts';
import { parseAllowlist } from '../operate/parse-allowlist.ts';
import { undoAllowlist } from '../operate/undo-allowlist.ts';
import type { Present } from './incidents-command.ts';
import { formatAppliedAllowlist, formatUndoneAllowlist } from './print-allowlist-change.ts';

interface AccountArguments {
  readonly region?: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

export interface AllowlistApplyArguments extends AccountArguments {
  readonly countries: readonly string[];
  readonly record?: string;
  /** The incidents table of the detector in this account. */
  readonly table?: string;
  /** Where that table is. */
  readonly endpoint?: string;
}

export interface AllowlistUndoArguments extends AccountArguments {
  readonly record: string;
}

const print = (isJson: boolean | undefined, value: unknown, text: string): void => {
  process.stdout.write(`${isJson === true ? JSON.stringify(value, null, 2) : text}\n`);
};

interface Changed {
  readonly country: string;
  readonly outcome: ChangeResult['outcome'] | null;
}

const requireAllDone = (countries: readonly Changed[], advice: string): void => {
  const tried = countries.filter(({ outcome }) => outcome !== null);
  const failed = tried.filter(({ outcome }) => outcome !== 'done');
  if (failed.length === 0) return;
  throw new FailedAllowlistError(
    `${failed.length} of ${tried.length} country rules could not be set: ${failed.map(({ country }) => country).join(', ')}. ${advice}`,
    { retryable: true },
  );
};

/** `allowlist-20260911T050300Z.json`: no colons, which some file systems refuse. */
const recordName = (nowMs: number): string =>
  `allowlist-${formatIso(nowMs).replaceAll(/[-:]|\.\d+/g, '')}.json`;

const readHeld = async (
  { table, ...place }: AllowlistApplyArguments,
  clock: Present,
): Promise<ReadonlyMap<string, string> | null> =>
  table === undefined
    ? null
    : heldCountries(
        await withIncidents({ ...place, table, clock }, (incidents) => incidents.load(-Infinity)),
      );

/**
 * Blocks what is not on the list, or says what it would block.
 *
 * @throws UnusableInputError when the list or the record cannot be used: then nothing was changed
 * @throws UnreachableTableError when it cannot be read what the detector holds: likewise
 * @throws FailedAllowlistError when not all was written; what was is in the record
 */
export const runAllowlistApply = async (
  args: AllowlistApplyArguments,
  present: Present,
): Promise<void> => {
  const allowed = parseAllowlist(args.countries);
  const atMs = present.nowMs();
  const record = args.record ?? recordName(atMs);
  const held = await readHeld(args, present);
  const applied = await withCountryRules({ ...args, clock: present }, (rules, region) =>
    args.apply === true
      ? applyAllowlist(allowed, { rules, region, held, record, atMs })
      : previewAllowlist(allowed, { rules, region, held }),
  );
  print(args.json, applied, formatAppliedAllowlist(applied));
  requireAllDone(
    applied.countries,
    `Run it again, with another record, for the rest; a country that AWS refuses can only go on the list. What was set is in ${record}.`,
  );
};

/**
 * Takes an allowlist back, or says what it would take back.
 *
 * @throws UnusableInputError when the record cannot be used: then nothing was changed
 * @throws FailedAllowlistError when not all was written
 */
export const runAllowlistUndo = async (
  args: AllowlistUndoArguments,
  present: Present,
): Promise<void> => {
  const record = await readRecord(args.record);
  const undone = await withCountryRules({ ...args, clock: present }, (rules, region) =>
    undoAllowlist(record, { rules, region, isApplied: args.apply === true }),
  );
  print(args.json, undone, formatUndoneAllowlist(undone));
  requireAllDone(undone.countries, 'Run it again for the rest.');
};
