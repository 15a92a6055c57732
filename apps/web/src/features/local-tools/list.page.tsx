import { connectors, type LocalTool, LocalToolList, localTools, toolHealthStates } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { toolText } from '../../parts/tools/index.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import { type Action, DataTable, ListPage, listShape, loadList, useListState } from '../../ui/index.js';
import { forgetting, toolActions } from './acts.js';
import { text } from './text.js';
import { addressOfTool, toolColumns } from './tool-columns.js';

const shape = listShape(LocalToolList, {
  choices: {
    connector: async (_query, signal) =>
      (await call(connectors.list, { signal })).map(({ id, title }) => ({ value: id, label: title })),
    health: toolHealthStates.map((value) => ({ value, label: toolText.health[value] })),
  },
});

/** A page of the register as the address describes it, and the kinds of tools there are. */
export async function loader({ request }: LoaderFunctionArgs) {
  const [kinds, list] = await Promise.all([
    call(connectors.list, { signal: request.signal }),
    loadList(request, shape, (query, signal) => call(localTools.list, { query, signal })),
  ]);
  return { ...list, kinds };
}

const add: Action = { label: text.add, icon: 'plus-lg', to: '/localTools/add', modal: true, primary: true };
const toConnectors: Action = { label: text.connectors.title, icon: 'card-list', to: '/localTools/connectors' };

/** This node's own tools: the board of all instances (FEATURES LTL-03; SCREENS §6). */
export function Component() {
  const { rows, total, problem, kinds } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const changed = useCallback(() => void revalidate(), [revalidate]);
  const linkable = new Set(kinds.filter(({ canInterconnect }) => canInterconnect).map(({ id }) => id));
  const mayAdd = may('tool:administer');
  const presets = [
    { label: text.presets.all, search: '' },
    ...(kinds.length > 1 ? kinds.map(({ id, title }) => ({ label: title, search: `connector=${id}` })) : []),
    { label: text.presets.issues, search: 'health.in=issues,error' },
    { label: text.presets.exposed, search: 'exposed=true' },
  ];
  return (
    <ListPage title={text.title} lead={text.lead} total={total} actions={mayAdd ? [toConnectors, add] : [toConnectors]}>
      <DataTable
        id="local-tools"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={toolColumns}
        rowKey={(tool) => tool.id}
        rowLabel={(tool) => tool.name}
        rowHref={addressOfTool}
        rowActions={(tool: LocalTool) => [
          { label: text.view, icon: 'eye', to: addressOfTool(tool) },
          ...toolActions(tool, { changed, onForgotten: changed, canConnect: linkable.has(tool.connector) }),
        ]}
        rowDimmed={(tool) => !tool.isUsable}
        bulk={mayAdd ? (chosen) => [forgetting(chosen, changed)] : undefined}
        toolbar={<ViewsBar name="localTools" list={list} presets={presets} />}
        download={(search) => `${addressOf(localTools.csv)}?${search}`}
        empty={mayAdd ? { text: text.empty, action: add } : { text: text.empty }}
      />
    </ListPage>
  );
}
