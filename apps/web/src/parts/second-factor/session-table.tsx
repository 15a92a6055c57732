import type { SignedInBrowser } from '@cerebrate/contract';
import { type Action, Badge, type Column, DataTable, RelativeTime } from '../../ui/index.js';
import { text } from './text.js';

/** A browser as a person would call it: "Firefox on Linux"; the whole text for what is no known browser. */
export function browserName({ device, userAgent }: Pick<SignedInBrowser, 'device' | 'userAgent'>): string {
  const { browser, system } = device;
  if (browser && system) return text.sessions.on(browser, system);
  return browser ?? userAgent ?? text.sessions.unknown;
}

interface SessionTableProps {
  readonly id: string;
  readonly caption: string;
  readonly rows: readonly SignedInBrowser[];
  readonly rowActions: (row: SignedInBrowser) => readonly Action[];
}

/** Where somebody is signed in: device, place and time of last use, and how they came in. */
export function SessionTable({ id, caption, rows, rowActions }: SessionTableProps) {
  return (
    <DataTable
      id={id}
      caption={caption}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      rowLabel={browserName}
      rowActions={rowActions}
      empty={{ text: text.sessions.none }}
    />
  );
}

const columns: readonly Column<SignedInBrowser>[] = [
  {
    key: 'browser',
    label: text.sessions.browser,
    always: true,
    card: 'title',
    value: browserName,
    cell: (row) => (
      <span className="d-flex align-items-center gap-2" title={row.userAgent ?? undefined}>
        {browserName(row)}
        {row.isCurrent ? <Badge tone="info">{text.sessions.current}</Badge> : null}
      </span>
    ),
  },
  {
    key: 'ip',
    label: text.sessions.from,
    mono: true,
    card: 'fact',
    value: (row) => row.ip,
    cell: (row) => (
      <span title={row.signInIp && row.signInIp !== row.ip ? text.sessions.signedInFrom(row.signInIp) : undefined}>
        {row.ip}
      </span>
    ),
  },
  { key: 'seenAt', label: text.sessions.seen, card: 'fact', cell: (row) => <RelativeTime at={row.seenAt} /> },
  { key: 'created', label: text.sessions.since, card: 'fact', cell: (row) => <RelativeTime at={row.created} /> },
  {
    key: 'method',
    label: text.sessions.by,
    card: 'none',
    value: (row) => text.sessions.methods[row.method] ?? text.sessions.elsewhere,
  },
  { key: 'expiresAt', label: text.sessions.until, card: 'none', cell: (row) => <RelativeTime at={row.expiresAt} /> },
];
