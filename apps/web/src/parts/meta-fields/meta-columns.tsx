import type { FormTemplate, TemplateField } from '@cerebrate/contract';
import { Chip, Chips, type Choice, type Column, chosenColumns, type FilterField } from '../../ui/index.js';
import { columnText as text } from './column-text.js';

/** A record in a list with the values of the meta-fields asked for, by field id. */
interface WithMeta {
  readonly meta: Readonly<Record<string, { readonly values: readonly string[]; readonly count: number }>>;
}

/** Under this name a meta-field is filtered by and shown as a column. */
export const metaName = (field: Pick<TemplateField, 'id'>): string => `meta.${field.id}`;

/** How many values of one field a cell shows before it only counts. */
const shownValues = 3;
/** The most meta-field columns one request may ask for. */
const mostColumns = 40;

/** Ids of the meta-fields whose columns the user has chosen in a table. */
export const shownMetaFields = <R,>(table: string, columns: readonly Column<R>[]): number[] =>
  chosenColumns(table, columns)
    .flatMap((key) => (key.startsWith('meta.') ? [Number(key.slice(5))] : []))
    .slice(0, mostColumns);

/** The same rows as a file: the list's query without its page, with the meta-fields that are shown. */
export function fileAddress(address: string, search: string, columns: readonly number[]): string {
  const query = new URLSearchParams(search);
  for (const key of ['page', 'limit']) query.delete(key);
  if (columns.length > 0) query.set('columns', columns.join(','));
  return query.size > 0 ? `${address}?${query}` : address;
}

/** A column for each field of the templates, hidden until chosen. */
export const metaColumns = <R extends WithMeta>(templates: readonly FormTemplate[]): readonly Column<R>[] =>
  templates.flatMap((template) => template.fields.map((field) => metaColumn<R>(template, field)));

/** A filter for each field of the templates. */
export const metaFilters = (templates: readonly FormTemplate[]): FilterField[] =>
  templates.flatMap((template) => template.fields.map((field) => metaFilter(template, field)));

const networks = new Set(['network', 'ipv4', 'ipv6']);

/** The filter on one meta-field: its conditions and its input follow from what the values mean. */
function metaFilter(template: FormTemplate, field: TemplateField): FilterField {
  const shared = { name: metaName(field), label: field.field, group: template.name };
  const { meaning } = field;
  if (networks.has(meaning))
    return { ...shared, kind: 'network', placeholder: text.networkExample[meaning === 'ipv6' ? 6 : 4] };
  if (meaning === 'date') return { ...shared, kind: 'date' };
  if (meaning === 'boolean') return { ...shared, kind: 'choice', ops: ['eq', 'empty'], choices: [...text.yesOrNo] };
  if (meaning === 'integer') return { ...shared, kind: 'number' };
  if (meaning === 'asn')
    return { ...shared, kind: 'text', ops: ['eq', 'not', 'gte', 'lte', 'in', 'empty'], placeholder: 'AS64500' };
  if (meaning === 'domain')
    return {
      ...shared,
      kind: 'text',
      ops: ['covers', 'within', 'contains', 'eq', 'not', 'empty'],
      placeholder: 'example.org',
    };
  const choices = choicesOf(field);
  if (choices) return { ...shared, kind: 'choice', choices };
  return { ...shared, kind: 'text', ops: ['contains', 'eq', 'not', 'starts', 'in', 'notin', 'empty'] };
}

/** The only values a field takes. Suggestions are none: a filter must find the other values, too. */
function choicesOf(field: TemplateField): readonly Choice[] | undefined {
  return field.valuesList.length > 0 ? field.valuesList.map((value) => ({ value, label: value })) : undefined;
}

/** Values that are read sign by sign. */
const exact = new Set(['network', 'ipv4', 'ipv6', 'asn']);

function metaColumn<R extends WithMeta>(template: FormTemplate, field: TemplateField): Column<R> {
  const key = metaName(field);
  const valuesOf = (row: R) => row.meta[String(field.id)];
  return {
    key,
    label: field.field,
    group: template.name,
    optional: true,
    card: 'none',
    value: (row) =>
      valuesOf(row)
        ?.values.map((value) => shownAs(field, value))
        .join(', '),
    cell: (row) => {
      const cell = valuesOf(row);
      if (!cell) return null;
      const values = cell.values.map((value) => shownAs(field, value));
      if (!exact.has(field.meaning) && !field.multiple) return values[0];
      return <MetaChips field={field} values={values} count={cell.count} />;
    },
  };
}

/** A value as people read it. */
function shownAs(field: TemplateField, value: string): string {
  if (field.meaning === 'boolean') return text.yesOrNo.find((one) => one.value === value)?.label ?? value;
  return value;
}

function MetaChips({
  field,
  values,
  count,
}: {
  readonly field: TemplateField;
  readonly values: readonly string[];
  readonly count: number;
}) {
  const rest = count - Math.min(shownValues, values.length);
  return (
    <Chips>
      {values.slice(0, shownValues).map((value) => (
        <Chip key={value} mono={exact.has(field.meaning)}>
          {value}
        </Chip>
      ))}
      {rest > 0 ? <Chip title={text.moreOf(field.field, rest)}>{text.moreValues(rest)}</Chip> : null}
    </Chips>
  );
}
