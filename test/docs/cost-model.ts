import { METRICS } from '../../lib/core/notify/metric-names.ts';
import { FUNCTIONS } from '../../lib/infra/functions.ts';
import { synthesise } from '../infra/synth.ts';

/** US dollars in us-east-1, without free tiers. Their source and date: docs/cost.md. */
export const PRICES = {
  lambdaPerMillionRequests: 0.2,
  lambdaArmPerGbSecond: 0.0000133334,
  dynamoPerMillionWrites: 0.625,
  dynamoPerMillionReads: 0.125,
  dynamoPerGbMonth: 0.25,
  dynamoBackupPerGbMonth: 0.2,
  logsPerGb: 0.5,
  metricPerMonth: 0.3,
  alarmMetricPerMonth: 0.1,
  dashboardPerMonth: 3,
  secretPerMonth: 0.4,
  schedulerPerMillion: 1,
} as const;

/** What is assumed, because only a running account can tell. */
export const ASSUMED = {
  verificationsPerSms: 0.8,
  secondsPerLogBatch: 5,
  maxRecordsPerLogBatch: 500,
  ingestMs: 120,
  ingestMsPerRecord: 0.05,
  triggerMs: 40,
  evaluateMs: 300,
  respondMs: 100,
  readUnitsPerEvaluation: 50,
  logBytesPerInvocation: 1_200,
  deliveryRecordBytes: 474,
  storedBytesPerSms: 40,
} as const;

/** A month's SMS, and the measured traffic that stands for it. */
export interface Volume {
  readonly smsPerMonth: number;
  readonly countries: number;
  readonly writeUnitsPerSms: number;
  readonly writeUnitsPerVerification: number;
}

export interface CostLine {
  readonly item: string;
  /** One for each volume. */
  readonly usd: readonly number[];
}

const SECONDS_PER_MONTH = 30 * 86_400;
const MINUTES_PER_MONTH = SECONDS_PER_MONTH / 60;
const MILLION = 1_000_000;
const GB = 1_000_000_000;

/** What the synthesised template holds that costs by the month. */
const countResources = () => {
  const template = synthesise({ userPoolIds: ['eu-central-1_Ab1Cd2Ef3'] });
  const ofType = (type: string) => template.ofType(type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties = {} }) => {
    const metrics = Properties['Metrics'] as
      | readonly { readonly MetricStat?: unknown }[]
      | undefined;
    return sum + (metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1);
  }, 0);
  return {
    alarmMetrics,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    secrets: ofType('AWS::SecretsManager::Secret').length,
    schedules: ofType('AWS::Scheduler::Schedule').length,
  };
};

export type Resources = ReturnType<typeof countResources>;

const BY_COUNTRY = Object.values(METRICS).filter(({ byCountry }) => byCountry).length;

/** Invocations of a month, and what they last. */
const invocationsOf = ({ smsPerMonth }: Volume) => {
  const everyBatch = SECONDS_PER_MONTH / ASSUMED.secondsPerLogBatch;
  const batches = Math.max(
    Math.min(smsPerMonth, everyBatch),
    smsPerMonth / ASSUMED.maxRecordsPerLogBatch,
  );
  const wakes = Math.min(smsPerMonth, everyBatch);
  return {
    'ingest-delivery-status': {
      count: batches,
      ms: batches * ASSUMED.ingestMs + smsPerMonth * ASSUMED.ingestMsPerRecord,
    },
    'cognito-verification': {
      count: smsPerMonth * ASSUMED.verificationsPerSms,
      ms: smsPerMonth * ASSUMED.verificationsPerSms * ASSUMED.triggerMs,
    },
    evaluate: {
      count: MINUTES_PER_MONTH + wakes,
      ms: (MINUTES_PER_MONTH + wakes) * ASSUMED.evaluateMs,
    },
    respond: { count: MINUTES_PER_MONTH, ms: MINUTES_PER_MONTH * ASSUMED.respondMs },
  } as const;
};

/** Every line of a month's bill, by volume. */
export const costLines = (volumes: readonly Volume[]): readonly CostLine[] => {
  const resources = countResources();
  const line = (item: string, usdOf: (volume: Volume) => number): CostLine => ({
    item,
    usd: volumes.map(usdOf),
  });
  const functions = (
    ['ingest-delivery-status', 'cognito-verification', 'evaluate', 'respond'] as const
  ).map((name) =>
    line(`Lambda \`${name}\``, (volume) => {
      const { count, ms } = invocationsOf(volume)[name];
      const gbSeconds = (ms / 1_000) * (FUNCTIONS[name].memoryMb / 1_024);
      return (
        (count / MILLION) * PRICES.lambdaPerMillionRequests +
        gbSeconds * PRICES.lambdaArmPerGbSecond
      );
    }),
  );
  return [
    ...functions,
    line(
      'DynamoDB writes: SMS',
      ({ smsPerMonth, writeUnitsPerSms }) =>
        ((smsPerMonth * writeUnitsPerSms) / MILLION) * PRICES.dynamoPerMillionWrites,
    ),
    line(
      'DynamoDB writes: verifications',
      ({ smsPerMonth, writeUnitsPerVerification }) =>
        ((smsPerMonth * ASSUMED.verificationsPerSms * writeUnitsPerVerification) / MILLION) *
        PRICES.dynamoPerMillionWrites,
    ),
    line(
      'DynamoDB reads',
      (volume) =>
        ((invocationsOf(volume).evaluate.count * ASSUMED.readUnitsPerEvaluation) / MILLION) *
        PRICES.dynamoPerMillionReads,
    ),
    line(
      'DynamoDB storage and backups',
      ({ smsPerMonth }) =>
        ((smsPerMonth * ASSUMED.storedBytesPerSms) / GB) *
        (PRICES.dynamoPerGbMonth + PRICES.dynamoBackupPerGbMonth),
    ),
    line("Functions' own logs", (volume) => {
      const count = Object.values(invocationsOf(volume)).reduce((sum, each) => sum + each.count, 0);
      return ((count * ASSUMED.logBytesPerInvocation) / GB) * PRICES.logsPerGb;
    }),
    line(
      'CloudWatch metrics',
      ({ countries }) =>
        (Object.keys(METRICS).length + BY_COUNTRY * countries) * PRICES.metricPerMonth,
    ),
    line(
      `${resources.alarmMetrics} metrics in alarms`,
      () => resources.alarmMetrics * PRICES.alarmMetricPerMonth,
    ),
    line('Dashboard', () => resources.dashboards * PRICES.dashboardPerMonth),
    line('Secret', () => resources.secrets * PRICES.secretPerMonth),
    line(
      'Schedules',
      () => ((resources.schedules * MINUTES_PER_MONTH) / MILLION) * PRICES.schedulerPerMillion,
    ),
  ];
};

/** What SNS's delivery logs themselves cost, which whoever logs already pays already. */
export const deliveryLogUsd = ({ smsPerMonth }: Volume): number =>
  ((smsPerMonth * ASSUMED.deliveryRecordBytes) / GB) * PRICES.logsPerGb;
