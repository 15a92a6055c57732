import { fieldsOf } from '@cerebrate/connector-sdk';
import type {
  BroodTools,
  Connection,
  ConnectionEvent,
  ConnectionOffer,
  ConnectionRequest,
  ConnectionRow,
  History,
  HistoryQuery,
  ListRequest,
  RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { BroodEntity } from '../../federation/index.js';
import { historyOf, holds, type Principal, Records, RemoteFailed, Store, sql } from '../../kernel/index.js';
import { InboxService } from '../../requests/index.js';
import { Connectors } from '../connectors/connectors.js';
import { FleetPolicies, isWelcome, type Welcome } from '../fleet/fleet-policy.service.js';
import { ConnectionBroods } from './broods-reader.js';
import { ConnectionEntity } from './connection.entity.js';
import { connectionScope } from './connection.scope.js';
import {
  type ConnectionSelected,
  connectionColumns,
  connectionPlan,
  connectionsFrom,
  mayOf,
  stepsOf,
  toConnectionRow,
} from './connection-view.js';
import { ToolMessage } from './messages.js';
import { type ExposedTool, PeerTools } from './peer-tools.js';

/** A connection of ours to a tool of another node, for the original's list. */
export interface PeerConnection {
  readonly id: number;
  readonly name: string;
  readonly side: Connection['side'];
  readonly state: Connection['state'];
  readonly endsAs: Connection['endsAs'];
}

type BroodToolRow = BroodTools['tools'][number]['connections'][number] & { remote_tool_id: number };

/** Connections as they are read: lists, timelines, and what the dialogs of a request and of a decision show. */
@Injectable()
export class ConnectionReader {
  readonly #records: Records<ConnectionEntity, ConnectionRow, ConnectionSelected>;
  readonly #whole: Records<ConnectionEntity, ConnectionSelected, ConnectionSelected>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ConnectionBroods) private readonly broods: ConnectionBroods,
    @Inject(PeerTools) private readonly peers: PeerTools,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(FleetPolicies) private readonly policies: FleetPolicies,
  ) {
    const common = {
      entity: ConnectionEntity,
      scope: connectionScope,
      plan: connectionPlan,
      select: { alias: 'c', columns: connectionColumns, from: connectionsFrom },
    };
    this.#records = new Records(store, { ...common, toView: toConnectionRow });
    this.#whole = new Records(store, { ...common, toView: (row: ConnectionSelected) => row });
  }

  /** A page of connections. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every connection of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One connection with its timeline. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<Connection> {
    const row = await this.#whole.get(principal, ref);
    const events = await this.store.read<Omit<ConnectionEvent, 'at'> & { at: Date }>(sql`
      select id, at, state, message, who, is_fault as "isFault" from connection_events
      where connection_id = ${row.id} order by id limit 1000`);
    const interconnect = this.connectors.find(row.tool.connector)?.interconnect;
    const can = { canRotate: interconnect?.rotate !== undefined, canTest: interconnect?.verify !== undefined };
    const none = { cancel: false, resume: false, disconnect: false, rotate: false, test: false };
    return {
      ...toConnectionRow(row),
      options: row.options,
      test: row.test,
      steps: stepsOf(row),
      events: events.map((event) => ({ ...event, at: event.at.toISOString() })),
      may: holds(principal, 'connection:write') ? mayOf(row, can) : none,
    };
  }

  /** Every change of a connection, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.#whole.get(principal, ref);
    return historyOf(this.store, 'connection', id, query);
  }

  /** The tools another node shows us; a node that refuses is a fault in the answer. Throws `NotFound` for no such brood. */
  async broodTools(principal: Principal, ref: RecordRef): Promise<BroodTools> {
    const brood = await this.broods.row(principal, ref);
    const named = { id: brood.id, uuid: brood.uuid, name: brood.name };
    try {
      return { brood: named, tools: await this.#tools(brood), fault: null };
    } catch (error) {
      if (!(error instanceof RemoteFailed)) throw error;
      return { brood: named, tools: [], fault: error.summary };
    }
  }

  /** The same as nodes of the original tell it: every last connection with its side. Throws `RemoteFailed`, `NotFound`. */
  async peerTools(
    principal: Principal,
    ref: RecordRef,
  ): Promise<{ tool: ExposedTool; connections: PeerConnection[] }[]> {
    const brood = await this.broods.row(principal, ref);
    const tools = await this.peers.exposed(brood);
    const rows = await this.store.read<PeerConnection & { remote_tool_id: number }>(sql`
      select distinct on (c.remote_tool_id, c.tool_id) c.remote_tool_id, t.id, t.name, c.side, c.state, c.ends_as as "endsAs"
      from connections c join local_tools t on t.id = c.tool_id
      where c.brood_id = ${brood.id} and c.state not in ('asked', 'offering', 'disconnected')
      order by c.remote_tool_id, c.tool_id, c.id desc`);
    return tools.map((tool) => ({ tool, connections: rows.filter((row) => row.remote_tool_id === tool.id) }));
  }

  /** What the other node answered to the last message about a connection, without credentials. */
  async replyOf(id: number): Promise<Record<string, unknown>> {
    const row = await this.store.readOne<{ reply: Record<string, unknown> | null }>(
      sql`select reply from connections where id = ${id}`,
    );
    return row?.reply ?? {};
  }

  /** What may be chosen when a connection is asked for. Throws `NotFound`, `InvalidInput` for no such remote tool, `RemoteFailed`. */
  async offer(principal: Principal, ref: RecordRef, remoteToolId: number): Promise<ConnectionOffer> {
    const brood = await this.broods.row(principal, ref);
    const remote = await this.peers.one(brood, remoteToolId);
    const connector = this.connectors.spoken(remote.connector);
    const rows = await this.store.read<Omit<ConnectionOffer['candidates'][number], keyof Welcome>>(sql`
      select t.id, t.name, (select json_build_object('id', c.id, 'state', c.state) from connections c
        where c.tool_id = t.id and c.brood_id = ${brood.id} and c.remote_tool_id = ${remoteToolId}
          and c.state not in ('declined', 'cancelled', 'disconnected') order by c.id desc limit 1) as connection
      from local_tools t where t.deleted_at is null and t.connector = ${connector?.id ?? ''} order by t.name, t.id`);
    const told = await this.policies.welcomeOf(
      connector?.id ?? '',
      rows.map(({ id }) => id),
    );
    const candidates = rows.map((row) => ({ ...row, ...(told.get(row.id) ?? isWelcome) }));
    return {
      brood: { id: brood.id, uuid: brood.uuid, name: brood.name },
      remoteTool: { id: remote.id, name: remote.name, connector: remote.connector },
      candidates: connector?.interconnect ? candidates : [],
      options: connector?.interconnect ? fieldsOf(connector.interconnect.options) : [],
    };
  }

  /** The connection that a request of the inbox is about. Throws `NotFound`. */
  async ofRequest(principal: Principal, ref: RecordRef): Promise<ConnectionRequest> {
    const request = await this.inbox.get(principal, ref);
    const row = await this.store.readOne<{ id: number }>(
      sql`select id from connections where request_id = ${request.id} order by id desc limit 1`,
    );
    const connection = row ? await this.get(principal, { id: row.id }) : null;
    const message = ToolMessage.safeParse(request.payload);
    const connector = message.success ? this.connectors.spoken(message.data.connectorName) : undefined;
    const told = connection && (await this.policies.welcomeOf(connection.tool.connector, [connection.tool.id]));
    const phase = { 'tool.connect': 'accept', 'tool.accepted': 'finalise' } as const;
    return {
      phase: phase[request.kind as keyof typeof phase] ?? 'note',
      connection,
      obstacle: connection ? null : obstacleOf(request.kind, message.data?.remote_tool_id, connector?.title),
      ...(request.kind === 'tool.connect' ? (told?.get(connection?.tool.id ?? 0) ?? isWelcome) : isWelcome),
      brood: connection?.brood ?? null,
      sender: await this.#sender(request.sender?.id ?? null),
      options:
        request.kind === 'tool.connect' && connector?.interconnect ? fieldsOf(connector.interconnect.options) : [],
      data: request.payload,
    };
  }

  async #tools(brood: BroodEntity): Promise<BroodTools['tools']> {
    const [exposed, rows, kinds] = await Promise.all([
      this.peers.exposed(brood),
      this.store.read<BroodToolRow>(sql`
        select distinct on (c.remote_tool_id, c.tool_id) c.id, c.uuid, c.state, c.remote_tool_id,
          json_build_object('id', t.id, 'name', t.name) as tool
        from connections c join local_tools t on t.id = c.tool_id where c.brood_id = ${brood.id}
        order by c.remote_tool_id, c.tool_id, c.id desc`),
      this.store.read<{ connector: string }>(sql`select distinct connector from local_tools where deleted_at is null`),
    ]);
    const owned = new Set(kinds.map(({ connector }) => connector));
    return exposed.map((tool: ExposedTool) => {
      const connector = this.connectors.spoken(tool.connector);
      return {
        ...tool,
        connections: rows.filter((row) => row.remote_tool_id === tool.id).map(({ remote_tool_id: _id, ...row }) => row),
        canConnect: connector?.interconnect !== undefined && owned.has(connector.id),
      };
    });
  }

  async #sender(userId: number | null): Promise<ConnectionRequest['sender']> {
    if (userId === null) return null;
    const row = await this.store.readOne<NonNullable<ConnectionRequest['sender']>>(sql`
      select u.username::text as username, nullif(trim(concat_ws(' ', i.first_name, i.last_name)), '') as individual,
        (select coalesce(json_agg(json_build_object('type', a.type, 'organisation', o.name) order by a.id), '[]')
          from alignments a join organisations o on o.id = a.organisation_id
          where a.individual_id = i.id and o.deleted_at is null) as alignments
      from users u left join individuals i on i.id = u.individual_id and i.deleted_at is null where u.id = ${userId}`);
    return row ?? null;
  }
}

function obstacleOf(kind: string, toolId: number | undefined, title: string | undefined): string | null {
  if (kind === 'tool.connect') return `There is no ${title ?? 'such'} tool of number ${toolId ?? '?'} here.`;
  return kind === 'tool.accepted' ? 'No request of ours waits for this answer.' : null;
}
