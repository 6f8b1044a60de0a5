import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE_BUDGET_BYTES, lambdaNames } from '../../lib/packaging/build-lambdas.ts';
import { functionsByName, partOf } from './policies.ts';
import { FULL, REGION, type Synthesised, synthesise } from './synth.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const bundleOf = (name: string): string => join(ROOT, 'dist/lambdas', name, 'index.mjs');
const NAMES = lambdaNames(ROOT);

/** Set by Lambda, powertools or Node, or optional. */
const OPTIONAL = ['SMS_PUMPING_CHAINED_FUNCTIONS_JSON'];

/** As the construct gives them, in kind. */
const VARIABLES = {
  SMS_PUMPING_INSTANCE: 'default',
  SMS_PUMPING_COUNTERS_TABLE_NAME: 'counters',
  SMS_PUMPING_INCIDENTS_TABLE_NAME: 'incidents',
  SMS_PUMPING_NUMBER_RANGES_TABLE_NAME: 'number-ranges',
  SMS_PUMPING_HASH_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:key',
  SMS_PUMPING_DELIVERY_LOG_GROUPS_JSON: '["sns/eu-central-1/123456789012/x"]',
  SMS_PUMPING_FOLLOW_SPEND_LIMIT: 'true',
  SMS_PUMPING_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:topic',
  SMS_PUMPING_EVENT_BUS_NAME: 'default',
};

let stack: Synthesised;
beforeAll(() => {
  stack = synthesise(FULL);
});

it('every handler of the repository is deployed', () => {
  const deployed = [...functionsByName(stack).keys()].map((name) =>
    name.replace(/^sms-pumping-default-verification-[0-9a-f]{12}$/, 'cognito-verification'),
  );
  expect(deployed.sort()).toEqual([...NAMES].sort());
});

describe.each(NAMES)('%s', (name) => {
  it('is within its budget', () => {
    expect(statSync(bundleOf(name)).size).toBeLessThan(BUNDLE_BUDGET_BYTES);
  });

  it('loads as it is, and exports its handler', () => {
    const load = `const { handler } = await import(process.argv[1]); process.stdout.write(typeof handler)`;
    const told = execFileSync('node', ['--input-type=module', '--eval', load, bundleOf(name)], {
      env: { ...VARIABLES, PATH: process.env['PATH'], AWS_REGION: REGION },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(told).toBe('function');
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
    const { Variables } = partOf(fn, 'Environment') as { Variables: Record<string, unknown> };
    const given = Object.keys(Variables).filter((key) => key.startsWith('SMS_PUMPING_'));
    const optional = given.filter((key) => OPTIONAL.includes(key) || name.includes('/'));
    expect(given.filter((key) => !optional.includes(key)).sort()).toEqual(
      [...read].filter((key) => !OPTIONAL.includes(key)).sort(),
    );
  });
});
