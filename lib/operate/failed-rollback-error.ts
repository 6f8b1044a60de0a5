import { DetectorError } from '../core/errors.ts';

/** A lever that a person wanted put back is not. */
export class FailedRollbackError extends DetectorError {
  readonly code = 'rollback-failed';
}
