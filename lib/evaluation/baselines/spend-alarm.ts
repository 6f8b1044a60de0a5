import type { Baseline } from './baseline.ts';
import { monthOf } from './warm-up-summary.ts';

/** The share of the limit at which the alarm goes off. */
const ALARM_AT = 0.8;
const DAYS_A_MONTH = 30;

/**
 * (a) CloudWatch alarm on month-to-date spend at 80 % of the spend limit, looked at every 300 s
 * (cds-snc/notification-terraform aws/common/cloudwatch_alarms_sms.tf). The limit is a multiple of
 * a normal month. It sees the account only, so it can stop everything or nothing.
 */
export const spendAlarm: Baseline = {
  id: 'spend-alarm',
  title: 'month-to-date spend at 80 % of a limit',
  parameter: {
    name: 'limit in normal months',
    defaultValue: 2,
    candidates: [0.7, 0.8, 0.9, 1.2, 1.5, 2, 3, 5],
  },
  create: (normalMonths, past) => {
    const alarmUsd = ALARM_AT * normalMonths * DAYS_A_MONTH * past.spendUsdPerDay;
    let month = 0;
    let monthToDateUsd = 0;
    return {
      onSms({ sentAtMs, usd, isStopped }) {
        const sentIn = monthOf(sentAtMs);
        if (sentIn > month) {
          month = sentIn;
          monthToDateUsd = past.spendUsdIn(month);
        }
        if (!isStopped && sentIn === month) monthToDateUsd += usd;
      },
      onTick(_, act) {
        if (monthToDateUsd >= alarmUsd) act({ kind: 'all' });
      },
    };
  },
};
