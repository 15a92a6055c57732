import type { MetaTemplate } from '@cerebrate/contract';
import { Link } from 'react-router';
import { Badge, type Column, CopyButton, RelativeTime } from '../../ui/index.js';
import { switchDefault, switchTemplate } from './acts.js';
import { SwitchCell } from './switch-cell.js';
import { scopes, text } from './text.js';

const words = text.columns;

/** The page of a template. */
export const addressOfTemplate = ({ id }: Pick<MetaTemplate, 'id'>): string => `/metaTemplates/view/${id}`;

/** The columns of the list; the switches turn for whoever manages templates. */
export const templateColumns = (mayManage: boolean, changed: () => void): readonly Column<MetaTemplate>[] => [
  { key: 'id', label: words.id, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  ...switchColumns(mayManage, changed),
  ...factColumns,
];

function switchColumns(mayManage: boolean, changed: () => void): readonly Column<MetaTemplate>[] {
  return [
    {
      key: 'enabled',
      label: words.enabled,
      sort: true,
      width: '84px',
      card: 'none',
      value: (row) => (row.enabled ? text.enabled : text.disabled),
      cell: (row) => (
        <SwitchCell
          label={`${words.enabled}: ${row.name}`}
          checked={row.enabled}
          disabled={!mayManage}
          onSwitch={() => void switchTemplate(row, changed)}
        />
      ),
    },
    {
      key: 'isDefault',
      label: words.isDefault,
      sort: true,
      width: '84px',
      card: 'none',
      value: (row) => (row.isDefault ? text.default : ''),
      cell: (row) => (
        <SwitchCell
          label={`${words.isDefault}: ${row.name}`}
          checked={row.isDefault}
          disabled={!mayManage}
          onSwitch={() => void switchDefault(row, changed)}
        />
      ),
    },
  ];
}

const factColumns: readonly Column<MetaTemplate>[] = [
  {
    key: 'name',
    label: words.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => (
      <Link to={addressOfTemplate(row)} className="cut">
        {row.name}
      </Link>
    ),
  },
  { key: 'scope', label: words.scope, sort: true, card: 'fact', value: (row) => scopes[row.scope] },
  { key: 'namespace', label: words.namespace, sort: true, card: 'none', value: (row) => row.namespace },
  {
    key: 'templateVersion',
    label: words.version,
    sort: true,
    card: 'fact',
    value: (row) => row.templateVersion,
    cell: (row) => <Version template={row} />,
  },
  { key: 'fieldCount', label: words.fields, align: 'end', card: 'none', value: (row) => row.fieldCount },
  { key: 'valueCount', label: words.values, align: 'end', card: 'fact', value: (row) => row.valueCount },
  {
    key: 'uuid',
    label: words.uuid,
    optional: true,
    mono: true,
    card: 'none',
    value: (row) => row.uuid,
    cell: (row) => (
      <span className="d-flex align-items-center gap-1">
        {row.uuid} <CopyButton text={row.uuid} label={`${words.uuid}: ${row.name}`} />
      </span>
    ),
  },
  {
    key: 'modified',
    label: words.modified,
    sort: true,
    optional: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

/** The version, and whether a newer one is shipped. */
function Version({ template: { templateVersion, update } }: { readonly template: MetaTemplate }) {
  if (!update) return <>{templateVersion}</>;
  const isSafe = update.conflicts.length === 0;
  const sentence = isSafe ? text.update.badge(update.toVersion) : text.update.blocked(update.toVersion);
  return (
    <span className="d-flex align-items-center gap-2">
      {templateVersion}
      <Badge tone={isSafe ? 'info' : 'attention'}>{sentence}</Badge>
    </span>
  );
}
