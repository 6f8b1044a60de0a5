/** CloudWatch namespace of every metric that the detector writes. */
export const METRIC_NAMESPACE = 'SmsPumpingDetector';

/**
 * Dimensions. `Instance` is on every metric, so that two detectors in one account stay apart.
 * `Country` is added, beside the metric without it, where the table below says so: the number of
 * countries is bounded, the number of ranges and users is not.
 */
export const METRIC_DIMENSIONS = { instance: 'Instance', country: 'Country' } as const;

/** What a metric counts, in CloudWatch's units, and what reads it. */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'Count' | 'None' | 'Percent';
  /** Also written once more for each country. */
  readonly byCountry: boolean;
  /** How data points of one period are joined. */
  readonly statistic: 'Sum' | 'Minimum' | 'Maximum' | 'Average';
  /** What one data point says. */
  readonly help: string;
}

/** Every metric: the functions write these, alarms and dashboard read them, and nothing else exists. */
export const METRICS = {
  ingestedEvents: {
    name: 'IngestedEvents',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Records of a batch that were read and counted.',
  },
  rejectedRecords: {
    name: 'RejectedRecords',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Records of a batch that could not be read. The log says why.',
  },
  verificationsLost: {
    name: 'VerificationsLost',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Codes that were entered and that the Cognito trigger could not count.',
  },
  verificationFeedSilent: {
    name: 'VerificationFeedSilent',
    unit: 'Count',
    byCountry: false,
    statistic: 'Maximum',
    help: '1 while no verification arrives for any destination, though some should; 0 while they do; nothing while nobody can tell.',
  },
  notAssessed: {
    name: 'NotAssessed',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Subjects that could not be judged, because a store or a feed failed.',
  },
  unlearned: {
    name: 'Unlearned',
    unit: 'Count',
    byCountry: false,
    statistic: 'Maximum',
    help: '1 while the last hour cannot be learned from, and what was normal before it serves; 0 when it was.',
  },
  ruleErrors: {
    name: 'RuleErrors',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Rules that threw instead of answering.',
  },
  evaluateHeartbeat: {
    name: 'EvaluateHeartbeat',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'One for each run of evaluate that ended well.',
  },
  respondHeartbeat: {
    name: 'RespondHeartbeat',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'One for each run of respond that ended well.',
  },
  settingsInvalid: {
    name: 'SettingsInvalid',
    unit: 'Count',
    byCountry: false,
    statistic: 'Maximum',
    help: 'Settings that cannot be used; the last good values are in force. 0 when all are good.',
  },
  openIncidents: {
    name: 'OpenIncidents',
    unit: 'Count',
    byCountry: false,
    statistic: 'Maximum',
    help: 'Incidents that are not closed.',
  },
  pumpingIncidents: {
    name: 'PumpingIncidents',
    unit: 'Count',
    byCountry: false,
    statistic: 'Maximum',
    help: 'Open incidents whose verdict is pumping.',
  },
  actionsApplied: {
    name: 'ActionsApplied',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Levers that were moved.',
  },
  actionsFailed: {
    name: 'ActionsFailed',
    unit: 'Count',
    byCountry: false,
    statistic: 'Sum',
    help: 'Levers that should have been moved and were not.',
  },
  untold: {
    name: 'Untold',
    unit: 'Count',
    byCountry: false,
    statistic: 'Maximum',
    help: 'Decisions that nobody could be told about yet.',
  },
  riskScore: {
    name: 'RiskScore',
    unit: 'None',
    byCountry: true,
    statistic: 'Maximum',
    help: 'Risk score, 0 to 100.',
  },
  smsSent: {
    name: 'SmsSent',
    unit: 'Count',
    byCountry: true,
    statistic: 'Sum',
    help: 'SMS that were sent.',
  },
  smsSpendUsd: {
    name: 'SmsSpendUsd',
    unit: 'None',
    byCountry: true,
    statistic: 'Sum',
    help: 'Price of the SMS that were sent, in US dollars. SMS without a price are not in it.',
  },
  spendLimitUsd: {
    name: 'SpendLimitUsd',
    unit: 'None',
    byCountry: false,
    statistic: 'Minimum',
    help: 'What the account may spend on SMS in a month, in US dollars. Nothing is told where it cannot be read, or the deployment has a budget of its own.',
  },
  conversionRate: {
    name: 'ConversionRate',
    unit: 'Percent',
    byCountry: true,
    statistic: 'Average',
    help: 'Share of matured codes that were used, 0 to 100.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricId = keyof typeof METRICS;
