import { readFile, rename, writeFile } from 'node:fs/promises';
import { NUMBERED_COUNTRIES } from '../adapters/numbering.ts';
import type { Country } from '../core/ingest/events.ts';
import type { CountryRule } from '../core/respond/levers.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { FailedAllowlistError } from './failed-allowlist-error.ts';

const FORMAT = 'sms-pumping-detector/allowlist-record/1';
const RULES: readonly unknown[] = ['ALLOW', 'BLOCK', 'FILTER', 'MONITOR'] satisfies CountryRule[];
const OUTCOMES: readonly unknown[] = ['pending', 'done', 'failed', 'unknown'];

export interface RecordedChange {
  readonly country: Country;
  readonly before: CountryRule;
  readonly set: 'BLOCK';
  /** `pending`: written down, and the process ended before it knew. */
  readonly outcome: 'pending' | 'done' | 'failed' | 'unknown';
}

/** What an allowlist changed and where: all that is needed to take it back. */
export interface AllowlistRecord {
  readonly format: typeof FORMAT;
  readonly at: string;
  readonly region: string;
  readonly allowed: readonly Country[];
  readonly changes: readonly RecordedChange[];
}

const textOf = (record: Omit<AllowlistRecord, 'format'>): string =>
  `${JSON.stringify({ format: FORMAT, ...record }, null, 2)}\n`;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** @throws UnusableInputError when the file exists or cannot be written */
export const createRecord = async (
  path: string,
  record: Omit<AllowlistRecord, 'format'>,
): Promise<void> => {
  try {
    await writeFile(path, textOf(record), { flag: 'wx' });
  } catch (error) {
    throw new UnusableInputError(
      `the record ${path} cannot be created, and nothing was changed: ${reasonOf(error)}. An existing record is not overwritten: name another with --record.`,
      error,
    );
  }
};

/**
 * Replaces a record in one go: a crash leaves the old one or the new one.
 *
 * @throws FailedAllowlistError when it cannot be written; the one before is there still
 */
export const replaceRecord = async (
  path: string,
  record: Omit<AllowlistRecord, 'format'>,
): Promise<void> => {
  try {
    await writeFile(`${path}.new`, textOf(record));
    await rename(`${path}.new`, path);
  } catch (error) {
    throw new FailedAllowlistError(
      `the rules were written, but ${path} does not say yet what came of each: ${reasonOf(error)}. "allowlist undo ${path}" works all the same.`,
      { retryable: false, cause: error },
    );
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isChange = (value: unknown): value is RecordedChange =>
  isRecord(value) &&
  (NUMBERED_COUNTRIES as readonly unknown[]).includes(value['country']) &&
  RULES.includes(value['before']) &&
  value['set'] === 'BLOCK' &&
  OUTCOMES.includes(value['outcome']);

const isAllowlistRecord = (value: unknown): value is AllowlistRecord =>
  isRecord(value) &&
  value['format'] === FORMAT &&
  typeof value['region'] === 'string' &&
  Array.isArray(value['changes']) &&
  value['changes'].every(isChange);

/** @throws UnusableInputError when it cannot be read or is no record */
export const readRecord = async (path: string): Promise<AllowlistRecord> => {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new UnusableInputError(`${path} cannot be read: ${reasonOf(error)}`, error);
  }
  if (!isAllowlistRecord(value))
    throw new UnusableInputError(
      `${path} is no record of "allowlist apply" (${FORMAT}), or was edited. Nothing was changed.`,
    );
  return value;
};
