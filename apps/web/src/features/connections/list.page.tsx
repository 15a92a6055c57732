import { ConnectionList, type ConnectionRow, connectionStates, connections } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { addressOf, call } from '../../api/index.js';
import { ConnectionBadge, toolText } from '../../parts/tools/index.js';
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
import { text } from './text.js';

const shape = listShape(ConnectionList, {
  choices: {
    state: connectionStates.map((value) => ({ value, label: toolText.states[value] })),
    side: (['asking', 'asked'] as const).map((value) => ({ value, label: text.sides[value] })),
  },
});

/** A page of the connections as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(connections.list, { query, signal }));

const toBroods: Action = { label: text.toBroods, icon: 'hdd-network', to: '/broods/index' };
const addressOfConnection = ({ id }: ConnectionRow): string => `/connections/view/${id}`;

/** Connections between tools and where they stand (FEATURES INT-01…08). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  return (
    <ListPage title={text.title} lead={text.lead} total={total}>
      <DataTable
        id="connections"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => text.name(row.tool.name, row.remoteTool.name)}
        rowHref={addressOfConnection}
        rowActions={(row) => [{ label: text.view, icon: 'eye', to: addressOfConnection(row) }]}
        rowDimmed={(row) => row.endedAt !== null}
        toolbar={<ViewsBar name="connections" list={list} presets={presets} />}
        download={(search) => `${addressOf(connections.csv)}?${search}`}
        empty={{ text: text.empty, action: toBroods }}
      />
    </ListPage>
  );
}

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.waiting, search: 'state.in=asked,answered' },
  { label: text.presets.unsent, search: 'state.in=unsent,unanswered' },
  { label: text.presets.connected, search: 'state=connected' },
];

const columns: readonly Column<ConnectionRow>[] = [
  { key: 'id', label: text.columns.id, sort: true, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  {
    key: 'tool',
    label: text.columns.tool,
    sort: true,
    always: true,
    card: 'title',
    value: (row) => row.tool.name,
    cell: (row) => <Link to={addressOfConnection(row)}>{row.tool.name}</Link>,
  },
  {
    key: 'remoteTool',
    label: text.columns.remoteTool,
    sort: true,
    card: 'fact',
    value: (row) => row.remoteTool.name,
  },
  {
    key: 'brood',
    label: text.columns.brood,
    sort: true,
    card: 'fact',
    value: (row) => row.brood?.name ?? text.ownNode,
    cell: (row) => (row.brood ? <Link to={`/broods/view/${row.brood.id}`}>{row.brood.name}</Link> : text.ownNode),
  },
  {
    key: 'state',
    label: text.columns.state,
    sort: true,
    card: 'fact',
    value: (row) => toolText.states[row.state],
    cell: (row) => <ConnectionBadge state={row.state} isAwaited={row.isAwaited} />,
  },
  { key: 'side', label: text.columns.side, sort: true, card: 'none', value: (row) => text.sides[row.side] },
  { key: 'fault', label: text.columns.fault, card: 'none', value: (row) => row.fault },
  {
    key: 'modified',
    label: text.columns.modified,
    sort: true,
    card: 'none',
    cell: (row) => <RelativeTime at={row.modified} />,
  },
];
