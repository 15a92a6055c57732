import { type InboxRequest, inbox, RegistrationPayload, registration } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { SeverityBadge, StateBadge } from '../../parts/messages/index.js';
import { type Action, type Fact, Json, KeyValue, RecordPage, RelativeTime, type TabSpec } from '../../ui/index.js';
import { requestActions, resendLink } from './acts.js';
import { text } from './text.js';
import { wishFacts } from './wish-facts.js';

/** The request of the address; of an approved registration whether its owner has a password. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { ref: params['ref'] ?? '' };
  const request = await call(inbox.get, { params: ref, signal });
  const isApproved = request.kind === 'user.registration' && request.state === 'accepted';
  const awaitsPassword = isApproved && (await call(registration.advice, { params: ref, signal })).awaitsPassword;
  return { ...request, awaitsPassword };
}

/** One request (FEATURES MSG-01…03). */
export function Component() {
  const request = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const again: Action = {
    label: text.registration.resend,
    icon: 'envelope',
    onSelect: () => void resendLink(request.id),
  };
  const acts = requestActions(request, changed).map((action, at) => ({
    ...action,
    ...(at === 0 ? { primary: true } : {}),
    ...(action.tone ? { menu: true } : {}),
  }));
  return (
    <RecordPage
      kind={text.kind}
      title={request.title}
      badges={
        <>
          <StateBadge state={request.state} />
          <SeverityBadge severity={request.severity} />
        </>
      }
      actions={request.awaitsPassword ? [...acts, again] : acts}
      facts={factsOf(request)}
      tabs={tabsOf(request)}
      history={
        <ChangeHistory
          key={request.version}
          load={(query, signal) => call(inbox.history, { params: { ref: String(request.id) }, query, signal })}
        />
      }
    />
  );
}

function factsOf(request: InboxRequest): readonly Fact[] {
  const { facts } = text;
  const { organisation, sender, decidedAt, decidedBy } = request;
  return [
    { label: facts.wire, value: `${request.scope}.${request.action}`, mono: true },
    { label: facts.origin, value: request.origin, copy: true, mono: true },
    {
      label: facts.sender,
      value: sender ? <Link to={`/users/view/${sender.id}`}>{sender.username}</Link> : text.stranger,
    },
    {
      label: facts.organisation,
      value: organisation ? <Link to={`/organisations/view/${organisation.id}`}>{organisation.name}</Link> : null,
    },
    { label: facts.received, value: <RelativeTime at={request.created} /> },
    ...(decidedAt
      ? [
          {
            label: facts.decided,
            value: (
              <span>
                <RelativeTime at={decidedAt} /> {text.by(decidedBy ?? '')}
              </span>
            ),
          },
          { label: facts.message, value: request.message },
        ]
      : []),
    { label: facts.uuid, value: request.uuid, copy: true, mono: true },
  ];
}

function tabsOf(request: InboxRequest): readonly TabSpec[] {
  const { payload, outcome } = request;
  return [
    { key: 'payload', label: text.payload, content: <Payload request={request} /> },
    ...(outcome
      ? [
          {
            key: 'outcome',
            label: text.outcome,
            content:
              typeof outcome['userId'] === 'number' ? (
                <p>
                  {text.registration.user}{' '}
                  <Link to={`/users/view/${outcome['userId']}`}>{String(outcome['username'] ?? '')}</Link>
                </p>
              ) : (
                <Json value={outcome} />
              ),
          },
        ]
      : []),
    ...(Object.keys(payload).length > 0 && request.kind === 'user.registration'
      ? [{ key: 'data', label: 'JSON', content: <Json value={payload} /> }]
      : []),
  ];
}

/** What was sent: of a registration in words, of all else as data. */
function Payload({ request: { kind, payload } }: { readonly request: InboxRequest }) {
  if (kind === 'user.registration' && Object.keys(payload).length === 0)
    return <p className="muted">{text.forgotten}</p>;
  const wish = kind === 'user.registration' ? RegistrationPayload.safeParse(payload) : undefined;
  return wish?.success ? <KeyValue facts={wishFacts(wish.data)} /> : <Json value={payload} />;
}
