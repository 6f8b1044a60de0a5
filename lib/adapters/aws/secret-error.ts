import { DetectorError } from '../../core/errors.ts';

/** A secret could not be read or cannot be used. Its message never holds any of it. */
export class SecretError extends DetectorError {
  readonly code = 'secret-unusable';
}
