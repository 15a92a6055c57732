import { type SharingGroup, sharingGroups } from '@cerebrate/contract';
import { useCallback, useMemo } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, currentSession, may } from '../../api/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  type Chosen,
  type Column,
  DataTable,
  ListPage,
  loadList,
  type Preset,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { deleteGroup, deleteGroups } from './delete-group.js';
import { sharingGroupShape } from './list-shape.js';
import { groupAddress, Party, StateBadge } from './pieces.js';
import { text } from './text.js';

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, sharingGroupShape, (query, signal) => call(sharingGroups.list, { query, signal }));

/** The list of sharing groups (FEATURES SGR-01; SCREENS §4). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(sharingGroupShape);
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const rowActions = useCallback((group: SharingGroup) => actionsOf(group, changed), [changed]);
  const bulk = useMemo(() => (may('sharingGroup:write') ? bulkActs(changed) : undefined), [changed]);
  return (
    <ListPage
      title={text.title}
      lead={text.lead}
      total={total}
      actions={pageActions()}
      notice={<ChangedNotice noun="sharingGroup" />}
    >
      <DataTable
        id="sharing-groups"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(group) => group.id}
        rowLabel={(group) => group.name}
        rowHref={groupAddress}
        rowActions={rowActions}
        rowDimmed={(group) => !group.active}
        {...(bulk ? { bulk } : {})}
        toolbar={<ViewsBar name="sharingGroups" list={list} presets={presets()} />}
        download={(search) => `${addressOf(sharingGroups.csv)}?${search}`}
        empty={may('sharingGroup:write') ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/sharingGroups/add', modal: true };

const pageActions = (): Action[] => [
  { label: text.overlapLink, icon: 'people', to: '/sharingGroups/overlap' },
  ...(may('sharingGroup:write') ? [{ ...addAction, primary: true }] : []),
];

function presets(): Preset[] {
  const own = currentSession()?.user?.organisation?.id;
  return [
    { label: text.presets.all, search: '' },
    { label: text.presets.active, search: 'active=true' },
    ...(own === undefined ? [] : [{ label: text.presets.own, search: `ownerId=${own}` }]),
  ];
}

const columns: readonly Column<SharingGroup>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => <Link to={groupAddress(row)}>{row.name}</Link>,
  },
  {
    key: 'owner',
    label: text.columns.owner,
    sort: true,
    card: 'fact',
    value: (row) => row.owner.name,
    cell: (row) => <Party party={row.owner} />,
  },
  { key: 'members', label: text.columns.members, sort: true, align: 'end', card: 'fact', value: (row) => row.members },
  {
    key: 'active',
    label: text.columns.state,
    sort: true,
    card: 'fact',
    cell: (row) => <StateBadge active={row.active} />,
  },
  { key: 'releasability', label: text.columns.releasability, card: 'none', value: (row) => row.releasability },
  { key: 'uuid', label: text.columns.uuid, mono: true, optional: true, card: 'none', value: (row) => row.uuid },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    optional: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.created} />,
  },
];

function actionsOf(group: SharingGroup, changed: () => void): Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: groupAddress(group), menu: true };
  if (!group.mayChange || !may('sharingGroup:write')) return [view];
  const remove = () => void deleteGroup(group, { onDeleted: changed, onRestored: changed });
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/sharingGroups/edit/${group.id}`, modal: true, hotkey: 'e' },
    { label: text.members.add, icon: 'plus-lg', to: `/sharingGroups/addOrg/${group.id}`, modal: true, menu: true },
    { label: text.remove, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}

const bulkActs =
  (changed: () => void) =>
  (chosen: Chosen<SharingGroup>): Action[] => {
    const remove = async () => {
      if (!(await deleteGroups(chosen.keys.map(Number), changed))) return;
      chosen.clear();
      changed();
    };
    return [{ label: text.bulk.remove, icon: 'trash', tone: 'danger', onSelect: () => void remove() }];
  };
