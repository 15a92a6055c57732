import { type Mail, mail } from '@cerebrate/contract';
import { useCallback } from 'react';
import { useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, Badge, type Column, DataTable, RelativeTime, toast } from '../../ui/index.js';
import { text } from './text.js';

/** The newest e-mails and what became of them. */
export function Mails({ mails }: { readonly mails: readonly Mail[] }) {
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((one: Mail) => actionsOf(one, () => void revalidate()), [revalidate]);
  return (
    <DataTable
      id="mails"
      caption={text.tabs.mail}
      rows={mails}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ subject }) => subject}
      rowActions={rowActions}
      empty={{ text: text.mail.empty }}
    />
  );
}

const tones = { waiting: 'unknown', sent: 'ok', failed: 'broken' } as const;
const words = text.mail;

const columns: readonly Column<Mail>[] = [
  { key: 'subject', label: words.subject, always: true, card: 'title', value: ({ subject }) => subject },
  { key: 'to', label: words.to, card: 'fact', value: ({ address }) => address },
  {
    key: 'state',
    label: words.state,
    card: 'fact',
    cell: ({ state }) => <Badge tone={tones[state]}>{words.states[state]}</Badge>,
  },
  {
    key: 'protection',
    label: words.protection,
    card: 'none',
    value: ({ protection }) => (protection ? words.protections[protection] : null),
  },
  { key: 'attempts', label: words.attempts, align: 'end', card: 'none', value: ({ attempts }) => attempts },
  { key: 'fault', label: words.fault, card: 'none', value: ({ fault }) => fault },
  { key: 'created', label: words.created, card: 'fact', cell: ({ created }) => <RelativeTime at={created} /> },
];

const actionsOf = ({ id, state }: Mail, changed: () => void): readonly Action[] =>
  state === 'failed' ? [{ label: words.retry, icon: 'arrow-repeat', onSelect: () => void retry(id, changed) }] : [];

async function retry(id: number, changed: () => void): Promise<void> {
  try {
    await call(mail.retry, { params: { id } });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: words.retried });
  changed();
}
