import { InboxList, type InboxRow, inbox, messageSeverities, requestStates } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { discarding, messageText, SeverityBadge, StateBadge } from '../../parts/messages/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  useListState,
} from '../../ui/index.js';
import { discardingMany, requestActions } from './acts.js';
import { text } from './text.js';

const shape = listShape(InboxList, {
  choices: {
    state: requestStates.map((value) => ({ value, label: messageText.states[value] })),
    severity: messageSeverities.map((value) => ({ value, label: messageText.severities[value] })),
  },
});

/** A page of the inbox as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(inbox.list, { query, signal }));

/** What is asked of this node (FEATURES MSG-01; SCREENS §8). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const rowActions = useCallback((row: InboxRow) => requestActions(row, changed), [changed]);
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={actions}>
      <DataTable
        id="inbox"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.title}
        rowHref={(row) => `/inbox/view/${row.id}`}
        rowActions={rowActions}
        rowDimmed={(row) => row.state !== 'open'}
        bulk={may('inbox:decide') ? (chosen) => [discarding(chosen, discardingMany, changed)] : undefined}
        toolbar={<ViewsBar name="inbox" list={list} presets={presets} />}
        download={(search) => `${addressOf(inbox.csv)}?${search}`}
        empty={{ text: text.empty }}
      />
    </ListPage>
  );
}

const actions: readonly Action[] = [
  { label: text.notifications, icon: 'bell', to: '/notifications/index', menu: true },
  { label: text.kinds, icon: 'card-list', to: '/inbox/listProcessors', menu: true },
];

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.open, search: 'state=open' },
  { label: text.presets.registration, search: 'state=open&kind=user.registration' },
  { label: text.presets.interconnection, search: 'state=open&scope=LocalTool' },
  { label: text.presets.warning, search: 'state=open&severity=warning' },
  { label: text.presets.danger, search: 'state=open&severity=danger' },
];

const columns: readonly Column<InboxRow>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', sort: true, card: 'none', value: (row) => row.id },
  {
    key: 'title',
    label: text.columns.title,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.title,
    cell: (row) => (
      <Link to={`/inbox/view/${row.id}`} className="cut">
        {row.title}
      </Link>
    ),
  },
  {
    key: 'state',
    label: text.columns.state,
    sort: true,
    width: '120px',
    card: 'fact',
    value: (row) => messageText.states[row.state],
    cell: (row) => <StateBadge state={row.state} />,
  },
  {
    key: 'severity',
    label: text.columns.severity,
    sort: true,
    width: '120px',
    card: 'fact',
    value: (row) => messageText.severities[row.severity],
    cell: (row) => <SeverityBadge severity={row.severity} />,
  },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    width: '140px',
    card: 'fact',
    value: (row) => row.created,
    cell: (row) => <RelativeTime at={row.created} />,
  },
  {
    key: 'organisation',
    label: text.columns.organisation,
    sort: true,
    card: 'fact',
    value: (row) => row.organisation?.name,
    cell: (row) =>
      row.organisation ? (
        <Link to={`/organisations/view/${row.organisation.id}`} className="cut">
          {row.organisation.name}
        </Link>
      ) : null,
  },
  { key: 'origin', label: text.columns.origin, sort: true, card: 'fact', value: (row) => row.origin },
  { key: 'sender', label: text.columns.sender, sort: true, card: 'none', value: (row) => row.sender?.username },
  { key: 'kind', label: text.columns.kind, sort: true, optional: true, value: (row) => `${row.scope}.${row.action}` },
  { key: 'decidedBy', label: text.columns.decidedBy, sort: true, optional: true, value: (row) => row.decidedBy },
  { key: 'message', label: text.columns.message, optional: true, value: (row) => row.message },
];
