import type { Individual } from '@cerebrate/contract';
import type { ConflictWords } from '../../parts/conflict/conflict.js';
import { nameOf, text } from './text.js';

/** The columns a person edits, in the order of the form. */
const columns = ['email', 'firstName', 'lastName', 'position', 'emails', 'uuid'];

const labels: Readonly<Record<string, string>> = {
  ...text.mergeFields,
  emails: text.facts.further,
  uuid: text.facts.uuid,
};

/** How two changes of one person are told. */
export const conflictWords = (person: Individual, labelOf: (fieldId: number) => string): ConflictWords => ({
  name: nameOf(person),
  columns,
  label: (column) => labels[column] ?? column,
  shown: (column, value) => {
    if (column === 'emails') return addressLines(value as Individual['emails'] | undefined);
    return typeof value === 'string' && value !== '' ? value : null;
  },
  labelOf,
});

/** Further addresses, one a line; two lists are the same whatever numbers their addresses have. */
const addressLines = (emails: readonly { address: string; kind: string }[] = []): string | null =>
  emails.map(({ address, kind }) => `${address} (${kind})`).join('\n') || null;
