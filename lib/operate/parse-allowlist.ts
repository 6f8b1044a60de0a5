import { countryProblem, KNOWN_COUNTRIES } from '../core/countries.ts';
import type { Country } from '../core/ingest/events.ts';
import { UnusableInputError } from '../replay/input/unusable-input-error.ts';

const problemOf = (code: string): string | null =>
  /^\+?\d+$/.test(code)
    ? `${code} is no country: country rules neither allow nor block it`
    : countryProblem(code, KNOWN_COUNTRIES);

/**
 * The countries of a list as `allowlist suggest` prints it: ISO 3166-1 alpha-2 codes, with commas or
 * spaces between, each once.
 *
 * @throws UnusableInputError when one is unknown, or there is none: that would block the whole world
 */
export const parseAllowlist = (texts: readonly string[]): readonly Country[] => {
  const codes = texts
    .flatMap((text) => text.split(/[\s,]+/))
    .filter((code) => code !== '')
    .map((code) => code.toUpperCase());
  if (codes.length === 0)
    throw new UnusableInputError(
      'the list of countries is empty, and every SMS would be blocked. Name the countries to allow: DE,AT,FR.',
    );
  const problems = codes.map(problemOf).filter((problem) => problem !== null);
  if (problems.length > 0)
    throw new UnusableInputError(
      `${problems.join('; ')}. The list takes ISO 3166-1 alpha-2 codes: DE,AT,FR. Nothing was changed.`,
    );
  return [...new Set(codes)];
};
