import { type Notification, notifications } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator, useSearchParams } from 'react-router';
import { call, onLive } from '../../api/index.js';
import { FieldChanges } from '../../parts/history/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, ActionButton, Badge, EmptyState, ListPage, RelativeTime, toast } from '../../ui/index.js';
import './notifications.scss';
import { text } from './text.js';

/** A page of one's notifications. @throws ProblemError */
export async function loader({ request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const before = Number(asked.get('before'));
  return call(notifications.list, {
    query: {
      limit: 50,
      ...(asked.get('unread') === 'true' ? { unread: 'true' } : {}),
      ...(Number.isInteger(before) && before > 0 ? { before } : {}),
    },
    signal: request.signal,
  });
}

/** What one was told (FEATURES MSG-07, MSG-08). */
export function Component() {
  const { items, unread, next } = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const [params] = useSearchParams();
  const isUnread = params.get('unread') === 'true';
  useEffect(() => onLive('notification', () => void revalidate()), [revalidate]);
  const readAll: Action = {
    label: text.readAll,
    icon: 'check-lg',
    onSelect: () => void markAll(() => void revalidate()),
  };
  const choose: Action = { label: text.choose, icon: 'gear', to: '/users/settings?tab=notifications' };
  return (
    <ListPage title={text.title} lead={text.lead} total={unread} actions={unread > 0 ? [readAll, choose] : [choose]}>
      <nav className="notification-filter" aria-label={text.title}>
        <Link className="btn btn-plain btn-sm" aria-current={isUnread ? undefined : 'page'} to="?">
          {text.all}
        </Link>
        <Link className="btn btn-plain btn-sm" aria-current={isUnread ? 'page' : undefined} to="?unread=true">
          {text.unread}
        </Link>
      </nav>
      {items.length === 0 ? <EmptyState icon="bell" text={isUnread ? text.emptyUnread : text.empty} /> : null}
      <ul className="notification-list">
        {items.map((item) => (
          <Card key={item.id} item={item} changed={() => void revalidate()} />
        ))}
      </ul>
      {next !== null ? (
        <Link className="btn btn-plain" to={`?${isUnread ? 'unread=true&' : ''}before=${next}`}>
          {text.older}
        </Link>
      ) : null}
    </ListPage>
  );
}

function Card({ item, changed }: { readonly item: Notification; readonly changed: () => void }) {
  const { id, title, link, severity, changes, count, at, readAt } = item;
  const read: Action = { label: text.readOne, icon: 'check-lg', onSelect: () => void markOne(id, changed) };
  return (
    <li className="surface" data-unread={readAt === null || undefined}>
      <header>
        {severity === 'info' ? null : <Badge tone={severity}>{text.severity[severity]}</Badge>}
        <Link to={link} onClick={() => void markOne(id, () => undefined)}>
          {count > 1 ? text.more(title, count - 1) : title}
        </Link>
        <span className="muted">
          <RelativeTime at={at} />
        </span>
        {readAt === null ? <ActionButton action={read} /> : null}
      </header>
      <FieldChanges changes={changes} />
    </li>
  );
}

async function markOne(id: number, changed: () => void): Promise<void> {
  try {
    await call(notifications.read, { params: { id } });
  } catch (error) {
    return tellFailure(error);
  }
  changed();
}

async function markAll(changed: () => void): Promise<void> {
  try {
    await call(notifications.readAll);
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: text.done });
  changed();
}
