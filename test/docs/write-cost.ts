import { writeFileSync } from 'node:fs';
import { measureWriteUnits } from '../bench/write-units.ts';
import { renderCost } from './render-cost.ts';

const rows = await measureWriteUnits();
const unitsOf = (traffic: string): number => {
  const row = rows.find((each) => each.traffic.startsWith(traffic));
  if (row === undefined) throw new Error(`the bench measures no ${traffic}`);
  // As the page prints it, so that it can be computed from the page again.
  return Number(row.unitsPerEvent.toFixed(3));
};
/** The trigger counts one code at a time, however many come. */
const QUIET_VERIFICATIONS = unitsOf('quiet, 300 verifications');

writeFileSync(
  new URL('../../docs/cost.md', import.meta.url),
  renderCost([
    {
      smsPerMonth: 10_000,
      countries: 7,
      writeUnitsPerSms: unitsOf('quiet, 300 SMS a day, one a batch, processes live'),
      writeUnitsPerVerification: QUIET_VERIFICATIONS,
    },
    {
      smsPerMonth: 1_000_000,
      countries: 20,
      writeUnitsPerSms: unitsOf('small service'),
      writeUnitsPerVerification: QUIET_VERIFICATIONS,
    },
    {
      smsPerMonth: 100_000_000,
      countries: 60,
      writeUnitsPerSms: unitsOf('mid service, 120 SMS'),
      writeUnitsPerVerification: QUIET_VERIFICATIONS,
    },
  ]),
);
