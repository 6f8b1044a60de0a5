import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureColdStarts } from './cold-start.ts';
import { measureEvaluation } from './evaluation-cost.ts';
import { measureIngestFloor } from './ingest-floor.ts';
import { measureReplay, type ReplayLoad } from './replay-speed.ts';
import { measureWriteUnits } from './write-units.ts';

/**
 * Measures what the detector costs, always as a ratio to something measured in the same run:
 * absolute times depend on the machine. `--quick` measures less; `--days N` sets how long
 * the large service's logs are (60,000 SMS a day; 15 days are about 1 GB of logs).
 */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, days: { type: 'string', default: '4' } },
});

const heading = (text: string): void => {
  process.stdout.write(`\n${text}\n`);
};

heading(
  'Ingest alone, batches of 1,000, against base64 + gunzip + JSON.parse of envelope and messages',
);
const ingest = measureIngestFloor(values.quick ? 30 : 200);
console.table({
  floor: { 'events/s': Math.round(ingest.floorEventsPerSecond), 'time ratio': 1 },
  ingest: {
    'events/s': Math.round(ingest.ingestEventsPerSecond),
    'time ratio': Number(ingest.timeRatio.toFixed(2)),
  },
});

heading('Whole replay, memory store, one process');
const days = Number(values.days);
const loads: readonly ReplayLoad[] = values.quick
  ? [{ name: 'mid, 5,000 SMS a day', tenant: 'mid', messagesPerDay: 5_000, days: 2 }]
  : [
      { name: 'small, 350 SMS a day', tenant: 'small', messagesPerDay: 350, days: 30 },
      { name: 'mid, 5,000 SMS a day', tenant: 'mid', messagesPerDay: 5_000, days: 14 },
      { name: 'large, half', tenant: 'large', messagesPerDay: 60_000, days: days / 2 },
      { name: 'large, 60,000 SMS a day', tenant: 'large', messagesPerDay: 60_000, days },
    ];
const directory = await mkdtemp(join(tmpdir(), 'sms-pumping-bench-'));
try {
  const rows: Record<string, unknown> = {};
  for (const load of loads)
    rows[load.name] = await measureReplay(load, directory, ingest.floorEventsPerSecond);
  console.table(rows);
} finally {
  await rm(directory, { recursive: true });
}

heading(
  'Judging beside counting, memory store: a tenant after a week of learning, as it is and attacked',
);
const judged: Record<string, unknown> = {};
for (const tenantClass of values.quick ? (['small'] as const) : (['small', 'mid'] as const))
  for (const name of ['quiet', 'burst-one-block', 'spray']) {
    const tenant = { tenantClass, seed: 7, warmUpDays: 7, isHoldOut: false };
    judged[`${tenantClass}, ${name}`] = await measureEvaluation(tenant, name);
  }
console.table(judged);

heading('DynamoDB write units an event');
console.table(await measureWriteUnits(values.quick ? 300 : undefined));

heading(
  'Functions: bundle size and import time, against importing one unbundled client of the SDK',
);
console.table(await measureColdStarts(values.quick ? 3 : 9));
