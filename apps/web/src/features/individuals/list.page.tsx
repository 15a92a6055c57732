import { type IndividualRow, individuals } from '@cerebrate/contract';
import { useCallback, useMemo, useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { deleteMany } from '../../parts/bulk/bulk-delete.js';
import { manyPeople } from '../../parts/bulk/bulk-noun.js';
import { BulkTag } from '../../parts/bulk/bulk-tag.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { mergeText } from '../../parts/merging/text.js';
import { personMerge } from '../../parts/merging/ways.js';
import { listedTemplates } from '../../parts/meta-fields/listed-templates.js';
import { fileAddress, shownMetaFields } from '../../parts/meta-fields/meta-columns.js';
import { ListStatistics } from '../../parts/statistics/list-statistics.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Action, type Chosen, DataTable, ListPage, loadList, useListState } from '../../ui/index.js';
import { personAddress, personColumns, personShape } from './columns.js';
import { deletePerson } from './delete-person.js';
import { nameOf, text } from './text.js';

/** Under this name the choice of columns is remembered. */
const table = 'individuals';
/** The most people one bulk call takes. */
const mostAtOnce = 500;

/** A page of the list as the address describes it, with the meta-fields the user has chosen as columns. */
export async function loader({ request }: LoaderFunctionArgs) {
  const templates = await listedTemplates('individual');
  const shape = personShape(templates);
  const columns = personColumns(templates);
  const shown = shownMetaFields(table, columns).join(',');
  const page = await loadList(request, shape, (query, signal) =>
    call(individuals.list, { query: shown === '' ? query : { ...query, columns: shown }, signal }),
  );
  return { ...page, shape, columns };
}

const loadStatistics = (query: { days: number; slices: number }) => call(individuals.statistics, { query });

/** The list of people (FEATURES IND-01, IND-07; SCREENS §3). */
export function Component() {
  const { rows, total, problem, shape, columns } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const acts = useListActs();
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const mayAdd = may('individual:create');
  return (
    <ListPage
      notice={<ChangedNotice noun="individual" />}
      title={text.title}
      total={total}
      actions={mayAdd ? [{ ...addAction, primary: true }] : []}
      widgets={
        <ListStatistics
          index="/individuals/index"
          memory="statistics.individuals"
          load={loadStatistics}
          charts={({ position }) => [{ title: text.columns.position, field: 'position', slices: position }]}
          stamp={acts.stamp}
        />
      }
    >
      <DataTable
        id={table}
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={nameOf}
        rowHref={personAddress}
        rowActions={acts.rowActions}
        bulk={acts.bulk}
        toolbar={<ViewsBar name="individuals" list={list} presets={presets} />}
        download={(search) => fileAddress(addressOf(individuals.csv), search, shownMetaFields(table, columns))}
        onColumns={reload}
        empty={mayAdd ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
      {acts.dialog}
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/individuals/add', modal: true };
const presets = [
  { label: text.all, search: '' },
  { label: text.withAccount, search: 'hasUser=true' },
  { label: text.unaligned, search: 'organisation.empty=true' },
  { label: text.anonymousOnes, search: 'anonymised=true' },
];
function actionsOf(row: IndividualRow, changed: () => void): Action[] {
  const remove = () => void deletePerson(row, { onDeleted: changed, onRestored: changed });
  return [
    ...(row.mayChange && may('individual:update')
      ? [
          {
            label: text.edit,
            icon: 'pencil',
            to: `/individuals/edit/${row.id}`,
            modal: true,
            hotkey: 'e',
          } as const,
        ]
      : []),
    { label: text.view, icon: 'eye', to: personAddress(row), menu: true },
    ...(row.mayChange && may('individual:delete')
      ? [{ label: text.remove, icon: 'trash', tone: 'danger', onSelect: remove, menu: true } as const]
      : []),
  ];
}

/** What can be done with one row and with many, and the dialog one of them opened. */
function useListActs() {
  const { revalidate } = useRevalidator();
  const [stamp, setStamp] = useState(0);
  const [tagging, setTagging] = useState<readonly number[]>();
  const changed = useCallback(() => {
    setStamp((now) => now + 1);
    void revalidate();
  }, [revalidate]);
  const rowActions = useCallback((row: IndividualRow) => actionsOf(row, changed), [changed]);
  const bulk = useMemo(() => bulkActs(setTagging, changed), [changed]);
  const dialog = tagging ? (
    <BulkTag noun={manyPeople} ids={tagging} onClose={() => setTagging(undefined)} onDone={changed} />
  ) : null;
  return { stamp, rowActions, bulk, dialog };
}

/** The acts on many rows, or nothing for those who have none: then rows cannot be selected. */
function bulkActs(tag: (ids: readonly number[]) => void, changed: () => void) {
  if (!may('tag:assign') && !may('individual:delete') && !may('individual:update')) return undefined;
  return (chosen: Chosen<IndividualRow>): Action[] => {
    const ids = chosen.keys.map(Number);
    const unavailable = ids.length > mostAtOnce ? text.bulk.tooMany(mostAtOnce) : undefined;
    const remove = async () => {
      if (!(await deleteMany(manyPeople, ids, changed))) return;
      chosen.clear();
      changed();
    };
    const edit = { label: text.bulk.edit, icon: 'pencil', to: `/individuals/bulk-edit?ids=${ids.join(',')}` } as const;
    const merge = {
      label: mergeText.bulk,
      icon: 'collection',
      to: personMerge.mergePage(ids[0] ?? 0, ids[1] ?? 0),
      unavailable: ids.length === 2 ? undefined : mergeText.bulkTwo,
    } as const;
    const drop = { label: text.bulk.remove, icon: 'trash', tone: 'danger', onSelect: () => void remove() } as const;
    return [
      ...(may('individual:update') ? [{ ...edit, modal: true, unavailable }] : []),
      ...(may('individual:delete') ? [merge] : []),
      ...(may('tag:assign')
        ? [{ label: text.bulk.tag, icon: 'tag', onSelect: () => tag(ids), unavailable } as const]
        : []),
      ...(may('individual:delete') ? [{ ...drop, unavailable }] : []),
    ];
  };
}
