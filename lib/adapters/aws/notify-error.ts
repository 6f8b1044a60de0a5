import { DetectorError } from '../../core/errors.ts';

/** A decision could not be told to somebody. */
export class NotifyError extends DetectorError {
  readonly code = 'untold';
}
