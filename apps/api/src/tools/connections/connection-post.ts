import type { Connector, Payload, ReceivedMessage } from '@cerebrate/connector-sdk';
import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod';
import { CONFIG, type Config, Conflict, Sealer, Store, sql, systemPrincipal, type Work } from '../../kernel/index.js';
import { defineOutgoingKind, OutboxService, OutgoingKinds } from '../../requests/index.js';
import { Connectors } from '../connectors/connectors.js';
import { ConnectionBroods } from './broods-reader.js';
import { ConnectionEntity } from './connection.entity.js';
import { keepLetters } from './letters.js';
import { credentialsOf, type MessageAction, maskedIn, messageOf, orderedMessage } from './messages.js';
import { type Delivery, PeerTools, pathOf, textOf } from './peer-tools.js';
import { move } from './transitions.js';

const worker = systemPrincipal('connections', 'job');

/** A delivery with the answer as it may be kept and shown. */
export type KeptDelivery = Delivery & { readonly reply: Record<string, unknown> };

/** What the outbox keeps of a message to another node (WIRE-CONTRACT §5.5); `credentials` are sealed apart. */
const Kept = z.looseObject({
  sent: z.record(z.string(), z.unknown()),
  url: z.string().regex(/^\/inbox\/createEntry\/[A-Za-z]+\/[A-Za-z]+$/),
  brood_id: z.int().min(1),
  credentials: z.record(z.string(), z.unknown()).optional(),
});

const nextStates: Readonly<Record<MessageAction, string>> = {
  IncomingConnectionRequest: 'STATE_INITIAL',
  AcceptedRequest: 'STATE_CONNECTED',
  DeclinedRequest: 'STATE_DECLINED',
  RotatedKey: 'STATE_CONNECTED',
};
const rejectedWords = 'Message rejected by the remote cerebrate. It has been placed in the outbox.';

/** Told when a message of the outbox arrived or was given up. */
export interface PostListener {
  arrived(outboxId: number, reply: Record<string, unknown>): Promise<void>;
  givenUp(work: Work, outboxId: number): Promise<void>;
}

/** Letters between nodes about connections: written, delivered, kept in the outbox when they do not arrive (FEATURES INT-06). */
@Injectable()
export class ConnectionPost {
  /** Set once, by who leads the connections. */
  listener: PostListener | undefined;
  readonly #kind;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ConnectionBroods) private readonly broods: ConnectionBroods,
    @Inject(PeerTools) private readonly peers: PeerTools,
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(OutgoingKinds) kinds: OutgoingKinds,
  ) {
    this.#kind = kinds.add(
      defineOutgoingKind({
        id: 'brood.message',
        scope: 'Broods',
        action: 'ResendFailedMessage',
        label: 'Message to another node',
        description: 'A message about a connection of tools that another node did not take at once.',
        severity: 'warning',
        payload: z.record(z.string().max(191), z.unknown()),
        secrets: ['credentials'],
        title: titleOf,
        send: ({ id, payload }) => this.#resend(id, payload),
        discarded: async (work, { id }) => this.listener?.givenUp(work, id),
      }),
    );
  }

  /** A message of ours about the connection. */
  write(row: ConnectionEntity, connector: Connector, toolName: string, payload: Payload): ReceivedMessage {
    const { toolId, remoteToolId } = row;
    return messageOf(payload, { connector, baseUrl: this.config.baseUrl, toolId, remoteToolId, toolName });
  }

  /** Delivers a message, to the other node or to the other tool of this one. A node that does not take it is an outcome. */
  async deliver(row: ConnectionEntity, action: MessageAction, message: ReceivedMessage): Promise<KeptDelivery> {
    if (row.twinId !== null) return this.#deliverHere(row, action, message);
    const brood = await this.broods.row(worker, { id: row.broodId ?? 0 });
    return this.#kept(await this.peers.send(brood, pathOf(action), message), message);
  }

  /** Puts a message that did not arrive into the outbox, which tries again by itself; returns its id. */
  async keep(
    work: Work,
    row: ConnectionEntity,
    action: MessageAction,
    message: ReceivedMessage,
    delivery: Delivery | null,
  ): Promise<number> {
    const secrets = this.connectors.credentials;
    const names = await this.#names(work, row);
    const payload = {
      sent: maskedIn(message, secrets, []),
      url: pathOf(action),
      brood_id: row.broodId,
      reason: delivery ? { message: rejectedWords, errors: [delivery.words] } : null,
      local_tool_id: row.toolId,
      remote_tool: {
        id: row.remoteToolId,
        name: row.remoteToolName,
        connector: message.connectorName,
        description: row.remoteToolDescription,
      },
      next_connector_state: nextStates[action],
      brood_name: names.brood,
      credentials: Object.fromEntries(Object.entries(message).filter(([key]) => secrets.includes(key))),
    };
    const fault = delivery && (delivery.fault ?? textOf(delivery.words));
    return this.outbox.post(work, this.#kind, payload, fault);
  }

  /** Throws `Conflict` when the other node would not take a new key: one of another program does not know that message. */
  async expectTakesKeys({ broodId }: ConnectionEntity): Promise<void> {
    if (broodId === null) return;
    const brood = await this.broods.row(worker, { id: broodId });
    if (!(await this.peers.isOfOurs(brood)))
      throw new Conflict(`${brood.name} would not learn of a new key; disconnect, and ask for the connection again`);
  }

  /** Takes back what waits in the outbox for the connection: it arrived another way, or is void. */
  async takeBack(work: Work, row: ConnectionEntity): Promise<void> {
    const { outboxId } = row;
    row.outboxId = null;
    if (outboxId !== null) await this.outbox.retire(work, outboxId);
  }

  /** Tells the other node something by the outbox alone: it goes at once, and again until it arrives. */
  async announce(work: Work, row: ConnectionEntity, action: MessageAction, payload: Payload): Promise<void> {
    if (row.broodId === null) return;
    const { connector, tool } = await this.#names(work, row);
    const known = this.connectors.find(connector);
    const named = row.subject === null ? payload : { ...payload, request: row.subject };
    if (known) await this.keep(work, row, action, this.write(row, known, tool, named), null);
  }

  /** Sends a kept message again. Throws the reason when it is not taken. */
  async #resend(outboxId: number, payload: Record<string, unknown>): Promise<void> {
    const kept = Kept.safeParse(payload);
    if (!kept.success) throw new Error('names no brood and no message; discard it');
    const { sent, credentials, url, brood_id } = kept.data;
    const message = orderedMessage({ ...sent, ...credentials });
    const brood = await this.broods.row(worker, { id: brood_id });
    const delivery = this.#kept(await this.peers.send(brood, url, message), message);
    if (!delivery.isTaken)
      throw new Error(delivery.isAnswered ? textOf(delivery.words) : (delivery.fault ?? 'no reason was given'));
    await this.listener?.arrived(outboxId, delivery.reply);
  }

  /** To the other tool of this node: its connection takes the message and is led on by the same steps. */
  async #deliverHere(row: ConnectionEntity, action: MessageAction, message: ReceivedMessage): Promise<KeptDelivery> {
    await this.store.work(worker, async (work) => {
      const twin = await work.find(ConnectionEntity, { id: row.twinId ?? 0 });
      if (!twin) throw new Error('the other half of a connection is gone');
      const to = action === 'IncomingConnectionRequest' ? 'accepting' : 'finalising';
      if (twin.state === to) return;
      keepLetters(this.sealer, twin, { received: message });
      await move(work, twin, to, { message: 'the other tool of this node said so' });
    });
    return { isTaken: true, answer: {}, words: null, fault: null, isAnswered: true, reply: { success: true } };
  }

  #kept(delivery: Delivery, message: Readonly<Record<string, unknown>>): KeptDelivery {
    const secrets = this.connectors.credentials;
    const texts = credentialsOf(message, secrets);
    const words = maskedIn(delivery.words, secrets, texts);
    const answer = maskedIn(delivery.answer, secrets, texts) as Record<string, unknown> | null;
    const refusal = { success: false, message: rejectedWords, errors: [words], placed_in_outbox: true };
    return { ...delivery, words, answer, reply: delivery.isTaken ? (answer ?? {}) : refusal };
  }

  async #names(work: Work, row: ConnectionEntity): Promise<{ brood: string; connector: string; tool: string }> {
    const [names] = await work.query<{ brood: string | null; connector: string; tool: string }>(sql`
      select b.name as brood, t.connector, t.name as tool from local_tools t
      left join broods b on b.id = ${row.broodId} where t.id = ${row.toolId}`);
    if (!names) throw new Error('a connection without a tool');
    return { ...names, brood: names.brood ?? '' };
  }
}

/** As the original says it (recording `cerebrate-b-unknown-brood-url` 012). */
function titleOf(payload: Record<string, unknown>): string {
  const { brood_name: brood, url } = payload as { brood_name?: unknown; url?: unknown };
  const [scope = '', action = ''] = typeof url === 'string' ? url.split('/').slice(3) : [];
  const name = typeof brood === 'string' ? brood : '';
  return `Issue while sending message to Cerebrate instance \`${name}\` using \`${scope}.${action}\``;
}
