import type { TopologyLink, TopologyNode } from '@cerebrate/contract';
import { broodNode, instanceNode, topologyParts } from '../federation/index.js';
import { allOf, type Principal, type Store, sql } from '../kernel/index.js';
import { connectionScope } from './connections/connection.scope.js';
import { localToolScope } from './local-tools/local-tool.scope.js';
import { type LocalToolRow, toolColumns, toolsFrom } from './local-tools/local-tool-view.js';

interface ConnectionRow {
  id: number;
  tool_id: number;
  brood_id: number | null;
  remote_tool_id: number;
  remote_tool_name: string;
  state: string;
  is_fault: boolean;
}

const states = { ok: 'ok', issues: 'attention', error: 'broken', unknown: 'unknown' } as const;
const toolNode = (id: number): string => `tool:${id}`;
/** A tool of a brood; one of our own, connected without a peer, is the tool it is. */
const otherNode = ({ brood_id, remote_tool_id }: ConnectionRow): string =>
  brood_id === null ? toolNode(remote_tool_id) : `remote-tool:${brood_id}:${remote_tool_id}`;

topologyParts.add({
  id: 'tools',
  read: async (principal, store) => {
    const [tools, connections] = await Promise.all([toolsSeen(principal, store), connectionsSeen(principal, store)]);
    const others = new Map(connections.filter(({ brood_id }) => brood_id !== null).map((row) => [otherNode(row), row]));
    return {
      nodes: [...tools.map(nodeOfTool), ...[...others].map(([id, row]) => nodeOfOther(id, row))],
      links: [
        ...tools.map(linkOfTool),
        ...[...others].map(([id, { brood_id }]) => linkOfOther(id, brood_id ?? 0)),
        ...connections.map(linkOfConnection),
      ],
    };
  },
});

const toolsSeen = (principal: Principal, store: Store) =>
  store.read<LocalToolRow>(sql`select ${toolColumns} from ${toolsFrom}
    where ${allOf([sql`t.deleted_at is null`, localToolScope.see.where(principal, 't')])} order by t.name, t.id`);

const connectionsSeen = (principal: Principal, store: Store) =>
  store.read<ConnectionRow>(sql`
    select c.id, c.tool_id, c.brood_id, c.remote_tool_id, c.remote_tool_name, c.state, c.fault is not null as is_fault
    from connections c where ${allOf([
      sql`c.state not in ('declined', 'cancelled', 'disconnected') and (c.brood_id is not null or c.side = 'asking')`,
      connectionScope.see.where(principal, 'c'),
    ])} order by c.id`);

const nodeOfTool = ({ id, name, connector, last_check: look }: LocalToolRow): TopologyNode => ({
  id: toolNode(id),
  kind: 'tool',
  title: name,
  detail: [connector, look?.version, look?.message].filter((part) => part).join(' · '),
  state: states[look?.state ?? 'unknown'],
  checkedAt: look ? new Date(look.at).toISOString() : null,
  href: `/localTools/view/${id}`,
});

const nodeOfOther = (id: string, { brood_id, remote_tool_name }: ConnectionRow): TopologyNode => ({
  id,
  kind: 'remote-tool',
  title: remote_tool_name,
  detail: 'a tool of another node',
  state: 'unknown',
  checkedAt: null,
  href: `/localTools/broodTools/${brood_id}`,
});

const linkOfTool = ({ id, last_check: look }: LocalToolRow): TopologyLink => ({
  from: instanceNode,
  to: toolNode(id),
  kind: 'runs',
  state: states[look?.state ?? 'unknown'],
  label: 'runs',
});

const linkOfOther = (id: string, broodId: number): TopologyLink => ({
  from: broodNode(broodId),
  to: id,
  kind: 'runs',
  state: 'unknown',
  label: 'runs',
});

const linkOfConnection = (row: ConnectionRow): TopologyLink => ({
  from: toolNode(row.tool_id),
  to: otherNode(row),
  kind: 'connects',
  state: row.state === 'connected' ? 'ok' : row.is_fault ? 'broken' : 'attention',
  label: row.state,
});
