import { type Role, type RoleFlag, RoleList, roleFlags, roles } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { flagWords, mayChangeRole } from '../../parts/identity/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  Badge,
  type Column,
  CopyButton,
  DataTable,
  Icon,
  ListPage,
  listShape,
  loadList,
  useListState,
} from '../../ui/index.js';
import { deleteRole } from './delete-role.js';
import { text } from './text.js';

const shape = listShape(RoleList);

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(roles.list, { query, signal }));

/** The list of roles (FEATURES USR-12; SCREENS §7). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((role: Role) => actionsOf(role, () => void revalidate()), [revalidate]);
  const add: Action = { label: text.add, icon: 'plus-lg', to: '/roles/add', modal: true };
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={may('role:write') ? [add] : []}>
      <DataTable
        id="roles"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(role) => role.id}
        rowLabel={(role) => role.name}
        rowHref={(role) => `/roles/view/${role.id}`}
        rowActions={rowActions}
        toolbar={<ViewsBar name="roles" list={list} />}
        download={(search) => `${addressOf(roles.csv)}?${search}`}
        empty={{ text: text.empty, action: { label: text.emptyAction, to: '/roles/index' } }}
      />
    </ListPage>
  );
}

const columns: readonly Column<Role>[] = [
  {
    key: 'id',
    label: text.columns.id,
    align: 'end',
    width: '56px',
    optional: true,
    card: 'none',
    value: (role) => role.id,
  },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (role) => role.name,
    cell: (role) => (
      <span className="d-flex align-items-center gap-2">
        <Link to={`/roles/view/${role.id}`} className="cut">
          {role.name}
        </Link>
        {role.isDefault ? <Badge tone="info">{text.default}</Badge> : null}
      </span>
    ),
  },
  {
    key: 'uuid',
    label: text.columns.uuid,
    optional: true,
    mono: true,
    card: 'none',
    value: (role) => role.uuid,
    cell: (role) => (
      <span className="d-flex align-items-center gap-1">
        {role.uuid} <CopyButton text={role.uuid} label={`${text.columns.uuid}: ${role.name}`} />
      </span>
    ),
  },
  ...roleFlags.map(flagColumn),
];

function flagColumn(flag: RoleFlag): Column<Role> {
  const { label } = flagWords[flag];
  return {
    key: flag,
    label,
    sort: true,
    card: 'none',
    value: (role) => (role.flags[flag] ? text.yes : text.no),
    cell: (role) =>
      role.flags[flag] ? <Icon name="check-lg" label={text.yes} /> : <span className="visually-hidden">{text.no}</span>,
  };
}

function actionsOf(role: Role, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: `/roles/view/${role.id}` };
  if (!mayChangeRole(role)) return [view];
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/roles/edit/${role.id}`, modal: true, hotkey: 'e' },
    { label: text.remove, icon: 'trash', tone: 'danger', onSelect: () => void deleteRole(role, changed) },
  ];
}
