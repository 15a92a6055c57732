import { IndividualRule, line, NewMailingList } from '@cerebrate/contract';
import * as z from 'zod';
import type { FormItem } from '../../ui/index.js';
import { RuleField } from './rule-field.js';
import { text } from './text.js';

/** What the form holds: the rule stays in hand while one switches to members by hand. */
export const ListForm = z
  .object({
    name: line(191, 1),
    recipients: NewMailingList.shape.recipients,
    description: NewMailingList.shape.description,
    active: z.boolean(),
    encryptedOnly: z.boolean(),
    by: z.enum(['hand', 'rule']),
    rule: IndividualRule.optional(),
  })
  .transform(({ by, rule, ...facts }) => ({ ...facts, rule: by === 'rule' ? (rule ?? null) : null }));

/** The fields of a mailing list. */
export const listFields = (listId: number | null): FormItem[] => [
  { name: 'name', label: text.form.name, input: 'text', required: true },
  { name: 'recipients', label: text.form.recipients, input: 'text', help: text.form.recipientsHelp, blank: 'null' },
  { name: 'description', label: text.form.description, input: 'textarea', rows: 2, blank: 'null' },
  { name: 'active', label: text.form.active, input: 'switch', width: 'half' },
  {
    name: 'encryptedOnly',
    label: text.form.encryptedOnly,
    input: 'switch',
    width: 'half',
    help: text.form.encryptedHelp,
  },
  {
    name: 'by',
    label: text.form.byRule,
    input: 'select',
    choices: [
      { value: 'hand', label: text.form.hand },
      { value: 'rule', label: text.form.rule },
    ],
  },
  {
    name: 'rule',
    label: text.form.ruleLabel,
    input: 'custom',
    when: (values) => values['by'] === 'rule',
    render: (control) => <RuleField control={control} listId={listId} />,
  },
];
