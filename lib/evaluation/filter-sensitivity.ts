import { leakedShare, OUR_DETECTOR, type Row, UNFILTERED_DETECTOR } from './row.ts';

export interface LeakSensitivity extends Pick<Row, 'name' | 'tenantClass' | 'feeds' | 'seed'> {
  readonly assumed: number | null;
  readonly withoutFilter: number | null;
}

/** The attacks in which the detector used AWS's filter, each played once more with a filter that stops nothing. */
export const leakSensitivity = (rows: readonly Row[]): readonly LeakSensitivity[] =>
  rows
    .filter(({ contender, kind }) => contender === UNFILTERED_DETECTOR && kind === 'attack')
    .map((row) => {
      const { name, tenantClass, feeds, seed, isHoldOut } = row;
      const assumed = rows.find(
        (other) =>
          other.contender === OUR_DETECTOR &&
          other.name === name &&
          other.tenantClass === tenantClass &&
          other.feeds === feeds &&
          other.seed === seed &&
          other.isHoldOut === isHoldOut,
      );
      return {
        name,
        tenantClass,
        feeds,
        seed,
        assumed: assumed === undefined ? null : leakedShare(assumed),
        withoutFilter: leakedShare(row),
      };
    });
