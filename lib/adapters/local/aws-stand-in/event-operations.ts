import type { StandInAccount } from './account.ts';
import { ApiError, type Operations } from './api-error.ts';

/** An event as it was put on a bus. */
export interface StandInEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
}

interface Entry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MAX_ENTRIES = 10;
const MAX_REQUEST_BYTES = 256 * 1_024;

const bytesOf = ({ Source = '', DetailType = '', Detail = '' }: Entry): number =>
  Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);

const parse = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
};

/** EventBridge, as far as putting events goes. As in AWS an entry can fail in a call that succeeds. */
export const eventOperations = ({ events, buses }: StandInAccount): Operations => ({
  PutEvents: ({ Entries }) => {
    const entries = Array.isArray(Entries) ? (Entries as Entry[]) : [];
    if (entries.length === 0 || entries.length > MAX_ENTRIES)
      throw new ApiError('ValidationException', `Entries must be 1 to ${MAX_ENTRIES}`);
    if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > MAX_REQUEST_BYTES)
      throw new ApiError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    const results = entries.map((entry) => {
      const { EventBusName = 'default', Source, DetailType, Detail } = entry;
      const bus = EventBusName.slice(EventBusName.lastIndexOf('/') + 1);
      const detail = parse(Detail);
      if (!buses.has(bus))
        return {
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Event bus ${bus} does not exist.`,
        };
      if (Source === undefined || DetailType === undefined || typeof detail !== 'object')
        return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
      events.push({ bus, source: Source, detailType: DetailType, detail });
      return { EventId: `event-${events.length}` };
    });
    const failed = results.filter((result) => 'ErrorCode' in result).length;
    return { FailedEntryCount: failed, Entries: results };
  },
});
