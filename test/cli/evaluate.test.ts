import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../lib/evaluation/evaluation.ts';
import { runHere } from './command-line.ts';

const TINY = [
  '--tenants=small',
  '--scenarios=flash',
  '--feeds=no-cognito',
  '--seeds=3',
  '--hold-out-seeds=',
  '--warm-up-days=2',
  '--no-baselines',
  '--workers=1',
];

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evaluate-cli-'));
});
afterAll(() => rm(directory, { recursive: true }));

describe('evaluate', () => {
  it('writes what it measured, prints the beginning, and writes the report again without measuring', async () => {
    const out = join(directory, 'out');
    const first = await runHere(['evaluate', ...TINY, '--out', out]);
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(/^# Evaluation\n/);
    expect(first.stdout).toContain('## What was missed');
    expect(first.stderr).toMatch(/^evaluation 1 of 1: small seed 3/);
    const files = ['evaluation-small.svg', 'evaluation.json', 'evaluation.md'];
    expect((await readdir(out)).toSorted()).toEqual(files);
    const path = join(out, 'evaluation.json');
    const evaluation = JSON.parse(await readFile(path, 'utf8')) as Evaluation;
    expect(evaluation.rows.map(({ name }) => name)).toEqual(['warm-up', 'flash']);

    const docs = join(directory, 'docs', 'page.md');
    const again = ['evaluate', '--from', path, '--docs', docs, '--date', '2026-09-11'];
    const second = await runHere([...again, '--out', join(directory, 'again')]);
    expect(second.exitCode).toBe(0);
    expect(await readFile(docs, 'utf8')).toContain('2026-09-11');
    expect(await readdir(join(directory, 'docs'))).toContain('evaluation-small.svg');
    // Not a second copy of what was not measured.
    expect(await readdir(join(directory, 'again'))).not.toContain('evaluation.json');
  });

  it.each([
    ['an unknown scenario', ['--scenarios', 'brust'], '"brust" is none of'],
    ['no number', ['--control-latency', 'soon'], 'must be a number'],
    ['a file that is not there', ['--from', 'nowhere.json'], 'cannot read "nowhere.json"'],
  ])('refuses %s', async (_, args, message) => {
    const { exitCode, stderr } = await runHere(['evaluate', '--out', directory, ...args]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('puts together what was measured in parts, and refuses what was measured twice', async () => {
    const parts = ['a', 'b'].map((name) => join(directory, name));
    const scenarios = ['--scenarios=quiet', '--scenarios=flash'];
    for (const [index, out] of parts.entries())
      await runHere([
        'evaluate',
        ...TINY,
        `--seeds=${7 + index}`,
        scenarios[index] ?? '',
        '--out',
        out,
      ]);
    const files = parts.map((part) => join(part, 'evaluation.json'));
    const out = join(directory, 'whole');
    const whole = await runHere(['evaluate', '--from', files.join(), '--out', out]);
    expect(whole.exitCode).toBe(0);
    expect(whole.stdout).toContain('Tenants by size, with their seeds: small 7, 8.');
    const twice = await runHere(['evaluate', '--from', [...files, files[0]].join(), '--out', out]);
    expect(twice.exitCode).toBe(2);
    expect(twice.stderr).toContain('measured twice: small, usual, seed 7');
  });

  it('reads a file from before medians had intervals, and gives them theirs', async () => {
    const out = join(directory, 'before');
    await runHere(['evaluate', ...TINY, '--feeds=all', '--scenarios=drip', '--out', out]);
    const path = join(out, 'evaluation.json');
    const evaluation = JSON.parse(await readFile(path, 'utf8')) as Evaluation;
    const told = evaluation.targets.find(({ id }) => id === 'median-leak');
    expect(told?.interval).toMatchObject({ values: 1, coverage: null });
    const targets = evaluation.targets.map(({ id, wanted, verdict, misses }) => {
      return { id, wanted, verdict, measured: 'as it was', misses };
    });
    await writeFile(path, JSON.stringify({ ...evaluation, targets }));
    const again = await runHere(['evaluate', '--from', path, '--out', join(directory, 'after')]);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain(`| ${told?.measured ?? 'nothing'} |`);
    expect(again.stdout).not.toContain('as it was');
  });

  it('refuses a file that is something else', async () => {
    const path = join(directory, 'other.json');
    await writeFile(path, '{}');
    const { exitCode, stderr } = await runHere(['evaluate', '--out', directory, '--from', path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is no evaluation.json');
  });
});
