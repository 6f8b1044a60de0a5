/** Far beyond any record that the detector reads: those are below 2 KB. */
export const MAX_RECORD_BYTES = 1024 * 1024;

/** How much of a file is looked at to tell its format. */
export const HEAD_BYTES = 64 * 1024;

/** 2015-01-01: SNS has logged deliveries of SMS since 2016. */
export const EARLIEST_MS = 1_420_070_400_000;

/** The first moment of 2100. */
export const LATEST_MS = 4_102_444_800_000;
