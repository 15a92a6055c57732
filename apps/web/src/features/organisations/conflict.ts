import type { Organisation } from '@cerebrate/contract';
import type { ConflictWords } from '../../parts/conflict/conflict.js';
import { countryName } from '../../ui/index.js';
import { text } from './text.js';

/** The columns a person edits, in the order of the form. */
const columns = ['name', 'country', 'sector', 'type', 'url', 'contacts', 'uuid'];

/** How two changes of one organisation are told. */
export const conflictWords = ({ name }: Organisation, labelOf: (fieldId: number) => string): ConflictWords => ({
  name,
  columns,
  label: (column) => text.fields[column] ?? column,
  shown: (column, value) => {
    if (typeof value !== 'string' || value === '') return null;
    return column === 'country' ? countryName(value) : value;
  },
  labelOf,
});
