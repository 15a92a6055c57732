import { type ConnectionRow, connections } from '@cerebrate/contract';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { ConnectionBadge } from '../../parts/tools/index.js';
import { type Column, DataTable, RelativeTime, useAsked } from '../../ui/index.js';
import { text } from './text.js';

const words = text.connections;

/** The connections of one tool, newest first. */
export function ToolConnections({ toolId }: { readonly toolId: number }) {
  const rows = useAsked(
    () => call(connections.list, { query: { toolId: String(toolId), limit: '100' } }).then(({ items }) => items),
    [toolId],
  );
  return (
    <DataTable
      id="tool-connections"
      caption={words.tab}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={(row) => row.remoteTool.name}
      rowHref={(row) => `/connections/view/${row.id}`}
      rowDimmed={(row) => row.endedAt !== null}
      empty={{ text: words.empty }}
    />
  );
}

const columns: readonly Column<ConnectionRow>[] = [
  {
    key: 'remoteTool',
    label: words.other,
    always: true,
    card: 'title',
    cell: (row) => <Link to={`/connections/view/${row.id}`}>{row.remoteTool.name}</Link>,
  },
  { key: 'brood', label: words.brood, card: 'fact', value: (row) => row.brood?.name ?? words.ownNode },
  { key: 'state', label: words.state, card: 'fact', cell: (row) => <ConnectionBadge state={row.state} /> },
  { key: 'modified', label: words.modified, card: 'fact', cell: (row) => <RelativeTime at={row.modified} /> },
];
