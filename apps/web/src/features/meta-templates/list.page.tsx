import { type MetaTemplate, MetaTemplateList, metaTemplateScopes, metaTemplates } from '@cerebrate/contract';
import { useCallback, useMemo } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { type Action, Badge, type Column, CopyButton, DataTable, FilterBar, ListPage, listShape, loadList, RelativeTime, useListState } from '../../ui/index.js';
import { deleteTemplate, switchDefault, switchTemplate, updateAllTemplates, updateTemplate } from './acts.js';
import { AvailableNotice } from './available-notice.js';
import { SwitchCell } from './switch-cell.js';
import { scopes, text } from './text.js';

const shape = listShape(MetaTemplateList, { choices: { scope: metaTemplateScopes.map((value) => ({ value, label: scopes[value] })) } });

const mayManage = () => may('metaTemplate:manage');

/** A page of the list as the address describes it, and what is shipped but not loaded. */
export async function loader({ request }: LoaderFunctionArgs) {
  const [page, available] = await Promise.all([
    loadList(request, shape, (query, signal) => call(metaTemplates.list, { query, signal })),
    mayManage() ? call(metaTemplates.available, { signal: request.signal }) : [],
  ]);
  return { ...page, available };
}

/** The list of meta-templates (FEATURES MT-01, MT-04, MT-19; SCREENS §9). */
export function Component() {
  const { rows, total, problem, available } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const columns = useMemo(() => columnsOf(changed), [changed]);
  const rowActions = useCallback((template: MetaTemplate) => actionsOf(template, changed), [changed]);
  return (
    <ListPage
      title={text.title}
      lead={text.lead}
      total={total}
      actions={pageActions(changed)}
      notice={available.length > 0 ? <AvailableNotice templates={available} onChange={changed} /> : undefined}
    >
      <DataTable
        id="meta-templates"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(template) => template.id}
        rowLabel={(template) => template.name}
        rowHref={addressOfTemplate}
        rowActions={rowActions}
        rowDimmed={(template) => !template.enabled}
        toolbar={<FilterBar list={list} presets={presets} />}
        empty={{ text: mayManage() ? text.empty : text.emptyForReaders }}
      />
    </ListPage>
  );
}

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.newest, search: 'isNewest=true' },
  { label: text.presets.enabled, search: 'enabled=true' },
];

const addressOfTemplate = ({ id }: Pick<MetaTemplate, 'id'>): string => `/metaTemplates/view/${id}`;

function pageActions(changed: () => void): readonly Action[] {
  const names: Action = { label: text.names, icon: 'list', to: '/metaTemplateNameDirectory/index', menu: true };
  if (!mayManage()) return [names];
  return [
    { label: text.import, icon: 'upload', to: '/metaTemplates/import', modal: true, primary: true },
    { label: text.updateAll, icon: 'arrow-repeat', onSelect: () => void updateAllTemplates(changed) },
    names,
  ];
}

function columnsOf(changed: () => void): readonly Column<MetaTemplate>[] {
  const disabled = !mayManage();
  return [
    { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
    {
      key: 'enabled', label: text.columns.enabled, sort: true, width: '84px', card: 'none', value: (row) => (row.enabled ? text.enabled : text.disabled),
      cell: (row) => (
        <SwitchCell label={`${text.columns.enabled}: ${row.name}`} checked={row.enabled} disabled={disabled} onSwitch={() => void switchTemplate(row, changed)} />
      ),
    },
    {
      key: 'isDefault', label: text.columns.isDefault, sort: true, width: '84px', card: 'none', value: (row) => (row.isDefault ? text.default : ''),
      cell: (row) => (
        <SwitchCell label={`${text.columns.isDefault}: ${row.name}`} checked={row.isDefault} disabled={disabled} onSwitch={() => void switchDefault(row, changed)} />
      ),
    },
    {
      key: 'name', label: text.columns.name, sort: true, always: true, card: 'title', value: (row) => row.name,
      cell: (row) => (
        <Link to={addressOfTemplate(row)} className="cut">
          {row.name}
        </Link>
      ),
    },
    { key: 'scope', label: text.columns.scope, sort: true, card: 'fact', value: (row) => scopes[row.scope] },
    { key: 'namespace', label: text.columns.namespace, sort: true, card: 'none', value: (row) => row.namespace },
    { key: 'templateVersion', label: text.columns.version, sort: true, card: 'fact', value: (row) => row.templateVersion, cell: (row) => <Version template={row} /> },
    { key: 'fieldCount', label: text.columns.fields, align: 'end', card: 'none', value: (row) => row.fieldCount },
    { key: 'valueCount', label: text.columns.values, align: 'end', card: 'fact', value: (row) => row.valueCount },
    {
      key: 'uuid', label: text.columns.uuid, mono: true, card: 'none', value: (row) => row.uuid,
      cell: (row) => (
        <span className="d-flex align-items-center gap-1">
          {row.uuid} <CopyButton text={row.uuid} label={`${text.columns.uuid}: ${row.name}`} />
        </span>
      ),
    },
    { key: 'modified', label: text.columns.modified, sort: true, optional: true, card: 'none', cell: (row) => <RelativeTime at={row.modified} /> },
  ];
}

/** The version, and whether a newer one is shipped. */
function Version({ template: { templateVersion, update } }: { readonly template: MetaTemplate }) {
  if (!update) return <>{templateVersion}</>;
  const isSafe = update.conflicts.length === 0;
  return (
    <span className="d-flex align-items-center gap-2">
      {templateVersion}
      <Badge tone={isSafe ? 'info' : 'attention'}>{isSafe ? text.update.badge(update.toVersion) : text.update.blocked(update.toVersion)}</Badge>
    </span>
  );
}

function actionsOf(template: MetaTemplate, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfTemplate(template) };
  if (!mayManage()) return [view];
  const { update, valueCount } = template;
  const isSafe = update?.conflicts.length === 0;
  return [
    view,
    ...(update
      ? [{
          label: text.updateOne(update.toVersion), icon: 'arrow-repeat', onSelect: () => void updateTemplate(template, changed),
          ...(isSafe ? {} : { unavailable: text.update.conflicts }),
        } as const]
      : []),
    {
      label: text.remove, icon: 'trash', tone: 'danger', onSelect: () => void deleteTemplate(template, changed),
      ...(valueCount ? { unavailable: text.deletion.holds(valueCount) } : {}),
    },
  ];
}
