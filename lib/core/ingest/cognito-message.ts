import { isAbsent, isJsonObject, parseJson } from './json-object.ts';

/** The fields of a Cognito message by name, in whatever spelling and nesting they came. */
export type CognitoMessage = ReadonlyMap<string, unknown>;

/** Where fields have been seen below the top level. */
const CONTAINERS = new Set(['eventcontextdata', 'contextdata']);

/** `SIGN_UP`, `SignUp` and `sign-up` are one word: `signup`. */
export const normaliseWord = (text: string): string => text.toLowerCase().replace(/[^a-z]+/g, '');

/**
 * Reads `message` of an exported record: an object, or the same as a JSON string. AWS warns that
 * the schema may change, so keys match in any spelling, nested context counts as top level (which
 * wins), and absent values are left out. `null` when it is neither.
 */
export const readCognitoMessage = (message: unknown): CognitoMessage | null => {
  const value = typeof message === 'string' ? parseJson(message) : message;
  if (!isJsonObject(value)) return null;
  const fields = new Map<string, unknown>();
  const nested: [string, unknown][] = [];
  for (const [key, field] of Object.entries(value)) {
    const name = normaliseWord(key);
    if (CONTAINERS.has(name) && isJsonObject(field)) nested.push(...Object.entries(field));
    else if (!isAbsent(field) && !fields.has(name)) fields.set(name, field);
  }
  for (const [key, field] of nested) {
    const name = normaliseWord(key);
    if (!isAbsent(field) && !fields.has(name)) fields.set(name, field);
  }
  return fields;
};
