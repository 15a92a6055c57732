import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import { foldText } from '../search/fold-text.js';

/** A country or territory: ISO 3166-1 alpha-2 code and the English name used on the wire and in pages. */
export interface Country {
  readonly code: string;
  readonly name: string;
}

/**
 * Names in common use where the list has the formal or the inverted one ("Tanzania", not "United Republic of
 * Tanzania"): what people file organisations under. The list's own names are still read.
 */
const shortNames: Readonly<Record<string, string>> = {
  CN: 'China',
  EU: 'European Union',
  FM: 'Micronesia',
  GM: 'Gambia',
  IR: 'Iran',
  LA: 'Laos',
  MD: 'Moldova',
  MK: 'North Macedonia',
  PS: 'Palestine',
  RU: 'Russia',
  SY: 'Syria',
  TW: 'Taiwan',
  TZ: 'Tanzania',
  US: 'United States',
  VA: 'Holy See',
  VG: 'British Virgin Islands',
  VI: 'U.S. Virgin Islands',
};

/** Further names people write, and official names of ISO 3166-1 and the United Nations that the list lacks. */
const furtherNames: Readonly<Record<string, readonly string[]>> = {
  BN: ['Brunei'],
  BO: ['Bolivia, Plurinational State of', 'Bolivia (Plurinational State of)', 'Plurinational State of Bolivia'],
  BQ: ['Bonaire, Sint Eustatius and Saba', 'Caribbean Netherlands'],
  BS: ['The Bahamas'],
  CD: [
    'Congo, Democratic Republic of the',
    'Congo, The Democratic Republic of the',
    'Congo (Democratic Republic of the)',
    'DR Congo',
    'Congo-Kinshasa',
  ],
  CF: ['The Central African Republic'],
  CG: ['Congo', 'Congo, Republic of the', 'Congo-Brazzaville'],
  CN: ['PR China'],
  CV: ['Cabo Verde'],
  CW: ['Curacao'],
  CZ: ['The Czech Republic'],
  DO: ['The Dominican Republic'],
  EU: ['Europe', 'EU institutions'],
  FK: ['Falkland Islands'],
  FM: ['Federated States of Micronesia', 'Micronesia (Federated States of)'],
  GB: [
    'United Kingdom of Great Britain and Northern Ireland',
    'The United Kingdom',
    'England',
    'Scotland',
    'Wales',
    'Northern Ireland',
  ],
  HK: ['Hong Kong SAR', 'Hong Kong, China'],
  IE: ['Republic of Ireland'],
  IR: ['Iran, Islamic Republic of', 'Iran (Islamic Republic of)'],
  KP: [
    "Korea, Democratic People's Republic of",
    "Korea (Democratic People's Republic of)",
    "Democratic People's Republic of Korea",
  ],
  KR: ['Korea', 'Korea (Republic of)', 'Korea (South)', 'Korea, South'],
  LA: ['Lao PDR'],
  MD: ['Republic of Moldova', 'Moldova (Republic of)'],
  MF: ['Saint Martin'],
  MK: ['Macedonia', 'FYROM', 'Macedonia, the former Yugoslav Republic of', 'Republic of North Macedonia'],
  MM: ['Burma'],
  MO: ['Macau', 'Macao SAR'],
  NL: ['Holland', 'Netherlands, Kingdom of the', 'Kingdom of the Netherlands'],
  PH: ['The Philippines'],
  PS: ['Palestine, State of', 'Palestinian Territory', 'Palestinian Territory, Occupied'],
  RE: ['Réunion'],
  SH: ['Saint Helena, Ascension and Tristan da Cunha'],
  SK: ['Slovak Republic'],
  ST: ['São Tomé and Príncipe'],
  SX: ['Sint Maarten'],
  SZ: ['Swaziland'],
  TL: ['East Timor'],
  TR: ['Turkiye', 'Republic of Türkiye'],
  TW: ['Chinese Taipei', 'Taiwan (Province of China)'],
  TZ: ['Tanzania, United Republic of', 'Tanzania, the United Republic of'],
  US: ['The United States of America', 'The United States'],
  VA: ['Vatican', 'Vatican City', 'Vatican City State'],
  VE: ['Venezuela, Bolivarian Republic of', 'Venezuela (Bolivarian Republic of)', 'Bolivarian Republic of Venezuela'],
  VG: ['Virgin Islands (British)'],
  VI: ['Virgin Islands (U.S.)', 'United States Virgin Islands'],
  VN: ['Viet Nam'],
};

/** The list gives "Congo" to two countries; ISO 3166-1 means the one of Brazzaville. */
const ambiguous: Readonly<Record<string, readonly string[]>> = { CD: ['Congo'] };

const listedNames: Readonly<Record<string, string | readonly string[]>> = {
  ...english.countries,
  EU: 'European Union',
};

const nameByCode = new Map<string, string>();
const codeByKey = new Map<string, string>();
for (const [code, listed] of Object.entries(listedNames)) {
  const names = typeof listed === 'string' ? [listed] : listed;
  const name = shortNames[code] ?? names[0] ?? code;
  nameByCode.set(code, name);
  for (const written of [name, ...names, ...(furtherNames[code] ?? [])]) {
    if (!ambiguous[code]?.includes(written)) codeByKey.set(keyOf(written), code);
  }
}
const byNumber = new Map(codes.map(([alpha2 = '', , number = '']) => [number, alpha2]));

/** The alpha-2 code of a country by its ISO 3166-1 number, three digits; map data names countries so. */
export const countryByNumber = (number: string): string | undefined => byNumber.get(number);

for (const [alpha2 = '', alpha3 = ''] of codes) {
  codeByKey.set(alpha2.toLowerCase(), alpha2);
  codeByKey.set(alpha3.toLowerCase(), alpha2);
}
codeByKey.set('eu', 'EU').set('uk', 'GB').set('el', 'GR');

/** Names are compared without case, accents and punctuation, and `&` and `St.` are read as words. */
function keyOf(written: string): string {
  return foldText(written)
    .replaceAll('&', ' and ')
    .replace(/\bst\b\.?\s+(?=\p{L})/gu, 'saint ')
    .replace(/['\u2018\u2019.]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Every country of ISO 3166-1 sorted by name, and two codes that are not in it but that teams are filed under: XK
 * (Kosovo, user-assigned) and EU (European Union, exceptionally reserved).
 */
export const countries: readonly Country[] = Object.freeze(
  Array.from(nameByCode, ([code, name]) => Object.freeze({ code, name })).sort((a, b) => {
    const [left, right] = [keyOf(a.name), keyOf(b.name)];
    return left < right ? -1 : left > right ? 1 : 0;
  }),
);

/** Whether the text is a code of `countries`, in upper case. */
export function isCountryCode(code: string): boolean {
  return nameByCode.has(code);
}

/** The country of an alpha-2 code in either case, or undefined. */
export function countryByCode(code: string): Country | undefined {
  const upper = code.toUpperCase();
  const name = nameByCode.get(upper);
  return name === undefined ? undefined : { code: upper, name };
}

/** The English name of an alpha-2 code in either case, as the dialect writes `nationality`; undefined if unknown. */
export function countryName(code: string): string | undefined {
  return nameByCode.get(code.toUpperCase());
}

/**
 * The alpha-2 code of what a person or a peer wrote: an English name, official or common, or an alpha-2 or alpha-3
 * code, without regard to case, accents and punctuation. Undefined for what names no country, such as MISP's
 * "International" and "Not specified".
 */
export function countryCodeOf(written: string): string | undefined {
  return written.length <= 200 ? codeByKey.get(keyOf(written)) : undefined;
}
