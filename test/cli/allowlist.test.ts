import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../lib/core/time.ts';
import type { AllowlistSuggestion } from '../../lib/operate/suggest-allowlist.ts';
import { identitiesIn, identitiesOfSample } from '../scenarios/identities.ts';
import { SAMPLE_LOGS } from '../scenarios/recorded.ts';
import { runHere } from './command-line.ts';
import { goodLines, logEvent, snsMessage, START_MS } from './records.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'allowlist-'));
});
afterAll(() => rm(directory, { recursive: true }));

const place = async (name: string, lines: readonly string[]): Promise<string> => {
  const path = join(directory, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
};
const suggest = (...args: readonly string[]) => runHere(['allowlist', 'suggest', ...args]);
const suggestion = async (...args: readonly string[]): Promise<AllowlistSuggestion> => {
  const { stdout } = await suggest(...args, '--json');
  return JSON.parse(stdout) as AllowlistSuggestion;
};
const used = (index: number, day: number, destination = '+447700900123'): string => {
  const timestamp = START_MS + day * DAY_MS + index * 1_000;
  const message = {
    type: 'otp-verification',
    version: 1,
    timestamp: new Date(timestamp).toISOString(),
    destination,
    outcome: 'verified',
  };
  return logEvent(index, message, { timestamp, ingestionTime: timestamp });
};

describe('allowlist suggest', () => {
  it('of the sample allows where customers are, and would have blocked the attack', async () => {
    const { stdout, exitCode } = await suggest(SAMPLE_LOGS);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Allow 16 countries \(at least 5 codes used, on at least 2 days, /);
    expect(stdout).toContain('\nDE,AT,FR,GB,CH,NL,PL,ES,IT,RO,TR,SE,IN,US,UA,CZ\n');
    expect(stdout).toMatch(
      /Would have been blocked\n.*\nTajikistan \(TJ\) +1,400 +\$304\.76 +0 +0/,
    );
    expect(stdout).toContain('15 of 899 used codes (1.7%) went to blocked countries');
  });

  it('is what docs/operate.md shows', async () => {
    const page = await readFile(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    const [, shown] = /^```text allowlist\n([\s\S]*?)^```$/m.exec(page) ?? [];
    expect(shown).toBe((await suggest(SAMPLE_LOGS)).stdout);
  });

  it('names no number, address or user', async () => {
    for (const option of [[], ['--json']]) {
      const { stdout, stderr } = await suggest(SAMPLE_LOGS, ...option);
      expect(identitiesIn(stdout + stderr, identitiesOfSample())).toEqual([]);
    }
  });

  it('counts a message once, whatever its receipts and parts, and each used code', async () => {
    const lines = [
      ...goodLines(0, 3).trim().split('\n'),
      logEvent(1, snsMessage(1, { delivery: { dwellTimeMs: 900 } }), { id: 'again' }),
      logEvent(4, snsMessage(4, { delivery: { priceInUSD: null } })),
      ...[1, 2, 3].map((index) => used(index, 0)),
      used(4, 1),
    ];
    const [path] = [await place('receipts.ndjson', lines)];
    expect((await suggestion(path, '--min-codes', '4')).allowed).toEqual([
      {
        country: 'GB',
        messages: 4,
        spendUsd: 0.117,
        unpricedMessages: 1,
        usedCodes: 4,
        daysWithUsedCodes: 2,
      },
    ]);
    for (const stricter of [
      ['--min-codes', '5'],
      ['--min-codes', '1', '--min-days', '3'],
    ])
      expect((await suggestion(path, ...stricter)).allowed).toEqual([]);
  });

  it('without a used code proposes nothing: exit code 2 and what is missing', async () => {
    const path = await place('no-codes.ndjson', [logEvent(1)]);
    const { exitCode, stdout, stderr } = await suggest(path);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain('without verifications a customer looks like a bot');
  });

  it('tells of records that it could not read, beside the proposal', async () => {
    const path = await place('broken.ndjson', [used(1, 0), used(2, 1), 'not a record']);
    const { exitCode, stderr } = await suggest(path, '--min-codes', '2');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('1 record could not be read');
  });

  it('of a path that does not exist: exit code 2 and its name', async () => {
    const { exitCode, stderr } = await suggest(join(directory, 'missing'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('missing');
  });
});
