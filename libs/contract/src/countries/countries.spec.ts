import { describe, expect, it } from 'vitest';
import { countries, countryByCode, countryCodeOf, countryName, isCountryCode } from './countries.js';

/** Every country name that nodes of version 1.35 were seen to serve. */
const servedNames = [
  'Austria',
  'Belgium',
  'Denmark',
  'Estonia',
  'Finland',
  'France',
  'Germany',
  'Italy',
  'Latvia',
  'Luxembourg',
  'Netherlands',
  'Norway',
  'Poland',
  'Spain',
  'Sweden',
];

const otherNames = [
  ['LUX', 'LU'],
  ['uk', 'GB'],
  ['Great Britain', 'GB'],
  ['Czechia', 'CZ'],
  ['Czech Republic', 'CZ'],
  ['Turkey', 'TR'],
  ['turkiye', 'TR'],
  ["People's Republic of China", 'CN'],
  ['Russian Federation', 'RU'],
  ['USA', 'US'],
  ['United States of America', 'US'],
  ['Viet Nam', 'VN'],
  ['The Netherlands', 'NL'],
  ['Iran (Islamic Republic of)', 'IR'],
  ['Bosnia & Herzegovina', 'BA'],
  ['St. Lucia', 'LC'],
  ["Côte d'Ivoire", 'CI'],
  ['Côte d’Ivoire', 'CI'],
  ['Congo', 'CG'],
  ['DR Congo', 'CD'],
  ['Kosovo', 'XK'],
  ['European Union', 'EU'],
  [' luxembourg ', 'LU'],
];

describe('countries', () => {
  it.each(servedNames)('%s keeps its name from wire to code and back', (name) => {
    expect(countryName(countryCodeOf(name) ?? '')).toBe(name);
  });

  it('round-trip, every one, by name, by code and in any case', () => {
    expect(countries.length).toBeGreaterThanOrEqual(251);
    for (const { code, name } of countries) {
      expect(code).toMatch(/^[A-Z]{2}$/);
      expect(countryCodeOf(name)).toBe(code);
      expect(countryCodeOf(name.toUpperCase())).toBe(code);
      expect(countryCodeOf(code.toLowerCase())).toBe(code);
      expect(countryByCode(code.toLowerCase())).toEqual({ code, name });
    }
    expect(new Set(countries.map(({ name }) => name)).size).toBe(countries.length);
  });

  it('are sorted by name as a person looks for them', () => {
    const names = countries.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['Afghanistan', 'Åland Islands', 'Albania']);
    expect(names.at(-1)).toBe('Zimbabwe');
  });

  it.each(otherNames)('reads %s', (written, code) => {
    expect(countryCodeOf(written)).toBe(code);
  });

  it.each(['', 'International', 'Not specified', 'ALL', 'constructor', 'ZZ', 'Atlantis', 'x'.repeat(10_000)])(
    'does not know %.20s',
    (written) => {
      expect(countryCodeOf(written)).toBeUndefined();
    },
  );

  it('codes are upper case', () => {
    expect(isCountryCode('LU')).toBe(true);
    expect(isCountryCode('lu')).toBe(false);
    expect(isCountryCode('ZZ')).toBe(false);
    expect(countryName('ZZ')).toBeUndefined();
    expect(countryByCode('ZZ')).toBeUndefined();
  });
});
