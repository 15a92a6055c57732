import {
  addReply,
  type LocalToolInput,
  readDeleteTargets,
  readLocalTool,
  readRef,
  type WireBody,
  WireRefusal,
  wireError,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { LocalToolChanges, NewLocalTool, type RecordRef } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { DomainError, NotFound, RemoteFailed } from '../../kernel/index.js';
import {
  ConnectionReader,
  ConnectionsService,
  Connectors,
  LocalToolsService,
  LocalToolWireReader,
  ToolActions,
  ToolChecks,
  wireMask,
} from '../../tools/index.js';
import { judged } from '../answers/judged.js';
import { deleted, listed, said, selected } from '../answers/replies.js';
import { deletingEach, saving } from '../answers/saving.js';
import {
  connectedTools,
  connectionHealth,
  connectorColumns,
  settingsFault,
  toolColumns,
} from '../answers/wire-tools.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'created', 'modified'] as const;
/** A list of connectors waits no longer for a tool that does not answer. */
const patienceMs = 10_000;
const encodeFailed = 'Error while trying to encode connection';

/** `/localTools` of the original (WIRE-CONTRACT §3.10, §5.1, §5.3, §6.4). Secrets are taken and never told. */
@Controller()
export class DialectLocalTools {
  constructor(
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
    @Inject(LocalToolWireReader) private readonly reader: LocalToolWireReader,
    @Inject(ToolChecks) private readonly health: ToolChecks,
    @Inject(ToolActions) private readonly actions: ToolActions,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ConnectionReader) private readonly connections: ConnectionReader,
    @Inject(ConnectionsService) private readonly handshakes: ConnectionsService,
  ) {}

  @Speaks('localTools/index', 'GET POST', 'tool:read')
  async index(exchange: Exchange) {
    const [kinds, rows] = await Promise.all([this.tools.kinds(exchange.principal), this.tools.rows()]);
    const signal = AbortSignal.timeout(patienceMs);
    const looks = await Promise.all(rows.map(async (row) => ({ row, look: await this.health.look(row, signal) })));
    return said(
      // the others are none that a node of the original could have
      kinds
        .filter(({ wireName }) => wireName !== null)
        .map((kind) => ({
          ...connectorColumns(kind),
          connections: looks
            .filter(({ row }) => row.connector === kind.id)
            .map(({ row, look }) => connectionHealth(row, look, this.connectors.find(row.connector)?.actions ?? [])),
        })),
    );
  }

  @Speaks('localTools/viewConnector', 'GET', 'tool:read')
  async viewConnector(exchange: Exchange) {
    const connector = this.connectors.spoken(exchange.route.args[0] ?? '');
    if (!connector) throw new WireRefusal(404, wireMessages.notFound);
    return said(connectorColumns(await this.tools.kind(exchange.principal, connector.id)));
  }

  @Speaks('localTools/connectorIndex', 'GET POST', 'tool:administer')
  async connectorIndex(exchange: Exchange) {
    const rows = await this.reader.all(exchange.principal, exchange.route.args[0] ?? '');
    return selected(exchange, rows.map(toolColumns));
  }

  @Speaks('localTools/view', 'GET', 'tool:read')
  async view(exchange: Exchange) {
    const row = await this.reader.one(exchange.principal, exchange.ref() as RecordRef);
    const features = this.connectors.spoken(row.connector)?.actions.filter(({ kind }) => kind === 'table') ?? [];
    return said({ ...toolColumns(row), children: features.map(({ wireName, id }) => wireName ?? id) });
  }

  @Speaks('localTools/add', 'POST', 'tool:administer')
  add(exchange: Exchange) {
    const input = readLocalTool(exchange.body(), 'add');
    return saving('LocalTool', 'added', input, async (values) => {
      const made = await this.#told(async () =>
        this.tools.create(exchange.principal, judged(NewLocalTool, this.#ourNames(values))),
      );
      const row = await this.reader.one(exchange.principal, { id: made.id });
      return said(addReply(toolColumns(row), input.supplied, serverSet));
    });
  }

  @Speaks('localTools/edit', 'POST PUT', 'tool:administer')
  edit(exchange: Exchange) {
    const ref = exchange.ref() as RecordRef;
    return saving('LocalTool', 'modified', readLocalTool(exchange.body(), 'edit'), async (values) => {
      const { connector, settings: before } = await this.tools.get(exchange.principal, ref);
      const asked = values.connector ?? connector;
      if ((this.connectors.spoken(asked)?.id ?? asked) !== connector)
        throw new WireRefusal(400, 'The connector of a tool stays; add another tool.');
      const { connector: _connector, settings, ...changes } = this.#ourNames(values, before);
      await this.#told(async () =>
        this.tools.update(
          exchange.principal,
          ref,
          judged(LocalToolChanges, settings ? { ...changes, settings } : changes),
        ),
      );
      return said(toolColumns(await this.reader.one(exchange.principal, ref)));
    });
  }

  @Speaks('localTools/delete', 'POST DELETE', 'tool:administer')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    await deletingEach(refs, (ref) => this.tools.remove(exchange.principal, ref as RecordRef));
    return deleted();
  }

  @Speaks('localTools/exposedTools', 'GET POST', 'tool:discover')
  async exposedTools(exchange: Exchange) {
    const rows = await this.reader.exposed();
    return listed(exchange, rows, rows.length);
  }

  /** The tools another node shows us; the literal `false` when it refuses (WIRE-CONTRACT §5.1). */
  @Speaks('localTools/broodTools', 'GET', 'connection:read')
  async broodTools(exchange: Exchange) {
    try {
      const tools = await this.connections.peerTools(exchange.principal, exchange.ref() as RecordRef);
      return said(tools.map(({ tool, connections }) => ({ ...tool, local_tools: connectedTools(connections) })));
    } catch (error) {
      if (error instanceof NotFound) throw new WireRefusal(404, 'Brood not found');
      if (error instanceof RemoteFailed) return said(false);
      throw error;
    }
  }

  /** Phase 1 of an interconnection; the answer is the other node's (WIRE-CONTRACT §5.3). */
  @Speaks('localTools/connectionRequest', 'POST', 'connection:write')
  async connectionRequest(exchange: Exchange) {
    const body = exchange.body();
    const asked = body['local_tool_id'] ?? new URLSearchParams(exchange.route.search).get('local_tool_id');
    if (asked === undefined || asked === null || asked === '') throw new WireRefusal(405, 'No local tool ID supplied.');
    const [brood, remoteTool] = exchange.route.args.map(readRef);
    if (!brood || !remoteTool || !('id' in remoteTool)) throw new WireRefusal(404, wireMessages.notFound);
    const toolId = Number(asked);
    try {
      if (!Number.isInteger(toolId) || toolId < 1 || toolId > 2_147_483_647) throw new NotFound('No such local tool.');
      const request = { toolId, options: {} };
      const id = await this.handshakes.request(exchange.principal, brood as RecordRef, remoteTool.id, request);
      return said(await this.connections.replyOf(id));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return said({ success: false, message: encodeFailed, errors: [error.message] });
    }
  }

  @Speaks('localTools/action', 'GET POST', 'tool:read')
  async action(exchange: Exchange) {
    const ref = exchange.ref() as RecordRef;
    const { connector } = await this.tools.get(exchange.principal, ref);
    const feature = exchange.route.args[1] ?? '';
    const action = this.connectors
      .named(connector)
      .actions.find(({ wireName, id, kind }) => (wireName === feature || id === feature) && kind !== 'batch');
    if (!action) throw new WireRefusal(404, 'Invalid connector module action requested.');
    const query = Object.fromEntries(new URLSearchParams(exchange.route.search));
    const isPost = exchange.route.method === 'POST';
    const given = isPost ? { ...query, ...exchange.body() } : query;
    return atTool(exchange, async () => {
      if (action.kind === 'table') return this.#table(exchange, ref, action.id, given);
      if (!isPost) return said(await this.actions.prefill(exchange.principal, ref, action.id, given));
      const { isDone, message } = await this.actions.act(exchange.principal, ref, action.id, given);
      const data = toolColumns(await this.reader.one(exchange.principal, ref));
      return said({ success: isDone, message, data, url: `/local_tools/action/${data.id}` });
    });
  }

  /** The same call to many tools (recording `connector-actions` 110): what came of each, by its id. */
  @Speaks('localTools/batchAction', 'POST', 'tool:administer')
  async batchAction(exchange: Exchange) {
    const { connection_ids: listedIds, ...params } = {
      ...Object.fromEntries(new URLSearchParams(exchange.route.search)),
      ...exchange.body(),
    } as WireBody;
    const ids = String(listedIds ?? '')
      .split(',')
      .map(Number)
      .filter((id) => Number.isInteger(id) && id > 0);
    const [first] = ids;
    if (first === undefined) throw new WireRefusal(400, 'No connection ids were supplied.');
    const feature = exchange.route.args[0] ?? '';
    const { connector } = await this.tools.get(exchange.principal, { id: first });
    const action = this.connectors
      .named(connector)
      .actions.find(({ wireName, id, kind }) => (wireName === feature || id === feature) && kind === 'batch');
    if (!action) throw new WireRefusal(404, 'Invalid connector module action requested.');
    const batch = await this.actions.batch(exchange.principal, connector, action.id, { toolIds: ids, params });
    const items = [];
    for (const row of batch.rows) items.push(await this.actions.actInBatch(exchange.principal, batch, row));
    const rows = await Promise.all(items.map(({ tool }) => this.reader.one(exchange.principal, { id: tool.id })));
    return said(
      Object.fromEntries(
        items.map(({ tool, outcome, message, answer }, at) => [
          tool.id,
          {
            success: outcome === 'done' ? 1 : false,
            message,
            data: answer,
            connection: rows[at] ? toolColumns(rows[at]) : null,
          },
        ]),
      ),
    );
  }

  async #table(exchange: Exchange, ref: RecordRef, action: string, given: Readonly<Record<string, unknown>>) {
    const { quickFilter, sort, direction, page, limit, ...params } = given;
    const order = typeof sort === 'string' && sort !== '' ? `${direction === 'desc' ? '-' : ''}${sort}` : '';
    const table = await this.actions.table(exchange.principal, ref, action, {
      page: positive(page, 1),
      limit: positive(limit, 50),
      q: typeof quickFilter === 'string' ? quickFilter.slice(0, 200) : '',
      sort: order,
      params,
    });
    return listed(exchange, table.rows, table.total ?? table.rows.length);
  }

  async #told<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      throw settingsFault(error);
    }
  }

  /** Our names; the text of the settings replaces them all, masked secrets stay. */
  #ourNames({ connector, settings, ...values }: LocalToolInput, before: Readonly<Record<string, unknown>> = {}) {
    const gone = Object.fromEntries(Object.keys(before).map((key) => [key, null]));
    const given = Object.entries(settings ?? {}).filter(([, value]) => value !== wireMask);
    return {
      ...values,
      ...(connector === undefined ? {} : { connector: this.connectors.spoken(connector)?.id ?? connector }),
      ...(settings === undefined ? {} : { settings: { ...gone, ...Object.fromEntries(given) } }),
    };
  }
}

/** A tool that fails is 404 with its words there (WIRE-CONTRACT §6.2), one that does not answer 502 (there: 500). */
async function atTool<T>(exchange: Exchange, act: () => Promise<T>) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RemoteFailed)) throw error;
    const status = error.remoteStatus === null ? 502 : 404;
    exchange.reply.status(status);
    return said(wireError(status, error.message, exchange.route.originalUrl));
  }
}

function positive(value: unknown, otherwise: number): number {
  const number = Number(value ?? otherwise);
  return Number.isInteger(number) && number >= 1 && number <= 500 ? number : otherwise;
}
