import { errorCode } from './input/find-inputs.ts';
import { UnusableInputError } from './input/unusable-input-error.ts';

/** Turns the failure to use a path of the output into one that says which and what to do. */
export const usable = async <T>(path: string, problem: string, attempt: Promise<T>): Promise<T> => {
  try {
    return await attempt;
  } catch (error) {
    const hint = 'Name a directory that this user may write to with --out.';
    throw new UnusableInputError(`${path}: ${problem} (${errorCode(error)}). ${hint}`, error);
  }
};
