import { ASSUMED, costLines, deliveryLogUsd, PRICES, type Volume } from './cost-model.ts';

const money = (usd: number): string => usd.toFixed(2);
const cells = (values: readonly (string | number)[]): string => `| ${values.join(' | ')} |`;
const names = (smsPerMonth: number): string => smsPerMonth.toLocaleString('en-US');

/** `docs/cost.md`, from the measured write units of each volume. */
export const renderCost = (volumes: readonly Volume[]): string => {
  const lines = costLines(volumes);
  const totals = volumes.map((_, index) =>
    lines.reduce((sum, { usd }) => sum + (usd[index] ?? 0), 0),
  );
  const perMillion = volumes.map(
    ({ smsPerMonth }, index) => ((totals[index] ?? 0) / smsPerMonth) * 1_000_000,
  );
  return `# What it costs

What AWS charges for the detector itself in a month, in US dollars, by the number of SMS. Made by \`npm run docs:cost\` from the synthesised template, the functions' sizes, and write units measured on an embedded DynamoDB. **Nothing of it was read off a bill.**

${cells(['SMS a month', ...volumes.map(({ smsPerMonth }) => names(smsPerMonth))])}
|---|${volumes.map(() => '---:').join('|')}|
${lines.map(({ item, usd }) => cells([item, ...usd.map(money)])).join('\n')}
${cells(['**Together**', ...totals.map((usd) => `**${money(usd)}**`)])}
${cells(['For a million SMS', ...perMillion.map(money)])}
${cells(['SNS delivery logs, if they were off before', ...volumes.map((volume) => money(deliveryLogUsd(volume)))])}

The fixed part is alarms, metrics, dashboard and the minute: a detector costs that much where nothing is sent. A million SMS cost thousands of dollars themselves.

## Measured

Write units (${PRICES.dynamoPerMillionWrites} dollars a million) for one event, by \`npm run bench\`. Each volume takes the figures of traffic that is thinner than its own, and so dearer an event:

| SMS a month | units an SMS | units a verification | countries |
|---:|---:|---:|---:|
${volumes.map((volume) => cells([volume.smsPerMonth, volume.writeUnitsPerSms.toFixed(3), volume.writeUnitsPerVerification.toFixed(3), volume.countries])).join('\n')}

## Assumed

Only a running account can tell these:

| | |
|---|---|
| codes entered for each SMS, each a call of the trigger | ${ASSUMED.verificationsPerSms} |
| CloudWatch Logs hands over a batch | every ${ASSUMED.secondsPerLogBatch} s, ${ASSUMED.maxRecordsPerLogBatch} records at most |
| \`ingest-delivery-status\` lasts | ${ASSUMED.ingestMs} ms and ${ASSUMED.ingestMsPerRecord} ms a record |
| \`cognito-verification\`, \`evaluate\`, \`respond\` last | ${ASSUMED.triggerMs}, ${ASSUMED.evaluateMs} and ${ASSUMED.respondMs} ms |
| read units of one run of \`evaluate\` | ${ASSUMED.readUnitsPerEvaluation} |
| log of one invocation | ${ASSUMED.logBytesPerInvocation} bytes |
| a delivery status as a log event | ${ASSUMED.deliveryRecordBytes} bytes |
| stored for each SMS | ${ASSUMED.storedBytesPerSms} bytes |

The functions run on ARM. Two schedules run every minute; a change of the counters wakes \`evaluate\` every five seconds at most.

## Prices

us-east-1, on demand, without free tiers and discounts. The pages of AWS could not be read when this was written (November 2026); the figures of DynamoDB, Lambda, logs, metrics and the dashboard are as public comparisons quote them, those of alarms, secrets, storage, backups and the scheduler from general knowledge; all are to be checked against [Lambda](https://aws.amazon.com/lambda/pricing/), [DynamoDB](https://aws.amazon.com/dynamodb/pricing/on-demand/), [CloudWatch](https://aws.amazon.com/cloudwatch/pricing/), [Secrets Manager](https://aws.amazon.com/secrets-manager/pricing/) and [EventBridge](https://aws.amazon.com/eventbridge/pricing/). Other regions cost up to a quarter more.

| | USD |
|---|---:|
| Lambda, million requests | ${PRICES.lambdaPerMillionRequests} |
| Lambda on ARM, GB-second | ${PRICES.lambdaArmPerGbSecond} |
| DynamoDB on demand, million write units | ${PRICES.dynamoPerMillionWrites} |
| DynamoDB on demand, million read units | ${PRICES.dynamoPerMillionReads} |
| DynamoDB, GB-month stored, backed up | ${PRICES.dynamoPerGbMonth}, ${PRICES.dynamoBackupPerGbMonth} |
| CloudWatch Logs, GB taken in | ${PRICES.logsPerGb} |
| CloudWatch metric, month | ${PRICES.metricPerMonth} |
| CloudWatch alarm, month and metric | ${PRICES.alarmMetricPerMonth} |
| CloudWatch dashboard, month | ${PRICES.dashboardPerMonth} |
| Secret, month | ${PRICES.secretPerMonth} |
| EventBridge Scheduler, million | ${PRICES.schedulerPerMillion} |

Not in it: AWS's paid filter (\`filter-country\`), the Cognito Plus plan, a KMS key of your own (a dollar a month and its requests), incidents (a few writes each), data out of AWS (none).
`;
};
