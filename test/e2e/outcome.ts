import { CannotRunError } from './emulator.ts';
import { TooSlowError } from './until.ts';

/** Not a failure of what is tested, as far as anybody can tell (`EX_TEMPFAIL` of sysexits). CI knows it. */
export const TOO_SLOW_EXIT_CODE = 75;

export interface Outcome {
  readonly word: 'SKIPPED' | 'TOO SLOW' | 'FAILED';
  readonly exitCode: number;
}

/** What it means that the run ended with this error. @param isRequired whether a machine that cannot run it is a failure */
export const outcomeOf = (error: unknown, isRequired: boolean): Outcome => {
  if (error instanceof CannotRunError && !isRequired) return { word: 'SKIPPED', exitCode: 0 };
  if (error instanceof TooSlowError) return { word: 'TOO SLOW', exitCode: TOO_SLOW_EXIT_CODE };
  return { word: 'FAILED', exitCode: 1 };
};
