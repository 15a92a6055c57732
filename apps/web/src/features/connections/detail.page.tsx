import { type Connection, connections, connectors } from '@cerebrate/contract';
import { useEffect } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { ConnectionBadge, Handshake } from '../../parts/tools/index.js';
import {
  type Action,
  type Fact,
  KeyValue,
  RecordPage,
  RelativeTime,
  Timeline,
  type TimelineEntry,
} from '../../ui/index.js';
import { connectionActions } from './acts.js';
import { text } from './text.js';

/** The connection of the address, and what its connector calls what was chosen. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const connection = await call(connections.get, { params: { ref: params['ref'] ?? '' }, signal });
  const { tool, options } = connection;
  const hasOptions = Object.keys(options).length > 0;
  // its package may be gone; then the names of the choices stand for themselves
  const connector = hasOptions
    ? await call(connectors.get, { params: { connector: tool.connector }, signal }).catch(() => undefined)
    : undefined;
  return { ...connection, fields: connector?.connectionOptions ?? [] };
}
type Shown = Awaited<ReturnType<typeof loader>>;

/** One connection: how far it is, who must act next, what happened (FEATURES INT-03…08). */
export function Component() {
  const connection = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  useFollowing(connection, revalidate);
  const { tool, remoteTool, fault, requestId, outboxId, state } = connection;
  const waiting = state === 'asked' || state === 'answered';
  return (
    <RecordPage
      kind={text.kind}
      title={text.name(tool.name, remoteTool.name)}
      badges={<ConnectionBadge state={state} isAwaited={connection.isAwaited} />}
      notice={
        <>
          {fault ? (
            <div className="notice-strip" data-tone="broken">
              <span className="text-break">{fault}</span>
              {outboxId ? <Link to={`/outbox/view/${outboxId}`}>{text.openOutbox}</Link> : null}
            </div>
          ) : null}
          <div className="mb-3">
            <Handshake connection={connection} />
          </div>
        </>
      }
      actions={[...(waiting && requestId ? [process(requestId)] : []), ...connectionActions(connection, revalidate)]}
      facts={factsOf(connection)}
      tabs={[
        {
          key: 'timeline',
          label: text.timeline,
          content: <Timeline entries={connection.events.map(entryOf).reverse()} empty={text.noEvents} />,
        },
        { key: 'test', label: text.test.tab, content: <TestResult connection={connection} /> },
      ]}
      history={
        <ChangeHistory
          key={connection.version}
          load={(query, signal) => call(connections.history, { params: { ref: String(connection.id) }, query, signal })}
        />
      }
    />
  );
}

const process = (requestId: number): Action => ({
  label: text.openInbox,
  icon: 'gear',
  to: `/inbox/process/${requestId}`,
  modal: true,
  primary: true,
});

const moving = new Set(['offering', 'sending', 'accepting', 'answering', 'finalising', 'withdrawing']);

/** Looks again while something goes on here, less often while the other side must act. */
function useFollowing({ state, isAwaited, test, endedAt, version }: Connection, revalidate: () => Promise<void>): void {
  const isMoving = moving.has(state) || (state === 'connected' && test === null);
  const pauseMs =
    endedAt !== null || (state === 'connected' && test !== null && !isAwaited) ? 0 : isMoving ? 2000 : 10_000;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version begins anew
  useEffect(() => {
    if (pauseMs === 0) return;
    const timer = setInterval(() => void revalidate(), pauseMs);
    return () => clearInterval(timer);
  }, [pauseMs, version, revalidate]);
}

function factsOf(connection: Shown): readonly Fact[] {
  const { facts } = text;
  const { tool, remoteTool, brood, options, fields, endedAt } = connection;
  return [
    { label: facts.tool, value: <Link to={`/localTools/view/${tool.id}`}>{tool.name}</Link> },
    {
      label: facts.remoteTool,
      value: brood ? remoteTool.name : <Link to={`/localTools/view/${remoteTool.id}`}>{remoteTool.name}</Link>,
    },
    {
      label: facts.brood,
      value: brood ? <Link to={`/localTools/broodTools/${brood.id}`}>{brood.name}</Link> : text.ownNode,
    },
    { label: facts.side, value: text.sides[connection.side] },
    { label: facts.startedBy, value: connection.startedBy },
    { label: facts.created, value: <RelativeTime at={connection.created} /> },
    ...(endedAt ? [{ label: facts.ended, value: <RelativeTime at={endedAt} /> }] : []),
    { label: facts.uuid, value: connection.uuid, copy: true, mono: true },
    {
      label: facts.options,
      value: Object.keys(options).length === 0 ? text.byDefault : <Chosen options={options} fields={fields} />,
      wide: true,
    },
  ];
}

/** What was chosen for our side, in the words of the form. */
function Chosen({ options, fields }: Pick<Shown, 'options' | 'fields'>) {
  return (
    <ul className="list-unstyled mb-0">
      {Object.entries(options).map(([key, value]) => {
        const label = fields.find((field) => field.key === key)?.label ?? key;
        if (value === true) return <li key={key}>{label}</li>;
        const said = Array.isArray(value) ? value.join(', ') : value === false ? text.off : String(value);
        return <li key={key} className="text-break">{`${label} – ${said}`}</li>;
      })}
    </ul>
  );
}

const entryOf = ({ id, at, message, who, isFault }: Connection['events'][number]): TimelineEntry => ({
  id,
  at,
  icon: isFault ? 'exclamation-triangle' : 'circle',
  title: message,
  through: who,
});

function TestResult({ connection: { test, isAwaited } }: { readonly connection: Connection }) {
  if (!test) return <p className="muted m-0">{text.test.empty}</p>;
  return (
    <>
      <p className="notice-strip" data-tone={test.isConnected ? 'ok' : isAwaited ? 'info' : 'broken'}>
        {test.isConnected ? text.test.good : isAwaited ? text.test.early : text.test.bad}
      </p>
      <KeyValue
        facts={[
          { label: text.test.message, value: test.message },
          { label: text.test.at, value: <RelativeTime at={test.at} /> },
          ...Object.entries(test.facts).map(([label, value]) => ({
            label,
            value: value === null ? null : String(value),
          })),
        ]}
      />
    </>
  );
}
