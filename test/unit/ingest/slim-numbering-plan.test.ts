import * as fc from 'fast-check';
import metadata from 'libphonenumber-js/max/metadata';
import { describe, expect, it } from 'vitest';
import { createNumbering } from '../../../lib/adapters/numbering.ts';
import type { E164 } from '../../../lib/core/ingest/events.ts';
import { slimNumberingPlan } from '../../../lib/packaging/slim-numbering-plan.ts';

const CODES = [
  ...Object.keys(metadata.country_calling_codes),
  ...Object.keys(metadata.nonGeographic),
];
const whole = createNumbering();
const slim = createNumbering(slimNumberingPlan());

describe('the numbering plan that the functions carry', () => {
  it('tells the same country as the whole one, for numbers of every calling code', () => {
    const national = fc.stringMatching(/^\d{6,11}$/);
    for (const code of CODES)
      fc.assert(
        fc.property(national, (digits) => {
          const number = `+${code}${digits}` as E164;
          expect(slim.countryOf(number)).toBe(whole.countryOf(number));
        }),
        // The shared ones are where it could differ.
        { numRuns: code === '1' || code === '44' || code === '7' ? 2_000 : 100 },
      );
  });

  it('is a tenth of it', () => {
    const bytes = (plan: unknown) => JSON.stringify(plan).length;
    expect(bytes(slimNumberingPlan()) / bytes(metadata)).toBeLessThan(0.15);
  });
});
