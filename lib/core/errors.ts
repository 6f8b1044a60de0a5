/** The root of every error that the detector raises on purpose. */
export abstract class DetectorError extends Error {
  /** Stable, for metrics and tests. */
  abstract readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.retryable = options.retryable;
    this.name = new.target.name;
  }
}

/** A counter or incident store could not answer. Never to be read as an empty answer. */
export class StoreError extends DetectorError {
  readonly code: string = 'store-unavailable';
}

/** An incident has moved on since it was loaded: somebody else was faster, and nothing was written. */
export class MovedOnError extends StoreError {
  override readonly code = 'incident-moved-on';

  constructor(incidentId: string, refused: string) {
    super(`incident ${incidentId} has moved on: ${refused} was refused`, { retryable: false });
  }
}

/** A lever refused or could not be reached. */
export class LeverError extends DetectorError {
  readonly code: string = 'lever-failed';
}

/**
 * Levers are moved, or may be, by actions that another process ended as not done, and could not be put
 * back. No incident holds them: somebody is to put them back by hand.
 */
export class LeftMovedError extends LeverError {
  override readonly code = 'lever-left-moved';

  /** @param levers each with its action, and why it could not be put back */
  constructor(levers: readonly string[]) {
    super(
      `put back by hand, docs/levers.md: another process ended what had been done, and it could not be taken back: ${levers.join('; ')}`,
      { retryable: false },
    );
  }
}

/** What `task` came to, or the error that the detector raised on purpose; a bug rejects. */
export const attempt = async <T>(task: () => Promise<T>): Promise<T | DetectorError> => {
  try {
    return await task();
  } catch (error) {
    if (error instanceof DetectorError) return error;
    throw error;
  }
};
