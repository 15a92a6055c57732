import { randomUUID } from 'node:crypto';
import { type Connector, sealedKeys } from '@cerebrate/connector-sdk';
import {
  type BulkOutcome,
  type Connector as ConnectorView,
  type History,
  type HistoryQuery,
  type ListRequest,
  type LocalTool,
  type LocalToolChanges,
  LocalToolList,
  type NewLocalTool,
  type RecordRef,
  ToolCheckList,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { eachApart } from '../../directory/index.js';
import {
  allOf,
  Conflict,
  defineListPlan,
  historyOf,
  InvalidInput,
  likeText,
  notFound,
  type Principal,
  Records,
  refCondition,
  rowToRestore,
  Sealer,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { Connectors, connectorView } from '../connectors/connectors.js';
import { LocalToolEntity } from './local-tool.entity.js';
import { localToolScope } from './local-tool.scope.js';
import {
  checkColumns,
  type LocalToolRow,
  type ToolCheckRow,
  toCheck,
  toLocalTool,
  toolColumns,
  toolsFrom,
} from './local-tool-view.js';
import { toolCheckJob } from './tool-checks.service.js';
import { changedSettings, judgedSettings, requireSecretsFor, splitSettings, wholeSettings } from './tool-settings.js';

const plan = defineListPlan(LocalToolList, {
  key: sql`t.id`,
  fields: {
    id: sql`t.id`,
    name: sql`t.name`,
    uuid: sql`t.uuid`,
    connector: sql`t.connector`,
    exposed: sql`t.exposed`,
    description: sql`t.description`,
    health: sql`lc.state`,
    created: sql`t.created`,
    modified: sql`t.modified`,
  },
  sorts: { name: sql`t.name collate "und-x-icu"` },
  search: (q) => {
    const like = `%${likeText(q)}%`;
    return sql`(t.name ilike ${like} or t.description ilike ${like} or t.uuid::text = ${q.toLowerCase()})`;
  },
});
const checkPlan = defineListPlan(ToolCheckList, { key: sql`c.id`, fields: { at: sql`c.at`, state: sql`c.state` } });

/** The tools of this node (FEATURES LTL-01…04, LTL-15). Sealed settings are told nowhere. */
@Injectable()
export class LocalToolsService {
  readonly #records: Records<LocalToolEntity, LocalTool, LocalToolRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Connectors) private readonly connectors: Connectors,
  ) {
    this.#records = new Records<LocalToolEntity, LocalTool, LocalToolRow>(store, {
      entity: LocalToolEntity,
      scope: localToolScope,
      plan,
      select: { alias: 't', columns: toolColumns, from: toolsFrom },
      toView: toLocalTool(connectors, (id) => {
        const connector = connectors.find(id);
        return connector ? sealedKeys(connector.settings) : [];
      }),
    });
  }

  /** The kinds of tools, each with the number of its tools that the caller sees. */
  async kinds(principal: Principal): Promise<ConnectorView[]> {
    const rows = await this.store.read<{ connector: string; n: number }>(sql`
      select t.connector, count(*)::int as n from local_tools t where ${localToolScope.see.where(principal, 't')}
      group by t.connector`);
    const counts = new Map(rows.map(({ connector, n }) => [connector, n]));
    return this.connectors.list().map((connector) => connectorView(connector, counts.get(connector.id) ?? 0));
  }

  /** One kind. Throws `NotFound`. */
  async kind(principal: Principal, id: string): Promise<ConnectorView> {
    const { id: known } = this.connectors.named(id);
    const found = (await this.kinds(principal)).find((kind) => kind.id === known);
    if (!found) throw notFound('connector');
    return found;
  }

  /** A page of the tools the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every tool of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One tool. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<LocalTool> {
    return this.#records.get(principal, ref);
  }

  /** Adds a tool. Throws `InvalidInput` at the connector or a setting. */
  async create(principal: Principal, input: NewLocalTool): Promise<LocalTool> {
    const connector = this.#connector(input.connector);
    const uuid = randomUUID();
    const settings = judgedSettings(connector, changedSettings({}, input.settings));
    const id = await this.store.work(principal, async (work) => {
      const row = await work.insert(LocalToolEntity, {
        uuid,
        name: input.name,
        connector: connector.id,
        exposed: input.exposed ?? false,
        description: input.description || null,
        ...splitSettings(this.sealer, connector, uuid, settings),
        deletedAt: null,
      });
      work.enqueue(toolCheckJob, { toolId: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Changes what is mentioned. Throws `NotFound`, `InvalidInput`, `Conflict` without its connector, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: LocalToolChanges, ifMatch?: number): Promise<LocalTool> {
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      if (changes.settings !== undefined) this.#changeSettings(row, changes.settings);
      for (const key of ['name', 'exposed'] as const)
        if (changes[key] !== undefined) Object.assign(row, { [key]: changes[key] });
      if (changes.description !== undefined) row.description = changes.description || null;
      if (await work.save(LocalToolEntity, row)) work.enqueue(toolCheckJob, { toolId: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Hides a tool and destroys its secrets. Throws `NotFound`, `StaleWrite`, `Conflict` while it is connected. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, (work) => this.#removeIn(work, ref, ifMatch));
  }

  /** Brings a forgotten tool back, without its secrets. Throws `NotFound`, and `Conflict` when its uuid is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<LocalTool> {
    const id = await this.store.work(principal, (work) => this.#restoreIn(work, ref));
    return this.get(principal, { id });
  }

  /** Forgets many (FEATURES LTL-15); those that are connected, or are no tools, are told with the reason and the others go. */
  bulkRemove(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.store.work(principal, (work) => eachApart(work, ids, (id) => this.#removeIn(work, { id })));
  }

  /** Brings many back, without their secrets. */
  bulkRestore(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.store.work(principal, (work) =>
      eachApart(work, ids, async (id) => void (await this.#restoreIn(work, { id }))),
    );
  }

  /** Every change of a tool, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'tool', id, query);
  }

  /** The health history of a tool. Throws `NotFound`. */
  async checks(principal: Principal, ref: RecordRef, request: ListRequest) {
    const { id } = await this.get(principal, ref);
    const where = allOf([sql`c.tool_id = ${id}`, checkPlan.where(request)]);
    const rows = await this.store.read<ToolCheckRow>(
      sql`select ${checkColumns} from tool_checks c where ${where} ${checkPlan.order(request)} ${checkPlan.page(request)}`,
    );
    const [count] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from tool_checks c where ${where}`,
    );
    return { items: rows.map(toCheck), total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** The row with its sealed settings, for lending it. Throws `NotFound`. */
  async row(principal: Principal, ref: RecordRef): Promise<LocalToolEntity> {
    const where = allOf([localToolScope.see.where(principal, 't'), refCondition('t', ref)]);
    const [row] = await this.rows(where);
    if (!row) throw notFound('tool');
    return row;
  }

  /** Rows that living tools of the condition over `t` have, by id. */
  rows(where = sql`true`): Promise<LocalToolEntity[]> {
    return this.store.read<LocalToolEntity>(sql`
      select t.id, t.uuid, t.name, t.connector, t.settings, t.sealed, t.exposed, t.description, t.created, t.modified,
        t.version, t.deleted_at as "deletedAt"
      from local_tools t where t.deleted_at is null and (${where}) order by t.id`);
  }

  async #removeIn(work: Work, ref: RecordRef, ifMatch?: number): Promise<void> {
    const row = await this.#records.change(work, ref, ifMatch);
    await refuseConnected(work, row);
    row.deletedAt = work.now;
    row.sealed = null;
    await work.save(LocalToolEntity, row, 'delete');
  }

  async #restoreIn(work: Work, ref: RecordRef): Promise<number> {
    const row = await rowToRestore(work, LocalToolEntity, localToolScope, ref);
    row.deletedAt = null;
    await work.save(LocalToolEntity, row, 'undelete');
    return row.id;
  }

  #connector(id: string): Connector {
    const connector = this.connectors.find(id);
    if (connector) return connector;
    const known = this.connectors.list().map((one) => one.id);
    throw InvalidInput.at(['connector'], `is no connector of this node; it has ${known.join(', ') || 'none'}`);
  }

  #changeSettings(row: LocalToolEntity, changes: Record<string, unknown>): void {
    const connector = this.connectors.find(row.connector);
    if (!connector)
      throw new Conflict(`the connector ${row.connector} is not installed; its settings cannot be judged`);
    const before = wholeSettings(this.sealer, row);
    const after = judgedSettings(connector, changedSettings(before, changes));
    requireSecretsFor(connector, before, after, changes);
    if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))) return;
    Object.assign(row, splitSettings(this.sealer, connector, row.uuid, after));
  }
}

const sorted = (values: Record<string, unknown>) => Object.entries(values).sort(([a], [b]) => a.localeCompare(b));

async function refuseConnected(work: Work, { id, name }: LocalToolEntity): Promise<void> {
  const [row] = await work.query<{ n: number }>(sql`select count(*)::int as n from connections
    where tool_id = ${id} and state not in ('declined', 'cancelled', 'disconnected', 'asked')`);
  if (row && row.n > 0)
    throw new Conflict(`${name} has ${row.n} living connections; end them first, so that nothing is left at the tool`);
}
