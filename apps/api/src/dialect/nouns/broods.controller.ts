import {
  addReply,
  type BroodInput,
  PeerStatus,
  readBrood,
  readDeleteTargets,
  readRef,
  WireRefusal,
  wireError,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { BroodChanges, NewBrood, type RecordRef, type RemoteKind } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import {
  BroodsService,
  BroodWireReader,
  CapturesService,
  ConnectionTest,
  RemoteReader,
} from '../../federation/index.js';
import { DomainError, type JsonText, RemoteFailed } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { deleted, said, selected } from '../answers/replies.js';
import { deletingEach, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'uuid', 'created', 'modified'] as const;

/** The original's names of what can be looked at in a brood. */
const scopes: Readonly<Record<string, RemoteKind>> = {
  organisations: 'organisations',
  individuals: 'individuals',
  sharingGroups: 'sharing-groups',
  'sharing-groups': 'sharing-groups',
};

/** `/broods` of the original (WIRE-CONTRACT §3.9, §4). Keys are taken and never told. */
@Controller()
export class DialectBroods {
  constructor(
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(BroodWireReader) private readonly reader: BroodWireReader,
    @Inject(ConnectionTest) private readonly connection: ConnectionTest,
    @Inject(RemoteReader) private readonly remotes: RemoteReader,
    @Inject(CapturesService) private readonly captures: CapturesService,
  ) {}

  @Speaks('broods/index', 'GET POST', 'brood:read')
  async index(exchange: Exchange) {
    const rows = await this.reader.all(exchange.principal);
    return selected(exchange, rows, ({ organisation }) =>
      Object.fromEntries(Object.entries(organisation).map(([key, value]) => [`Organisations.${key}`, value])),
    );
  }

  @Speaks('broods/view', 'GET', 'brood:read')
  async view(exchange: Exchange) {
    return said(await this.reader.one(exchange.principal, exchange.ref() as RecordRef));
  }

  @Speaks('broods/add', 'POST', 'brood:write')
  add(exchange: Exchange) {
    const input = readBrood(exchange.body(), 'add');
    return saving('Brood', 'added', input, async (values) => {
      const { id } = await this.broods.create(exchange.principal, judged(NewBrood, ourNames(values)));
      return said(addReply(await this.reader.row(exchange.principal, { id }), input.supplied, serverSet));
    });
  }

  @Speaks('broods/edit', 'POST PUT', 'brood:write')
  async edit(exchange: Exchange) {
    const ref = exchange.ref() as RecordRef;
    const { strategy } = await this.broods.get(exchange.principal, ref);
    return saving('Brood', 'modified', readBrood(exchange.body(), 'edit'), async (values) => {
      await this.broods.update(exchange.principal, ref, judged(BroodChanges, ourNames(values, strategy)));
      return said(await this.reader.row(exchange.principal, ref));
    });
  }

  @Speaks('broods/delete', 'POST DELETE', 'brood:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    await deletingEach(refs, (ref) => this.broods.remove(exchange.principal, ref as RecordRef));
    return deleted();
  }

  /** What the remote said, in the original's words; `ping` in milliseconds (Appendix A.2). */
  @Speaks('broods/testConnection', 'GET', 'brood:write')
  async testConnection(exchange: Exchange) {
    const { check, reply, failure } = await this.connection.tested(exchange.principal, exchange.ref() as RecordRef);
    const { advice, latencyMs } = check;
    if (!reply) return said({ error: 'Could not query status', reason: `${advice} (${failure?.summary ?? ''})` });
    const ping = latencyMs ?? 0;
    if (check.outcome !== 'ok' && check.outcome !== 'limited')
      return said({ code: reply.status, error: errorOf(reply.status), reason: advice, ping });
    const body = reply.json() as { user: { role: unknown } };
    const { application, version, user } = PeerStatus.parse(body);
    return said({ code: 200, response: { role: body.user.role, user: user.username, application, version }, ping });
  }

  /** The remote's own rows as it sent them; nothing when it refuses, 500 when it does not answer (§4.3). */
  @Speaks('broods/previewIndex', 'GET', 'brood:read')
  async previewIndex(exchange: Exchange) {
    const kind = scopes[exchange.route.args[1] ?? ''];
    if (!kind) throw new WireRefusal(404, 'organisations, individuals and sharingGroups can be looked at.');
    const brood = await this.broods.row(exchange.principal, exchange.ref() as RecordRef);
    const query = new URLSearchParams(exchange.route.search);
    const q = query.get('quickFilter')?.slice(0, 191);
    const request = { page: numberIn(query, 'page', 1), limit: numberIn(query, 'limit', 20), q };
    try {
      return said((await this.remotes.rows(brood, kind, request)).rows);
    } catch (error) {
      if (!(error instanceof RemoteFailed)) throw error;
      if (error.remoteStatus !== null) return said([]);
      exchange.reply.status(500);
      return said(wireError(500, error.message, exchange.route.originalUrl));
    }
  }

  @Speaks('broods/downloadOrg', 'POST', 'brood:pull')
  downloadOrg(exchange: Exchange) {
    return this.#download(exchange, 'organisations', ['downloadOrg', 'organisation', 'Organisation']);
  }

  /** By GET as well, as there, but only with a key: a link must not write in a browser's name. */
  @Speaks('broods/downloadIndividual', 'GET POST', 'brood:pull')
  downloadIndividual(exchange: Exchange) {
    return this.#download(exchange, 'individuals', ['downloadIndividual', 'individual', 'Individual']);
  }

  @Speaks('broods/downloadSharingGroup', 'GET POST', 'brood:pull')
  downloadSharingGroup(exchange: Exchange) {
    return this.#download(exchange, 'sharing-groups', ['downloadSharingGroup', 'sharing group', 'Sharing group']);
  }

  async #download(
    exchange: Exchange,
    kind: RemoteKind,
    [action, noun, title]: readonly [string, string, string],
  ): Promise<JsonText> {
    if (exchange.route.method === 'GET' && !exchange.hasKey) throw new WireRefusal(405, wireMessages.noJsonForm);
    const ref = exchange.ref() as RecordRef;
    const { id } = await this.broods.get(exchange.principal, ref);
    const remote = readRef(exchange.route.args[1]);
    const fault =
      remote && 'id' in remote
        ? await this.#take(exchange, { id }, kind, remote.id)
        : `Remote records are named by their number there, not by '${(exchange.route.args[1] ?? '').slice(0, 40)}'.`;
    const url = `/broods/${action}/${id}`;
    if (fault === null) {
      const message = `${title} fetched from remote.`;
      return said({ saved: true, success: true, name: message, message, url });
    }
    exchange.reply.status(403);
    const message = `Could not ${action} Brood`;
    return said({ saved: false, name: message, message, url, errors: `Could not save the remote ${noun}: ${fault}` });
  }

  /** Null when the record was taken or is here as it is there; else why not. */
  async #take(exchange: Exchange, brood: RecordRef, kind: RemoteKind, remoteId: number): Promise<string | null> {
    try {
      const chosen = { kind, remoteIds: [remoteId], isRehearsal: false };
      const [item] = (await this.captures.chosen(exchange.principal, brood, chosen)).items;
      return item?.outcome === 'refused' ? (item.reason ?? 'it was refused') : null;
    } catch (error) {
      if (error instanceof DomainError) return error.message;
      throw error;
    }
  }
}

/** Our names of what the wire calls otherwise; `trusted` leaves a strategy of ours that it cannot say alone. */
function ourNames({ organisationId, trusted, ...values }: BroodInput, strategy = 'standard') {
  const untrusted = strategy === 'trusted' ? 'standard' : strategy;
  return {
    ...values,
    ...(organisationId === undefined ? {} : { ownerId: organisationId }),
    ...(trusted === undefined ? {} : { strategy: trusted ? 'trusted' : untrusted }),
  };
}

const errorOf = (status: number): string =>
  status === 403 || status === 405
    ? 'Authentication failure'
    : status === 404
      ? 'Not found'
      : status >= 500
        ? 'Internal error'
        : 'Unexpected answer';

function numberIn(query: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(query.get(name) ?? otherwise);
  return Number.isInteger(value) && value >= 1 && value <= 1_000_000 ? value : otherwise;
}
