import { type Blueprint, blueprintTriggers } from '@cerebrate/contract';
import { useMemo, useState } from 'react';
import { searchGroupsOf } from '../../parts/sharing-groups/group-choices.js';
import { type Choice, type FieldControl, type FormItem, SearchSelect } from '../../ui/index.js';
import { RulesField } from './rules-field.js';
import { text } from './text.js';

/** The fields of a blueprint that this organisation owns; the preview follows the group that is chosen. */
export function useBlueprintFields(ownerId: number, made: Blueprint['sharingGroup']): FormItem[] {
  const [group, setGroup] = useState(made?.id ?? null);
  const chosen = useMemo(() => made && { value: String(made.id), label: made.name }, [made]);
  const search = useMemo(() => searchGroupsOf(ownerId), [ownerId]);
  return [
    { name: 'name', label: text.form.name, input: 'text', required: true },
    { name: 'description', label: text.form.description, input: 'textarea', rows: 2, blank: 'null' },
    {
      name: 'sharingGroup',
      label: text.form.group,
      input: 'custom',
      help: text.form.groupHelp,
      render: (control) => (
        <GroupField control={control} search={search} chosen={chosen ?? undefined} onChoose={setGroup} />
      ),
    },
    {
      name: 'rules',
      label: text.form.rules,
      input: 'custom',
      required: true,
      help: text.form.rulesHelp,
      render: (control) => <RulesField control={control} sharingGroup={group} />,
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
}

interface GroupFieldProps {
  readonly control: FieldControl;
  readonly search: ReturnType<typeof searchGroupsOf>;
  readonly chosen: Choice | undefined;
  readonly onChoose: (id: number | null) => void;
}

/** The group a blueprint makes; blank: one of its own. */
function GroupField({ control, search, chosen, onChoose }: GroupFieldProps) {
  const { id, label, describedBy, invalid, onBlur } = control;
  return (
    <SearchSelect
      id={id}
      label={label}
      invalid={invalid}
      onBlur={onBlur}
      placeholder={text.form.groupBlank}
      {...(describedBy ? { describedBy } : {})}
      {...(chosen ? { chosen } : {})}
      source={search}
      value={typeof control.value === 'string' ? control.value : null}
      onChange={(value) => {
        control.onChange(value);
        onChoose(value === null ? null : Number(value));
      }}
    />
  );
}
