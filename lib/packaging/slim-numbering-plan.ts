import type { Plugin } from 'esbuild';
import metadata from 'libphonenumber-js/max/metadata';
import type { NumberingPlan } from '../adapters/numbering.ts';

/** Positions in the library's packed plan; see lib/adapters/numbering.ts, which reads these and no others. */
const CALLING_CODE = 0;
const LEADING_DIGITS = 10;
const TYPES = 11;

const slimCountry = (plan: readonly unknown[], isShared: boolean): readonly unknown[] => {
  if (!isShared) return [plan[CALLING_CODE]];
  const slim: unknown[] = Array.from({ length: TYPES + 1 }, () => 0);
  slim[CALLING_CODE] = plan[CALLING_CODE];
  if (typeof plan[LEADING_DIGITS] === 'string') slim[LEADING_DIGITS] = plan[LEADING_DIGITS];
  else
    slim[TYPES] = ((plan[TYPES] ?? []) as readonly (readonly unknown[] | 0)[]).map((type) =>
      type === 0 ? 0 : [type[0]],
    );
  return slim;
};

/**
 * What telling a number's country needs of the library's numbering plan: a tenth of it. The rest
 * says how numbers are written and which types they have, and would be a quarter of a function.
 */
export const slimNumberingPlan = (): NumberingPlan => {
  const shared = new Set<string>(
    Object.values(metadata.country_calling_codes)
      .filter(({ length }) => length > 1)
      .flat(),
  );
  return {
    country_calling_codes: metadata.country_calling_codes,
    countries: Object.fromEntries(
      Object.entries(metadata.countries).map(([country, plan]) => [
        country,
        slimCountry(plan, shared.has(country)),
      ]),
    ),
    nonGeographic: Object.fromEntries(Object.keys(metadata.nonGeographic).map((code) => [code, 0])),
  };
};

/** Puts the slim plan into bundles in place of the library's. */
export const slimNumberingPlugin: Plugin = {
  name: 'slim-numbering-plan',
  setup: (build) => {
    build.onLoad({ filter: /libphonenumber-js[\\/].*metadata\.max\.json\.js$/ }, () => ({
      contents: `export default ${JSON.stringify(slimNumberingPlan())}`,
    }));
  },
};
