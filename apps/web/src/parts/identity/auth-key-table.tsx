import { type AuthKey, authKeys, type KeyResource } from '@cerebrate/contract';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { type Action, Badge, Chip, Chips, type Column, confirm, RelativeTime, toast } from '../../ui/index.js';
import { tellFailure } from './tell-failure.js';
import { resourceWords, text } from './text.js';

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
      key: 'limits',
      label: text.columns.limits,
      card: 'fact',
      value: limitsInWords,
      cell: (key) => <Limits authKey={key} />,
    },
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

/** What a resource is called where a key is limited to it. */
export const resourceLabel = (resource: KeyResource): string =>
  resource === 'account' ? text.limits.account : (resourceWords[resource] ?? resource);

const limitsInWords = ({ readOnly, resources, networks }: AuthKey): string =>
  [...(readOnly ? [text.limits.readOnly] : []), ...(resources ?? []).map(resourceLabel), ...networks].join(', ');

function Limits({ authKey: { readOnly, resources, networks } }: { readonly authKey: AuthKey }) {
  if (!readOnly && !resources && networks.length === 0) return <span className="muted">{text.limits.none}</span>;
  return (
    <Chips>
      {readOnly ? <Chip icon="eye">{text.limits.readOnly}</Chip> : null}
      {(resources ?? []).map((resource) => (
        <Chip key={resource}>{resourceLabel(resource)}</Chip>
      ))}
      {networks.length > 0 ? (
        <Chip icon="hdd-network" title={text.limits.networks(networks)}>
          {networks.length === 1 ? networks[0] : text.limits.network(networks.length)}
        </Chip>
      ) : null}
    </Chips>
  );
}

function Expiry({ authKey: { expiresAt, isExpired, successorId } }: { readonly authKey: AuthKey }) {
  if (successorId !== null && expiresAt !== null && !isExpired)
    return (
      <span title={text.rotatedHint(successorId)}>
        <Badge tone="attention">{text.rotated}</Badge> <RelativeTime at={expiresAt} />
      </span>
    );
  if (expiresAt === null) return <span className="muted">{text.never}</span>;
  return isExpired ? <Badge tone="broken">{text.expired}</Badge> : <RelativeTime at={expiresAt} />;
}

function LastUse({ authKey: { lastUsedAt, lastUsedIp, lastRefused } }: { readonly authKey: AuthKey }) {
  return (
    <>
      {lastUsedAt === null ? <span className="muted">{text.never}</span> : <RelativeTime at={lastUsedAt} />}{' '}
      {lastUsedIp ? <span className="muted mono">{text.from(lastUsedIp)}</span> : null}
      {lastRefused ? (
        <span className="muted d-block">
          {text.refused(lastRefused.ip ?? '?')}, <RelativeTime at={lastRefused.at} />
        </span>
      ) : null}
    </>
  );
}

/** What can be done with one key. `changed` is told after its end. */
export const authKeyActions = (key: AuthKey, changed: () => void): readonly Action[] =>
  key.mayChange ? actionsOf(key, changed) : [];

const actionsOf = (key: AuthKey, changed: () => void): readonly Action[] => [
  { label: text.editKey, icon: 'pencil', to: `/authKeys/edit/${key.id}`, modal: true, hotkey: 'e' },
  ...(key.successorId === null
    ? [{ label: text.rotateKey, icon: 'arrow-repeat' as const, to: `/authKeys/rotate/${key.id}`, modal: true }]
    : []),
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
