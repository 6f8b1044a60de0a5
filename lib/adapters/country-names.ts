import { RecentMap } from '../core/recent-map.ts';
import { NUMBERED_COUNTRIES } from './numbering.ts';

/** Names in use that Unicode's list (CLDR) spells otherwise: ISO 3166 short names and older ones. */
const ALIASES: Readonly<Record<string, string>> = {
  'Bolivia, Plurinational State of': 'BO',
  'Brunei Darussalam': 'BN',
  Burma: 'MM',
  'Cabo Verde': 'CV',
  'Congo, Democratic Republic of the': 'CD',
  'Congo, The Democratic Republic of the': 'CD',
  'Democratic Republic of the Congo': 'CD',
  'DR Congo': 'CD',
  Congo: 'CG',
  'Republic of the Congo': 'CG',
  "Cote d'Ivoire": 'CI',
  'Ivory Coast': 'CI',
  'Czech Republic': 'CZ',
  'East Timor': 'TL',
  'Falkland Islands (Malvinas)': 'FK',
  'Hashemite Kingdom of Jordan': 'JO',
  'Holy See': 'VA',
  'Hong Kong': 'HK',
  'Iran, Islamic Republic of': 'IR',
  'Korea, Republic of': 'KR',
  'Republic of Korea': 'KR',
  "Korea, Democratic People's Republic of": 'KP',
  "Lao People's Democratic Republic": 'LA',
  Macao: 'MO',
  Macau: 'MO',
  Macedonia: 'MK',
  'Micronesia, Federated States of': 'FM',
  'Moldova, Republic of': 'MD',
  'Republic of Moldova': 'MD',
  Myanmar: 'MM',
  'Palestine, State of': 'PS',
  Palestine: 'PS',
  'Republic of Lithuania': 'LT',
  'Russian Federation': 'RU',
  'Saint Martin (French part)': 'MF',
  'Sint Maarten (Dutch part)': 'SX',
  Swaziland: 'SZ',
  'Syrian Arab Republic': 'SY',
  'Taiwan, Province of China': 'TW',
  'Tanzania, United Republic of': 'TZ',
  Turkey: 'TR',
  Turkiye: 'TR',
  UK: 'GB',
  'United States of America': 'US',
  USA: 'US',
  'Venezuela, Bolivarian Republic of': 'VE',
  'Viet Nam': 'VN',
  'Virgin Islands, British': 'VG',
  'Virgin Islands, U.S.': 'VI',
};

/** Letters only, without accents, articles and the many spellings of "and" and "saint". */
const keyOf = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/\bst\b/g, 'saint')
    .replace(/\bthe\b/g, '')
    .replace(/[^a-z]+/g, '');

const LONGEST_NAME = 100;
const REMEMBERED_NAMES = 500;

/**
 * ISO 3166-1 alpha-2 code of a country by its English name, an alias of it or the code itself;
 * `null` when it is none of a country with a numbering plan.
 */
export const createCountryByName = (): ((name: string) => string | null) => {
  const names = new Intl.DisplayNames(['en'], { type: 'region' });
  const codes = new Map<string, string>();
  for (const code of NUMBERED_COUNTRIES) {
    codes.set(keyOf(code), code);
    codes.set(keyOf(names.of(code) ?? code), code);
  }
  for (const [name, code] of Object.entries(ALIASES)) codes.set(keyOf(name), code);
  // Traffic comes from few countries, and to make a key of a name costs more than parsing its record.
  const answers = new RecentMap<string | null>(REMEMBERED_NAMES);
  return (name) => {
    if (name.length > LONGEST_NAME) return null;
    const known = answers.get(name);
    if (known !== undefined) return known;
    const code = codes.get(keyOf(name)) ?? null;
    answers.set(name, code);
    return code;
  };
};
