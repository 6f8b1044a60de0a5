import type { Country } from './ingest/events.ts';

/**
 * ISO 3166-1 alpha-2 codes of the countries that have numbers, and the calling codes that belong to
 * none: every destination that traffic can be counted for. A test holds it against the numbering plan.
 */
const COUNTRIES = `
  AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
  BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC
  EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK
  HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB
  LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY
  MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS
  RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL
  TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
`;
const WITHOUT_COUNTRY = `
  +800 +808 +870 +878 +881 +882 +883 +888 +979
`;

const namesOf = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

export const KNOWN_COUNTRIES: ReadonlySet<Country> = namesOf(COUNTRIES);
export const KNOWN_DESTINATIONS: ReadonlySet<Country> = new Set([
  ...KNOWN_COUNTRIES,
  ...namesOf(WITHOUT_COUNTRY),
]);

/** Codes that other lists use. */
const CODES_ELSEWHERE: ReadonlyMap<string, Country> = new Map([
  ['UK', 'GB'],
  ['EL', 'GR'],
]);

/** What is wrong with what was given as one of `known`, and what may have been meant; `null` for nothing. */
export const countryProblem = (given: unknown, known: ReadonlySet<Country>): string | null => {
  if (typeof given === 'string' && known.has(given)) return null;
  const text = JSON.stringify(given) ?? String(given);
  const code = typeof given === 'string' ? given.trim().toUpperCase() : '';
  const meant = CODES_ELSEWHERE.get(code) ?? (known.has(code) ? code : null);
  return meant === null
    ? `${text} is no country with numbers: use ISO 3166-1 alpha-2 codes in capitals, such as DE`
    : `${text} is no ISO 3166-1 alpha-2 code: write ${meant}`;
};
