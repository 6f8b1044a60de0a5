import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig, readConfig } from '../../lib/infra/read-config.ts';

it('texts of the command line become what the options are', () => {
  expect(
    parseConfig({
      userPoolIds: 'eu-central-1_A,eu-central-1_B',
      manageSmsLogging: 'false',
      monthlyBudgetUsd: '500',
    }),
  ).toEqual({
    userPoolIds: ['eu-central-1_A', 'eu-central-1_B'],
    manageSmsLogging: false,
    monthlyBudgetUsd: 500,
  });
});

it('every mistake is named, with what would be right', () => {
  expect(() =>
    parseConfig({ acount: '1', region: 'Frankfurt', mode: 'on', monthlyBudgetUsd: 'much' }),
  ).toThrow(
    /acount is no option: .*region must be a region such as eu-central-1; mode must be monitor or enforce; monthlyBudgetUsd must be a number of US dollars/,
  );
});

it('the command line goes before the file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'detector-'));
  const file = join(folder, 'detector.json');
  writeFileSync(file, JSON.stringify({ mode: 'enforce', instance: 'shop' }));
  const context: Readonly<Record<string, unknown>> = { config: file, mode: 'monitor' };
  expect(readConfig((key) => context[key])).toEqual({ mode: 'monitor', instance: 'shop' });
  rmSync(folder, { recursive: true });
});

it('a file with an unknown key is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'detector-'));
  const file = join(folder, 'detector.json');
  writeFileSync(file, JSON.stringify({ modes: 'enforce' }));
  expect(() => readConfig((key) => (key === 'config' ? file : undefined))).toThrow(
    'modes is no option',
  );
  rmSync(folder, { recursive: true });
});
