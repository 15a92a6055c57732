import { type BatchRun, batchRuns, connectors, type LocalTool, localTools, type ToolAction } from '@cerebrate/contract';
import { useCallback } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { toolText } from '../../parts/tools/index.js';
import {
  type Action,
  Badge,
  type Chosen,
  type Column,
  DataTable,
  RecordPage,
  RelativeTime,
  type TabSpec,
  useOpenModal,
} from '../../ui/index.js';
import { forgetting, toolActions } from './acts.js';
import { countsOf, runTones } from './batch-runs.js';
import { RiskBadge } from './risk-badge.js';
import { text } from './text.js';
import { addressOfTool, toolColumns } from './tool-columns.js';

const words = text.connectors;

/** The connector of the address and its tools. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const connector = await call(connectors.get, { params: { connector: params['connector'] ?? '' }, signal });
  const { items } = await call(localTools.list, { query: { connector: connector.id, limit: '500' }, signal });
  const runs = may('tool:administer')
    ? await call(batchRuns.list, { params: { connector: connector.id }, signal })
    : [];
  return { ...connector, tools: items, runs };
}

/** One kind of tool: its instances, what can be done to many at once, and what it can do (FEATURES LTL-02, LTL-12). */
export function Component() {
  const connector = useLoaderData<typeof loader>();
  const { id, actions } = connector;
  const openModal = useOpenModal();
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const batches = actions.filter(({ kind, risk }) => kind === 'batch' && may(`tool:${risk}`));
  const bulk = (chosen: Chosen<LocalTool>): readonly Action[] => [
    ...batches.map(
      (action): Action => ({
        label: `${action.title}…`,
        icon: 'lightning',
        onSelect: () => openModal(`/localTools/batchAction/${id}/${action.id}?tools=${chosen.keys.join(',')}`),
      }),
    ),
    ...(may('tool:administer') ? [forgetting(chosen, changed)] : []),
  ];
  const add: Action = {
    label: text.add,
    icon: 'plus-lg',
    to: `/localTools/add?connector=${id}`,
    modal: true,
    primary: true,
  };
  return (
    <RecordPage
      kind={words.id}
      title={connector.title}
      summary={connector.description}
      actions={may('tool:administer') ? [add] : []}
      facts={[
        { label: words.id, value: id, mono: true },
        { label: words.version, value: connector.version },
        { label: words.wireName, value: connector.wireName, mono: true },
        { label: words.canConnect, value: connector.canInterconnect ? text.yes : text.no },
        ...(connector.follows ? [{ label: words.follows, value: toolText.follows[connector.follows] }] : []),
      ]}
      tabs={tabsOf(connector, add, batches.length > 0 || may('tool:administer') ? bulk : undefined, changed)}
    />
  );
}

type Whole = Awaited<ReturnType<typeof loader>>;

function tabsOf(
  connector: Whole,
  add: Action,
  bulk: ((chosen: Chosen<LocalTool>) => readonly Action[]) | undefined,
  changed: () => void,
): readonly TabSpec[] {
  const { tools, actions } = connector;
  return [
    {
      key: 'tools',
      label: words.tools,
      count: tools.length,
      content: (
        <DataTable
          id="connector-tools"
          caption={words.tools}
          rows={tools}
          columns={toolColumns.filter(({ key }) => key !== 'connector')}
          rowKey={(tool) => tool.id}
          rowLabel={(tool) => tool.name}
          rowHref={addressOfTool}
          rowActions={(tool) =>
            toolActions(tool, { changed, onForgotten: changed, canConnect: connector.canInterconnect })
          }
          bulk={bulk}
          empty={may('tool:administer') ? { text: text.empty, action: add } : { text: text.empty }}
        />
      ),
    },
    ...(may('tool:administer') ? [batchTab(connector)] : []),
    {
      key: 'actions',
      label: words.actions,
      count: actions.length,
      content: (
        <DataTable
          id="connector-actions"
          caption={words.actions}
          rows={actions}
          columns={actionColumns}
          rowKey={(action) => action.id}
          rowLabel={(action) => action.title}
          empty={{ text: words.noActions }}
        />
      ),
    },
  ];
}

const batchTab = ({ runs }: Whole): TabSpec => ({
  key: 'batches',
  label: text.batchRun.tab,
  count: runs.length,
  content: (
    <DataTable
      id="batch-runs"
      caption={text.batchRun.tab}
      rows={runs}
      columns={runColumns}
      rowKey={(run) => run.id}
      rowLabel={(run) => run.title}
      rowHref={addressOfRun}
      empty={{ text: text.batchRun.empty }}
    />
  ),
});

const addressOfRun = ({ connector, id }: BatchRun): string => `/localTools/batchRun/${connector}/${id}`;

const runColumns: readonly Column<BatchRun>[] = [
  {
    key: 'title',
    label: words.action,
    always: true,
    card: 'title',
    cell: (run) => <Link to={addressOfRun(run)}>{run.title}</Link>,
  },
  {
    key: 'state',
    label: text.batchRun.outcome,
    card: 'fact',
    cell: ({ state }) => <Badge tone={runTones[state]}>{text.batchRun.states[state]}</Badge>,
  },
  {
    key: 'counts',
    label: text.batchRun.tools,
    card: 'fact',
    value: (run) => text.batchRun.counts(countsOf(run).done, countsOf(run).failed),
  },
  { key: 'by', label: text.batchRun.by, card: 'fact', value: ({ by }) => by },
  { key: 'created', label: text.batchRun.begun, card: 'fact', cell: ({ created }) => <RelativeTime at={created} /> },
];

const actionColumns: readonly Column<ToolAction>[] = [
  { key: 'title', label: words.action, always: true, card: 'title', value: ({ title }) => title },
  { key: 'kind', label: words.kind, card: 'fact', value: ({ kind }) => words.kinds[kind] },
  { key: 'risk', label: words.risk, card: 'fact', cell: ({ risk }) => <RiskBadge risk={risk} /> },
  { key: 'description', label: words.description, card: 'fact', value: ({ description }) => description },
];
