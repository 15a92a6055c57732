import { type AuthKey, authKeys } from '@cerebrate/contract';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { type Action, Badge, type Column, confirm, RelativeTime, toast } from '../../ui/index.js';
import { tellFailure } from './tell-failure.js';
import { text } from './text.js';

/** A key as people tell it from others: its first and last four characters. */
export const shortKey = ({ start, end }: Pick<AuthKey, 'start' | 'end'>): string => `${start}…${end}`;

/** The columns of a list of keys; without the user where all are of one. */
export function authKeyColumns({ withUser }: { readonly withUser: boolean }): readonly Column<AuthKey>[] {
  const user: Column<AuthKey> = {
    key: 'username',
    label: text.columns.user,
    sort: true,
    card: 'fact',
    value: (key) => key.user.username,
    cell: (key) => <Link to={`/users/view/${key.user.id}`}>{key.user.username}</Link>,
  };
  return [
    { key: 'key', label: text.columns.key, always: true, mono: true, card: 'title', width: '130px', value: shortKey },
    ...(withUser ? [user] : []),
    { key: 'comment', label: text.columns.comment, sort: true, card: 'fact', value: (key) => key.comment },
    {
      key: 'expiresAt',
      label: text.columns.expires,
      sort: true,
      card: 'fact',
      width: '150px',
      value: (key) => key.expiresAt ?? text.never,
      cell: (key) => <Expiry authKey={key} />,
    },
    {
      key: 'lastUsedAt',
      label: text.columns.lastUsed,
      sort: true,
      width: '210px',
      card: 'none',
      value: (key) => key.lastUsedAt ?? text.never,
      cell: (key) => <LastUse authKey={key} />,
    },
    {
      key: 'created',
      label: text.columns.created,
      sort: true,
      width: '130px',
      card: 'none',
      cell: (key) => <RelativeTime at={key.created} />,
    },
  ];
}

function Expiry({ authKey: { expiresAt, isExpired } }: { readonly authKey: AuthKey }) {
  if (expiresAt === null) return <span className="muted">{text.never}</span>;
  return isExpired ? <Badge tone="broken">{text.expired}</Badge> : <RelativeTime at={expiresAt} />;
}

function LastUse({ authKey: { lastUsedAt, lastUsedIp } }: { readonly authKey: AuthKey }) {
  if (lastUsedAt === null) return <span className="muted">{text.never}</span>;
  return (
    <>
      <RelativeTime at={lastUsedAt} /> {lastUsedIp ? <span className="muted mono">{text.from(lastUsedIp)}</span> : null}
    </>
  );
}

/** What can be done with one key. `changed` is told after its end. */
export const authKeyActions = (key: AuthKey, changed: () => void): readonly Action[] => [
  { label: text.deleteKey.act, icon: 'trash', tone: 'danger', onSelect: () => void deleteKey(key, changed) },
];

async function deleteKey(key: AuthKey, changed: () => void): Promise<void> {
  const name = shortKey(key);
  const sure = await confirm({
    title: text.deleteKey.title(name),
    body: text.deleteKey.body(key.user.username),
    act: text.deleteKey.act,
    tone: 'danger',
  });
  if (!sure) return;
  try {
    await call(authKeys.remove, { params: { ref: String(key.id) } });
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: text.deleteKey.done(name) });
  changed();
}
