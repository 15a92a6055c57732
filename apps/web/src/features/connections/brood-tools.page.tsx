import { type BroodTool, type BroodTools, broods, connections } from '@cerebrate/contract';
import { useCallback, useMemo } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, may } from '../../api/index.js';
import { ConnectionBadge } from '../../parts/tools/index.js';
import { type Action, Chips, type Column, DataTable, ListPage, useSettled } from '../../ui/index.js';
import { text } from './text.js';

/** The brood at once, its tools as soon as it answers. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { ref: params['ref'] ?? '' };
  const brood = await call(broods.get, { params: ref, signal });
  const asked: Promise<BroodTools> = call(connections.broodTools, { params: ref, signal });
  asked.catch(() => undefined);
  return { brood, asked };
}

const words = text.brood;

/** The tools of another node, each with our connections to it (FEATURES LTL-13; SCREENS §5). */
export function Component() {
  const { brood, asked } = useLoaderData<typeof loader>();
  const rows = useMemo(() => asked.then(({ tools }) => tools), [asked]);
  const { value } = useSettled(asked);
  const rowActions = useCallback((tool: BroodTool) => actionsOf(brood.id, tool), [brood.id]);
  return (
    <ListPage
      title={words.title(brood.name)}
      lead={words.lead}
      notice={
        value?.fault ? (
          <div className="notice-strip" data-tone="broken">
            <span className="text-break">
              {words.fault} {value.fault}
            </span>
          </div>
        ) : undefined
      }
    >
      <DataTable
        id="brood-tools"
        caption={words.title(brood.name)}
        rows={rows}
        columns={columns}
        rowKey={(tool) => tool.id}
        rowLabel={(tool) => tool.name}
        rowActions={rowActions}
        empty={{ text: words.empty }}
      />
    </ListPage>
  );
}

function actionsOf(broodId: number, { id, canConnect }: BroodTool): readonly Action[] {
  if (!may('connection:write')) return [];
  const request: Action = {
    label: words.request,
    icon: 'plug',
    to: `/localTools/connectionRequest/${broodId}/${id}`,
    modal: true,
    hotkey: 'p',
  };
  return [canConnect ? request : { ...request, unavailable: words.noMatch }];
}

const columns: readonly Column<BroodTool>[] = [
  { key: 'id', label: words.id, align: 'end', width: '56px', card: 'none', value: (tool) => tool.id },
  { key: 'name', label: words.name, always: true, card: 'title', value: (tool) => tool.name },
  { key: 'connector', label: words.connector, card: 'fact', value: (tool) => tool.connector },
  { key: 'description', label: words.description, card: 'fact', value: (tool) => tool.description },
  {
    key: 'connections',
    label: words.connected,
    card: 'fact',
    cell: (tool) => (
      <Chips>
        {tool.connections.map((connection) => (
          <Link key={connection.id} to={`/connections/view/${connection.id}`} className="chip">
            {connection.tool.name} <ConnectionBadge state={connection.state} />
          </Link>
        ))}
      </Chips>
    ),
  },
];
