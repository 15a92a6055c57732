import { type PermissionLimitation, PermissionLimitationList, permissionLimitations } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import {
  type Action,
  type Column,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { limitActions } from './limit-actions.js';
import { text } from './text.js';

const shape = listShape(PermissionLimitationList, {
  choices: { scope: Object.entries(text.scopes).map(([value, label]) => ({ value, label })) },
});

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(permissionLimitations.list, { query, signal }));

const add: Action = { label: text.add, icon: 'plus-lg', to: '/permissionLimitations/add', modal: true };
const addressOfLimit = ({ id }: PermissionLimitation): string => `/permissionLimitations/view/${id}`;

/** The limits on meta-fields of users (FEATURES USR-16; SCREENS §7). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback(
    (limit: PermissionLimitation) => limitActions(limit, () => void revalidate()),
    [revalidate],
  );
  const mayWrite = may('permissionLimitation:write');
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={mayWrite ? [add] : []}>
      <DataTable
        id="permission-limitations"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(limit) => limit.id}
        rowLabel={(limit) => limit.permission}
        rowHref={addressOfLimit}
        rowActions={rowActions}
        toolbar={<FilterBar list={list} />}
        download={(search) => `${addressOf(permissionLimitations.csv)}?${search}`}
        empty={mayWrite ? { text: text.empty, action: add } : { text: text.emptyForReaders }}
      />
    </ListPage>
  );
}

const columns: readonly Column<PermissionLimitation>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (limit) => limit.id },
  {
    key: 'permission',
    label: text.columns.permission,
    sort: true,
    always: true,
    card: 'title',
    value: (limit) => limit.permission,
    cell: (limit) => <Link to={addressOfLimit(limit)}>{limit.permission}</Link>,
  },
  { key: 'scope', label: text.columns.scope, sort: true, card: 'fact', value: (limit) => text.scopes[limit.scope] },
  { key: 'value', label: text.columns.value, sort: true, card: 'fact', value: (limit) => limit.value ?? text.anyYes },
  {
    key: 'maxOccurrence',
    label: text.columns.max,
    sort: true,
    align: 'end',
    card: 'fact',
    value: (limit) => limit.maxOccurrence,
  },
  { key: 'comment', label: text.columns.comment, card: 'none', value: (limit) => limit.comment },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    optional: true,
    card: 'none',
    cell: (limit) => <RelativeTime at={limit.modified} />,
  },
];
