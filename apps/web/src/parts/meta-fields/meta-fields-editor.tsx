// { name: 'metaFields', label: 'Meta fields', input: 'custom',
//   render: (control) => <MetaFieldsEditor control={control} templates={forms} stored={record.metaFields} /> }
// The field's value is the contract's `MetaFieldInput`: the fields that differ from the stored ones, beginning with [].
import {
  type FormTemplate,
  MetaFieldInput as MetaFieldInputSchema,
  type MetaFieldValue,
  type TemplateField,
} from '@cerebrate/contract';
import { type FocusEvent, type ReactNode, useEffect, useMemo, useState } from 'react';
import type { FieldControl } from '../../ui/index.js';
import { changedEntries, type FieldTexts, faultsOf, storedTexts, type ValueFault } from './field-values.js';
import { MetaFieldInput } from './meta-field-input.js';
import './meta-fields.scss';
import { TemplateTabs } from './template-tabs.js';
import { text } from './text.js';

/** A template as it is filled in. */
type EditedTemplate = Omit<FormTemplate, 'fields'> & { readonly fields: readonly TemplateField[] };

interface MetaFieldsEditorProps {
  readonly control: FieldControl;
  /** The enabled templates of this kind of record, with the fields one may fill in (`formTemplates`). */
  readonly templates: readonly EditedTemplate[];
  /** What the record holds now; empty for a new one. */
  readonly stored: readonly MetaFieldValue[];
  /** Drawn beside a field's name, e.g. how far a limit on it is used up. */
  readonly beside?: (field: TemplateField, texts: readonly string[]) => ReactNode;
}

/** All meta-fields of a record, a tab for each enabled template (FEATURES MT-06, MT-07; SCREENS §1.3). */
export function MetaFieldsEditor({ control, templates, stored: values, beside }: MetaFieldsEditorProps) {
  const stored = useMemo(() => storedTexts(values), [values]);
  const [texts, setTexts] = useState<FieldTexts>(() => ({ ...stored, ...entriesOf(control.value) }));
  const [chosen, setChosen] = useState(templates[0]?.id);
  const refused = refusedOf(control);
  const own = useMemo(() => ownFaults(templates, texts, stored), [templates, texts, stored]);
  const wrongId = templates.find((template) => template.fields.some(({ id }) => refused.has(id)))?.id;
  useEffect(() => {
    if (wrongId !== undefined) setChosen(wrongId);
  }, [wrongId]);
  const current = templates.find(({ id }) => id === chosen) ?? templates[0];
  if (!current) return null;
  const set = (fieldId: number, now: readonly string[]) => {
    const next = { ...texts, [fieldId]: now };
    setTexts(next);
    control.onChange(changedEntries(next, stored));
  };
  return (
    // the form leads here by the field's id; what there is to mend stands within
    <div
      id={control.id}
      className="meta-editor"
      role="group"
      aria-labelledby={`${control.id}-label`}
      tabIndex={-1}
      onFocus={focusWithin}
    >
      <TemplateTabs
        id={control.id}
        templates={templates}
        current={current}
        counts={new Map(templates.map((template) => [template.id, countOf(template, texts)]))}
        faults={new Map(templates.map((template) => [template.id, faultsIn(template, own, refused)]))}
        onChoose={(template) => setChosen(template.id)}
      >
        {current.fields.length === 0 ? <p className="muted mb-0">{text.noFields}</p> : null}
        {current.fields.map((field) => (
          <MetaFieldInput
            key={field.id}
            id={`${control.id}-${field.id}`}
            field={field}
            texts={texts[field.id] ?? none}
            stored={stored[field.id] ?? none}
            disabled={control.disabled}
            refused={refused.get(field.id) ?? noFaults}
            onChange={(now) => set(field.id, now)}
            onBlur={control.onBlur}
            beside={beside?.(field, texts[field.id] ?? none)}
          />
        ))}
      </TemplateTabs>
    </div>
  );
}

const none: readonly string[] = [];
const noFaults: readonly ValueFault[] = [];

/** The entries of a field's value as texts by field id; a form may begin with some. */
function entriesOf(value: unknown): FieldTexts {
  const read = MetaFieldInputSchema.safeParse(value);
  const entries = read.success ? read.data : [];
  return Object.fromEntries(
    entries.flatMap(({ fieldId, values }) => (fieldId === undefined ? [] : [[fieldId, values]])),
  );
}

/** The server's issues, at `<place of the entry>.values.<place>`, by field id. */
function refusedOf({ value, issues }: FieldControl): Map<number, ValueFault[]> {
  const read = MetaFieldInputSchema.safeParse(value);
  const faults = new Map<number, ValueFault[]>();
  for (const { path, message } of issues) {
    const fieldId = read.success ? read.data[Number(path[0])]?.fieldId : undefined;
    if (fieldId === undefined) continue;
    faults.set(fieldId, [...(faults.get(fieldId) ?? []), { at: Number(path[2] ?? 0), message }]);
  }
  return faults;
}

const countOf = (template: EditedTemplate, texts: FieldTexts): number =>
  template.fields.reduce((sum, { id }) => sum + (texts[id] ?? none).filter((one) => one.trim() !== '').length, 0);

/** How many values of each field would be refused, by field id. */
function ownFaults(templates: readonly EditedTemplate[], texts: FieldTexts, stored: FieldTexts): Map<number, number> {
  const fields = templates.flatMap((template) => template.fields);
  return new Map(fields.map((field) => [field.id, faultsOf(field, texts[field.id] ?? none, stored[field.id]).length]));
}

const faultsIn = (
  template: EditedTemplate,
  own: ReadonlyMap<number, number>,
  refused: ReadonlyMap<number, readonly ValueFault[]>,
): number => template.fields.reduce((sum, { id }) => sum + Math.max(own.get(id) ?? 0, refused.get(id)?.length ?? 0), 0);

/** Focus on the whole goes to the first fault, else to the first input. */
function focusWithin(event: FocusEvent<HTMLDivElement>): void {
  if (event.target !== event.currentTarget) return;
  const inputs = '.tab-panel :is(input, select, textarea)';
  const first = event.currentTarget.querySelector<HTMLElement>(`${inputs}[aria-invalid='true']`);
  (first ?? event.currentTarget.querySelector<HTMLElement>(inputs))?.focus();
}
