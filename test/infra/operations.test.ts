import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { lambdaNames } from '../../lib/packaging/build-lambdas.ts';
import { actionsOf, functionsByName, statementsByRole } from './policies.ts';
import { FULL, idOf, type Synthesised, synthesise } from './synth.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Operations of AWS that anything here calls: `UpdateItem` for `UpdateItemCommand`. */
const OPERATIONS = new Set(
  ['lib/adapters/aws', 'lambdas'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/new (\w+)Command\(/g),
      ])
      .map(([, operation = '']) => operation),
  ),
);
// Called through the SDK's paginators.
OPERATIONS.add('Query').add('GetParameterHistory');

/** What Lambda itself does with a function's role, in no code of ours. */
const BY_LAMBDA = new Set(['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams']);

/** What a bundle holds as part of an adapter, and its function is not to do. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  // They count, and read nothing back. "Publish" and "UntagResource" are words of the Lambda client's.
  'ingest-delivery-status': ['Query'],
  'ingest-cognito': ['Query'],
  'cognito-verification': ['Publish', 'Query', 'UntagResource'],
  // It judges: it neither tunes nor moves levers.
  evaluate: ['DeleteParameter', 'PutParameter', 'SetSMSAttributes'],
  // It does not tune.
  respond: ['DeleteParameter', 'PutParameter'],
};

let stack: Synthesised;
beforeAll(() => {
  stack = synthesise(FULL);
});

const grantedTo = (name: string): readonly string[] => {
  const [, fn] =
    [...functionsByName(stack)].find(([key]) =>
      name === 'cognito-verification' ? key.includes('verification-dfc12dfc9fdf') : key === name,
    ) ?? [];
  const statements = statementsByRole(stack).get(idOf(fn?.properties['Role'])) ?? [];
  return actionsOf(statements).map((action) => action.split(':')[1] ?? '');
};

describe.each(lambdaNames(ROOT))('%s', (name) => {
  it('is allowed every operation that its bundle can call, but for those that it is not to', () => {
    const code = readFileSync(join(ROOT, 'dist/lambdas', name, 'index.mjs'), 'utf8');
    // The bundler leaves out commands that nobody uses, and their names with them.
    const called = [...OPERATIONS].filter((operation) => code.includes(`"${operation}"`));
    expect(called.length).toBeGreaterThan(0);
    const granted = grantedTo(name).map((action) =>
      action === 'InvokeFunction' ? 'Invoke' : action,
    );
    const refused = called.filter((operation) => !granted.includes(operation));
    expect(refused.sort()).toEqual(REFUSED[name] ?? []);
  });

  it('is allowed no operation of the adapters that its bundle cannot call', () => {
    const code = readFileSync(join(ROOT, 'dist/lambdas', name, 'index.mjs'), 'utf8');
    const idle = grantedTo(name).filter(
      (action) => OPERATIONS.has(action) && !BY_LAMBDA.has(action) && !code.includes(`"${action}"`),
    );
    expect(idle).toEqual([]);
  });
});
