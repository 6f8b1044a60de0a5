import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

/** A log event as CloudWatch Logs keeps it. */
export interface StandInLogEvent {
  readonly timestampMs: number;
  readonly message: string;
}

/** The one form of pattern that is understood: a field, and how its text begins. */
const PREFIX_PATTERN = /^\{ \$\.([\w.]+) = "([^"*]*)\*" \}$/;

type Matches = (message: string) => boolean;

const fieldOf = (value: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null
          ? (inner as Record<string, unknown>)[name]
          : undefined,
      value,
    );

const matcherOf = (filterPattern: unknown): Matches => {
  if (filterPattern === undefined || filterPattern === '') return () => true;
  const pattern = JSON.stringify(filterPattern);
  const [, path = '', prefix = ''] =
    typeof filterPattern === 'string' ? (PREFIX_PATTERN.exec(filterPattern) ?? []) : [];
  if (path === '')
    throw new ApiError(
      'InvalidParameterException',
      `The stand-in does not understand the filter pattern ${pattern}`,
    );
  return (message) => {
    try {
      const field = fieldOf(JSON.parse(message) as unknown, path);
      return typeof field === 'string' && field.startsWith(prefix);
    } catch {
      return false;
    }
  };
};

/**
 * CloudWatch Logs, as far as reading log events back goes. As in AWS a page is cut before it is
 * filtered: it may be empty and not the last.
 */
export const logOperations = ({ logGroups }: StandInAccount, pageSize: number): Operations => ({
  FilterLogEvents: ({ logGroupName, startTime, endTime, filterPattern, limit, nextToken }) => {
    const group = logGroups.get(typeof logGroupName === 'string' ? logGroupName : '');
    if (group === undefined)
      throw new ApiError('ResourceNotFoundException', 'The specified log group does not exist.');
    const matches = matcherOf(filterPattern);
    const fromMs = typeof startTime === 'number' ? startTime : 0;
    const toMs = typeof endTime === 'number' ? endTime : Infinity;
    const inTime = group
      .map((event, index) => ({ ...event, index }))
      .filter(({ timestampMs }) => timestampMs >= fromMs && timestampMs <= toMs)
      .sort((a, b) => a.timestampMs - b.timestampMs);
    const from = typeof nextToken === 'string' ? Number(nextToken) : 0;
    const size = typeof limit === 'number' ? Math.min(limit, pageSize) : pageSize;
    const page = inTime.slice(from, from + size).filter(({ message }) => matches(message));
    return {
      events: page.map(({ timestampMs, message, index }) => ({
        logStreamName: 'stand-in',
        timestamp: timestampMs,
        ingestionTime: timestampMs,
        message,
        eventId: String(index).padStart(56, '0'),
      })),
      searchedLogStreams: [],
      ...(from + size < inTime.length ? { nextToken: String(from + size) } : {}),
    };
  },
});
