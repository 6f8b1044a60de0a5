import { CommanderError } from 'commander';
import { SettingsError } from '../adapters/aws/settings-error.ts';
import { LeverError, StoreError } from '../core/errors.ts';
import { FailedAllowlistError } from '../operate/failed-allowlist-error.ts';
import { FailedRollbackError } from '../operate/failed-rollback-error.ts';
import { UnreachableTableError } from '../operate/unreachable-table-error.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';
import { SimulatorError } from '../simulator/simulator-error.ts';

/** 0: the run finished. 2: arguments or input that cannot be used. 1: a failure of the program. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UnusableInputError || error instanceof SimulatorError ? 2 : 1;
};

/** What a person reads of an error: what is wrong and what to do; the stack only where the program is at fault. */
export const explainError = (error: unknown): string => {
  // Commander has already said it.
  if (error instanceof CommanderError) return '';
  const isOutside =
    exitCodeOf(error) === 2 ||
    error instanceof UnreachableTableError ||
    error instanceof FailedRollbackError ||
    error instanceof FailedAllowlistError ||
    error instanceof LeverError ||
    error instanceof StoreError ||
    error instanceof SettingsError;
  if (isOutside && error instanceof Error) return `error: ${error.message}`;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `The program failed; this is a bug or a machine out of resources.\n${details}`;
};
