// Stand-ins until the shared parts are there.
import { type FormTemplate, type History, type MetaFieldInput, type MetaFieldValue, type TagChip, tags } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { Chip, Chips, type ChoiceSearch, type FieldControl, TagChip as Tag, type TabSpec, ValuesInput } from '../../ui/index.js';

export const searchTags: ChoiceSearch = async (query, signal) => {
  const { items } = await call(tags.list, { query: { ...(query ? { q: query } : {}), limit: '20', total: 'false' }, signal });
  return items.map((tag) => ({ value: tag.name, label: tag.name, colour: tag.colour }));
};

export function TagEditor({ tags: carried, link }: { tags: readonly TagChip[]; mayEdit: boolean; link: (name: string) => string; onChange: (change: { add: string[]; remove: string[] }) => Promise<void> }) {
  return <Chips>{carried.map((tag) => <Tag key={tag.id} name={tag.name} colour={tag.colour} to={link(tag.name)} />)}</Chips>;
}

export function MetaFieldsEditor({ control, templates }: { control: FieldControl; templates: readonly FormTemplate[]; stored: readonly MetaFieldValue[] }) {
  const value = (control.value ?? []) as MetaFieldInput;
  const field = templates[0]?.fields[0];
  if (!field) return null;
  return <ValuesInput control={{ ...control, issues: [] }} values={value.find((one) => one.fieldId === field.id)?.values ?? []} />;
}

export const metaFieldTabs = (values: readonly MetaFieldValue[]): TabSpec[] =>
  [...new Set(values.map((value) => value.templateName))].map((name) => ({
    key: name, label: name, count: values.filter((value) => value.templateName === name).length,
    content: <Chips>{values.filter((value) => value.templateName === name).map((value) => <Chip key={value.id} mono>{value.value}</Chip>)}</Chips>,
  }));

export function ChangeHistory(_: { load: (query: { before?: string; limit?: string }, signal: AbortSignal) => Promise<History>; onRevert?: (seq: number) => Promise<unknown> }) {
  return null;
}
