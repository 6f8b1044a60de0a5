import { DetectorError } from '../core/errors.ts';

/** Of the country rules that a person wanted changed, some are not. */
export class FailedAllowlistError extends DetectorError {
  readonly code = 'allowlist-failed';
}
