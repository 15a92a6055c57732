import {
  type InboxMessageOfList,
  type IndexQuery,
  inboxProcessors,
  processorList,
  readDeleteTargets,
  readRegistration,
  readRegistrationDecision,
  severityVariants,
  type WireRef,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { Controller, Inject } from '@nestjs/common';
import { Conflict, type DomainError, InvalidInput, NotAllowed, NotFound, type Principal } from '../../kernel/index.js';
import { NotificationsService } from '../../platform/index.js';
import { InboxService, MessageWireReader, RequestKinds } from '../../requests/index.js';
import { ToolMessages } from '../../tools/index.js';
import { deleted, said, selected } from '../answers/replies.js';
import { faultsOf } from '../answers/saving.js';
import { objectionReply, processedReply, unprocessedReply } from '../answers/tool-messages.js';
import {
  inboxMessage,
  inboxMessageOfList,
  noticeMessage,
  notificationIn,
  sentMessage,
} from '../answers/wire-messages.js';
import { WireUsers } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const mostNotices = 100;
const registration = 'User.Registration';

/** `/inbox` of the original (WIRE-CONTRACT §3.13, §5.2, §5.6, §5.7). */
@Controller()
export class DialectInbox {
  constructor(
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(RequestKinds) private readonly kinds: RequestKinds,
    @Inject(MessageWireReader) private readonly reader: MessageWireReader,
    @Inject(NotificationsService) private readonly notices: NotificationsService,
    @Inject(WireUsers) private readonly users: WireUsers,
    @Inject(ToolMessages) private readonly tools: ToolMessages,
  ) {}

  @Speaks('inbox/index', 'GET POST', 'inbox:read')
  async index(exchange: Exchange) {
    return this.#list(exchange);
  }

  @Speaks('inbox/filtering', 'GET POST', 'inbox:read')
  async filtering(exchange: Exchange) {
    return this.#list(exchange);
  }

  @Speaks('inbox/view', 'GET', 'inbox:read')
  async view(exchange: Exchange) {
    const ref = exchange.ref();
    const notice = noticeOf(ref);
    if (notice === null) return said(inboxMessage(await this.reader.request(exchange.principal, ref)));
    const found = (await this.#notices(exchange.principal)).find(({ id }) => 'id' in ref && id === ref.id);
    if (!found) throw new NotFound('there is no such message');
    const { user: _user, ...message } = found;
    return said(message);
  }

  @Speaks('inbox/listProcessors', 'GET', 'inbox:send')
  async listProcessors(_exchange: Exchange) {
    return said(processorList(inboxProcessors));
  }

  @Speaks('inbox/createEntry', 'POST', 'inbox:send')
  async createEntry(exchange: Exchange) {
    const [scope = '', action = ''] = exchange.route.args;
    const body = exchange.body();
    const kind = this.kinds.spoken(scope, action);
    if (!kind) return this.#unspoken(scope, action);
    if (kind.scope === 'LocalTool') {
      const objection = await this.tools.objection(exchange.principal, body, kind.action);
      if (objection) return said(objectionReply(objection, body));
    }
    const payload = `${kind.scope}.${kind.action}` === registration ? readRegistration(body) : { ...body };
    try {
      const { id } = await this.inbox.send(exchange.principal, { kind: kind.id, payload: payload as never });
      return said({
        data: sentMessage(await this.reader.sent(id)),
        success: true,
        message: `${kind.scope} request for ${kind.action} created`,
        errors: [],
      });
    } catch (error) {
      if (error instanceof InvalidInput) throw new WireRefusal(400, error.message);
      throw error;
    }
  }

  @Speaks('inbox/process', 'POST', 'inbox:decide')
  async process(exchange: Exchange) {
    const ref = exchange.ref();
    const body = exchange.body();
    if (noticeOf(ref) !== null) return this.#discard(exchange.principal, ref);
    if (isTrue(body['is_discard'])) return this.#refuse(exchange.principal, ref);
    const { scope, action, id, origin = '' } = await this.reader.request(exchange.principal, ref);
    if (scope === 'LocalTool') return this.#processTool(exchange.principal, { id, action, origin });
    const isRegistration = `${scope}.${action}` === registration;
    try {
      const outcome = await this.inbox.accept(
        exchange.principal,
        { id },
        isRegistration ? readRegistrationDecision(body) : { ...body },
      );
      return said({
        data: isRegistration ? await this.#made(exchange.principal, outcome) : outcome,
        success: true,
        message: isRegistration ? `User \`${String(outcome['username'])}\` created` : `Request #${id} processed`,
        errors: [],
      });
    } catch (error) {
      if (isRefusal(error)) return said(failed(error));
      throw error;
    }
  }

  @Speaks('inbox/delete', 'POST DELETE', 'inbox:decide')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    const [first, ...others] = refs ?? [];
    if (!first) throw new WireRefusal(404, wireMessages.notFound);
    const reply = await this.#discard(exchange.principal, first);
    for (const ref of others) await this.#discard(exchange.principal, ref);
    return exchange.route.method === 'DELETE' ? deleted() : reply;
  }

  async #list(exchange: Exchange) {
    const query = exchange.index();
    const [messages, notices] = await Promise.all([
      this.reader.inbox(exchange.principal),
      this.#notices(exchange.principal),
    ]);
    const all = [...messages.map(inboxMessageOfList), ...notices].sort(newestFirst);
    const rows = all.filter((row) => belongs(row, query, exchange.principal));
    return selected(exchange, rows, ({ user }) =>
      Object.fromEntries(Object.entries(user ?? {}).map(([key, value]) => [`Users.${key}`, value])),
    );
  }

  /** The caller's unread notices of changed data; the original keeps them in the inbox. */
  async #notices(principal: Principal): Promise<InboxMessageOfList[]> {
    const { items } = await this.notices.list(principal, { unread: true, kind: 'data.changed', limit: mostNotices });
    return items.map((item) => {
      const { local_tool_connector_name, severity_variant, ...columns } = noticeMessage(item, principal.userId);
      return { ...columns, user: null, local_tool_connector_name, severity_variant };
    });
  }

  async #discard(principal: Principal, ref: WireRef) {
    const notice = noticeOf(ref);
    if (notice !== null) {
      await this.notices.read(principal, notice);
      return said({ data: [], success: true, message: `Notification #${'id' in ref ? ref.id : ''} read`, errors: [] });
    }
    const { id, scope, action } = await this.reader.request(principal, ref);
    await this.inbox.discard(principal, { id });
    return said({ data: [], success: true, message: `${scope}.${action} request #${id} discarded`, errors: [] });
  }

  /** Of a message about a local tool that declines: the other node is told, what was made is removed. */
  async #refuse(principal: Principal, ref: WireRef) {
    const { id, scope, action, origin } = await this.reader.request(principal, ref);
    if (scope !== 'LocalTool' || action === 'DeclinedRequest') return this.#discard(principal, ref);
    await this.inbox.decline(principal, { id });
    return said({ data: [], success: true, message: `Inter-connection for \`${origin}\`'s declined`, errors: [] });
  }

  async #processTool(principal: Principal, message: { id: number; action: string; origin: string }) {
    const { id, action, origin } = message;
    try {
      return said(processedReply(action, origin, await this.inbox.accept(principal, { id }, {})));
    } catch (error) {
      return said(unprocessedReply(action, origin, error));
    }
  }

  /** What is of no kind here: notices, and what nobody knows. */
  #unspoken(scope: string, action: string): never {
    if (scope === 'Notification' && action in inboxProcessors.Notification)
      throw new WireRefusal(405, 'Notifications are made by this node itself.');
    throw new WireRefusal(404, `This node takes no messages ${scope}/${action}; /inbox/listProcessors names them.`);
  }

  /** The account that came of a registration: the columns the original answers (recording 415). */
  async #made(principal: Principal, outcome: Readonly<Record<string, unknown>>) {
    const user = await this.users.one(principal, { id: Number(outcome['userId']) });
    const { individual_id, username, role_id, disabled, organisation_id, created, modified, uuid, id } = user;
    return { individual_id, username, role_id, disabled, organisation_id, created, modified, uuid, id };
  }
}

/** Refusals that are said with 200 and `success: false`. */
const isRefusal = (error: unknown): error is DomainError =>
  error instanceof InvalidInput || error instanceof Conflict || error instanceof NotAllowed;

/** What the original answers to a process that failed. */
const failed = (error: DomainError) => ({
  data: [],
  success: false,
  message: error.message,
  errors: error.issues.length > 0 ? faultsOf(error.issues, error.message) : [error.message],
});

const noticeOf = (ref: WireRef): number | null => ('id' in ref ? notificationIn(ref.id) : null);

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';

const newestFirst = (a: InboxMessageOfList, b: InboxMessageOfList): number =>
  b.created.localeCompare(a.created) || b.id - a.id;

/** The labels of the list; without a filter it shows what is for the caller or for everybody (WIRE-CONTRACT §2.5). */
function belongs(
  { scope, action, user_id, severity }: InboxMessageOfList,
  { filteringLabel: label, unfiltered }: IndexQuery,
  { userId }: Principal,
): boolean {
  if (unfiltered || label === 'My Notifications') return user_id === null || user_id === userId;
  if (label === 'User Registration') return scope === 'User' && action === 'Registration';
  if (label === 'Inter-connection Requests') return scope === 'LocalTool';
  if (label === 'Data changed') return scope === 'Notification';
  const asked = severityVariants.findIndex((variant) => label === `severity:${variant}`);
  return asked < 0 || asked === severity;
}
