/** One log event as it came in, before anybody looked inside. */
export interface LogRecord {
  /** The raw string that AWS wrote. */
  readonly message: string;
  /** The log event's own `timestamp`. */
  readonly timestampMs: number;
  /** When CloudWatch Logs took it in; absent from subscriptions and S3 exports. */
  readonly ingestionTimeMs?: number | undefined;
}

/** Why a record was not counted. Closed list: it is a metric dimension and a key of `summary.json`. */
export const REJECT_REASONS = [
  /** The file or line could not be read as bytes, gzip or text. */
  'unreadable-file',
  'line-too-long',
  'not-json',
  /** Valid JSON, but no kind of record that the detector knows. */
  'unknown-record',
  /** A known kind of record with a missing field or one of the wrong type. */
  'invalid-record',
  'invalid-phone-number',
  'invalid-timestamp',
  /** A date that no SMS can have (before 2015, after 2099), or one that contradicts its arrival. */
  'implausible-timestamp',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];
