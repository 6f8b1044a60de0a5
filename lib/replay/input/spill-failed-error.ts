import { DetectorError } from '../../core/errors.ts';

/** The records could not be sorted on disk: most often the temporary directory is full. */
export class SpillFailedError extends DetectorError {
  readonly code = 'spill-failed';

  constructor(directory: string, cause: unknown) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    super(
      `The input is too large to sort in memory, and sorting it in ${directory} failed (${detail}). Free space there, or set TMPDIR to a directory that has room for the unpacked input.`,
      { retryable: false, cause },
    );
  }
}
