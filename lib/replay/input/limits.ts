/** A log event holds at most 256 KB (1 MB since 2025); what is longer is no log event. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** How much of a file is looked at to tell its format. */
export const HEAD_BYTES = 64 * 1024;

/** No SMS was logged before (the feature is of 2016). */
export const EARLIEST_MS = 1_420_070_400_000;

/** The first moment of 2100. */
export const LATEST_MS = 4_102_444_800_000;
