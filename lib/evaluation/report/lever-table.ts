import { OUR_DETECTOR, type Row } from '../row.ts';
import { groupBy, maximum, median } from '../statistics.ts';
import { markdownTable, NEVER } from './figures.ts';

const seconds = (value: number | null): string =>
  value === null ? NEVER : `${value.toFixed(1)} s`;

/** One line for each size of tenant: how long levers took from their decision until SMS felt them. */
export const leverTable = (rows: readonly Row[]): string => {
  const ours = rows.filter(({ contender }) => contender === OUR_DETECTOR);
  const groups = [...groupBy(ours, ({ tenantClass }) => tenantClass).entries()];
  return markdownTable(
    ['tenant', 'levers moved or renewed', 'median', 'longest'],
    groups.map(([tenantClass, group]) => {
      const all = group.flatMap(({ leverSeconds }) => leverSeconds ?? []);
      return [tenantClass, all.length, seconds(median(all)), seconds(maximum(all))];
    }),
  );
};
