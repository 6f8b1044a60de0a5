import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision, Reason } from '../../lib/core/decide/decision.ts';
import { RULES } from '../../lib/core/evaluate/registry.ts';
import { isAroundAttack, SAMPLE_LOGS } from '../scenarios/recorded.ts';
import { type Printed, runHere } from './command-line.ts';

let directory = '';
let part = '';

/** The lines of the sample around its attack, without the user pool's. */
const partOfSample = async (): Promise<string> => {
  const lines: string[] = [];
  for (const name of ['sns-delivery-status', 'otp-verifications']) {
    const text = gunzipSync(await readFile(join(SAMPLE_LOGS, `${name}.ndjson.gz`))).toString();
    for (const line of text.split('\n'))
      if (isAroundAttack(Number(/"ingestionTime":(\d+)/.exec(line)?.[1] ?? NaN))) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'explain-cli-'));
  part = join(directory, 'part.ndjson');
  await writeFile(part, await partOfSample());
});
afterAll(() => rm(directory, { recursive: true }));

interface Explained extends Printed {
  readonly decisions: readonly Decision[];
}

const explain = async (...options: readonly string[]): Promise<Explained> => {
  const out = await mkdtemp(join(directory, 'out-'));
  const printed = await runHere([
    'replay',
    part,
    '--out',
    out,
    '--mode',
    'enforce',
    '--quiet',
    ...options,
  ]);
  const log = await readFile(join(out, 'decisions.ndjson'), 'utf8');
  const decisions = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Decision);
  return { ...printed, decisions };
};

/** Text without the breaks of its lines. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

/** What is printed of each decision. */
const sectionsOf = (text: string): readonly string[] =>
  text.split(/\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}[A-Z])/).slice(1);

/** What is printed of one rule. */
const ruleIn = (section: string, ruleId: string): string => {
  const parts = section.split(/\n(?= {4}(?:MATCH|NO-MATCH|INSUFFICIENT-DATA|ERROR) )/);
  const own = parts.filter((text) => text.includes(`  ${ruleId} v`));
  expect(own).toHaveLength(1);
  return flat((own[0] ?? '').split('\n\n')[0] ?? '');
};

const quoted = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** What must be said of a rule's answer. */
const claimsOf = ({ verdict, evidence, tune }: Reason): readonly RegExp[] => {
  const keys = tune.map((key) => new RegExp(`${key}=[\\d.]+`));
  const { missing } = evidence;
  if (verdict === 'insufficient-data')
    return [
      /INSUFFICIENT-DATA/,
      quoted(`missing ${typeof missing === 'string' ? missing : '?'}`),
      ...keys,
    ];
  const numbers = Object.entries(evidence).flatMap(([name, value]) =>
    typeof value === 'number' && !['windowSeconds', 'evidenceNats', 'expected'].includes(name)
      ? [quoted(`${name} ${value.toLocaleString('en-US')}`)]
      : [],
  );
  return [
    quoted(verdict.toUpperCase()),
    ...numbers,
    / expected (?:expectedShare |hourlyBudgetUsd )?[\d.]/,
    / window (?:[\d.,]+ (?:s|min|h|d)|none)/,
    / evidence [\d.]+ nats; (?:matches from [\d.]+|held against)/,
    ...keys,
  ];
};

describe('replay --explain', () => {
  let all: Explained;
  let sections: readonly string[];
  beforeAll(async () => {
    all = await explain('--explain', 'all');
    sections = sectionsOf(all.stdout);
  });

  it('explains every decision', () => {
    expect(all.exitCode).toBe(0);
    expect(all.stderr).toBe('');
    expect(all.decisions.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['open', 'contain', 'release', 'close']),
    );
    expect(sections).toHaveLength(all.decisions.length);
    for (const [
      index,
      { kind, verdict, riskScore, message, evaluatedAt },
    ] of all.decisions.entries()) {
      const section = flat(sections[index] ?? '');
      expect(section).toContain(
        `${evaluatedAt.slice(0, 10)} ${evaluatedAt.slice(11, 19)} UTC ${kind.toUpperCase()} ${verdict}, risk ${riskScore}`,
      );
      expect(section).toContain(flat(message));
    }
  });

  it('names, for every decision, each rule with its verdict, numbers, window, expectation, threshold and keys', () => {
    const unsaid = all.decisions.flatMap(({ reasons }, index) =>
      reasons.flatMap((reason) => {
        const text = ruleIn(sections[index] ?? '', reason.ruleId);
        return claimsOf(reason)
          .filter((claim) => !claim.test(text))
          .map((claim) => `${reason.ruleId} in decision ${index}: ${claim.source}`);
      }),
    );
    expect(unsaid).toEqual([]);
  });

  it('says, for every decision, how it was judged and what another value would have done', () => {
    for (const section of sections) {
      for (const label of ['families', 'numbers', 'codes', 'maturity', 'urgency', 'money', 'prior'])
        expect(section).toMatch(new RegExp(`\n {4}${label} +\\S`));
      expect(section).toContain('Another value, another decision');
      expect(flat(section)).toMatch(
        /no value in its range changes it, of (?:the other )?\d+ param/,
      );
    }
  });

  it('says why this lever and not another where one was planned', () => {
    const index = all.decisions.findIndex(({ kind }) => kind === 'contain');
    const section = flat(sections[index] ?? '');
    for (const key of [
      'responses/block-country/minLossUsd',
      'responses/block-country/protectedShare',
      'responses/block-country/customerValueUsd',
      'responses/block-number-range/maxRanges',
      'responses/block-country/maxActive',
    ])
      expect(section).toContain(`${key})`);
    expect(section).toMatch(/planned block-country TJ/);
    expect(section).toMatch(
      /responses\/block-country\/minLossUsd 2 [\d.]+ pumping, contain: filter/,
    );
  });

  it('gives the reason of every rule that the code has', () => {
    const texts = flat(all.stdout);
    for (const { meta } of RULES.filter(({ meta: { subjects } }) => subjects.includes('country')))
      expect(texts).toContain(flat(meta.description));
  });

  it('changes no decision', async () => {
    const { decisions, stdout } = await explain();
    expect(decisions).toEqual(all.decisions);
    expect(stdout).toBe('');
  });

  it('refuses an incident that there is not, and names those that there are', async () => {
    const [known = ''] = [...new Set(all.decisions.map(({ incidentId }) => incidentId))];
    const { exitCode, stdout, stderr } = await explain(
      '--explain',
      'inc_nobody',
      '--explain',
      known,
    );
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--explain inc_nobody: no such incident');
    expect(stderr).toContain(known);
    expect(sectionsOf(stdout)).toHaveLength(all.decisions.length);
  });
});
