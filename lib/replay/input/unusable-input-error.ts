import { DetectorError } from '../../core/errors.ts';

/** There is nothing to read: a path that does not exist or cannot be opened, or no file at all. */
export class UnusableInputError extends DetectorError {
  readonly code = 'input-unusable';

  constructor(message: string, cause?: unknown) {
    super(message, { retryable: false, cause });
  }
}
