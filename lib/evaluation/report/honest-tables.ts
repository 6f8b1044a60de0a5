import { falseAlertRate, falseContainmentRate, type Rate } from '../exposure.ts';
import { OUR_DETECTOR, type Row } from '../row.ts';
import { groupBy, maximum, sumOf } from '../statistics.ts';
import { count, markdownTable, NEVER, percent } from './figures.ts';

/** One line for each honest event and size of tenant, the most wrong first. */
export const benignTable = (rows: readonly Row[]): string => {
  const ours = rows.filter(
    ({ contender, kind, feeds }) =>
      contender === OUR_DETECTOR && kind === 'benign' && feeds === 'all',
  );
  const groups = [...groupBy(ours, ({ name, tenantClass }) => `${tenantClass} ${name}`).values()];
  const wrong = (group: readonly Row[]): number =>
    sumOf(group, ({ outcome }) => 1_000 * outcome.falseContainments + outcome.falseAlerts);
  return markdownTable(
    ['event', 'tenant', 'seeds', 'alerts (most in one)', 'wrong blocks', 'honest SMS stopped'],
    groups
      .sort((a, b) => wrong(b) - wrong(a))
      .map((group) => [
        `\`${group[0]?.name ?? ''}\``,
        group[0]?.tenantClass ?? '',
        group.length,
        `${sumOf(group, ({ outcome }) => outcome.falseAlerts)} (${count(maximum(group.map(({ outcome }) => outcome.falseAlerts)))})`,
        sumOf(group, ({ outcome }) => outcome.falseContainments),
        stoppedShare(group),
      ]),
  );
};

/** Quiet traffic, the days of learning included: how often, and how often at most. */
export const quietTable = (rows: readonly Row[]): string => {
  const ours = rows.filter(({ contender, kind }) => contender === OUR_DETECTOR && kind === 'quiet');
  const groups = groupBy(ours, ({ tenantClass, feeds }) => `${tenantClass} ${feeds}`);
  return markdownTable(
    [
      'tenant',
      'feeds',
      'tenant-months',
      'alerts a month (95 % bound)',
      'wrong blocks a month (95 % bound)',
      'honest SMS stopped',
    ],
    [...groups.values()].map((group) => [
      group[0]?.tenantClass ?? '',
      group[0]?.feeds ?? '',
      falseAlertRate(group).tenantMonths.toFixed(1),
      rateCell(falseAlertRate(group)),
      rateCell(falseContainmentRate(group)),
      stoppedShare(group),
    ]),
  );
};

const rateCell = ({ perTenantMonth, upperBound }: Rate): string =>
  perTenantMonth === null || upperBound === null
    ? NEVER
    : `${perTenantMonth.toFixed(2)} (${upperBound.toFixed(2)})`;

export const stoppedShare = (rows: readonly Row[]): string => {
  const stopped = sumOf(rows, ({ outcome }) => outcome.legitStopped);
  const sent = sumOf(rows, ({ outcome }) => outcome.legitSms);
  return `${stopped} of ${sent} (${percent(sent === 0 ? null : stopped / sent, 3)})`;
};
