export {
  type Country,
  countries,
  countryByCode,
  countryByNumber,
  countryCodeOf,
  countryName,
  isCountryCode,
} from './countries.js';
