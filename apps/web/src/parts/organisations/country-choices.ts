import { countries } from '@cerebrate/contract';
import type { Choice } from '../../ui/index.js';

/** Every country of ISO 3166 as a choice, found by name and by code. */
export const countryChoices: readonly Choice[] = countries.map(({ code, name }) => ({
  value: code,
  label: name,
  hint: code,
}));
