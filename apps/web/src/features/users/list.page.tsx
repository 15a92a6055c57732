import { type UserRow, users } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, currentSession, may } from '../../api/index.js';
import { listedTemplates } from '../../parts/meta-fields/listed-templates.js';
import { fileAddress, shownMetaFields } from '../../parts/meta-fields/meta-columns.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Action, type Chosen, DataTable, ListPage, loadList, type Preset, useListState } from '../../ui/index.js';
import { userColumns } from './columns.js';
import { userShape } from './list-shape.js';
import { text } from './text.js';
import { userActions } from './user-actions.js';

/** Under this name the choice of columns is remembered. */
const table = 'users';
/** The most users one mass edit takes. */
const mostAtOnce = 500;
const add: Action = { label: text.add, icon: 'plus-lg', to: '/users/add', modal: true };

/** A page of the list as the address describes it, with the meta-fields the user has chosen as columns. */
export async function loader({ request }: LoaderFunctionArgs) {
  const templates = await listedTemplates('user');
  const shape = userShape(templates);
  const columns = userColumns(templates);
  const shown = shownMetaFields(table, columns).join(',');
  const page = await loadList(request, shape, (query, signal) =>
    call(users.list, { query: shown === '' ? query : { ...query, columns: shown }, signal }),
  );
  return { ...page, shape, columns };
}

/** The users one administers, and oneself (FEATURES USR-01, USR-07). */
export function Component() {
  const { rows, total, problem, shape, columns } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const rowActions = useCallback((user: UserRow) => userActions(user, reload), [reload]);
  const mayWrite = may('user:write');
  return (
    <ListPage title={text.title} total={total} actions={mayWrite ? [add] : []}>
      <DataTable
        id={table}
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(user) => user.id}
        rowLabel={(user) => user.username}
        rowHref={(user) => `/users/view/${user.id}`}
        rowActions={rowActions}
        rowDimmed={(user) => user.disabled}
        {...(mayWrite ? { bulk: bulkActs } : {})}
        toolbar={<ViewsBar name={table} list={list} presets={presets()} />}
        download={(search) => fileAddress(addressOf(users.csv), search, shownMetaFields(table, columns))}
        onColumns={reload}
        empty={{ text: text.empty, action: { label: text.emptyAction, to: '/users/index' } }}
      />
    </ListPage>
  );
}

const bulkActs = ({ keys }: Chosen<UserRow>): Action[] => [
  {
    label: text.massEdit.act,
    icon: 'pencil',
    to: `/users/massEdit?ids=${keys.join(',')}`,
    modal: true,
    ...(keys.length > mostAtOnce ? { unavailable: text.massEdit.tooMany(mostAtOnce) } : {}),
  },
];

function presets(): readonly Preset[] {
  const organisation = currentSession()?.user?.organisation;
  return [
    { label: text.presets.all, search: '' },
    ...(organisation ? [{ label: text.presets.mine, search: `organisationId=${organisation.id}` }] : []),
    { label: text.presets.disabled, search: 'disabled=true' },
  ];
}
