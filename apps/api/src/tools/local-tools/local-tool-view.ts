import type { LocalTool, ToolCheck, ToolHealthState } from '@cerebrate/contract';
import { type Sql, sql } from '../../kernel/index.js';
import type { Connectors } from '../connectors/connectors.js';

/** What `checkColumns` select. */
export interface ToolCheckRow {
  id: number;
  at: Date | string;
  state: ToolHealthState;
  message: string;
  version: string | null;
  latency_ms: number;
  findings: ToolCheck['findings'];
}

/** What `toolColumns` select. */
export interface LocalToolRow {
  id: number;
  uuid: string;
  name: string;
  connector: string;
  settings: Record<string, unknown>;
  has_sealed: boolean;
  exposed: boolean;
  description: string | null;
  last_check: ToolCheckRow | null;
  connection_count: number;
  created: Date;
  modified: Date;
  version: number;
}

/** Columns of a look at a tool over `tool_checks c`. */
export const checkColumns: Sql = sql`c.id, c.at, c.state, c.message, c.version, c.latency_ms, c.findings`;

/** Columns of a tool over `toolsFrom`; whether there are sealed settings, never which. */
export const toolColumns: Sql = sql`t.id, t.uuid, t.name, t.connector, t.settings, t.sealed is not null as has_sealed,
  t.exposed, t.description, t.created, t.modified, t.version, lc.last_check, (select count(*)::int from connections n
    where n.tool_id = t.id and n.state not in ('declined', 'cancelled', 'disconnected')) as connection_count`;

/** Tools with the last look at each. */
export const toolsFrom: Sql = sql`local_tools t left join lateral (select to_json(c) as last_check, c.state
  from tool_checks c where c.tool_id = t.id order by c.at desc, c.id desc limit 1) lc on true`;

/** A look as the contract has it. */
export const toCheck = (row: ToolCheckRow): ToolCheck => ({
  id: row.id,
  at: new Date(row.at).toISOString(),
  state: row.state,
  message: row.message,
  version: row.version,
  latencyMs: row.latency_ms,
  findings: row.findings,
});

/** A tool as the contract has it; `sealedOf` names the sealed settings of its connector. */
export const toLocalTool =
  (connectors: Connectors, sealedOf: (connector: string) => readonly string[]) =>
  (row: LocalToolRow): LocalTool => ({
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    connector: row.connector,
    connectorTitle: connectors.find(row.connector)?.title ?? row.connector,
    isUsable: connectors.find(row.connector) !== undefined,
    exposed: row.exposed,
    description: row.description,
    settings: row.settings,
    sealed: row.has_sealed ? [...sealedOf(row.connector)] : [],
    lastCheck: row.last_check && toCheck(row.last_check),
    connectionCount: row.connection_count,
    created: row.created.toISOString(),
    modified: row.modified.toISOString(),
    version: row.version,
  });
