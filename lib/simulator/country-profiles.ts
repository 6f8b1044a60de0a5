import { SimulatorError } from './simulator-error.ts';

/** What the simulator knows of a country, beside its numbers. */
export interface CountryProfile {
  readonly country: string;
  /** Mobile country code. Source: ITU-T E.212 (one of them where a country has several). */
  readonly mcc: number;
  /** As Cognito's `country` field names it: English, no code. */
  readonly englishName: string;
  readonly priceUsd: number;
}

/**
 * For a country whose price is not in the list below. Assumption: the lower quartile of that list,
 * since what is left out are mostly large, cheap markets.
 */
const ASSUMED_PRICE_USD = 0.0468;

/**
 * `[country, mcc, English name, price]`. Prices: AWS's price list of April 2022
 * (https://s3.amazonaws.com/aws-messaging-pricing-information/TextMessageOutbound/prices.json, as
 * kept in tsukiy0-org/aws-sms-price@a4da3083), of 2025/2026 for AE and PE. They are stale (Peru rose
 * eightfold since) and stand for an order of magnitude: scale them with the tenant's `priceFactor`.
 * The order is a rough order of how commonly a service sends there (assumption).
 */
const ROWS: readonly (readonly [string, number, string, number?])[] = [
  ['US', 310, 'United States', 0.00581],
  ['GB', 234, 'United Kingdom', 0.039],
  ['DE', 262, 'Germany', 0.088],
  ['FR', 208, 'France', 0.069],
  ['IN', 404, 'India', 0.0413],
  ['ES', 214, 'Spain'],
  ['IT', 222, 'Italy'],
  ['BR', 724, 'Brazil', 0.023],
  ['CA', 302, 'Canada', 0.00581],
  ['NL', 204, 'Netherlands'],
  ['PL', 260, 'Poland'],
  ['AT', 232, 'Austria'],
  ['CH', 228, 'Switzerland'],
  ['AU', 505, 'Australia'],
  ['MX', 334, 'Mexico', 0.0126],
  ['TR', 286, 'Turkey'],
  ['AE', 424, 'United Arab Emirates', 0.10809],
  ['SE', 240, 'Sweden'],
  ['BE', 206, 'Belgium'],
  ['PT', 268, 'Portugal', 0.03031],
  ['DK', 238, 'Denmark'],
  ['NO', 242, 'Norway'],
  ['IE', 272, 'Ireland'],
  ['RO', 226, 'Romania'],
  ['CZ', 230, 'Czechia'],
  ['UA', 255, 'Ukraine', 0.117],
  ['GR', 202, 'Greece'],
  ['HU', 216, 'Hungary'],
  ['ID', 510, 'Indonesia', 0.161],
  ['PH', 515, 'Philippines'],
  ['ZA', 655, 'South Africa'],
  ['NG', 621, 'Nigeria', 0.131],
  ['JP', 440, 'Japan'],
  ['SA', 420, 'Saudi Arabia'],
  ['IL', 425, 'Israel'],
  ['SG', 525, 'Singapore'],
  ['MY', 502, 'Malaysia'],
  ['CO', 732, 'Colombia'],
  ['AR', 722, 'Argentina'],
  ['CL', 730, 'Chile'],
  ['FI', 244, 'Finland'],
  ['BG', 284, 'Bulgaria'],
  ['HR', 219, 'Croatia'],
  ['RS', 220, 'Serbia'],
  ['SK', 231, 'Slovakia'],
  ['EG', 602, 'Egypt'],
  ['MA', 604, 'Morocco', 0.111],
  ['PK', 410, 'Pakistan'],
  ['BD', 470, 'Bangladesh', 0.205],
  ['VN', 452, 'Vietnam'],
  ['TH', 520, 'Thailand'],
  ['KE', 639, 'Kenya'],
  ['NZ', 530, 'New Zealand'],
  ['HK', 454, 'Hong Kong'],
  ['KR', 450, 'South Korea'],
  ['TW', 466, 'Taiwan'],
  ['QA', 427, 'Qatar'],
  ['KW', 419, 'Kuwait'],
  ['LT', 246, 'Lithuania'],
  ['LV', 247, 'Latvia'],
  ['EE', 248, 'Estonia'],
  ['SI', 293, 'Slovenia'],
  ['LU', 270, 'Luxembourg'],
  ['CY', 280, 'Cyprus'],
  ['MT', 278, 'Malta'],
  ['PE', 716, 'Peru', 0.23252],
  ['EC', 740, 'Ecuador'],
  ['DO', 370, 'Dominican Republic'],
  ['GH', 620, 'Ghana'],
  ['TN', 605, 'Tunisia', 0.178],
  ['DZ', 603, 'Algeria', 0.177],
  ['LK', 413, 'Sri Lanka', 0.206],
  ['KZ', 401, 'Kazakhstan', 0.19],
  ['GE', 282, 'Georgia', 0.17],
  ['JO', 416, 'Jordan', 0.214],
  ['LB', 415, 'Lebanon', 0.173],
  ['OM', 422, 'Oman'],
  ['BH', 426, 'Bahrain'],
  ['NP', 429, 'Nepal'],
  ['KH', 456, 'Cambodia', 0.163],
  ['SN', 608, 'Senegal'],
  ['UZ', 434, 'Uzbekistan', 0.126],
  ['AZ', 400, 'Azerbaijan', 0.271],
  ['AM', 283, 'Armenia'],
  ['AL', 276, 'Albania'],
  ['BA', 218, 'Bosnia and Herzegovina'],
  ['MD', 259, 'Moldova'],
  ['IS', 274, 'Iceland'],
  ['UY', 748, 'Uruguay'],
  ['CR', 712, 'Costa Rica'],
  ['PA', 714, 'Panama'],
  ['GT', 704, 'Guatemala'],
  ['BO', 736, 'Bolivia'],
  ['PY', 744, 'Paraguay', 0.026],
  ['JM', 338, 'Jamaica'],
  ['PR', 330, 'Puerto Rico', 0.00507],
  ['IQ', 418, 'Iraq'],
  ['MM', 414, 'Myanmar', 0.14],
  ['TZ', 640, 'Tanzania'],
  ['UG', 641, 'Uganda'],
  ['CM', 624, 'Cameroon'],
  ['ET', 636, 'Ethiopia', 0.198],
  ['ML', 610, 'Mali', 0.166],
  ['NE', 614, 'Niger', 0.173],
  ['MR', 609, 'Mauritania', 0.209],
  ['LY', 606, 'Libya', 0.187],
  ['PS', 425, 'Palestine', 0.187],
  ['BY', 257, 'Belarus', 0.24],
  ['KG', 437, 'Kyrgyzstan', 0.203],
  ['TJ', 436, 'Tajikistan', 0.218],
  ['TM', 438, 'Turkmenistan', 0.188],
  ['AF', 412, 'Afghanistan', 0.197],
  ['BT', 402, 'Bhutan', 0.203],
  ['MN', 428, 'Mongolia'],
  ['LA', 457, 'Laos'],
  ['MV', 472, 'Maldives'],
  ['MU', 617, 'Mauritius'],
  ['MG', 646, 'Madagascar'],
  ['ZM', 645, 'Zambia'],
  ['ZW', 648, 'Zimbabwe'],
  ['MZ', 643, 'Mozambique'],
  ['AO', 631, 'Angola'],
  ['RW', 635, 'Rwanda'],
  ['BJ', 616, 'Benin'],
  ['TG', 615, 'Togo'],
  ['SL', 619, 'Sierra Leone'],
  ['FJ', 542, 'Fiji'],
  ['PW', 552, 'Palau', 0.01073],
  ['YT', 647, 'Mayotte', 0.204],
  ['WF', 543, 'Wallis and Futuna', 0.207],
  ['SH', 658, 'Saint Helena', 0.296],
];

export const COUNTRY_PROFILES: readonly CountryProfile[] = ROWS.map(
  ([country, mcc, englishName, priceUsd = ASSUMED_PRICE_USD]) => ({
    country,
    mcc,
    englishName,
    priceUsd,
  }),
);

const profiles: ReadonlyMap<string, CountryProfile> = new Map(
  COUNTRY_PROFILES.map((profile) => [profile.country, profile]),
);

export const countryProfile = (country: string): CountryProfile => {
  const profile = profiles.get(country);
  if (profile === undefined)
    throw new SimulatorError(
      `country "${country}" is not one the simulator knows; use an ISO 3166-1 code from lib/simulator/country-profiles.ts, or add it there`,
    );
  return profile;
};
