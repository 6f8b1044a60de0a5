import { describe, expect, it } from 'vitest';
import { BASELINES } from '../../../lib/evaluation/baselines/registry.ts';
import { evaluate } from '../../../lib/evaluation/evaluate.ts';
import { evaluationOptions } from '../../../lib/evaluation/evaluation-options.ts';
import { renderEvaluation } from '../../../lib/evaluation/report/render-evaluation.ts';
import { playPlansIn } from '../../../lib/evaluation/run-plans.ts';
import { SimulatorError } from '../../../lib/simulator/simulator-error.ts';

const OPTIONS = evaluationOptions({
  seeds: '3',
  calibrationSeeds: '4',
  holdOutSeeds: '5',
  tenants: 'small',
  scenarios: 'flash,corporate-onboarding',
  feeds: 'no-cognito',
  warmUpDays: 2,
});

describe('an evaluation', () => {
  it('is the same, byte for byte, whenever it is made', { timeout: 240_000 }, async () => {
    const first = await evaluate(OPTIONS, playPlansIn(1));
    // In threads as well as here.
    const second = await evaluate(OPTIONS, playPlansIn(2));
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(renderEvaluation(second, { date: null })).toEqual(
      renderEvaluation(first, { date: null }),
    );

    const names = new Set(first.rows.map(({ name }) => name));
    expect(names).toEqual(new Set(['warm-up', 'flash', 'corporate-onboarding']));
    expect(new Set(first.rows.map(({ contender }) => contender))).toEqual(
      new Set(['detector', ...BASELINES.map(({ id }) => id)]),
    );
    // Calibration is nobody's result.
    expect(new Set(first.rows.map(({ seed }) => seed))).toEqual(new Set([3, 5]));
    expect(first.tuning.map(({ id }) => id)).toEqual(
      BASELINES.filter(({ id }) => id !== 'none').map(({ id }) => id),
    );
    const undefended = first.rows.filter(
      ({ contender, name }) => contender === 'none' && name === 'flash',
    );
    for (const { outcome, undefendedUsd } of undefended)
      expect(outcome.leakedUsd).toBeCloseTo(undefendedUsd, 6);
    const { markdown, plots } = renderEvaluation(first, { date: '2026-09-11' });
    expect(markdown).toContain('no labelled real data exists');
    expect(markdown.indexOf('## What was missed')).toBeLessThan(markdown.indexOf('## Targets'));
    expect(markdown).toContain(
      'seeds: small 3. Hold-out traffic: small 5. Baselines are calibrated on 4.',
    );
    expect(markdown).toContain('2026-09-11');
    expect(markdown).toMatch(/\| small \| [1-9]\d* \| 30\.0 s \| 30\.0 s \|/);
    expect(plots.map(({ fileName }) => fileName)).toEqual(['evaluation-small.svg']);
    expect(plots[0]?.svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the options of an evaluation', () => {
  it('are small and fixed with --quick, and can be changed', () => {
    expect(evaluationOptions({ quick: true })).toMatchObject({
      tenantClasses: ['small'],
      seeds: [1],
      holdOutSeeds: [],
    });
    expect(evaluationOptions({ quick: true, seeds: '8,9' }).seeds).toEqual([8, 9]);
  });

  it('take ranges of seeds', () => {
    expect(evaluationOptions({ seeds: '1-4,9,3' }).seeds).toEqual([1, 2, 3, 4, 9]);
    expect(() => evaluationOptions({ seeds: '4-1' })).toThrow(/--seeds: "4-1"/);
  });

  it('are everything by default', () => {
    const options = evaluationOptions({});
    expect(options.tenantClasses).toEqual(['small', 'mid', 'large']);
    expect(options.feedSets).toEqual(['all', 'no-cognito', 'sns-only']);
    // 17 attacks, 4 of them on a Friday night too, 14 confounders, quiet, and what is drawn.
    expect(options.cases).toHaveLength(17 + 4 + 14 + 1 + 12 + 8);
  });

  it.each([
    ['a scenario', { scenarios: 'quiet,brust' }, /--scenarios: "brust".*burst-one-block/],
    ['a tenant', { tenants: 'tiny' }, /--tenants: "tiny".*small/],
    ['a feed', { feeds: 'sms' }, /--feeds: "sms".*sns-only/],
    ['a seed', { seeds: '1,x' }, /--seeds: "x"/],
    ['a share', { filterStops: 90 }, /--filter-stops.*90/],
    ['a warm-up', { warmUpDays: 1 }, /--warm-up-days/],
  ])('that cannot be used are refused: %s', (_, args, message) => {
    expect(() => evaluationOptions(args)).toThrow(message);
    expect(() => evaluationOptions(args)).toThrow(SimulatorError);
  });
});
