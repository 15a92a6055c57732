import type { EntityManager, FindOptionsWhere, QueryRunner } from 'typeorm';
import type { Principal } from '../access/principal.js';
import { auditedOf, masked } from '../audit/audited.js';
import { auditRows, type ChangeRecord, type Touch } from '../audit/change.js';
import { difference, plain } from '../audit/difference.js';
import { Conflict, StaleWrite } from '../errors.js';
import { type EmittedEvent, type EventDefinition, origin } from '../events/event.js';
import type { EnqueueOptions, JobDefinition, Jobs } from '../jobs/jobs.js';
import { recordsChanged, toldOf } from '../live/told-nouns.js';
import { insertRows } from './insert-rows.js';
import { isUniqueViolation, translatePostgresError } from './postgres-errors.js';
import type { Sql } from './sql.js';
import type { EntityClass } from './store.js';

export interface WorkOptions {
  /** Why, in the actor's words; kept with every change record of this work. */
  readonly message?: string;
}

/** A row that was read for change: the snapshot lets `save` know what differs. */
interface Versioned {
  id: number;
  version?: number;
  modified?: Date;
  created?: Date;
}
type Values = Record<string, unknown>;

/**
 * One change to the data, made for a principal inside one transaction. It reads for update, knows before and after,
 * writes one change record per record touched, emits events and enqueues jobs that exist only if the transaction does.
 * Created by `Store.work` and `Store.rehearse` alone.
 */
export class Work {
  /** The moment of this work; every `created` and `modified` in it. */
  readonly now = new Date();
  readonly #snapshots = new WeakMap<object, Values>();
  readonly #columnsOf = new Map<EntityClass, readonly string[]>();
  readonly #touches = new Map<string, Touch>();
  readonly #events: EmittedEvent[] = [];
  readonly #enqueued: (() => Promise<void>)[] = [];

  constructor(
    readonly principal: Principal,
    private readonly runner: QueryRunner,
    private readonly jobs: Jobs | undefined,
    private readonly options: WorkOptions,
  ) {}

  /** The row with these values, locked until the work ends, or null. Its state now becomes the `before` of a later save. */
  async find<E extends object>(entity: EntityClass<E>, where: FindOptionsWhere<E>): Promise<E | null> {
    const row = await this.#manager.findOne(entity, { where, lock: { mode: 'pessimistic_write' } });
    if (row) this.#remember(entity, row);
    return row;
  }

  /** Whether the entity has a property of that name. */
  has(entity: EntityClass, property: string): boolean {
    return this.#columns(entity).includes(property);
  }

  /** All rows with these values, locked in id order so that two works never wait for each other in a ring. */
  async findAll<E extends object>(entity: EntityClass<E>, where: FindOptionsWhere<E>): Promise<E[]> {
    const rows = await this.#manager.find(entity, {
      where,
      order: { id: 'ASC' } as never,
      lock: { mode: 'pessimistic_write' },
    });
    for (const row of rows) this.#remember(entity, row);
    return rows;
  }

  /**
   * Adds a row and returns it with its id. `created`, `modified` are this work's moment unless given, `version` is 1.
   * Throws `Conflict` when it is a duplicate.
   */
  async insert<E extends object>(entity: EntityClass<E>, values: Partial<E>, action = 'add'): Promise<E> {
    const [row] = await this.insertMany(entity, [values], action);
    if (!row) throw new Error('nothing was inserted');
    return row;
  }

  /** As `insert` for many rows in one statement each 500. All or none. */
  async insertMany<E extends object>(
    entity: EntityClass<E>,
    list: readonly Partial<E>[],
    action = 'add',
  ): Promise<E[]> {
    const columns = new Set(this.#columns(entity));
    const rows = list.map((values) => {
      const stamped: Values = { ...values };
      for (const [key, value] of [
        ['created', this.now],
        ['modified', this.now],
        ['version', 1],
      ] as const)
        if (columns.has(key) && stamped[key] === undefined) stamped[key] = value;
      return this.#manager.create(entity, stamped as never) as E;
    });
    for (let at = 0; at < rows.length; at += 500) {
      const part = rows.slice(at, at + 500);
      await this.#guard(entity, () => insertRows(this.runner, this.#manager.connection.getMetadata(entity), part));
    }
    for (const row of rows) {
      const values = this.#values(entity, row);
      this.#touch(entity, row, action, null, this.#mask(entity, values));
      this.#snapshots.set(row, values);
    }
    return rows;
  }

  /**
   * Writes what differs since the row was read by this work; returns whether anything did. Sets `modified` and counts
   * `version` up. A row nobody changed costs nothing and leaves no record.
   */
  async save<E extends object>(entity: EntityClass<E>, row: E, action = 'edit'): Promise<boolean> {
    const before = this.#snapshots.get(row);
    if (!before) throw new Error(`${entity.name}: save needs a row read or inserted by this work`);
    const changed = difference(before, this.#values(entity, row));
    const keys = Object.keys(changed.after).filter((key) => key !== 'modified' && key !== 'version');
    if (keys.length === 0) return false;
    await this.#write(entity, row as E & Versioned, keys);
    const described = difference(this.#mask(entity, before), this.#mask(entity, this.#values(entity, row)));
    this.#markSecrets(entity, keys, described);
    this.#touch(entity, row, action, described.before, described.after);
    this.#remember(entity, row);
    return true;
  }

  /** Counts the record's version up and sets `modified` although its own columns stay: its meta-fields or tags changed. */
  async stamp<E extends object>(entity: EntityClass<E>, row: E): Promise<void> {
    await this.#write(entity, row as E & Versioned, []);
    this.#remember(entity, row);
  }

  /** Removes a row for good. Records that only should disappear are saved with `deletedAt` instead. */
  async remove<E extends object>(entity: EntityClass<E>, row: E, action = 'delete'): Promise<void> {
    const before = this.#describe(entity, row);
    await this.#guard(entity, () => this.#manager.delete(entity, { id: (row as Versioned).id } as never));
    this.#touch(entity, row, action, before, null);
  }

  /** Runs a statement of our own inside the transaction; changes made this way need a `note`. */
  async query<R extends object = Values>(query: Sql): Promise<R[]> {
    const result: unknown = await this.runner.query(query.text, query.values as unknown[]).catch((error: unknown) => {
      throw translatePostgresError(error) ?? error;
    });
    // TypeORM answers [rows, count] for UPDATE and DELETE, rows for the others.
    const rows =
      Array.isArray(result) && Array.isArray(result[0]) && typeof result[1] === 'number' ? result[0] : result;
    return rows as R[];
  }

  /**
   * Adds to a record's change what its own columns do not show: its meta-fields, tags, members.
   * `before` and `after` hold the same keys.
   */
  note<E extends object>(entity: EntityClass<E>, row: E, before: Values, after: Values, action = 'edit'): void {
    const changed = difference(before, after);
    if (Object.keys(changed.after).length > 0) this.#touch(entity, row, action, changed.before, changed.after);
  }

  /** Records an act that is no change of a row: a sign-in, a command. */
  log(change: Omit<ChangeRecord, 'before' | 'after' | 'related'> & Partial<ChangeRecord>): void {
    const key = `act:${this.#touches.size}`;
    this.#touches.set(key, { before: null, after: null, ...change, related: new Set(change.related ?? []) });
  }

  /** Tells every process of the change, after it is committed and never otherwise. Payload: ids and names, < 7 kB. */
  emit<P extends object>(event: EventDefinition<P>, payload: P): void {
    this.#events.push({ name: event.name, payload });
  }

  /** Adds a job to the queue in this transaction. */
  enqueue<P extends object>(job: JobDefinition<P>, payload: P, options: EnqueueOptions = {}): void {
    this.#enqueued.push(async () => {
      if (!this.jobs) throw new Error('this store has no job queue');
      await this.jobs.send(
        job,
        payload,
        options,
        (text, values) => this.runner.query(text, values) as Promise<Values[]>,
      );
    });
  }

  /** A part that may fail alone: rolled back to its start when it throws, without ending the work. */
  async attempt<T>(act: () => Promise<T>): Promise<T> {
    const kept = new Map([...this.#touches].map(([key, touch]) => [key, structuredClone(touch)]));
    const events = this.#events.length;
    const jobs = this.#enqueued.length;
    await this.runner.query('savepoint attempt');
    try {
      const value = await act();
      await this.runner.query('release savepoint attempt');
      return value;
    } catch (error) {
      await this.runner.query('rollback to savepoint attempt');
      this.#touches.clear();
      for (const [key, touch] of kept) this.#touches.set(key, touch);
      this.#events.length = events;
      this.#enqueued.length = jobs;
      throw error;
    }
  }

  /** What was changed so far, one entry a record. */
  changes(): ChangeRecord[] {
    return [...this.#touches.values()].map((touch) => ({ ...touch, related: [...touch.related] }));
  }

  /** Writes change records, events and jobs; called by `Store` right before the commit. */
  async finish(): Promise<ChangeRecord[]> {
    for (const enqueue of this.#enqueued) await enqueue();
    const changes = this.changes();
    if (changes.length > 0) {
      const rows = auditRows(changes, this.principal, this.now, this.options.message ?? null);
      await this.runner.query('select audit_append($1::jsonb)', [JSON.stringify(rows)]);
    }
    for (const told of toldOf(changes)) this.emit(recordsChanged, told);
    if (this.#events.length > 0)
      await this.runner.query(`select pg_notify('cerebrate_events', told) from unnest($1::text[]) told`, [
        this.#events.map((event) => JSON.stringify({ ...event, origin })),
      ]);
    return changes;
  }

  /** The events of this work; `Store` hands them to this process's listeners right after the commit. */
  get events(): readonly EmittedEvent[] {
    return this.#events;
  }

  get #manager(): EntityManager {
    return this.runner.manager;
  }

  async #write<E extends object>(entity: EntityClass<E>, row: E & Versioned, keys: readonly string[]): Promise<void> {
    const columns = new Set(this.#columns(entity));
    const values: Values = Object.fromEntries(keys.map((key) => [key, (row as Values)[key]]));
    const where: Values = { id: row.id };
    if (columns.has('modified')) values['modified'] = row.modified = this.now;
    if (columns.has('version') && row.version !== undefined) {
      where['version'] = row.version;
      values['version'] = ++row.version;
    }
    const result = await this.#guard(entity, () => this.#manager.update(entity, where as never, values as never));
    if (result.affected === 0)
      throw new StaleWrite(
        `somebody changed this ${entity.name.replace(/Entity$/, '').toLowerCase()} meanwhile; read it again`,
      );
  }

  #touch<E extends object>(
    entity: EntityClass<E>,
    row: E,
    action: string,
    before: Values | null,
    after: Values | null,
  ): void {
    const definition = auditedOf(entity);
    if (!definition) return;
    const { id, uuid } = row as { id?: number; uuid?: string };
    const key = `${definition.kind}:${id}`;
    const known = this.#touches.get(key);
    if (known) {
      known.title = definition.title(row);
      if (after === null) {
        known.action = action;
        known.before = { ...before, ...known.before };
        known.after = null;
      } else {
        known.after = { ...known.after, ...after };
        if (known.before !== null) known.before = { ...before, ...known.before };
        if (known.action === 'edit') known.action = action;
      }
      return;
    }
    this.#touches.set(key, {
      kind: definition.kind,
      entityId: id ?? null,
      entityUuid: uuid ?? null,
      title: definition.title(row),
      action,
      before,
      after,
      related: new Set(definition.related?.(row) ?? []),
    });
  }

  #columns(entity: EntityClass): readonly string[] {
    const known = this.#columnsOf.get(entity);
    if (known) return known;
    const columns = this.#manager.connection.getMetadata(entity).columns.map((column) => column.propertyName);
    this.#columnsOf.set(entity, columns);
    return columns;
  }

  #values<E extends object>(entity: EntityClass<E>, row: E): Values {
    return Object.fromEntries(this.#columns(entity).map((key) => [key, plain((row as Values)[key])]));
  }

  #remember<E extends object>(entity: EntityClass<E>, row: E): void {
    this.#snapshots.set(row, this.#values(entity, row));
  }

  /** The row as the log may show it: without ids of its own, ignored columns and secrets. */
  #describe<E extends object>(entity: EntityClass<E>, row: E): Values {
    return this.#mask(entity, this.#values(entity, row));
  }

  #mask<E extends object>(entity: EntityClass<E>, values: Values): Values {
    const definition = auditedOf(entity);
    const hidden = new Set<string>(['id', 'modified', 'version', ...(definition?.ignored ?? [])]);
    const secret = new Set<string>(definition?.secret ?? []);
    return Object.fromEntries(
      Object.entries(values)
        .filter(([key]) => !hidden.has(key))
        .map(([key, value]) => [key, secret.has(key) && value !== null ? masked : value]),
    );
  }

  /** A secret that changed from one value to another is masked on both sides; the log still says that it changed. */
  #markSecrets<E extends object>(
    entity: EntityClass<E>,
    keys: readonly string[],
    described: { before: Values; after: Values },
  ): void {
    for (const key of (auditedOf(entity)?.secret ?? []) as readonly string[]) {
      if (!keys.includes(key)) continue;
      described.before[key] ??= masked;
      described.after[key] ??= masked;
    }
  }

  async #guard<E extends object, T>(entity: EntityClass<E>, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (isUniqueViolation(error))
        throw new Conflict(
          `this ${entity.name.replace(/Entity$/, '').toLowerCase()} exists already`,
          uniqueIssue(error),
        );
      throw translatePostgresError(error) ?? error;
    }
  }
}

function uniqueIssue(error: unknown): { path: string[]; message: string }[] {
  const detail = (error as { driverError?: { detail?: string } }).driverError?.detail ?? '';
  const field = /^Key \(([a-z_]+)/.exec(detail)?.[1];
  return field ? [{ path: [field], message: 'is taken by another record' }] : [];
}
