import type { MetaTemplateRecord, UsedTemplateField } from '@cerebrate/contract';
import { Link } from 'react-router';
import { Chip, Chips, type Column, DataTable } from '../../ui/index.js';
import './meta-templates.scss';
import { text } from './text.js';

const words = text.field;

/** The lists that can be filtered by a template's fields. */
const indexOf: Readonly<Partial<Record<MetaTemplateRecord['scope'], string>>> = {
  organisation: '/organisations/index',
};

/** The fields of a template in order, each with how much it is used (FEATURES MT-02). */
export function FieldsTable({ template }: { readonly template: MetaTemplateRecord }) {
  return (
    <DataTable
      id="meta-template-fields"
      caption={text.fields}
      rows={template.fields}
      columns={columnsOf(template)}
      rowKey={(field) => field.id}
      rowLabel={(field) => field.field}
      empty={{ text: text.empty }}
    />
  );
}

/** What most templates leave out is a column only where some field has it. */
function columnsOf(template: MetaTemplateRecord): readonly Column<UsedTemplateField>[] {
  const most = Math.max(1, ...template.fields.map(({ recordCount }) => recordCount ?? 0));
  const seldom = seldomColumns.filter(({ value }) => template.fields.some((field) => value?.(field)));
  return [
    {
      key: 'field',
      label: words.name,
      always: true,
      card: 'title',
      value: (row) => row.field,
      cell: (row) => <FieldName template={template} field={row} />,
    },
    { key: 'type', label: words.type, card: 'fact', value: (row) => row.type },
    { key: 'multiple', label: words.multiple, card: 'fact', value: (row) => (row.multiple ? words.yes : words.no) },
    ...seldom,
    ...(template.valueCount === null ? [] : [usageColumn(most)]),
  ];
}

const seldomColumns: readonly Column<UsedTemplateField>[] = [
  { key: 'meaning', label: words.meaning, card: 'none', value: (row) => (row.meaning === row.type ? '' : row.meaning) },
  { key: 'regex', label: words.regex, mono: true, card: 'none', value: (row) => row.regex },
  {
    key: 'saneDefault',
    label: words.defaults,
    card: 'none',
    value: (row) => row.saneDefault.join(', '),
    cell: (row) => <Values values={row.saneDefault} />,
  },
  {
    key: 'valuesList',
    label: words.values,
    card: 'none',
    value: (row) => row.valuesList.join(', '),
    cell: (row) => <Values values={row.valuesList} />,
  },
  { key: 'link', label: words.link, mono: true, card: 'none', value: (row) => row.link },
];

const usageColumn = (most: number): Column<UsedTemplateField> => ({
  key: 'use',
  label: words.use,
  width: '300px',
  card: 'fact',
  value: (row) => words.uses(row.recordCount ?? 0, row.valueCount ?? 0),
  cell: (row) => <Usage field={row} most={most} />,
});

/** How many records hold the field, beside the most used one. The bar repeats what the words say. */
function Usage({ field, most }: { readonly field: UsedTemplateField; readonly most: number }) {
  const records = field.recordCount ?? 0;
  return (
    <span className="field-usage">
      <span className="field-usage-bar" aria-hidden>
        <span style={{ width: `${(100 * records) / most}%` }} />
      </span>
      <span className={records === 0 ? 'muted' : undefined}>{words.uses(records, field.valueCount ?? 0)}</span>
    </span>
  );
}

/** A used field leads to the records that have it. */
function FieldName({ template, field }: { readonly template: MetaTemplateRecord; readonly field: UsedTemplateField }) {
  const index = indexOf[template.scope];
  if (!index || !field.recordCount) return <>{field.field}</>;
  return (
    <Link
      to={`${index}?${new URLSearchParams({ [`meta.${field.id}.empty`]: 'false' })}`}
      title={words.showUses(field.field)}
    >
      {field.field}
    </Link>
  );
}

function Values({ values }: { readonly values: readonly string[] }) {
  return (
    <Chips>
      {values.slice(0, 5).map((value) => (
        <Chip key={value}>{value}</Chip>
      ))}
      {values.length > 5 ? <Chip title={values.slice(5).join(', ')}>+{values.length - 5}</Chip> : null}
    </Chips>
  );
}
