import { parseJson } from '../lib/core/ingest/json-object.ts';

/** @throws Error when the text is no JSON list of names */
export const parseLogGroups = (text: string): readonly string[] => {
  const value = parseJson(text);
  const isList =
    Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string');
  if (!isList)
    throw new Error(
      'SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON must be a JSON list of log group names such as ["sns/eu-central-1/123456789012/DirectPublishToPhoneNumber"]',
    );
  return value;
};
