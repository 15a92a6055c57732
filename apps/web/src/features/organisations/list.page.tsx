import { OrganisationList, type OrganisationRow, organisations } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, currentSession, may } from '../../api/index.js';
import { manyOrganisations } from '../../parts/bulk/bulk-noun.js';
import { type ListNoun, useListActs } from '../../parts/bulk/use-list-acts.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { organisationMerge } from '../../parts/merging/ways.js';
import { listedTemplates } from '../../parts/meta-fields/listed-templates.js';
import { fileAddress, shownMetaFields } from '../../parts/meta-fields/meta-columns.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  countryName,
  DataTable,
  ListPage,
  loadList,
  type Preset,
  rememberChoice,
  useListState,
} from '../../ui/index.js';
import { organisationAddress, organisationColumns } from './columns.js';
import { deleteOrganisation } from './delete-organisation.js';
import { organisationShape } from './list-shape.js';
import './organisations.scss';
import { OrganisationStatisticsStrip } from './statistics.js';
import { text } from './text.js';

/** Under this name the choice of columns is remembered. */
const table = 'organisations';
/** A page of the list as the address describes it, with the meta-fields the user has chosen as columns. */
export async function loader({ request }: LoaderFunctionArgs) {
  const templates = await listedTemplates('organisation');
  const shape = organisationShape(templates);
  const columns = organisationColumns(templates);
  const shown = shownMetaFields(table, columns).join(',');
  const page = await loadList(request, shape, (query, signal) =>
    call(organisations.list, { query: shown === '' ? query : { ...query, columns: shown }, signal }),
  );
  // the filter on a group is an id; whoever saw the group's name may read it there
  for (const row of page.rows)
    for (const { id, name } of row.orgGroups)
      rememberChoice(OrganisationList.fields.group.label, { value: String(id), label: name });
  return { ...page, shape, columns };
}

/** The list of organisations (FEATURES ORG-01…04, ORG-08, ORG-10…12). */
export function Component() {
  const { rows, total, problem, shape, columns } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const acts = useListActs(noun);
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  return (
    <ListPage
      notice={<ChangedNotice noun="organisation" />}
      title={text.title}
      total={total}
      actions={pageActions()}
      widgets={<OrganisationStatisticsStrip stamp={acts.stamp} />}
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
        rowLabel={(row) => row.name}
        rowHref={organisationAddress}
        rowActions={acts.rowActions}
        bulk={acts.bulk}
        toolbar={<ViewsBar name={table} list={list} presets={presets()} />}
        download={(search) => fileAddress(addressOf(organisations.csv), search, shownMetaFields(table, columns))}
        onColumns={reload}
        empty={may('organisation:create') ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
      {acts.dialog}
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/organisations/add', modal: true };

function pageActions(): Action[] {
  return [
    ...(may('organisation:create') ? [{ ...addAction, primary: true }] : []),
    ...(may('directory:import')
      ? [{ label: text.import, icon: 'upload', to: '/import/index', menu: true } as const]
      : []),
  ];
}

/** All, and those of the country of the user's own organisation. */
function presets(): Preset[] {
  const country = currentSession()?.user?.organisation?.country;
  const all: Preset = { label: text.presets.all, search: '' };
  return country ? [all, { label: text.presets.country(countryName(country)), search: `country=${country}` }] : [all];
}

const noun: ListNoun<OrganisationRow> = {
  many: manyOrganisations,
  resource: 'organisation',
  at: '/organisations',
  merge: organisationMerge,
  remove: (row, changed) => void deleteOrganisation(row, { onDeleted: changed, onRestored: changed }),
};
