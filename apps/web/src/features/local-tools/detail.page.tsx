import { type Connector, connectors, type LocalTool, localTools, type Mirror, mirrors } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { isWriteOnly, ToolHealthBadge } from '../../parts/tools/index.js';
import { type Action, type Fact, Json, RecordPage, RelativeTime, type TabSpec } from '../../ui/index.js';
import { toolActions } from './acts.js';
import { Health } from './health.js';
import { text } from './text.js';
import { ToolConnections } from './tool-connections.js';
import { ToolMirrors } from './tool-mirrors.js';
import { ToolTable } from './tool-table.js';

/** The tool of the address and what its connector can do. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const tool = await call(localTools.get, { params: { ref: params['ref'] ?? '' }, signal });
  const connector = tool.isUsable
    ? await call(connectors.get, { params: { connector: tool.connector }, signal })
    : undefined;
  const rows = connector?.follows ? await call(mirrors.list, { params: { ref: String(tool.id) }, signal }) : [];
  return { tool, connector, mirrors: rows };
}

/** One tool: its health, its tables, its connections (FEATURES LTL-04, LTL-05; SCREENS §6). */
export function Component() {
  const { tool, connector, mirrors: following } = useLoaderData<typeof loader>();
  const { lastCheck } = tool;
  const { revalidate } = useRevalidator();
  const navigate = useNavigate();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const actions = toolActions(tool, {
    changed,
    onForgotten: () => void navigate('/localTools/index', { replace: true }),
    canConnect: connector?.canInterconnect ?? false,
  });
  return (
    <RecordPage
      kind={text.kind}
      title={tool.name}
      summary={tool.description}
      badges={<ToolHealthBadge check={lastCheck} />}
      notice={<Notice tool={tool} />}
      actions={actions.map(
        (action, at): Action =>
          at === 0 ? { ...action, primary: true } : action.tone ? { ...action, menu: true } : action,
      )}
      facts={factsOf(tool, connector)}
      tabs={tabsOf(tool, connector, following)}
      history={
        <ChangeHistory
          key={tool.version}
          load={(query, signal) => call(localTools.history, { params: { ref: String(tool.id) }, query, signal })}
        />
      }
    />
  );
}

function Notice({ tool: { isUsable, lastCheck } }: { readonly tool: LocalTool }) {
  if (!isUsable)
    return (
      <div className="notice-strip" data-tone="attention">
        {text.unusable}
      </div>
    );
  if (!lastCheck || lastCheck.state === 'ok' || lastCheck.state === 'unknown') return null;
  return (
    <div className="notice-strip" data-tone={lastCheck.state === 'error' ? 'broken' : 'attention'}>
      <span className="text-break">{lastCheck.message}</span>
    </div>
  );
}

function tabsOf(tool: LocalTool, connector: Connector | undefined, following: readonly Mirror[]): readonly TabSpec[] {
  const tables = (connector?.actions ?? []).filter(({ kind, risk }) => kind === 'table' && may(`tool:${risk}`));
  return [
    {
      key: 'health',
      label: text.health.tab,
      content: <Health key={tool.lastCheck?.id ?? 0} tool={tool} actions={connector?.actions ?? []} />,
    },
    ...tables.map((action) => ({
      key: action.id,
      label: action.title,
      content: (
        <ToolTable
          key={`${action.id} ${tool.version}`}
          tool={tool}
          action={action}
          actions={connector?.actions ?? []}
        />
      ),
    })),
    ...(connector?.follows
      ? [
          {
            key: 'mirrors',
            label: text.mirrors.tab,
            count: following.length,
            content: <ToolMirrors tool={tool} rows={following} />,
          },
        ]
      : []),
    ...(may('connection:read') && connector?.canInterconnect
      ? [
          {
            key: 'connections',
            label: text.connections.tab,
            count: tool.connectionCount,
            content: <ToolConnections key={tool.connectionCount} toolId={tool.id} />,
          },
        ]
      : []),
  ];
}

function factsOf(tool: LocalTool, connector: Connector | undefined): readonly Fact[] {
  const { facts } = text;
  return [
    {
      label: facts.connector,
      value: connector ? (
        <Link to={`/localTools/viewConnector/${connector.id}`}>
          {connector.title} {connector.version}
        </Link>
      ) : (
        tool.connectorTitle
      ),
    },
    { label: facts.exposed, value: tool.exposed ? text.yes : text.no },
    ...(connector ? connector.settings.map((field) => settingFact(field, tool)) : []),
    { label: facts.connections, value: tool.connectionCount },
    { label: facts.uuid, value: tool.uuid, copy: true, mono: true },
    { label: facts.created, value: <RelativeTime at={tool.created} /> },
    { label: facts.modified, value: <RelativeTime at={tool.modified} /> },
  ];
}

function settingFact({ key, label, input }: Connector['settings'][number], { settings, sealed }: LocalTool): Fact {
  if (isWriteOnly(input)) return { label, value: sealed.includes(key) ? text.facts.sealed : text.facts.notEntered };
  const value = settings[key];
  if (input === 'boolean') return { label, value: value === true || value === '1' || value === 1 ? text.yes : text.no };
  if (value === undefined || value === null) return { label, value: null };
  if (typeof value === 'object') return { label, value: <Json value={value} />, wide: true };
  return { label, value: String(value), copy: true, mono: /^https?:/.test(String(value)) };
}
