import { gunzipSync } from 'node:zlib';
import { reject, type Rejected } from '../core/ingest/ingest-result.ts';
import { isJsonObject, parseJson } from '../core/ingest/json-object.ts';

/** Far above anything that fits a Lambda invocation, far below a function's memory. */
const MAX_DECODED_BYTES = 128 * 1024 * 1024;

const gunzip = (data: string): string | null => {
  try {
    return gunzipSync(Buffer.from(data, 'base64'), {
      maxOutputLength: MAX_DECODED_BYTES,
    }).toString();
  } catch {
    return null;
  }
};

/**
 * The payload inside the event with which CloudWatch Logs invokes a function:
 * `{"awslogs":{"data":"<base64 of gzip of JSON>"}}`. To be read with `decodeSubscription`.
 */
export const decodeAwsLogs = (
  event: unknown,
): { readonly ok: true; readonly payload: unknown } | Rejected => {
  const awslogs = isJsonObject(event) ? event.awslogs : undefined;
  const data = isJsonObject(awslogs) ? awslogs.data : undefined;
  if (typeof data !== 'string') return reject('unknown-record', 'awslogs.data: not a string');
  const text = gunzip(data);
  if (text === null) return reject('unreadable-file', 'awslogs.data: not base64 of gzip');
  const payload = parseJson(text);
  if (payload === undefined) return reject('not-json', 'awslogs.data: not JSON');
  return { ok: true, payload };
};
