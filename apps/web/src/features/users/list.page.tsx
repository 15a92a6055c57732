import { type UserRow, users } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, currentSession, may } from '../../api/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Action, DataTable, ListPage, loadList, type Preset, useListState } from '../../ui/index.js';
import { userColumns } from './columns.js';
import { userShape } from './list-shape.js';
import { text } from './text.js';
import { userActions } from './user-actions.js';

const add: Action = { label: text.add, icon: 'plus-lg', to: '/users/add', modal: true };

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, userShape, (query, signal) => call(users.list, { query, signal }));

/** The users one administers, and oneself (FEATURES USR-01). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(userShape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((user: UserRow) => userActions(user, () => void revalidate()), [revalidate]);
  return (
    <ListPage title={text.title} total={total} actions={may('user:write') ? [add] : []}>
      <DataTable
        id="users"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={userColumns}
        rowKey={(user) => user.id}
        rowLabel={(user) => user.username}
        rowHref={(user) => `/users/view/${user.id}`}
        rowActions={rowActions}
        rowDimmed={(user) => user.disabled}
        toolbar={<ViewsBar name="users" list={list} presets={presets()} />}
        download={(search) => `${addressOf(users.csv)}?${search}`}
        empty={{ text: text.empty, action: { label: text.emptyAction, to: '/users/index' } }}
      />
    </ListPage>
  );
}

function presets(): readonly Preset[] {
  const organisation = currentSession()?.user?.organisation;
  return [
    { label: text.presets.all, search: '' },
    ...(organisation ? [{ label: text.presets.mine, search: `organisationId=${organisation.id}` }] : []),
    { label: text.presets.disabled, search: 'disabled=true' },
  ];
}
