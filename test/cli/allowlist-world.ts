import '../contract/counter-store/quiet-sdk.ts';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StandInAccountOptions } from '../../lib/adapters/local/aws-stand-in/account.ts';
import {
  type AwsStandIn,
  startAwsStandIn,
} from '../../lib/adapters/local/aws-stand-in/start-aws-stand-in.ts';
import type { CountryRule } from '../../lib/core/respond/levers.ts';
import type { AllowlistRecord } from '../../lib/operate/allowlist-record.ts';
import { type Printed, runHere } from './command-line.ts';

const ENDPOINT = 'AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2';
const UPDATE = 'UpdateProtectConfigurationCountryRuleSet';
export const NOW_MS = Date.UTC(2026, 8, 11, 5, 3);

export interface AllowlistWorld {
  readonly standIn: AwsStandIn;
  readonly directory: string;
  /** Changes the rules as an operator does, in the account default. */
  set(rules: Readonly<Record<string, CountryRule>>): void;
  /** Every rule that is not `ALLOW`. */
  inForce(): Readonly<Record<string, CountryRule>>;
  writes(): number;
  apply(...args: readonly string[]): Promise<Printed>;
  undo(...args: readonly string[]): Promise<Printed>;
  record(name: string): Promise<AllowlistRecord>;
  path(name: string): string;
  close(): Promise<void>;
}

/** An account on loopback, the command line with the real SDK client in front of it, and a folder for records. */
export const openAllowlistWorld = async (
  options: Partial<StandInAccountOptions> = {},
): Promise<AllowlistWorld> => {
  const before = { ...process.env };
  const clock = { nowMs: () => NOW_MS };
  const standIn = await startAwsStandIn({
    clock,
    // The clock stands still, so nothing would flow back into the bucket.
    rates: { [UPDATE]: { burst: 1_000, perSecond: 1 } },
    ...options,
  });
  const directory = await mkdtemp(join(tmpdir(), 'allowlist-apply-'));
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    [ENDPOINT]: standIn.endpoint,
  });
  const { protect } = standIn.account;
  const id = protect.create(null, false).id;
  protect.accountDefaultId = id;
  const run = (verb: string, args: readonly string[]): Promise<Printed> =>
    runHere(['allowlist', verb, '--region', 'us-east-1', ...args], clock);
  return {
    standIn,
    directory,
    set: (rules) => {
      for (const [country, rule] of Object.entries(rules))
        protect.setRule(id, 'SMS', country, rule);
    },
    inForce: () => {
      const configuration = protect.all.get(protect.accountDefaultId ?? '');
      const rules = configuration === undefined ? [] : [...protect.rulesOf(configuration, 'SMS')];
      return Object.fromEntries(rules.filter(([, rule]) => rule !== 'ALLOW'));
    },
    writes: () => standIn.requests.filter(({ operation }) => operation === UPDATE).length,
    apply: (...args) => run('apply', args),
    undo: (...args) => run('undo', args),
    record: async (name) =>
      JSON.parse(await readFile(join(directory, name), 'utf8')) as AllowlistRecord,
    path: (name) => join(directory, name),
    close: async () => {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', ENDPOINT])
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      await standIn.close();
      await rm(directory, { recursive: true });
    },
  };
};
