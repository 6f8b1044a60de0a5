import { CASE_NAMES } from '../evaluation/case.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { FEED_SETS, type FeedSet } from '../evaluation/feeds.ts';
import { TABLE_HEADER, tableLine } from '../evaluation/text-table.ts';
import { TENANT_CLASSES, type TenantClass } from '../simulator/tenant-models.ts';

export interface EvaluateArguments {
  readonly seeds?: string;
  readonly tenants?: string;
  readonly scenarios?: string;
  readonly feeds?: string;
  readonly controlLatency?: number;
  readonly filterStops?: number;
}

const list = (text: string | undefined, fallback: readonly string[]): readonly string[] =>
  text === undefined ? fallback : text.split(',');

export const runEvaluate = async (args: EvaluateArguments): Promise<void> => {
  process.stdout.write(`${TABLE_HEADER}\n`);
  for await (const row of evaluate({
    seeds: list(args.seeds, ['1']).map(Number),
    tenantClasses: list(args.tenants, TENANT_CLASSES) as readonly TenantClass[],
    cases: list(args.scenarios, CASE_NAMES),
    feedSets: list(args.feeds, FEED_SETS) as readonly FeedSet[],
    controlLatencySeconds: args.controlLatency ?? 30,
    filterStops: args.filterStops ?? 0.9,
  }))
    process.stdout.write(`${tableLine(row)}\n`);
};
