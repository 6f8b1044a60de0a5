/**
 * Standard-time UTC offset of each country's main zone, in minutes. Source: IANA tz database
 * 2025c, the zone that `zone.tab` lists first for the country; where that is not the zone most
 * people live in, the capital's or largest city's (RU Moscow, AU Sydney, CA Toronto, BR São Paulo,
 * UA Kyiv; XK as RS). "Standard" is the smaller of the offsets in January and July 2026, so
 * daylight saving shifts a profile by an hour and no more.
 */
const COUNTRIES_BY_OFFSET_MINUTES: readonly (readonly [number, string])[] = [
  [-660, 'AS NU'],
  [-600, 'CK PF'],
  [-360, 'BZ CR GT HN MX NI SV'],
  [-300, 'BS CA CO CU EC HT JM KY PA PE TC US'],
  [-240, 'AG AI AW BB BL BM BO BQ CL CW DM DO GD GP GY KN LC MF MQ MS PR SX TT VC VE VG VI'],
  [-180, 'AR BR FK GF PM PY SR UY'],
  [-120, 'GL'],
  [-60, 'CV'],
  [0, 'AC BF CI FO GB GG GH GM GN GW IE IM IS JE LR ML MR PT SH SL SN ST TA TG'],
  [60, 'AD AL AO AT BA BE BJ CD CF CG CH CM CZ DE DK DZ EH ES FR GA GI GQ HR HU IT LI LU MA'],
  [60, 'MC ME MK MT NE NG NL NO PL RS SE SI SJ SK SM TD TN VA XK'],
  [120, 'AX BG BI BW CY EE EG FI GR IL LB LS LT LV LY MD MW MZ NA PS RO RW SD SS SZ UA ZA ZM ZW'],
  [180, 'BH BY DJ ER ET IQ JO KE KM KW MG QA RU SA SO SY TR TZ UG YE YT'],
  [210, 'IR'],
  [240, 'AE AM AZ GE MU OM RE SC'],
  [270, 'AF'],
  [300, 'KZ MV PK TJ TM UZ'],
  [330, 'IN LK'],
  [345, 'NP'],
  [360, 'BD BT IO KG'],
  [390, 'CC MM'],
  [420, 'CX ID KH LA TH VN'],
  [480, 'BN CN HK MN MO MY PH SG TW'],
  [540, 'JP KP KR PW TL'],
  [600, 'AU FM GU MP PG'],
  [660, 'NC NF SB VU'],
  [720, 'FJ KI MH NR NZ TV WF'],
  [780, 'TK TO WS'],
];

const offsetMinutesByCountry: ReadonlyMap<string, number> = new Map(
  COUNTRIES_BY_OFFSET_MINUTES.flatMap(([offsetMinutes, countries]) =>
    countries.split(' ').map((country) => [country, offsetMinutes] as const),
  ),
);

/** `null` for a destination without a country (`+883`) or one that the table does not know. */
export const utcOffsetMinutes = (country: string): number | null =>
  offsetMinutesByCountry.get(country) ?? null;
