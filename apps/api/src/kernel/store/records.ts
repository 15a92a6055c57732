import type { ListRequest, RecordRef } from '@cerebrate/contract';
import { type FindOptionsWhere, IsNull, Not } from 'typeorm';
import type { Principal } from '../access/principal.js';
import type { Scope } from '../access/scope.js';
import { NotAllowed, NotFound, StaleWrite } from '../errors.js';
import type { ListPlan } from './list-plan.js';
import { allOf, name, type Sql, sql } from './sql.js';
import type { EntityClass, Store } from './store.js';
import type { Work } from './work.js';

/** What a list answers. */
export interface Page<V> {
  items: V[];
  total: number | null;
  page: number;
  limit: number;
}

/** The five things that make a plain noun work; no hook, no sixth key (ARCHITECTURE §4.2). */
export interface RecordsOptions<E extends object, V, Row extends object> {
  readonly entity: EntityClass<E>;
  readonly scope: Scope<E>;
  readonly plan: ListPlan;
  /** `select … from table alias` without a where; the alias is the scope's. */
  readonly select: { readonly alias: string; readonly columns: Sql; readonly from: Sql };
  readonly toView: (row: Row) => V;
}

/** Reads of a plain noun, and the locked, authorised read that every change of one row starts with. */
export class Records<E extends object, V, Row extends object = Record<string, unknown>> {
  constructor(
    private readonly store: Store,
    private readonly options: RecordsOptions<E, V, Row>,
  ) {}

  /** A page of what the principal may see. At most two statements. */
  async list(principal: Principal, request: ListRequest): Promise<Page<V>> {
    const { plan, select, scope, toView } = this.options;
    const where = allOf([scope.see.where(principal, select.alias), plan.where(request)]);
    const rows =
      request.limit === 0
        ? []
        : await this.store
            .lists(principal)
            .read<Row>(
              sql`select ${select.columns} from ${select.from} where ${where} ${plan.order(request)} ${plan.page(request)}`,
            );
    const total = request.total ? await this.#total(principal, where, rows.length, request) : null;
    return { items: rows.map(toView), total, page: request.page, limit: request.limit };
  }

  /** One visible record; throws `NotFound` for the absent and the invisible alike. */
  async get(principal: Principal, ref: RecordRef): Promise<V> {
    const { select, scope, toView } = this.options;
    const where = allOf([scope.see.where(principal, select.alias), refCondition(select.alias, ref)]);
    const row = await this.store.readOne<Row>(sql`select ${select.columns} from ${select.from} where ${where}`);
    if (!row) throw notFound(scope.noun);
    return toView(row);
  }

  /** Every visible row of a request, one after another, unpaged: for exports. */
  async *stream(principal: Principal, request: ListRequest): AsyncGenerator<V> {
    const { plan, select, scope, toView } = this.options;
    const where = allOf([scope.see.where(principal, select.alias), plan.where(request)]);
    for await (const row of this.store
      .lists(principal)
      .stream<Row>(sql`select ${select.columns} from ${select.from} where ${where} ${plan.order(request)}`))
      yield toView(row);
  }

  /** The row to change, locked: see `rowToChange`. */
  async change(work: Work, ref: RecordRef, ifMatch?: number): Promise<E> {
    return rowToChange(work, this.options.entity, this.options.scope, ref, ifMatch);
  }

  async #total(principal: Principal, where: Sql, found: number, request: ListRequest): Promise<number> {
    if (request.page === 1 && request.limit > found) return found;
    const { select } = this.options;
    const query = sql`select count(*) as n from ${select.from} where ${where}`;
    const [row] = await this.store.lists(principal).read<{ n: string }>(query);
    return Number(row?.n ?? 0);
  }
}

/** `alias.id = …` or `alias.uuid = …`. */
export const refCondition = (alias: string, ref: RecordRef): Sql =>
  ref.id === undefined ? sql`${name(`${alias}.uuid`)} = ${ref.uuid}` : sql`${name(`${alias}.id`)} = ${ref.id}`;

/**
 * Reads one row for change inside a work: the row authorised is the row changed. Invisible → `NotFound`; visible but
 * not the caller's to change → `NotAllowed`; a version other than `ifMatch` → `StaleWrite`.
 */
export async function rowToChange<E extends object>(
  work: Work,
  entity: EntityClass<E>,
  scope: Scope<E>,
  ref: RecordRef,
  ifMatch?: number,
): Promise<E> {
  const which = ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id };
  // A deleted record may have left its uuid to another.
  const living = work.has(entity, 'deletedAt') ? { deletedAt: IsNull() } : {};
  const row = await work.find(entity, { ...which, ...living } as unknown as FindOptionsWhere<E>);
  if (!row || !scope.see.allows(row, work.principal)) throw notFound(scope.noun);
  if (!scope.change.allows(row, work.principal))
    throw new NotAllowed(`you may see this ${scope.noun} but not change it`);
  const { version } = row as { version?: number };
  if (ifMatch !== undefined && version !== undefined && version !== ifMatch)
    throw new StaleWrite(
      `this ${scope.noun} was changed meanwhile (version ${version}, you had ${ifMatch}); read it again`,
    );
  return row;
}

/**
 * Reads the deleted row to bring back inside a work, of several with one uuid the one deleted last. `judged` says how the
 * caller's scope would see it once restored, where its columns do not tell. Throws `NotFound` for the absent and for
 * what is not the caller's to change, alike.
 */
export async function rowToRestore<E extends { deletedAt: Date | null }, S extends object = E>(
  work: Work,
  entity: EntityClass<E>,
  scope: Scope<S>,
  ref: RecordRef,
  judged: (row: E) => S | Promise<S> = (row) => row as unknown as S,
): Promise<E> {
  const which = ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id };
  const rows = await work.findAll(entity, { ...which, deletedAt: Not(IsNull()) } as unknown as FindOptionsWhere<E>);
  const row = rows.sort((a, b) => Number(b.deletedAt) - Number(a.deletedAt))[0];
  const seen = row && (await judged({ ...row, deletedAt: null }));
  if (!row || !seen || !scope.change.allows(seen, work.principal)) throw notFound(`deleted ${scope.noun}`);
  return row;
}

/** The error for a record that is absent or out of scope. */
export const notFound = (noun: string): NotFound =>
  new NotFound(`there is no such ${noun}, or it is outside your view`);
