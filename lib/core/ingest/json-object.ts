export type JsonObject = Readonly<Record<string, unknown>>;

/** An object in the sense of JSON: neither an array nor `null`. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON cannot hold `undefined`, so that is free to mean "not JSON". */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** AWS leaves a field out, sets it to null or to the empty string: all three mean "no value". */
export const isAbsent = (value: unknown): value is undefined | null | '' =>
  value === undefined || value === null || value === '';
