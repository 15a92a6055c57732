import { type BroodCheck, broods } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { type Column, DataTable, RelativeTime, useAsked } from '../../ui/index.js';
import { HealthBadge } from './health-badge.js';
import { text } from './text.js';

/** The connection tests of a node, newest first (FEATURES BRD-02). */
export function Health({ broodId }: { readonly broodId: number }) {
  const rows = useAsked(
    () => call(broods.checks, { params: { ref: String(broodId) }, query: { limit: '100' } }).then(({ items }) => items),
    [broodId],
  );
  return (
    <DataTable
      id="brood-checks"
      caption={text.health.tab}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={(row) => row.at}
      empty={{ text: text.health.empty }}
    />
  );
}

const columns: readonly Column<BroodCheck>[] = [
  { key: 'at', label: text.health.at, always: true, card: 'title', cell: (row) => <RelativeTime at={row.at} /> },
  { key: 'outcome', label: text.health.outcome, card: 'fact', cell: (row) => <HealthBadge check={row} /> },
  {
    key: 'latency',
    label: text.health.latency,
    align: 'end',
    card: 'fact',
    value: (row) => (row.latencyMs === null ? null : text.health.ms(row.latencyMs)),
  },
  {
    key: 'remote',
    label: text.health.remote,
    card: 'fact',
    value: (row) => (row.product ? `${row.product} ${row.version ?? ''}` : null),
  },
  {
    key: 'user',
    label: text.health.user,
    value: (row) => (row.username ? `${row.username}${row.role ? ` (${row.role})` : ''}` : null),
  },
  {
    key: 'skew',
    label: text.health.skew,
    value: (row) => (row.clockSkewSeconds === null ? null : text.health.skewOf(row.clockSkewSeconds)),
  },
  { key: 'advice', label: text.health.advice, card: 'fact', value: (row) => row.advice },
];
