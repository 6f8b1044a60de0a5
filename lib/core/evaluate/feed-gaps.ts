/** What the codes of one span of time (five minutes, an hour) came to, over several destinations. */
export interface SpanOfCodes {
  readonly used: number;
  /** Codes that customers, no more of them than usual, should have used. */
  readonly expected: number;
}

/** Codes that should have been used before their silence means a broken feed: e^-5 that it is chance. */
const MIN_EXPECTED = 5;

/**
 * Spans in which verifications did not come in: no code was used anywhere, though customers should
 * have used some. What was sent then is not unused; nobody knows.
 *
 * @param spans in order, without gaps
 * @returns their indices
 */
export const silentSpans = (spans: readonly SpanOfCodes[]): ReadonlySet<number> => {
  const silent = new Set<number>();
  let firstIndex = 0;
  let expected = 0;
  for (const [index, span] of spans.entries()) {
    if (span.used > 0) {
      firstIndex = index + 1;
      expected = 0;
      continue;
    }
    expected += span.expected;
    if (expected >= MIN_EXPECTED)
      for (let each = firstIndex; each <= index; each += 1) silent.add(each);
  }
  return silent;
};
