import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runSimulate } from '../../../lib/simulator/run-simulate.ts';

const sample = fileURLToPath(new URL('../../../docs/sample/', import.meta.url));
const logs = join(sample, 'logs');

describe('the bundled sample', () => {
  it('is what its scenario gives, line by line', async () => {
    const out = await mkdtemp(join(tmpdir(), 'sample-'));
    try {
      const summary = await runSimulate({ out, scenario: join(sample, 'scenario.json') });
      const names = await readdir(out);
      expect(names.sort()).toEqual((await readdir(logs)).sort());
      const linesOf = async (directory: string) =>
        Promise.all(names.map(async (name) => gunzipSync(await readFile(join(directory, name)))));
      const [made, kept] = await Promise.all([linesOf(out), linesOf(logs)]);
      const changed = names.filter((_, index) => !made[index]?.equals(kept[index] ?? Buffer.of()));
      expect(changed).toEqual([]);
      expect(summary.smsByLabel['tajikistan-sequential']).toBeGreaterThanOrEqual(1_400);
      expect(summary.cutLines).toBe(1);
    } finally {
      await rm(out, { recursive: true });
    }
  });

  it('is small', async () => {
    let bytes = 0;
    for (const name of await readdir(logs)) bytes += (await stat(join(logs, name))).size;
    expect(bytes).toBeLessThan(600_000);
  });
});
