import { MailingListList, type MailingListRow, mailingLists } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  Badge,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { deleteList } from './acts.js';
import { text } from './text.js';

const shape = listShape(MailingListList);

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(mailingLists.list, { query, signal }));

/** The list of mailing lists (FEATURES MLS-01; SCREENS §4). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((row: MailingListRow) => actionsOf(row, () => void revalidate()), [revalidate]);
  const mayAdd = may('mailingList:write');
  return (
    <ListPage
      title={text.title}
      total={total}
      actions={mayAdd ? [addAction] : []}
      notice={<ChangedNotice noun="mailingList" />}
    >
      <DataTable
        id="mailing-lists"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.name}
        rowHref={addressOfList}
        rowActions={rowActions}
        rowDimmed={(row) => !row.active}
        toolbar={<ViewsBar name="mailingLists" list={list} presets={presets} />}
        download={(search) => `${addressOf(mailingLists.csv)}?${search}`}
        empty={mayAdd ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/mailingLists/add', modal: true };
const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.active, search: 'active=true' },
  { label: text.presets.dynamic, search: 'dynamic=true' },
];
const addressOfList = ({ id }: MailingListRow): string => `/mailingLists/view/${id}`;

/** What sets a list apart, in colour, icon and word. */
export function ListState({ list }: { readonly list: Pick<MailingListRow, 'active' | 'isDynamic' | 'encryptedOnly'> }) {
  return (
    <span className="d-inline-flex flex-wrap gap-1">
      {list.active ? null : (
        <Badge tone="unknown" icon="slash-circle">
          {text.inactive}
        </Badge>
      )}
      {list.isDynamic ? (
        <Badge tone="info" icon="arrow-repeat">
          {text.byRule}
        </Badge>
      ) : null}
      {list.encryptedOnly ? (
        <Badge tone="ok" icon="shield-lock">
          {text.encrypted}
        </Badge>
      ) : null}
    </span>
  );
}

const columns: readonly Column<MailingListRow>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.name,
    cell: (row) => <Link to={addressOfList(row)}>{row.name}</Link>,
  },
  { key: 'state', label: text.columns.state, card: 'fact', cell: (row) => <ListState list={row} /> },
  { key: 'members', label: text.columns.members, sort: true, align: 'end', card: 'fact', value: (row) => row.members },
  { key: 'recipients', label: text.columns.recipients, sort: true, card: 'fact', value: (row) => row.recipients },
  { key: 'owner', label: text.columns.owner, value: (row) => row.owner?.name },
  { key: 'description', label: text.columns.description, value: (row) => row.description },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];

function actionsOf(row: MailingListRow, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfList(row) };
  if (!row.mayChange) return [view];
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/mailingLists/edit/${row.id}`, modal: true, hotkey: 'e' },
    {
      label: text.remove,
      icon: 'trash',
      tone: 'danger',
      onSelect: () => void deleteList(row, { onDeleted: changed, onRestored: changed }),
    },
  ];
}
