import { type MetaTemplate, MetaTemplateList, metaTemplateScopes, metaTemplates } from '@cerebrate/contract';
import { useCallback, useMemo } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, loadSession, may } from '../../api/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { type Action, DataTable, FilterBar, ListPage, listShape, loadList, useListState } from '../../ui/index.js';
import { deleteTemplate } from './acts.js';
import { AvailableNotice } from './available-notice.js';
import { addressOfTemplate, templateColumns } from './columns.js';
import { lifeActions } from './life-actions.js';
import { life } from './life-text.js';
import { scopes, text } from './text.js';

const shape = listShape(MetaTemplateList, {
  choices: { scope: metaTemplateScopes.map((value) => ({ value, label: scopes[value] })) },
});

const mayManage = () => may('metaTemplate:manage');

/** A page of the list as the address describes it, and what is shipped but not loaded. */
export async function loader({ request }: LoaderFunctionArgs) {
  // the frame loads the session beside this; only then is it known what one may do
  await loadSession();
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
  const columns = useMemo(() => templateColumns(mayManage(), changed), [changed]);
  const rowActions = useCallback((template: MetaTemplate) => actionsOf(template, changed), [changed]);
  return (
    <ListPage
      title={text.title}
      lead={text.lead}
      total={total}
      actions={pageActions()}
      notice={
        <>
          <ChangedNotice noun="metaTemplate" />
          {available.length > 0 ? <AvailableNotice templates={available} onChange={changed} /> : null}
        </>
      }
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

function pageActions(): readonly Action[] {
  const names: Action = { label: text.names, icon: 'list', to: '/metaTemplateNameDirectory/index', menu: true };
  if (!mayManage()) return [names];
  return [
    { label: life.editor.add, icon: 'plus-lg', to: '/metaTemplates/add', primary: true },
    { label: text.import, icon: 'upload', to: '/metaTemplates/import', modal: true },
    { label: text.updateAll, icon: 'arrow-repeat', to: '/metaTemplates/updateAllTemplates', modal: true, menu: true },
    names,
  ];
}

function actionsOf(template: MetaTemplate, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfTemplate(template) };
  if (!mayManage()) return [view];
  const { valueCount } = template;
  return [
    view,
    ...lifeActions(template),
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () => void deleteTemplate(template, changed),
      ...(valueCount ? { unavailable: text.deletion.holds(valueCount) } : {}),
    },
  ];
}
