import { isAbsent, isJsonObject, parseJson } from './json-object.ts';
import { RecentMap } from '../recent-map.ts';

/** The fields of a Cognito message by name, in whatever spelling and nesting they came. */
export type CognitoMessage = ReadonlyMap<string, unknown>;

/** Where fields have been seen below the top level. */
const CONTAINERS = new Set(['eventcontextdata', 'contextdata']);

/** Records say the same few dozen words over and over: each is spelt out once. */
const knownWords = new RecentMap<string>(1_000);
const LONGEST_KNOWN = 40;

/** `SIGN_UP`, `SignUp` and `sign-up` are one word: `signup`. */
export const normaliseWord = (text: string): string => {
  const known = knownWords.get(text);
  if (known !== undefined) return known;
  const word = text.toLowerCase().replace(/[^a-z]+/g, '');
  if (text.length <= LONGEST_KNOWN) knownWords.set(text, word);
  return word;
};

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
