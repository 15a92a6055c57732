import { blueprintTriggers } from '@cerebrate/contract';
import type { FormItem } from '../../ui/index.js';
import { RulesField } from './rules-field.js';
import { text } from './text.js';

/** The fields of a blueprint; the group is known once it was executed. */
export const blueprintFields = (sharingGroup: number | null): FormItem[] => [
  { name: 'name', label: text.form.name, input: 'text', required: true },
  { name: 'description', label: text.form.description, input: 'textarea', rows: 2, blank: 'null' },
  {
    name: 'rules',
    label: text.form.rules,
    input: 'custom',
    required: true,
    help: text.form.rulesHelp,
    render: (control) => <RulesField control={control} sharingGroup={sharingGroup} />,
  },
  {
    name: 'trigger',
    label: text.form.trigger,
    input: 'select',
    width: 'half',
    choices: blueprintTriggers.map((value) => ({ value, label: text.triggers[value] })),
  },
  {
    name: 'schedule',
    label: text.form.schedule,
    input: 'text',
    mono: true,
    width: 'half',
    help: text.form.scheduleHelp,
    blank: 'null',
    when: (values) => values['trigger'] === 'schedule',
  },
  { name: 'extend', label: text.form.extend, input: 'switch' },
];
