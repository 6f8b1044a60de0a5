import { readFileSync } from 'node:fs';

/** What the app is told, by context or by a file. */
export interface DetectorConfig {
  readonly account?: string;
  readonly region?: string;
  readonly instance?: string;
  readonly mode?: 'monitor' | 'enforce';
  readonly alarmEmail?: string;
  readonly userPoolIds?: readonly string[];
  readonly verificationTriggers?: boolean;
  readonly userPoolLogExport?: boolean;
  readonly verificationLogGroupNames?: readonly string[];
  readonly manageSmsLogging?: boolean;
  readonly revision?: string;
  readonly monthlyBudgetUsd?: number;
  readonly runbookBaseUrl?: string;
  readonly reserveConcurrency?: boolean;
  readonly deletionProtection?: boolean;
  /** Delete the tables together with the stack. For trials. */
  readonly removeEverything?: boolean;
  readonly settings?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

type Check = { readonly is: (value: unknown) => boolean; readonly expected: string };

const text = (pattern: RegExp, expected: string): Check => ({
  is: (value) => typeof value === 'string' && pattern.test(value),
  expected,
});
const FLAG: Check = { is: (value) => typeof value === 'boolean', expected: 'true or false' };
const TEXTS: Check = {
  is: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  expected: 'a list of texts',
};

const CHECKS: Readonly<Record<keyof DetectorConfig, Check>> = {
  account: text(/^\d{12}$/, 'an account id of twelve digits'),
  region: text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a region such as eu-central-1'),
  instance: text(/^.+$/, 'a name'),
  mode: text(/^(?:monitor|enforce)$/, 'monitor or enforce'),
  alarmEmail: text(/^[^@\s]+@[^@\s]+$/, 'an e-mail address'),
  userPoolIds: TEXTS,
  verificationTriggers: FLAG,
  userPoolLogExport: FLAG,
  verificationLogGroupNames: TEXTS,
  manageSmsLogging: FLAG,
  revision: text(/^.{1,200}$/, 'a text of up to 200 characters, such as a date'),
  monthlyBudgetUsd: {
    is: (value) => typeof value === 'number' && value > 0,
    expected: 'a number of US dollars above 0',
  },
  runbookBaseUrl: text(/\/$/, 'a URL that ends with a slash'),
  reserveConcurrency: FLAG,
  deletionProtection: FLAG,
  removeEverything: FLAG,
  settings: {
    is: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    expected: 'an object of settings by key',
  },
};

const isKey = (key: string): key is keyof DetectorConfig => Object.hasOwn(CHECKS, key);

/** The command line (`-c key=value`) has texts only. */
const fromCommandLine = (value: unknown, key: keyof DetectorConfig): unknown => {
  if (typeof value !== 'string') return value;
  const check = CHECKS[key];
  if (check === FLAG && (value === 'true' || value === 'false')) return value === 'true';
  if (check === TEXTS) return value.split(',').filter((item) => item !== '');
  if (key === 'monthlyBudgetUsd') return Number(value);
  return value;
};

/** @throws naming every key that is unknown or wrong, and what it should be */
export const parseConfig = (given: Readonly<Record<string, unknown>>): DetectorConfig => {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, raw] of Object.entries(given)) {
    if (!isKey(key)) {
      problems.push(`${key} is no option: options are ${Object.keys(CHECKS).join(', ')}`);
      continue;
    }
    const value = fromCommandLine(raw, key);
    if (CHECKS[key].is(value)) config[key] = value;
    else problems.push(`${key} must be ${CHECKS[key].expected}`);
  }
  if (problems.length > 0)
    throw new Error(`The configuration cannot be used: ${problems.join('; ')}`);
  return config;
};

/**
 * The app's configuration: `-c config=FILE.json`, and over it `-c <option>=<value>`.
 *
 * @param context reads one value of CDK's context
 */
export const readConfig = (context: (key: string) => unknown): DetectorConfig => {
  const file = context('config');
  const fromFile: Record<string, unknown> =
    typeof file === 'string'
      ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
      : {};
  const fromContext = Object.fromEntries(
    Object.keys(CHECKS)
      .map((key) => [key, context(key)] as const)
      .filter(([, value]) => value !== undefined),
  );
  return parseConfig({ ...fromFile, ...fromContext });
};
