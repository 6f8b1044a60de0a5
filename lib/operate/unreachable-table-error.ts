import { DetectorError } from '../core/errors.ts';

/** The table that a person asked about did not answer. */
export class UnreachableTableError extends DetectorError {
  readonly code = 'table-unreachable';
}
