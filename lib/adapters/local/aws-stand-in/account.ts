import { MINUTE_MS, SECOND_MS } from '../../../core/time.ts';
import type { StandInEvent } from './event-operations.ts';
import type { StandInLogEvent } from './log-operations.ts';
import type { StandInParameter } from './parameter-operations.ts';
import { ProtectConfigurations } from './protect-configurations.ts';
import type { StandInMessage } from './sns-operations.ts';
import { SpendMeter } from './spend-meter.ts';
import type { StandInLogConfiguration, StandInUserPool } from './user-pool-operations.ts';

export interface StandInAccountOptions {
  readonly clock: { nowMs(): number };
  /** What support has granted: no limit can be set above it. */
  readonly quotaUsd?: number;
  /** The limit that the owner has set. */
  readonly spendLimitUsd?: number;
  /** How long after its write a country rule governs what is sent. AWS says "immediately". */
  readonly ruleDelayMs?: number;
  /** Countries that have no rules: an update that names one is refused as a whole. */
  readonly countriesWithoutRules?: readonly string[];
  /** How long sending goes on after the limit was reached. AWS says "within minutes". */
  readonly cutOffDelayMs?: number;
  /** How long a data point of the spend metric takes to be seen. */
  readonly metricLagMs?: number;
}

/** The state of one made-up AWS account and region, as far as the detector sees it, and what it does to an SMS. */
export class StandInAccount {
  readonly clock: { nowMs(): number };
  readonly quotaUsd: number;
  readonly smsAttributes: Map<string, string>;
  readonly spend: SpendMeter;
  readonly protect: ProtectConfigurations;
  readonly countriesWithoutRules: ReadonlySet<string>;
  /** Parameter Store, by name. */
  readonly parameters = new Map<string, StandInParameter>();
  /** Secrets Manager: texts by name or ARN. */
  readonly secrets = new Map<string, string>();
  /** CloudWatch Logs: log events by group. */
  readonly logGroups = new Map<string, StandInLogEvent[]>();
  /** Log groups whose events do not stay for ever. */
  readonly retentionDays = new Map<string, number>();
  /** Tags of log groups that have any. */
  readonly logGroupTags = new Map<string, Readonly<Record<string, string>>>();
  /** Subscriptions by log group. */
  readonly subscriptionFilters = new Map<
    string,
    { readonly filterName: string; readonly destinationArn: string }[]
  >();
  /** User pools by id, and their exports. */
  readonly userPools = new Map<string, StandInUserPool>();
  readonly logDeliveries = new Map<string, readonly StandInLogConfiguration[]>();
  /** SNS topics that exist, by ARN, and what was published to them. */
  readonly topics = new Set<string>();
  readonly published: StandInMessage[] = [];
  /** Event buses that exist, by name, and what was put on them. */
  readonly buses = new Set(['default']);
  readonly events: StandInEvent[] = [];

  constructor(options: StandInAccountOptions) {
    const { clock, quotaUsd = 1_000, spendLimitUsd = quotaUsd } = options;
    this.clock = clock;
    this.quotaUsd = quotaUsd;
    this.smsAttributes = new Map([['MonthlySpendLimit', String(spendLimitUsd)]]);
    this.spend = new SpendMeter({
      clock,
      limitUsd: spendLimitUsd,
      cutOffDelayMs: options.cutOffDelayMs ?? 2 * MINUTE_MS,
      metricLagMs: options.metricLagMs ?? 5 * MINUTE_MS,
    });
    this.countriesWithoutRules = new Set(options.countriesWithoutRules);
    this.protect = new ProtectConfigurations({
      clock,
      ruleDelayMs: options.ruleDelayMs ?? 5 * SECOND_MS,
    });
  }

  /** Sends one SMS now, and says what became of it. Filter and monitor let everything through, as their models are not known. */
  send(country: string, priceUsd: number): 'sent' | 'protect-blocked' | 'quota-exhausted' {
    if (this.protect.ruleInForce(country) === 'BLOCK') return 'protect-blocked';
    if (this.spend.isCutOff()) return 'quota-exhausted';
    this.spend.charge(priceUsd);
    return 'sent';
  }
}
