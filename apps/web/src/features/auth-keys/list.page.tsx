import { type AuthKey, AuthKeyList, authKeys } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, currentSession } from '../../api/index.js';
import { authKeyActions, authKeyColumns, shortKey } from '../../parts/identity/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Action, DataTable, ListPage, listShape, loadList, type Preset, useListState } from '../../ui/index.js';
import { text } from './text.js';

const shape = listShape(AuthKeyList);
const columns = authKeyColumns({ withUser: true });
const add: Action = { label: text.add, icon: 'plus-lg', to: '/authKeys/add', modal: true };

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(authKeys.list, { query, signal }));

/** One's own keys and those of the users one administers (FEATURES AKY-01, AKY-03). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((key: AuthKey) => authKeyActions(key, () => void revalidate()), [revalidate]);
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={[add]}>
      <DataTable
        id="auth-keys"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(key) => key.id}
        rowLabel={shortKey}
        rowActions={rowActions}
        rowDimmed={(key) => key.isExpired}
        toolbar={<ViewsBar name="authKeys" list={list} presets={presets()} />}
        download={(search) => `${addressOf(authKeys.csv)}?${search}`}
        empty={{ text: text.empty, action: add }}
      />
    </ListPage>
  );
}

function presets(): readonly Preset[] {
  const id = currentSession()?.user?.id;
  return [
    { label: text.presets.all, search: '' },
    ...(id === undefined ? [] : [{ label: text.presets.mine, search: `userId=${id}` }]),
    { label: text.presets.expired, search: `expiresAt.lte=${new Date().toISOString().slice(0, 10)}` },
  ];
}
