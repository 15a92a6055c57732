export { type Country, countries, countryByCode, countryCodeOf, countryName, isCountryCode } from './countries.js';
