import { type IndividualRow, individuals } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { manyPeople } from '../../parts/bulk/bulk-noun.js';
import { type ListNoun, useListActs } from '../../parts/bulk/use-list-acts.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { personMerge } from '../../parts/merging/ways.js';
import { listedTemplates } from '../../parts/meta-fields/listed-templates.js';
import { fileAddress, shownMetaFields } from '../../parts/meta-fields/meta-columns.js';
import { ListStatistics } from '../../parts/statistics/list-statistics.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Action, DataTable, ListPage, loadList, useListState } from '../../ui/index.js';
import { personAddress, personColumns, personShape } from './columns.js';
import { deletePerson } from './delete-person.js';
import { nameOf, text } from './text.js';

/** Under this name the choice of columns is remembered. */
const table = 'individuals';

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
  const acts = useListActs(noun);
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

const noun: ListNoun<IndividualRow> = {
  many: manyPeople,
  resource: 'individual',
  at: '/individuals',
  merge: personMerge,
  remove: (row, changed) => void deletePerson(row, { onDeleted: changed, onRestored: changed }),
};
