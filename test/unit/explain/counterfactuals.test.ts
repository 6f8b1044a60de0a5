import { describe, expect, it } from 'vitest';
import {
  counterfactualsOf,
  type Counterfactuals,
} from '../../../lib/core/explain/counterfactuals.ts';
import { explainDecision, type Explanation } from '../../../lib/core/explain/explain-decision.ts';
import type { Look } from '../../../lib/core/explain/look.ts';
import { parseSettings } from '../../../lib/core/settings/parse-settings.ts';
import { lookAtNumbers, PLAIN_RULE } from './looks.ts';

const RULES = [PLAIN_RULE];

/** What is read of the look at which the incident was opened. */
const atOpening = async <T>(
  entries: Readonly<Record<string, unknown>>,
  read: (
    look: Look,
    taken: Look['steps'][number],
    settings: Parameters<typeof explainDecision>[2],
  ) => T,
): Promise<T> => {
  const { settings, problems } = parseSettings(entries, RULES);
  expect(problems).toEqual([]);
  const seen: T[] = [];
  await lookAtNumbers(settings, (look) => {
    for (const taken of look.steps) seen.push(read(look, taken, settings));
  });
  const [first, ...others] = seen;
  expect(others).toEqual([]);
  if (first === undefined) throw new Error('nothing was decided');
  return first;
};

const counterfactuals = (
  entries: Readonly<Record<string, unknown>> = {},
): Promise<Counterfactuals> =>
  atOpening(entries, (look, taken, settings) => counterfactualsOf(look, taken, settings, RULES));

const explanation = (): Promise<Explanation> =>
  atOpening({}, (look, taken, settings) => explainDecision(look, taken, settings, RULES));

describe('what a parameter would have had to be', () => {
  it('is found for a parameter that is monotone and for one that is not', async () => {
    const { changes } = await counterfactuals();
    expect(changes.map(({ key, inForce, needed }) => [key, inForce, needed])).toEqual([
      ['rules/plain-count/minNumbers', 10, 35],
      ['rules/plain-count/matchNats', 13.8, 20.01],
      ['rules/plain-count/island', 20, 40],
    ]);
    for (const { outcome } of changes)
      expect(outcome).toEqual({ verdict: 'clear', step: null, planned: null });
  });

  it('is told to be nothing for one that changes nothing, and for levers where none was planned', async () => {
    const { unmoved, unsearched } = await counterfactuals();
    expect(unsearched).toEqual([]);
    expect(unmoved).toContain('rules/plain-count/idle');
    for (const key of [
      'responses/block-country/minLossUsd',
      'responses/block-country/protectedShare',
      'responses/block-country/customerValueUsd',
      'responses/block-number-range/maxRanges',
    ])
      expect(unmoved).toContain(key);
  });

  it("is found for the country's own value where it has one", async () => {
    const { changes } = await counterfactuals({ 'rules/plain-count/countries/TJ/minNumbers': 30 });
    expect(changes).toContainEqual(
      expect.objectContaining({
        key: 'rules/plain-count/countries/TJ/minNumbers',
        inForce: 30,
        needed: 35,
      }),
    );
  });

  it('is not looked for where the look does not come to the same again', async () => {
    const { changes, unmoved, unsearched } = await atOpening({}, (look, taken, settings) => {
      const forgetful = {
        ...PLAIN_RULE,
        evaluate: () => ({ verdict: 'insufficient-data' as const, missing: 'memory' }),
      };
      return counterfactualsOf(look, taken, settings, [forgetful]);
    });
    expect(changes).toEqual([]);
    expect(unsearched).toEqual(
      Object.keys(PLAIN_RULE.parameters).map((name) => `rules/plain-count/${name}`),
    );
    expect(unmoved).not.toEqual([]);
  });
});

describe('an explanation', () => {
  it('has the numbers of each rule and what it was held against', async () => {
    const { rules, decision } = await explanation();
    expect(decision.kind).toBe('open');
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatchObject({
      ruleId: 'plain-count',
      verdict: 'match',
      nats: 20,
      problem: null,
      evidence: { distinctNumbers: 34, expected: 0, windowSeconds: 3_600 },
    });
    expect(rules[0]?.parameters.map(({ key, inForce }) => [key, inForce])).toEqual([
      ['rules/plain-count/minNumbers', 10],
      ['rules/plain-count/matchNats', 13.8],
      ['rules/plain-count/island', 20],
      ['rules/plain-count/idle', 1],
    ]);
  });

  it('has how it was judged: families, codes, money, and what held back', async () => {
    const { judgements, plans } = await explanation();
    expect(plans).toEqual([]);
    expect(judgements).toHaveLength(1);
    expect(judgements[0]).toMatchObject({
      subject: 'TJ',
      verdict: 'suspicious',
      holdback: 'one-family',
      campaign: 'none',
      numbers: { lastHour: 34, hasSlowMatch: false, areRepeated: false },
      codes: { feed: 'absent', usualRate: null, areUsed: false },
      groups: [],
    });
    expect(judgements[0]?.families.filter(({ isAgreeing }) => isAgreeing)).toEqual([
      { family: 'volume', nats: 20, isAgreeing: true },
    ]);
    expect(judgements[0]?.money.excessUsd).toBeCloseTo(3.4, 2);
  });
});
