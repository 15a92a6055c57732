import {
  outboxProcessors,
  processorList,
  readDeleteTargets,
  type WireRef,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { Controller, Inject } from '@nestjs/common';
import { Conflict, InvalidInput, type Principal } from '../../kernel/index.js';
import { MessageWireReader, OutboxSender, OutboxService, OutgoingKinds } from '../../requests/index.js';
import { deleted, said, selected } from '../answers/replies.js';
import { outboxMessage, outboxMessageOfList, sentMessage } from '../answers/wire-messages.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/outbox` of the original (WIRE-CONTRACT §3.13, §5.5). */
@Controller()
export class DialectOutbox {
  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(OutboxSender) private readonly sender: OutboxSender,
    @Inject(OutgoingKinds) private readonly kinds: OutgoingKinds,
    @Inject(MessageWireReader) private readonly reader: MessageWireReader,
  ) {}

  @Speaks('outbox/index', 'GET POST', 'outbox:read')
  index(exchange: Exchange) {
    return this.#list(exchange);
  }

  @Speaks('outbox/filtering', 'GET POST', 'outbox:read')
  filtering(exchange: Exchange) {
    return this.#list(exchange);
  }

  @Speaks('outbox/view', 'GET', 'outbox:read')
  async view(exchange: Exchange) {
    return said(outboxMessage(await this.reader.message(exchange.principal, exchange.ref())));
  }

  @Speaks('outbox/listProcessors', 'GET', 'outbox:read')
  async listProcessors(_exchange: Exchange) {
    return said(processorList(outboxProcessors));
  }

  @Speaks('outbox/createEntry', 'POST', 'outbox:write')
  async createEntry(exchange: Exchange) {
    const [scope = '', action = ''] = exchange.route.args;
    const kind = this.kinds.spoken(scope, action);
    if (!kind) throw new WireRefusal(404, `This node sends no messages ${scope}/${action}.`);
    try {
      const id = await this.outbox.create(exchange.principal, { kind: kind.id, payload: { ...exchange.body() } });
      return said({
        data: sentMessage(await this.reader.message(exchange.principal, { id })),
        success: true,
        message: `${kind.scope} request for ${kind.action} created`,
        errors: [],
      });
    } catch (error) {
      if (error instanceof InvalidInput) throw new WireRefusal(400, error.message);
      throw error;
    }
  }

  /** Sends again; with a truthy `is_delete` gives up. */
  @Speaks('outbox/process', 'POST', 'outbox:write')
  async process(exchange: Exchange) {
    const ref = exchange.ref();
    const { is_delete: isGivenUp } = exchange.body();
    if (isGivenUp && isGivenUp !== '0' && isGivenUp !== 'false') return this.#discard(exchange.principal, ref);
    const { id, data } = await this.reader.message(exchange.principal, ref);
    const brood = data['brood_name'];
    const to = typeof brood === 'string' ? ` to \`${brood}\`` : '';
    try {
      const { isSent, fault } = await this.sender.resend(exchange.principal, { id });
      return said({
        data: [],
        success: isSent,
        message: isSent ? `Message successfully sent${to}` : `Could not send message${to}.`,
        errors: fault === null ? [] : [fault],
      });
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return said({ data: [], success: false, message: error.message, errors: [error.message] });
    }
  }

  @Speaks('outbox/delete', 'POST DELETE', 'outbox:write')
  async delete(exchange: Exchange) {
    const [first, ...others] = readDeleteTargets(exchange.route.args[0], exchange.body()) ?? [];
    if (!first) throw new WireRefusal(404, wireMessages.notFound);
    const reply = await this.#discard(exchange.principal, first);
    for (const ref of others) await this.#discard(exchange.principal, ref);
    return exchange.route.method === 'DELETE' ? deleted() : reply;
  }

  async #list(exchange: Exchange) {
    const rows = (await this.reader.outbox(exchange.principal)).map(outboxMessageOfList);
    return selected(exchange, rows, ({ user }) =>
      Object.fromEntries(Object.entries(user ?? {}).map(([key, value]) => [`Users.${key}`, value])),
    );
  }

  async #discard(principal: Principal, ref: WireRef) {
    const { id } = await this.reader.message(principal, ref);
    await this.outbox.discard(principal, { id }, null);
    return said({ data: [], success: true, message: null, errors: [] });
  }
}
