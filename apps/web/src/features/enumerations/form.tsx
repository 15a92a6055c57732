import { type EnumeratedModel, enumerationTargets, NewEnumerationCollection } from '@cerebrate/contract';
import * as z from 'zod';
import type { FormItem } from '../../ui/index.js';
import { LinesInput } from './lines-input.js';
import { targetWords, text } from './text.js';

const models = Object.keys(enumerationTargets) as EnumeratedModel[];

/** Model and field as one choice, `Organisations.sector`: a person picks the field, not two names. */
const targets = models.flatMap((model) =>
  enumerationTargets[model].map((field) => ({ value: `${model}.${field}`, label: targetWords(model, field) })),
);

const { name, description, enabled, values } = NewEnumerationCollection.shape;

/** What the form holds: the contract's fields, with the target in one. */
export const CollectionForm = z.strictObject({
  name,
  description,
  enabled,
  values,
  target: z.string().refine((target) => targets.some((one) => one.value === target), 'is needed'),
});
type CollectionForm = z.input<typeof CollectionForm>;

/** The form's output as the API takes it. */
export function bodyOf({ target, ...rest }: z.output<typeof CollectionForm>) {
  const [targetModel = '', targetField = ''] = target.split('.');
  return { ...rest, targetModel: targetModel as EnumeratedModel, targetField };
}

export const collectionFields: readonly FormItem<CollectionForm>[] = [
  { name: 'name', label: text.form.name, input: 'text', required: true },
  {
    name: 'target',
    label: text.form.target,
    input: 'select',
    choices: targets,
    required: true,
    help: text.form.targetHelp,
    blank: 'text',
  },
  { name: 'enabled', label: text.form.enabled, input: 'switch', help: text.form.enabledHelp },
  { name: 'description', label: text.form.description, input: 'textarea', rows: 2 },
  {
    name: 'values',
    label: text.form.values,
    input: 'custom',
    help: text.form.valuesHelp,
    render: (control) => <LinesInput control={control} />,
  },
];
