import { randomUUID } from 'node:crypto';
import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { organisationScope } from '../../directory/index.js';
import {
  CONFIG,
  type Config,
  Conflict,
  cut,
  InvalidInput,
  type Principal,
  refCondition,
  rowToChange,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { OutboxSender } from '../../requests/index.js';
import { Connectors } from '../connectors/connectors.js';
import { ToolLender } from '../connectors/tool-lender.js';
import { FleetPolicies } from '../fleet/fleet-policy.service.js';
import { LocalToolEntity } from '../local-tools/local-tool.entity.js';
import { localToolScope } from '../local-tools/local-tool.scope.js';
import { ConnectionBroods } from './broods-reader.js';
import { ConnectionEntity, type StoredParty } from './connection.entity.js';
import { connectionScope } from './connection.scope.js';
import { ConnectionPost } from './connection-post.js';
import { HandshakeRunner, lookAfterSeconds, stepJob } from './handshake-runner.js';
import { judgedOptions } from './options.js';
import { PeerTools } from './peer-tools.js';
import { isEnded, move, pendingStates, tell } from './transitions.js';

const worker = systemPrincipal('connections', 'job');
/** A request repeated within this time is a double click: it is not sent again. */
const doubleClickSeconds = 30;

/** What is asked for. */
export interface AskedConnection {
  readonly toolId: number;
  readonly options: Record<string, unknown>;
}

/** Asking for connections, giving them up and ending them (FEATURES INT-01, INT-04, INT-06, LTL-16). */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ConnectionBroods) private readonly broods: ConnectionBroods,
    @Inject(PeerTools) private readonly peers: PeerTools,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(HandshakeRunner) private readonly runner: HandshakeRunner,
    @Inject(ConnectionPost) private readonly post: ConnectionPost,
    @Inject(OutboxSender) private readonly sender: OutboxSender,
    @Inject(FleetPolicies) private readonly policies: FleetPolicies,
  ) {
    post.listener = {
      arrived: (outboxId, reply) => this.#arrived(outboxId, reply),
      givenUp: (work, outboxId) => this.#givenUp(work, outboxId),
    };
  }

  /**
   * Phase 1: asks another node to connect one of our tools with one of its (WIRE-CONTRACT §5.3). While a request waits,
   * asking again goes on with it or sends it again: no second account is made. Returns the connection's id. Throws
   * `NotFound`, `InvalidInput`, `Conflict`, and `RemoteFailed` when a tool or the node did not answer.
   */
  async request(principal: Principal, ref: RecordRef, remoteToolId: number, asked: AskedConnection): Promise<number> {
    const brood = await this.broods.row(principal, ref);
    const remote = await this.peers.one(brood, remoteToolId);
    const connector = this.connectors.spoken(remote.connector);
    const id = await this.store.work(principal, async (work) => {
      const tool = await this.#ownTool(work, asked.toolId);
      if (tool.connector !== connector?.id)
        throw InvalidInput.at(['toolId'], `${tool.name} is no tool of the kind ${remote.connector}`);
      await this.policies.expectWelcome(tool);
      await work.query(
        sql`select pg_advisory_xact_lock(hashtextextended(${`connect ${brood.id} ${remoteToolId} ${tool.id}`}, 7235))`,
      );
      const [waiting] = await work.findAll(ConnectionEntity, {
        side: 'asking',
        toolId: tool.id,
        broodId: brood.id,
        remoteToolId,
        state: In([...pendingStates]),
      });
      if (waiting) return this.#again(work, waiting, asked);
      const row = await work.insert(ConnectionEntity, {
        uuid: randomUUID(),
        side: 'asking',
        state: 'offering',
        toolId: tool.id,
        broodId: brood.id,
        remoteToolId,
        remoteToolName: cut(remote.name, 191),
        remoteToolDescription: remote.description,
        options: judgedOptions(this.connectors, tool.connector, asked.options),
        isBegun: false,
        ...decider(principal),
      });
      await tell(work, row, { message: `asks ${brood.name} to connect ${tool.name} with ${remote.name}` });
      work.enqueue(stepJob, { connectionId: row.id }, { startAfterSeconds: lookAfterSeconds });
      return row.id;
    });
    await this.#goOn(principal, id);
    return id;
  }

  /** Gives a connection up before it is finished. Throws `NotFound`, `Conflict` for a finished or ended one. */
  async cancel(principal: Principal, ref: RecordRef, message: string | null): Promise<number> {
    return this.#end(principal, ref, message, (row) => {
      if (isEnded(row) || row.state === 'withdrawing') throw new Conflict('this connection has ended already');
      if (row.state === 'connected') throw new Conflict('this connection is finished: disconnect it');
      return 'cancelled';
    });
  }

  /** Ends a finished connection on both sides. Throws `NotFound`, `Conflict` for one that is not connected. */
  async disconnect(principal: Principal, ref: RecordRef, message: string | null): Promise<number> {
    return this.#end(principal, ref, message, (row) => {
      if (row.state !== 'connected') throw new Conflict(`this connection is ${row.state}, not connected`);
      return 'disconnected';
    });
  }

  /** Goes on where a connection was interrupted. Throws `NotFound`, `Conflict`, and what the step failed with. */
  async resume(principal: Principal, ref: RecordRef): Promise<number> {
    const { id, state } = await this.store.work(principal, (work) =>
      rowToChange(work, ConnectionEntity, connectionScope, ref),
    );
    if (state === 'asked' || state === 'answered' || state === 'requested' || state === 'connected')
      throw new Conflict(`this connection is ${state}: nothing of it was interrupted`);
    await this.#goOn(principal, id);
    return id;
  }

  /** Changes the key of the other side. Throws `NotFound`, `Conflict`, `RemoteFailed`. */
  async rotate(principal: Principal, ref: RecordRef): Promise<number> {
    const { id } = await this.store.work(principal, (work) =>
      rowToChange(work, ConnectionEntity, connectionScope, ref),
    );
    await this.runner.rotate(principal, id);
    return id;
  }

  /** Tests a finished connection. Throws `NotFound`, `RemoteFailed`. */
  async test(principal: Principal, ref: RecordRef): Promise<number> {
    const { id } = await this.store.work(principal, (work) =>
      rowToChange(work, ConnectionEntity, connectionScope, ref),
    );
    await this.runner.test(principal, id);
    return id;
  }

  /** Connects two tools of this node (FEATURES LTL-16): the same three phases, without a peer between. */
  async connectOwn(
    principal: Principal,
    ref: RecordRef,
    asked: {
      readonly otherToolId: number;
      readonly organisationId?: number | undefined;
      readonly otherOrganisationId?: number | undefined;
      readonly options: Record<string, unknown>;
      readonly otherOptions: Record<string, unknown>;
    },
  ): Promise<number> {
    const id = await this.store.work(principal, async (work) => {
      const tool = await this.#ownTool(work, ref);
      const other = await this.#ownTool(work, asked.otherToolId);
      if (tool.id === other.id) throw InvalidInput.at(['otherToolId'], 'must be another tool');
      if (tool.connector !== other.connector) throw InvalidInput.at(['otherToolId'], 'must be a tool of the same kind');
      for (const one of [tool, other]) await this.policies.expectWelcome(one);
      await refuseSecond(work, tool, other);
      const asking = await work.insert(ConnectionEntity, {
        uuid: randomUUID(),
        side: 'asking',
        state: 'offering',
        toolId: tool.id,
        broodId: null,
        peer: await this.#ownParty(work, other, asked.otherOrganisationId, 'otherOrganisationId'),
        remoteToolId: other.id,
        remoteToolName: other.name,
        options: judgedOptions(this.connectors, tool.connector, asked.options),
        isBegun: false,
        ...decider(principal),
      });
      const twin = await work.insert(ConnectionEntity, {
        uuid: randomUUID(),
        side: 'asked',
        state: 'asked',
        toolId: other.id,
        broodId: null,
        twinId: asking.id,
        peer: await this.#ownParty(work, tool, asked.organisationId, 'organisationId'),
        remoteToolId: tool.id,
        remoteToolName: tool.name,
        options: judgedOptions(this.connectors, other.connector, asked.otherOptions),
        isBegun: false,
        ...decider(principal),
      });
      asking.twinId = twin.id;
      await work.save(ConnectionEntity, asking);
      for (const row of [asking, twin]) await tell(work, row, { message: `connects ${tool.name} with ${other.name}` });
      work.enqueue(stepJob, { connectionId: asking.id }, { startAfterSeconds: lookAfterSeconds });
      return asking.id;
    });
    await this.runner.run(principal, id);
    return id;
  }

  /** A request that waits is asked for again. */
  async #again(work: Work, row: ConnectionEntity, { options }: AskedConnection): Promise<number> {
    if (row.state === 'offering') {
      const { connector } = await this.#ownTool(work, row.toolId);
      row.options = judgedOptions(this.connectors, connector, options);
      row.fault = null;
      await work.save(ConnectionEntity, row);
    }
    const since = row.sentAt ? (work.now.getTime() - row.sentAt.getTime()) / 1000 : Number.POSITIVE_INFINITY;
    if (row.state === 'requested' && since > doubleClickSeconds)
      await move(work, row, 'sending', { message: 'the request is sent again' });
    return row.id;
  }

  /** What waits in the outbox is sent by it, everything else by the steps. */
  async #goOn(principal: Principal, id: number): Promise<void> {
    const row = await this.#row(id);
    if ((row.state === 'unsent' || row.state === 'unanswered') && row.outboxId !== null)
      await this.sender.attempt(row.outboxId, principal);
    else await this.runner.run(principal, id);
  }

  async #end(
    principal: Principal,
    ref: RecordRef,
    message: string | null,
    judge: (row: ConnectionEntity) => 'cancelled' | 'disconnected',
  ): Promise<number> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, ConnectionEntity, connectionScope, ref);
      const end = judge(row);
      const isKnownThere = row.side === 'asked' || row.sentAt !== null;
      if (isKnownThere) await this.post.announce(work, row, 'DeclinedRequest', message ? { reason: message } : {});
      const words = end === 'cancelled' ? 'cancelled' : 'disconnected';
      await this.runner.withdraw(work, row, end, message ? `${words}: ${message}` : words);
      const twin = row.twinId === null ? null : await work.find(ConnectionEntity, { id: row.twinId });
      if (twin && !isEnded(twin) && twin.state !== 'withdrawing') await this.runner.withdraw(work, twin, end, words);
      return row.id;
    });
    // what could not be removed at once is tried again by itself
    await this.runner.run(principal, id).catch(() => undefined);
    return id;
  }

  /** The outbox brought a message there. */
  async #arrived(outboxId: number, reply: Record<string, unknown>): Promise<void> {
    await this.store.work(worker, async (work) => {
      const [row] = await work.findAll(ConnectionEntity, { outboxId });
      if (!row || (row.state !== 'unsent' && row.state !== 'unanswered')) return;
      Object.assign(row, { reply, sentAt: row.sentAt ?? work.now, outboxId: null });
      if (row.state === 'unsent') return move(work, row, 'requested', { message: 'the request arrived' });
      const { connector } = (await work.find(LocalToolEntity, { id: row.toolId })) ?? {};
      const interconnect = connector === undefined ? undefined : this.connectors.find(connector)?.interconnect;
      if (interconnect) await this.runner.finishIn(work, row, interconnect, 'the other node was told');
    });
  }

  /** Somebody gave the message up: so is the connection. */
  async #givenUp(work: Work, outboxId: number): Promise<void> {
    const [row] = await work.findAll(ConnectionEntity, { outboxId });
    if (row) row.outboxId = null;
    if (row && (row.state === 'unsent' || row.state === 'unanswered'))
      await this.runner.withdraw(work, row, 'cancelled', 'its message was given up');
  }

  async #ownTool(work: Work, ref: RecordRef | number): Promise<LocalToolEntity> {
    const which = typeof ref === 'number' ? { id: ref } : ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id };
    const row = await work.find(LocalToolEntity, { ...which, deletedAt: IsNull() });
    if (!row || !localToolScope.see.allows(row, work.principal))
      throw InvalidInput.at(['toolId'], 'is no tool of this node');
    return row;
  }

  async #ownParty(work: Work, tool: LocalToolEntity, organisationId: number | undefined, field: string) {
    const id = organisationId ?? work.principal.organisationId;
    const [organisation] = await work.query<StoredParty['organisation']>(sql`
      select o.uuid::text as uuid, o.name from organisations o
      where ${organisationScope.see.where(work.principal, 'o')} and ${refCondition('o', { id: id ?? 0 })}`);
    if (!organisation) throw InvalidInput.at([field], 'is no organisation you see; say whose tool it is');
    const connector = this.connectors.named(tool.connector);
    const { url } = connector.address(this.lender.settingsOf(connector, tool));
    return { name: tool.name, url: URL.canParse(url) ? new URL(url).origin : this.config.baseUrl, organisation };
  }

  #row(id: number): Promise<ConnectionEntity> {
    return this.store.work(worker, async (work) => {
      const row = await work.find(ConnectionEntity, { id });
      if (!row) throw new Error(`connection ${id} is gone`);
      return row;
    });
  }
}

const decider = ({ userId, username }: Principal) => ({ userId, username: username.slice(0, 191) });

async function refuseSecond(work: Work, tool: LocalToolEntity, other: LocalToolEntity): Promise<void> {
  const [row] = await work.query<{ id: number }>(sql`
    select id from connections where brood_id is null and state not in ('declined', 'cancelled', 'disconnected')
      and (tool_id, remote_tool_id) in ((${tool.id}, ${other.id}), (${other.id}, ${tool.id})) limit 1`);
  if (row) throw new Conflict(`${tool.name} and ${other.name} are connected already (connection ${row.id})`);
}
