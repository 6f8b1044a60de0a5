import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE_BUDGET_BYTES, lambdaNames } from '../../lib/packaging/build-lambdas.ts';
import { functionsByName } from './policies.ts';
import { FULL, type Synthesised, synthesise } from './synth.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const bundleOf = (name: string): string => join(ROOT, 'dist/lambdas', name, 'index.mjs');
const NAMES = lambdaNames(ROOT);

/** Set by Lambda, powertools or Node, or optional. */
const OPTIONAL = ['SMS_PUMPING_CHAINED_FUNCTIONS_JSON'];

let stack: Synthesised;
beforeAll(() => {
  stack = synthesise(FULL);
});

it('every handler of the repository is deployed', () => {
  const deployed = [...functionsByName(stack).keys()].map((name) =>
    name.replace(/^sms-pumping-default-verification-\d+$/, 'cognito-verification'),
  );
  expect(deployed.sort()).toEqual([...NAMES].sort());
});

describe.each(NAMES)('%s', (name) => {
  it('is within its budget', () => {
    expect(statSync(bundleOf(name)).size).toBeLessThan(BUNDLE_BUDGET_BYTES);
  });

  it('has a source map without sources', () => {
    const map = JSON.parse(readFileSync(`${bundleOf(name)}.map`, 'utf8')) as Record<
      string,
      unknown
    >;
    expect(map['sourcesContent']).toBeUndefined();
  });

  it('is given exactly the variables that it reads', () => {
    const code = readFileSync(bundleOf(name), 'utf8');
    const read = new Set(code.match(/SMS_PUMPING_[A-Z_]+/g) ?? []);
    const [, fn] =
      [...functionsByName(stack)].find(([key]) =>
        name === 'cognito-verification' ? key.includes('verification') : key === name,
      ) ?? [];
    const { Variables } = fn?.properties['Environment'] as { Variables: Record<string, unknown> };
    const given = Object.keys(Variables).filter((key) => key.startsWith('SMS_PUMPING_'));
    const optional = given.filter((key) => OPTIONAL.includes(key) || name.includes('/'));
    expect(given.filter((key) => !optional.includes(key)).sort()).toEqual(
      [...read].filter((key) => !OPTIONAL.includes(key)).sort(),
    );
  });
});
