import { randomUUID } from 'node:crypto';
import type { ReceivedMessage } from '@cerebrate/connector-sdk';
import { Inject, Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import * as z from 'zod';
import {
  Conflict,
  InvalidInput,
  NotAllowed,
  type Principal,
  Sealer,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { defineRequestKind, InboxService, type Received, RequestKinds } from '../../requests/index.js';
import { Connectors } from '../connectors/connectors.js';
import { FleetPolicies } from '../fleet/fleet-policy.service.js';
import { LocalToolEntity } from '../local-tools/local-tool.entity.js';
import { ConnectionBroods } from './broods-reader.js';
import { ConnectionEntity } from './connection.entity.js';
import { ConnectionPost } from './connection-post.js';
import { HandshakeRunner, lookAfterSeconds, stepJob } from './handshake-runner.js';
import { keepLetters } from './letters.js';
import { messageKey, ToolMessage } from './messages.js';
import { judgedOptions } from './options.js';
import { endedStates, isEnded, lockedRow, move, pendingStates, tell } from './transitions.js';

const worker = systemPrincipal('connections', 'job');

/** What whoever accepts may choose for their side. */
const Decision = z.strictObject({ options: z.record(z.string().max(100), z.unknown()).default({}) });
type Decision = z.infer<typeof Decision>;

/** Why a message is not taken, in the order in which a node of 1.35 looks (WIRE-CONTRACT §5.2). */
export type Objection = 'incomplete' | 'unknown-brood' | 'foreign-brood' | 'unknown-connector' | 'ended';

type Message = Received<ToolMessage>;

/** What other nodes say about connections, as requests of the inbox (WIRE-CONTRACT §5.2, §5.3; FEATURES INT-01…08). */
@Injectable()
export class ToolMessages {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ConnectionBroods) private readonly broods: ConnectionBroods,
    @Inject(ConnectionPost) private readonly post: ConnectionPost,
    @Inject(HandshakeRunner) private readonly runner: HandshakeRunner,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(FleetPolicies) private readonly policies: FleetPolicies,
    @Inject(RequestKinds) kinds: RequestKinds,
  ) {
    this.#addDecisions(kinds);
    this.#addNotes(kinds);
  }

  get #common() {
    const secrets = this.connectors.credentials;
    return {
      scope: 'LocalTool',
      severity: 'warning' as const,
      payload: ToolMessage as unknown as z.ZodType<ToolMessage>,
      secrets,
      forOrganisations: false,
      isOnce: true,
      key: (payload: ToolMessage) => messageKey(payload, secrets),
      maySend: () => true,
      admit: (work: Work, payload: ToolMessage) => this.#admit(work, payload),
      origin: (payload: ToolMessage) => payload.cerebrateURL,
      organisationOf: (work: Work, payload: ToolMessage) => this.#owner(work.principal, payload),
    };
  }

  /** What somebody must decide: a request of others, and their answer to one of ours. */
  #addDecisions(kinds: RequestKinds): void {
    const common = this.#common;
    kinds.add(
      defineRequestKind<ToolMessage, Decision>({
        ...common,
        id: 'tool.connect',
        action: 'IncomingConnectionRequest',
        label: 'Request to connect tools',
        description: 'Another node asks to connect one of its tools with one of ours.',
        title: (payload) => `Request for ${this.#title(payload)} Inter-connection`,
        decision: Decision,
        arrived: (work, request) => this.#asked(work, request),
        undertake: (principal, request, decision) => this.#accept(principal, request, decision),
        decline: (work, request, message) => this.#decline(work, request, message),
        discard: (work, request) => this.#putAside(work, request),
      }),
    );
    kinds.add(
      defineRequestKind<ToolMessage, Decision>({
        ...common,
        id: 'tool.accepted',
        action: 'AcceptedRequest',
        label: 'Accepted connection of tools',
        description: 'Another node accepted our request; accepting finishes the connection.',
        title: (payload) => `Inter-connection for ${this.#title(payload)} has been accepted`,
        decision: Decision,
        arrived: (work, request) => this.#answered(work, request),
        undertake: (principal, request) => this.#finalise(principal, request),
        decline: (work, request, message) => this.#decline(work, request, message),
        discard: (work, request) => this.#putAside(work, request),
      }),
    );
  }

  /** What ends or renews a connection; it may come again, about another one between the same tools. */
  #addNotes(kinds: RequestKinds): void {
    const common = { ...this.#common, isOnce: false, key: undefined };
    kinds.add(
      defineRequestKind<ToolMessage, unknown>({
        ...common,
        id: 'tool.declined',
        action: 'DeclinedRequest',
        label: 'Connection of tools ended by the other node',
        description: 'Another node declined, cancelled or ended a connection; what was made here is removed by itself.',
        title: (payload) => `Declined inter-connection for ${this.#title(payload)}`,
        arrived: (work, request) => this.#ended(work, request),
        accept: async () => ({}),
      }),
    );
    kinds.add(
      defineRequestKind<ToolMessage, unknown>({
        ...common,
        id: 'tool.rotated',
        action: 'RotatedKey',
        label: 'New key of a connection',
        description: 'Another node changed the key of a connection; accepting puts it into our link.',
        title: (payload) => `New key for the inter-connection for ${this.#title(payload)}`,
        undertake: (principal, request) => this.#renew(principal, request),
      }),
    );
  }

  /** Why this node would not take a message of the caller, or null. The brood's name is for the answer. */
  async objection(
    principal: Principal,
    body: Readonly<Record<string, unknown>>,
    action?: string,
  ): Promise<Objection | null> {
    const { connectorName, cerebrateURL } = body;
    if (typeof connectorName !== 'string' || typeof cerebrateURL !== 'string' || !connectorName || !cerebrateURL)
      return 'incomplete';
    const spoken = await this.broods.spokenBy(principal, cerebrateURL);
    if ('fault' in spoken) return spoken.fault === 'unknown' ? 'unknown-brood' : 'foreign-brood';
    if (!this.connectors.spoken(connectorName)) return 'unknown-connector';
    return action === 'AcceptedRequest' && (await this.#isGivenUp(spoken.brood.id, body)) ? 'ended' : null;
  }

  /** Whether the last connection we asked for between the two tools was given up: nobody would finish it. */
  async #isGivenUp(broodId: number, body: Readonly<Record<string, unknown>>): Promise<boolean> {
    const ids = [Number(body['remote_tool_id']), Number(body['local_tool_id'])];
    if (!ids.every((id) => Number.isInteger(id) && Math.abs(id) < 2 ** 31)) return false;
    const row = await this.store.readOne<{ state: string }>(sql`
      select state from connections where side = 'asking' and brood_id = ${broodId} and tool_id = ${ids[0]}
        and remote_tool_id = ${ids[1]} order by id desc limit 1`);
    return row !== undefined && ['withdrawing', 'declined', 'cancelled'].includes(row.state);
  }

  async #admit(work: Work, payload: ToolMessage): Promise<void> {
    const objection = await this.objection(work.principal, payload);
    if (objection === 'unknown-brood')
      throw InvalidInput.at(['payload', 'cerebrateURL'], 'is the address of no brood of this node');
    if (objection === 'foreign-brood')
      throw new NotAllowed(
        `your account does not speak for the brood at ${payload.cerebrateURL}: it belongs to another organisation`,
      );
    if (objection === 'unknown-connector')
      throw InvalidInput.at(['payload', 'connectorName'], 'is no connector of this node');
  }

  async #owner(principal: Principal, { cerebrateURL }: ToolMessage): Promise<number | null> {
    const spoken = await this.broods.spokenBy(principal, cerebrateURL);
    return 'brood' in spoken ? spoken.brood.organisationId : null;
  }

  #connectorId({ connectorName }: ToolMessage): string {
    return this.connectors.spoken(connectorName)?.id ?? '';
  }

  #title({ connectorName }: ToolMessage): string {
    return this.connectors.spoken(connectorName)?.title ?? connectorName;
  }

  /** Others ask: a connection begins, if we have the tool they mean. */
  async #asked(work: Work, request: Message): Promise<void> {
    await this.#begin(work, request);
  }

  async #begin(work: Work, { id, payload }: Message): Promise<ConnectionEntity | null> {
    const { cerebrateURL, connectorName, remote_tool_id: toolId, local_tool_id: remoteToolId, tool_name } = payload;
    const spoken = await this.broods.spokenBy(work.principal, cerebrateURL);
    const tool = await work.find(LocalToolEntity, { id: toolId });
    if (!('brood' in spoken) || !tool || tool.deletedAt !== null) return null;
    if (this.connectors.find(tool.connector)?.id !== this.connectors.spoken(connectorName)?.id) return null;
    const row = await work.insert(ConnectionEntity, {
      uuid: randomUUID(),
      side: 'asked',
      state: 'asked',
      toolId,
      broodId: spoken.brood.id,
      remoteToolId,
      remoteToolName: tool_name || `tool ${remoteToolId}`,
      options: {},
      isBegun: false,
      requestId: id,
      subject: messageKey(payload, this.connectors.credentials),
      sentAt: work.now,
    });
    await tell(work, row, { message: `${spoken.brood.name} asks to connect ${row.remoteToolName} with ${tool.name}` });
    return row;
  }

  async #accept(principal: Principal, request: Message, { options }: Decision): Promise<Record<string, unknown>> {
    const id = await this.store.work(principal, async (work) => {
      const row = (await this.#ofRequest(work, request.id)) ?? (await this.#begin(work, request));
      if (!row) throw new Conflict(`there is no tool of number ${request.payload.remote_tool_id} of that kind here`);
      if (isEnded(row)) throw new Conflict(`this connection was ${row.state} meanwhile; put the request aside`);
      if (row.state !== 'asked') return row.id;
      await this.policies.expectWelcome({ id: row.toolId, connector: this.#connectorId(request.payload) });
      row.options = judgedOptions(this.connectors, this.#connectorId(request.payload), options);
      Object.assign(row, { ...this.#decider(principal), acceptedAt: work.now });
      keepLetters(this.sealer, row, { received: request.payload as unknown as ReceivedMessage });
      await move(work, row, 'accepting', { message: 'accepted' });
      work.enqueue(stepJob, { connectionId: row.id }, { startAfterSeconds: lookAfterSeconds });
      return row.id;
    });
    await this.runner.run(principal, id);
    return this.#outcome(id);
  }

  /** Our request was accepted there: the connection waits for somebody to finish it. */
  async #answered(work: Work, { id, payload }: Message): Promise<void> {
    const row = await this.#asking(work, payload, pendingStates);
    if (!row || row.state === 'offering') return;
    row.acceptedAt = work.now;
    row.requestId = id;
    // what was not answered had arrived after all
    await this.post.takeBack(work, row);
    if (row.state === 'answered' || row.state === 'finalising') {
      await work.save(ConnectionEntity, row);
      return tell(work, row, { message: 'the other node accepted again' });
    }
    await move(work, row, 'answered', { message: 'the other node accepted' });
  }

  async #finalise(principal: Principal, request: Message): Promise<Record<string, unknown>> {
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#ofRequest(work, request.id);
      const done = row ? null : await this.#asking(work, request.payload, ['connected']);
      if (done) {
        await this.inbox.conclude(work, request.id, 'accepted', { connectionId: done.id });
        return null;
      }
      if (!row) throw new Conflict('no request of ours waits for this answer; put it aside');
      if (isEnded(row) || row.state === 'withdrawing')
        throw new Conflict('this connection was given up here meanwhile');
      if (row.state !== 'answered') return row.id;
      Object.assign(row, this.#decider(principal));
      keepLetters(this.sealer, row, { received: request.payload as unknown as ReceivedMessage });
      await move(work, row, 'finalising', { message: 'is being finished' });
      work.enqueue(stepJob, { connectionId: row.id }, { startAfterSeconds: lookAfterSeconds });
      return row.id;
    });
    if (id !== null) await this.runner.run(principal, id);
    return { success: true };
  }

  /** We refuse, or refuse to finish: what was made here goes, the other node is told. */
  async #decline(work: Work, { id }: Message, message: string | null): Promise<void> {
    const row = await this.#ofRequest(work, id);
    if (!row || isEnded(row)) return;
    const words = message ? `declined: ${message}` : 'declined';
    await this.post.announce(work, row, 'DeclinedRequest', message ? { reason: message } : {});
    await this.runner.withdraw(work, row, 'declined', words);
  }

  /** Put aside without a word: a request ends quietly, an answer may come again. */
  async #putAside(work: Work, { id }: Message): Promise<void> {
    const row = await this.#ofRequest(work, id);
    if (row?.state === 'asked')
      await this.runner.withdraw(work, row, 'declined', 'put aside; the other node is not told');
    if (row?.state === 'answered') {
      row.requestId = null;
      await move(work, row, 'requested', { message: 'the answer of the other node was put aside' });
    }
  }

  /** The other node declined, cancelled or disconnected: our part is removed. Its requests here are void. */
  async #ended(work: Work, { payload }: Message): Promise<void> {
    const row = await this.#living(work, payload);
    if (!row) return;
    const reason = typeof payload['reason'] === 'string' ? `: ${payload['reason'].slice(0, 500)}` : '';
    const end =
      row.state === 'connected'
        ? 'disconnected'
        : row.side === 'asked'
          ? ('cancelled' as const)
          : ('declined' as const);
    const requestId = row.requestId;
    await this.runner.withdraw(work, row, end, `the other node ended it${reason}`, payload.cerebrateURL);
    if (requestId !== null) await this.inbox.conclude(work, requestId, 'discarded', { connectionId: row.id });
  }

  async #renew(principal: Principal, request: Message): Promise<Record<string, unknown>> {
    const id = await this.store.work(principal, async (work) => (await this.#living(work, request.payload))?.id);
    if (id === undefined) throw new Conflict('there is no connection here to which this key belongs; put it aside');
    await this.runner.renew(principal, id, request.payload as unknown as ReceivedMessage);
    await this.store.work(principal, (work) => this.inbox.conclude(work, request.id, 'accepted', { connectionId: id }));
    return { success: true };
  }

  async #ofRequest(work: Work, requestId: number): Promise<ConnectionEntity | null> {
    const rows = await work.findAll(ConnectionEntity, { requestId });
    return rows.at(-1) ?? null;
  }

  /** The newest connection between the two tools that we asked for, in one of these states. */
  async #asking(work: Work, payload: ToolMessage, states: readonly ConnectionEntity['state'][]) {
    const spoken = await this.broods.spokenBy(work.principal, payload.cerebrateURL);
    if (!('brood' in spoken)) return null;
    const rows = await work.findAll(ConnectionEntity, {
      side: 'asking',
      broodId: spoken.brood.id,
      toolId: payload.remote_tool_id,
      remoteToolId: payload.local_tool_id,
      state: In([...states]),
    });
    return rows.at(-1) ?? null;
  }

  /** The newest living connection between the two tools, whoever asked. */
  async #living(work: Work, payload: ToolMessage): Promise<ConnectionEntity | null> {
    const spoken = await this.broods.spokenBy(work.principal, payload.cerebrateURL);
    if (!('brood' in spoken)) return null;
    const rows = await work.findAll(ConnectionEntity, {
      broodId: spoken.brood.id,
      toolId: payload.remote_tool_id,
      remoteToolId: payload.local_tool_id,
    });
    const { request } = payload;
    const living = rows.filter(
      (row) =>
        !endedStates.includes(row.state) &&
        row.state !== 'withdrawing' &&
        (typeof request !== 'string' || row.subject === request),
    );
    return living.at(-1) ?? null;
  }

  #decider({ userId, username }: Principal) {
    return { userId, username: username.slice(0, 191) };
  }

  /** What came of an acceptance: what the other node answered, and whether it did at all. */
  async #outcome(id: number): Promise<Record<string, unknown>> {
    const row = await this.store.work(worker, (work) => lockedRow(work, id));
    return { connectionId: id, isDelivered: row.state !== 'unanswered', reply: row.reply ?? {} };
  }
}
