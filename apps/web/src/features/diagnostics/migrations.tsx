import type { Migration } from '@cerebrate/contract';
import { Badge, type Column, DataTable, RelativeTime } from '../../ui/index.js';
import { text } from './text.js';

/** The steps of the schema, newest first; nothing here runs one. */
export function Migrations({ migrations }: { readonly migrations: readonly Migration[] }) {
  const pending = migrations.filter(({ isApplied }) => !isApplied).length;
  return (
    <>
      <p className={pending > 0 ? 'notice-strip' : 'muted'} data-tone={pending > 0 ? 'broken' : undefined}>
        {pending > 0 ? text.pending(pending) : text.current}
      </p>
      <DataTable
        id="migrations"
        caption={text.tabs.migrations}
        rows={migrations}
        columns={columns}
        rowKey={({ name }) => name}
        rowLabel={({ name }) => name}
        empty={{ text: text.current }}
      />
    </>
  );
}

const columns: readonly Column<Migration>[] = [
  { key: 'id', label: text.migration.number, align: 'end', card: 'none', value: ({ id }) => id },
  { key: 'name', label: text.migration.name, always: true, card: 'title', mono: true, value: ({ name }) => name },
  {
    key: 'written',
    label: text.migration.written,
    card: 'fact',
    cell: ({ writtenAt }) => <RelativeTime at={writtenAt} />,
  },
  {
    key: 'state',
    label: text.migration.state,
    card: 'fact',
    cell: ({ isApplied }) => (
      <Badge tone={isApplied ? 'ok' : 'attention'}>{isApplied ? text.migration.applied : text.migration.waiting}</Badge>
    ),
  },
];
