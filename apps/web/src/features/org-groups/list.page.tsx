import { type OrgGroup, OrgGroupList, orgGroups } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  Chips,
  type Chosen,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  TagChip,
  useListState,
} from '../../ui/index.js';
import { deleteGroup, deleteGroups } from './delete-groups.js';
import { text } from './text.js';

const shape = listShape(OrgGroupList, { choices: { tag: searchTags } });

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(orgGroups.list, { query, signal }));

/** The list of organisation groups (FEATURES OGR-01, OGR-05; SCREENS §3). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const rowActions = useCallback((group: OrgGroup) => actionsOf(group, changed), [changed]);
  const bulk = useCallback((chosen: Chosen<OrgGroup>) => bulkActions(chosen, changed), [changed]);
  const mayWrite = may('orgGroup:write');
  return (
    <ListPage
      notice={<ChangedNotice noun="orgGroup" />}
      title={text.title}
      lead={text.lead}
      total={total}
      actions={mayWrite ? [addAction] : []}
    >
      <DataTable
        id="orgGroups"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(group) => group.id}
        rowLabel={(group) => group.name}
        rowHref={addressOfGroup}
        rowActions={rowActions}
        {...(mayWrite ? { bulk } : {})}
        toolbar={<ViewsBar name="orgGroups" list={list} presets={[{ label: text.presets.all, search: '' }]} />}
        download={(search) => `${addressOf(orgGroups.csv)}?${search}`}
        empty={mayWrite ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/orgGroups/add', modal: true, primary: true };

const addressOfGroup = ({ id }: OrgGroup): string => `/orgGroups/view/${id}`;

const columns: readonly Column<OrgGroup>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  { key: 'name', label: text.columns.name, sort: true, always: true, card: 'title', value: (row) => row.name },
  { key: 'description', label: text.columns.description, card: 'fact', value: (row) => row.description },
  {
    key: 'organisations',
    label: text.columns.organisations,
    sort: true,
    align: 'end',
    card: 'fact',
    value: (row) => row.organisations,
  },
  {
    key: 'tags',
    label: text.columns.tags,
    card: 'fact',
    cell: (row) => (
      <Chips>
        {row.tags.map((tag) => (
          <TagChip key={tag.id} name={tag.name} colour={tag.colour} />
        ))}
      </Chips>
    ),
  },
  { key: 'uuid', label: text.columns.uuid, mono: true, optional: true, card: 'none', value: (row) => row.uuid },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

function actionsOf(group: OrgGroup, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfGroup(group) };
  if (!group.mayChange) return [view];
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/orgGroups/edit/${group.id}`, modal: true, hotkey: 'e' },
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () => void deleteGroup(group, changed, changed),
    },
  ];
}

function bulkActions(chosen: Chosen<OrgGroup>, changed: () => void): readonly Action[] {
  const remove = async () => {
    if (!(await deleteGroups(chosen.keys.map(Number), changed))) return;
    chosen.clear();
    changed();
  };
  return [{ label: text.remove, icon: 'trash', tone: 'danger', onSelect: () => void remove() }];
}
