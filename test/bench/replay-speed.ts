import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSimulate } from '../../lib/simulator/run-simulate.ts';
import type { Summary } from '../../lib/replay/summary.ts';

export interface ReplayLoad {
  readonly name: string;
  readonly tenant: 'small' | 'mid' | 'large';
  readonly messagesPerDay: number;
  readonly days: number;
}

/** Without a limit V8 lets garbage pile up, and the peak says nothing of what is needed. */
const HEAP_LIMIT = '--max-old-space-size=384';

/**
 * Replays simulated logs of all feeds in a process of their own, so that its memory is its own and
 * nothing is warm from the load before.
 */
export const measureReplay = async (
  { name, tenant, messagesPerDay, days }: ReplayLoad,
  directory: string,
  floorEventsPerSecond: number,
): Promise<Record<string, number>> => {
  const logs = join(directory, name.replaceAll(/\W+/g, '-'));
  const out = `${logs}-out`;
  await runSimulate({
    out: logs,
    seed: 7,
    tenant,
    messagesPerDay,
    days,
    attack: ['burst-one-block'],
  });
  const { stderr, status } = spawnSync(
    process.execPath,
    [
      HEAP_LIMIT,
      '--import',
      'tsx',
      new URL('replay-process.ts', import.meta.url).pathname,
      logs,
      out,
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  const { cpuSeconds, maxRssMb } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as {
    readonly cpuSeconds: number;
    readonly maxRssMb: number;
  };
  const { events } = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as Summary;
  const eventsPerSecond = events.read / cpuSeconds;
  return {
    events: events.read,
    'events/s of one core': Math.round(eventsPerSecond),
    'time ratio to floor': Number((floorEventsPerSecond / eventsPerSecond).toFixed(1)),
    'peak memory MB': Math.round(maxRssMb),
  };
};
