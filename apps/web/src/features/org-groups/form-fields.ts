import { text } from './text.js';

/** The fields of both forms. */
export const fields = [
  { name: 'name', label: text.form.name, input: 'text', required: true },
  {
    name: 'description',
    label: text.form.description,
    input: 'textarea',
    help: text.form.descriptionHelp,
    blank: 'null',
  },
  { name: 'uuid', label: text.form.uuid, input: 'uuid', help: text.form.uuidHelp, blank: 'omit' },
] as const;
