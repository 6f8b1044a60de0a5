import '../contract/counter-store/quiet-sdk.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CountryRules } from '../../lib/adapters/aws/levers/country-rules.ts';
import {
  createLeverClients,
  type LeverClients,
} from '../../lib/adapters/aws/levers/lever-clients.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import { readRecord } from '../../lib/operate/allowlist-record.ts';
import { applyAllowlist } from '../../lib/operate/apply-allowlist.ts';
import { immediateRetries } from '../contract/levers/immediate-retries.ts';
import { minutes } from '../unit/decide/fixtures.ts';
import { TestClock } from '../unit/respond/fixtures.ts';

const UPDATE = 'UpdateProtectConfigurationCountryRuleSet';

let clock: TestClock;
let standIn: AwsStandIn;
let clients: LeverClients;
let directory = '';
beforeEach(async () => {
  clock = new TestClock();
  standIn = await startAwsStandIn({
    clock,
    countriesWithoutRules: ['XK'],
    rates: { [UPDATE]: { burst: 3, perSecond: 1 } },
  });
  clients = createLeverClients({
    endpoint: standIn.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    retryStrategy: immediateRetries(4),
  });
  directory = await mkdtemp(join(tmpdir(), 'allowlist-throttled-'));
});
afterEach(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await standIn.close();
  await rm(directory, { recursive: true });
});

const apply = async (allowed: readonly string[], name: string) => {
  const rules = new CountryRules({ client: clients.protect, clock });
  const record = join(directory, name);
  const place = { rules, region: 'us-east-1', held: null, record, atMs: clock.nowMs() };
  const { countries } = await applyAllowlist(allowed, place);
  const of = (outcome: string) => countries.filter((each) => each.outcome === outcome);
  return { done: of('done'), failed: of('failed'), record: await readRecord(record) };
};

it('throttled in the middle it stops, records of each country what came of it, and the next run does the rest', async () => {
  // Refused as a whole, the first half taken, the second refused: then no call is left.
  const first = await apply(['DE'], 'first.json');
  expect(first.done.length).toBeGreaterThan(100);
  expect(first.failed.length).toBeGreaterThan(100);
  for (const { problem } of first.failed) expect(problem).toContain('AWS throttles this account');
  expect(standIn.requests.filter(({ operation }) => operation === UPDATE)).toHaveLength(3 + 4);
  const recorded = first.record.changes.filter(({ outcome }) => outcome === 'done');
  expect(recorded.map(({ country }) => country)).toEqual(first.done.map(({ country }) => country));

  clock.set(clock.nowMs() + minutes(1));
  const second = await apply(['DE', 'XK'], 'second.json');
  expect(second.failed).toEqual([]);
  expect(second.done.map(({ country }) => country)).toEqual(
    first.failed.map(({ country }) => country).filter((country) => country !== 'XK'),
  );
});
