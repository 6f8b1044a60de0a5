import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../lib/replay/summary.ts';
import { SAMPLE_LOGS } from '../scenarios/recorded.ts';
import { runHere, runProcess } from './command-line.ts';

const OUT = fileURLToPath(new URL('../../out/sample/', import.meta.url));

describe('the demo, npm start', () => {
  // The whole sample on the embedded DynamoDB, in a process of its own: half a minute on an idle machine.
  it('shows the attack opened, contained and released, and decides on DynamoDB what memory decides, byte for byte', async () => {
    const demo = await runProcess('bin/demo.ts', []);
    expect(demo.stderr).toBe('');
    expect(demo.exitCode).toBe(0);
    expect(demo.stdout).toMatch(/^Three days of a small service, simulated/);
    const kinds = [...demo.stdout.matchAll(/^2026-09-11 \d\d:\d\d UTC {2}([A-Z]+) /gm)].map(
      ([, kind]) => kind,
    );
    expect(kinds.filter((kind) => kind !== 'UPDATE')).toEqual([
      'OPEN',
      'CONTAIN',
      'RELEASE',
      'CLOSE',
    ]);
    expect(demo.stdout).toMatch(/^Report {5}out\/sample\/report\.html$/m);

    const directory = await mkdtemp(join(tmpdir(), 'demo-'));
    try {
      const out = ['--out', directory, '--mode', 'enforce', '--quiet'];
      expect((await runHere(['replay', SAMPLE_LOGS, ...out])).exitCode).toBe(0);
      const decisions = await readFile(join(OUT, 'decisions.ndjson'), 'utf8');
      expect(decisions).toBe(await readFile(join(directory, 'decisions.ndjson'), 'utf8'));
      const summaries = await Promise.all(
        [OUT, directory].map(async (place) => {
          const text = await readFile(join(place, 'summary.json'), 'utf8');
          const { eventsPerSecond: _, ...summary } = JSON.parse(text) as Summary;
          return summary;
        }),
      );
      expect(summaries[0]).toEqual(summaries[1]);
    } finally {
      await rm(directory, { recursive: true });
    }
  }, 400_000);
});
