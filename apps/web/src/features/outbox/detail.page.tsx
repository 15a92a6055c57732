import { type OutboxMessage, outbox } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { SeverityBadge, StateBadge } from '../../parts/messages/index.js';
import { type Fact, Json, RecordPage, RelativeTime } from '../../ui/index.js';
import { messageActions } from './acts.js';
import { text } from './text.js';

/** The message of the address. @throws ProblemError 404 */
export const loader = ({ params, request: { signal } }: LoaderFunctionArgs) =>
  call(outbox.get, { params: { ref: params['ref'] ?? '' }, signal });

/** One message on its way out: what is sent, why it was not taken, when it is tried again (FEATURES MSG-09). */
export function Component() {
  const message = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const isOpen = message.state === 'waiting' || message.state === 'failed';
  return (
    <RecordPage
      kind={text.kind}
      title={message.title}
      badges={
        <>
          <StateBadge state={message.state} />
          <SeverityBadge severity={message.severity} />
        </>
      }
      notice={
        isOpen && !message.canSend ? (
          <div className="notice-strip" data-tone="attention">
            {text.cannot}
          </div>
        ) : undefined
      }
      actions={messageActions(message, changed).map((action, at) => (at === 0 ? { ...action, primary: true } : action))}
      facts={factsOf(message)}
      tabs={[{ key: 'payload', label: text.payload, content: <Json value={message.payload} /> }]}
      history={
        <ChangeHistory
          key={message.version}
          load={(query, signal) => call(outbox.history, { params: { ref: String(message.id) }, query, signal })}
        />
      }
    />
  );
}

function factsOf(message: OutboxMessage): readonly Fact[] {
  const { facts } = text;
  const { user } = message;
  return [
    { label: facts.wire, value: `${message.scope}.${message.action}`, mono: true },
    { label: facts.user, value: user ? <Link to={`/users/view/${user.id}`}>{user.username}</Link> : null },
    { label: facts.attempts, value: message.attempts },
    { label: facts.tried, value: message.triedAt ? <RelativeTime at={message.triedAt} /> : null },
    { label: facts.next, value: message.nextAt ? <RelativeTime at={message.nextAt} /> : null },
    { label: facts.fault, value: message.fault, wide: true },
    { label: facts.created, value: <RelativeTime at={message.created} /> },
    { label: facts.uuid, value: message.uuid, copy: true, mono: true },
  ];
}
