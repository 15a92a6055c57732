import type { EnumeratedModel } from '@cerebrate/contract';

const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** Models and fields as people know them; keys are the original's names. */
const models: Readonly<Record<EnumeratedModel, string>> = {
  Organisations: 'Organisations',
  Individuals: 'People',
  Alignments: 'Alignments',
};
const fields: Readonly<Record<string, string>> = {
  country: 'Country',
  sector: 'Sector',
  type: 'Type',
  position: 'Position',
};

/** "Organisations: Sector". */
export const targetWords = (model: string, field: string): string =>
  `${models[model as EnumeratedModel] ?? model}: ${fields[field] ?? field}`;

/** The words of the collection pages. */
export const text = {
  title: 'Collections',
  kind: 'Collection',
  lead: 'Lists of the values allowed in a field. Where an enabled collection governs a field, no other value is taken.',
  add: 'Add collection',
  edit: 'Edit',
  view: 'View',
  remove: 'Delete',
  empty: 'No collections yet: every field takes any text.',
  enabled: 'Enabled',
  disabled: 'Disabled',
  columns: {
    id: '#',
    name: 'Name',
    enabled: 'State',
    uuid: 'UUID',
    target: 'Governs',
    values: 'Values',
    description: 'Description',
    modified: 'Last change',
  },
  facts: {
    target: 'Governs',
    uuid: 'UUID',
    id: 'Number',
    description: 'Description',
    created: 'Created',
    modified: 'Last change',
  },
  values: 'Values',
  value: 'Value',
  noValues: 'No values yet: the collection governs nothing until it has some.',
  showUses: (value: string) => `Show what has ${value}`,
  form: {
    addTitle: 'Add collection',
    editTitle: (name: string) => `Edit ${name}`,
    name: 'Name',
    target: 'Governs',
    targetHelp: 'Countries may be listed by name or by code.',
    enabled: 'Enabled',
    enabledHelp: 'Forms offer the values and the API takes no others. Values that records hold already stay.',
    description: 'Description',
    values: 'Values',
    valuesHelp: 'One a line, in the order they are offered. Values that stay keep their identity.',
    count: (n: number) => (n === 1 ? '1 value' : `${number(n)} values`),
    line: (n: number, message: string) => `Line ${number(n)}: ${message}`,
    create: 'Create collection',
    save: 'Save changes',
    created: (name: string) => `${name} created.`,
    saved: (name: string) => `${name} saved.`,
  },
  deletion: {
    title: (name: string, n: number) => `Delete ${name} and its ${n === 1 ? '1 value' : `${number(n)} values`}`,
    body: 'Records keep what they hold; the field takes any text again unless another collection governs it.',
    act: 'Delete collection',
    done: (name: string) => `${name} deleted.`,
  },
} as const;
