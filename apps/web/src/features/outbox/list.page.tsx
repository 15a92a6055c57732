import { messageSeverities, OutboxList, type OutboxRow, outbox, outboxStates } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { discarding, messageText, SeverityBadge, StateBadge } from '../../parts/messages/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Column, DataTable, ListPage, listShape, loadList, RelativeTime, useListState } from '../../ui/index.js';
import { discardingMany, messageActions } from './acts.js';
import { text } from './text.js';

const shape = listShape(OutboxList, {
  choices: {
    state: outboxStates.map((value) => ({ value, label: messageText.states[value] })),
    severity: messageSeverities.map((value) => ({ value, label: messageText.severities[value] })),
  },
});

/** A page of the outbox as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(outbox.list, { query, signal }));

/** What could not be sent at once (FEATURES MSG-09; SCREENS §8). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((row: OutboxRow) => messageActions(row, () => void revalidate()), [revalidate]);
  return (
    <ListPage title={text.title} lead={text.lead} total={total}>
      <DataTable
        id="outbox"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.title}
        rowHref={(row) => `/outbox/view/${row.id}`}
        rowActions={rowActions}
        rowDimmed={(row) => row.state === 'sent' || row.state === 'discarded'}
        bulk={
          may('outbox:write') ? (chosen) => [discarding(chosen, discardingMany, () => void revalidate())] : undefined
        }
        toolbar={<ViewsBar name="outbox" list={list} presets={presets} />}
        download={(search) => `${addressOf(outbox.csv)}?${search}`}
        empty={{ text: text.empty }}
      />
    </ListPage>
  );
}

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.pending, search: 'state.in=waiting&state.in=failed' },
  { label: text.presets.failed, search: 'state=failed' },
  { label: text.presets.sent, search: 'state=sent' },
];

const columns: readonly Column<OutboxRow>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', sort: true, card: 'none', value: (row) => row.id },
  {
    key: 'title',
    label: text.columns.title,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.title,
    cell: (row) => (
      <Link to={`/outbox/view/${row.id}`} className="cut">
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
    card: 'none',
    value: (row) => messageText.severities[row.severity],
    cell: (row) => <SeverityBadge severity={row.severity} />,
  },
  {
    key: 'fault',
    label: text.columns.fault,
    card: 'fact',
    value: (row) => row.fault,
    cell: (row) => (
      <span className="cut" title={row.fault ?? undefined}>
        {row.fault}
      </span>
    ),
  },
  {
    key: 'attempts',
    label: text.columns.attempts,
    sort: true,
    align: 'end',
    card: 'fact',
    value: (row) => row.attempts,
  },
  { key: 'user', label: text.columns.user, sort: true, card: 'none', value: (row) => row.user?.username },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    width: '140px',
    card: 'fact',
    value: (row) => row.created,
    cell: (row) => <RelativeTime at={row.created} />,
  },
  { key: 'kind', label: text.columns.kind, sort: true, optional: true, value: (row) => `${row.scope}.${row.action}` },
];
