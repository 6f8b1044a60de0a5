import './quiet-sdk.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureWriteUnits, type WriteUnits } from '../../bench/write-units.ts';

describe('what counting costs in write units', () => {
  let rows: WriteUnits[];
  beforeAll(async () => {
    rows = await measureWriteUnits(150);
  });
  const unitsOf = (traffic: string): number[] =>
    rows.filter((row) => row.traffic.startsWith(traffic)).map((row) => row.unitsPerEvent);

  it('the table and the sizes of the items agree', () => {
    for (const row of rows) expect(row.computedUnitsPerEvent).toBe(row.unitsPerEvent);
  });

  it('two an event at most, even one a batch and with no memory of the batch before', () => {
    for (const row of rows) expect(row.unitsPerEvent).toBeLessThanOrEqual(2);
  });

  it('below one in the traffic of a service, and below 0.2 in a burst', () => {
    expect(unitsOf('small service')).toHaveLength(1);
    for (const units of unitsOf('small service')) expect(units).toBeLessThan(1);
    expect(unitsOf('mid service')).toHaveLength(2);
    for (const units of unitsOf('mid service')) expect(units).toBeLessThan(0.5);
    expect(unitsOf('burst')).toHaveLength(3);
    for (const units of unitsOf('burst')) expect(units).toBeLessThan(0.2);
  });
});
