import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/core/evaluate/evaluate.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { round } from '../../lib/core/evaluate/round.ts';
import type { CountryInput, Rule, RuleInput, RuleResult } from '../../lib/core/evaluate/rule.ts';
import type { RuleCase } from '../../lib/core/evaluate/rule-cases.ts';
import { floorTo, HOUR_MS } from '../../lib/core/time.ts';
import { anyRuleInput, withValues } from './rule-inputs.ts';
import { computeLock, LOCK_URL, type RuleLock, unraised } from './rule-lock.ts';

const ROOT = new URL('../../', import.meta.url);
const RULES_URL = new URL('lib/core/evaluate/rules/', ROOT);
const casesOf = async (id: string): Promise<readonly RuleCase[]> =>
  ((await import(new URL(`${id}.cases.ts`, RULES_URL).href)) as { cases: readonly RuleCase[] })
    .cases;
const readable = (result: RuleResult): RuleResult =>
  'nats' in result ? { ...result, nats: round(result.nats, 2) } : result;
const filesEndingIn = (ending: string): string[] =>
  readdirSync(RULES_URL)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
const ids = RULES.map(({ meta }) => meta.id).sort();

describe('the registry', () => {
  it('has every rule file, under the id that is its name', () => {
    expect(ids).toEqual(filesEndingIn('.rule.ts'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has a table of cases for every rule', () => {
    expect(filesEndingIn('.cases.ts')).toEqual(ids);
  });

  it('is not locked anew where logic changed under the same version', () => {
    const before = {
      raised: { version: 1, sha256: 'a' },
      same: { version: 1, sha256: 'a' },
      forgotten: { version: 1, sha256: 'a' },
    };
    const now = {
      raised: { version: 2, sha256: 'b' },
      same: { version: 1, sha256: 'a' },
      forgotten: { version: 1, sha256: 'b' },
      new: { version: 1, sha256: 'b' },
    };
    expect(unraised(before, now)).toEqual(['forgotten']);
  });

  it('is locked: logic and defaults are those that the lock was written for', async () => {
    const locked = JSON.parse(readFileSync(LOCK_URL, 'utf8')) as RuleLock;
    const now = await computeLock(RULES);
    for (const [id, { version, sha256 }] of Object.entries(now))
      expect(
        locked[id],
        `${id}: its logic or its parameters have changed. If its answers may differ from those of the released version, raise meta.version; then run "npm run rules:lock".`,
      ).toEqual({ version, sha256 });
    expect(Object.keys(locked).sort()).toEqual(ids);
  });
});

const rulesWithCases = await Promise.all(
  RULES.map(async (rule) => [rule.meta.id, rule, await casesOf(rule.meta.id)] as const),
);

describe.each(rulesWithCases)('%s', (_, rule, cases) => {
  const { meta, parameters } = rule;
  it('says what it sees, what it mistakes and what it misses', () => {
    expect(meta.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(meta.version).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(meta.version)).toBe(true);
    expect(meta.title.length).toBeGreaterThan(10);
    expect(meta.description.length).toBeGreaterThan(30);
    expect(meta.subjects.length).toBeGreaterThan(0);
    expect(meta.falsePositives.length).toBeGreaterThan(0);
    expect(meta.blindSpots.length).toBeGreaterThan(0);
    for (const text of [...meta.falsePositives, ...meta.blindSpots])
      expect(text.length).toBeGreaterThan(10);
  });

  it('names its technique in ATT&CK', () => {
    expect(meta.attack.length).toBeGreaterThan(0);
    for (const { tactic, technique } of meta.attack) {
      expect(tactic).toMatch(/^TA\d{4}$/);
      expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    }
  });

  it('has a runbook of its name', () => {
    expect(meta.runbook).toBe(`docs/runbooks/${meta.id}.md`);
    expect(existsSync(new URL(meta.runbook, ROOT))).toBe(true);
  });

  it.each(Object.entries(parameters))('can be tuned by %s within bounds', (name, parameter) => {
    expect(name).toMatch(/^[a-z][a-zA-Z]+$/);
    expect(parameter.min).toBeLessThan(parameter.max);
    expect(parameter.default).toBeGreaterThanOrEqual(parameter.min);
    expect(parameter.default).toBeLessThanOrEqual(parameter.max);
    expect(parameter.help).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('has cases for each of the three answers, each with a name of its own', () => {
    expect(new Set(cases.map((row) => row.expect.verdict))).toEqual(
      new Set(['match', 'no-match', 'insufficient-data']),
    );
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('has cases only with parameters that could be set', () => {
    for (const { overrides = {} } of cases)
      for (const [name, value] of Object.entries(overrides)) {
        expect(value).toBeGreaterThanOrEqual(parameters[name]?.min ?? Infinity);
        expect(value).toBeLessThanOrEqual(parameters[name]?.max ?? -Infinity);
      }
  });

  it.each(cases.map((row) => [row.name, row] as const))(
    '%s',
    (_, { input, overrides, expect: wanted }) => {
      expect(readable(rule.evaluate(input, overrides))).toEqual(wanted);
    },
  );

  it('answers whatever was counted and learned, with numbers, and matches only at its threshold', () => {
    fc.assert(
      fc.property(anyRuleInput, withValues(parameters), (input, values) => {
        if (!(meta.subjects as readonly string[]).includes(input.subject.kind)) return;
        expect(findProblems(input, rule.evaluate(input, values), values)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('answers the same when it is asked again, and leaves its input as it was', () => {
    for (const { input, overrides } of cases) {
      const before = copyOf(input);
      expect(rule.evaluate(input, overrides)).toEqual(rule.evaluate(before, overrides));
      expect(input).toEqual(before);
    }
  });

  it('says that it cannot tell about a subject that it does not know', () => {
    const stranger = { ...cases[0]?.input, subject: { kind: 'client' } } as unknown as RuleInput;
    expect(rule.evaluate(stranger).verdict).toBe('insufficient-data');
  });
});

/** A deep copy, but for what was learned of blocks: it has functions, and nothing to write to. */
const copyOf = (input: RuleInput): RuleInput => {
  if (input.subject.kind === 'account') return structuredClone(input);
  const { baseline, ...rest } = input as CountryInput;
  const { blocks, ...learned } = baseline;
  return { ...structuredClone(rest), baseline: { ...structuredClone(learned), blocks } };
};

/** What is wrong with an answer, whatever the rule. */
const findProblems = (
  input: RuleInput,
  result: RuleResult,
  values: Readonly<Record<string, number>>,
): string[] => {
  if (result.verdict === 'insufficient-data')
    return /^[A-Za-z' ]+: .+/.test(result.missing) ? [] : [`says "${result.missing}" is missing`];
  const { verdict, nats, startedAtMs } = result;
  return [
    ...findNonFinite(result),
    ...(nats < 0 ? ['negative evidence'] : []),
    // A rule without such a parameter matches at the same strength as the others do by default.
    ...(verdict === 'match' && nats < (values['matchNats'] ?? 13.8) ? ['matches too early'] : []),
    ...(startedAtMs === null || startsOf(input).includes(startedAtMs)
      ? []
      : ['starts outside what it was shown']),
  ];
};

/** Of every bin, minute and finished hour, and of the hour that runs. */
const startsOf = (input: RuleInput): number[] => {
  const { window } = input;
  return [
    ...window.bins.map(({ startMs }) => startMs),
    ...window.stretches.flat().map(({ startMs }) => startMs),
    ...('past' in input ? input.past.hours.map(({ startMs }) => startMs) : []),
    floorTo(window.atMs, HOUR_MS),
  ];
};

const findNonFinite = (value: unknown): string[] => {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(findNonFinite);
};

const someInput = (await casesOf('destination-surge'))[0]?.input as RuleInput;

describe('running all rules', () => {
  it('makes an error of a rule that throws, beside the findings of the others', () => {
    const broken: Rule = {
      ...(RULES[0] as Rule),
      evaluate: () => {
        throw new Error('no such bin');
      },
    };
    const findings = evaluate(someInput, [broken, ...RULES.slice(1)], () => ({}));
    expect(findings).toHaveLength(RULES.length);
    expect(findings[0]).toEqual({
      ruleId: 'destination-surge',
      ruleVersion: broken.meta.version,
      family: 'volume',
      verdict: 'error',
      message: 'no such bin',
    });
  });

  it('asks each rule that knows the subject, in the order of the registry', () => {
    expect(evaluate(someInput, RULES, () => ({})).map(({ ruleId }) => ruleId)).toEqual(
      RULES.map(({ meta }) => meta.id),
    );
    const account: RuleInput = { ...someInput, subject: { kind: 'account' } };
    expect(evaluate(account, RULES, () => ({})).map(({ ruleId }) => ruleId)).toEqual([
      'spend-burn',
    ]);
  });

  it('leaves out what the owner switched off, and hands over what was tuned', () => {
    const findings = evaluate(someInput, RULES, (ruleId) =>
      ruleId === 'destination-surge' ? { minMessages: 1_000 } : null,
    );
    expect(findings).toMatchObject([{ ruleId: 'destination-surge', verdict: 'no-match' }]);
  });
});
