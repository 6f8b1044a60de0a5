import type { Row } from './row.ts';

const figure = (value: number | null, digits = 1): string =>
  value === null ? '-' : value.toFixed(digits);

export const TABLE_HEADER =
  '| tenant | seed | scenario | feeds | attack USD | leaked | alert, min | contain, min | release, min | flaps | false alerts | false blocks | legit stopped |\n' +
  '|---|---|---|---|---|---|---|---|---|---|---|---|---|';

/** One line of Markdown. */
export const tableLine = (row: Row): string => {
  const { outcome } = row;
  const cells = [
    row.tenantClass,
    row.seed,
    row.name,
    row.feeds,
    outcome.attackSms === 0 ? '-' : outcome.attackUsd.toFixed(0),
    outcome.attackSms === 0 ? '-' : `${figure((100 * outcome.leakedUsd) / row.undefendedUsd)} %`,
    figure(outcome.minutesToAlert),
    figure(outcome.minutesToContain),
    figure(outcome.minutesToRelease, 0),
    outcome.flaps,
    outcome.falseAlerts,
    outcome.falseContainments,
    `${outcome.legitStopped} of ${outcome.legitSms}`,
  ];
  return `| ${cells.join(' | ')} |`;
};
