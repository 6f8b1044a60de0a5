import { expect, it } from 'vitest';
import { LeverError } from '../../../lib/core/errors.ts';
import { changeCountryRules, type RuleChanges } from '../../../lib/operate/change-country-rules.ts';

const CHANGES: RuleChanges = new Map([
  ['TJ', 'BLOCK'],
  ['MA', 'BLOCK'],
]);
const noAnswer = () => Promise.reject(new LeverError('no answer came', { retryable: true }));

it('a write without an answer, and no reading after it: unknown, neither done nor failed', async () => {
  const results = await changeCountryRules(CHANGES, { write: noAnswer, readAll: noAnswer });
  const unknown = { outcome: 'unknown', problem: 'no answer came' };
  expect([...results]).toEqual([
    ['TJ', unknown],
    ['MA', unknown],
  ]);
});

it('a write without an answer is what is read afterwards', async () => {
  const readAll = () => Promise.resolve<RuleChanges>(new Map([['TJ', 'BLOCK']]));
  const results = await changeCountryRules(CHANGES, { write: noAnswer, readAll });
  expect([...results]).toEqual([
    ['TJ', { outcome: 'done', problem: null }],
    ['MA', { outcome: 'failed', problem: 'no answer came' }],
  ]);
});

it('a bug is no result: it rejects', async () => {
  const write = () => Promise.reject(new TypeError('a bug'));
  await expect(changeCountryRules(CHANGES, { write, readAll: noAnswer })).rejects.toThrow('a bug');
});
