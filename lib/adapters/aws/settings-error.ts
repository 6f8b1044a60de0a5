import { DetectorError } from '../../core/errors.ts';

/** Settings could not be read or written. */
export class SettingsError extends DetectorError {
  readonly code = 'settings-unavailable';
}

/** What the SDK threw, as the error that the port promises. */
export const toSettingsError = (operation: string, cause: unknown): SettingsError => {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const isDenied = error.name.startsWith('AccessDenied');
  const advice = isDenied
    ? ` Allow ${operation} on the parameters of the instance.`
    : ' The same call may be made again.';
  return new SettingsError(`${operation} failed: ${error.name}: ${error.message}.${advice}`, {
    retryable: !isDenied,
    cause,
  });
};
