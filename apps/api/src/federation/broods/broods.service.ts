import { randomUUID } from 'node:crypto';
import {
  type Brood,
  type BroodChanges,
  BroodCheckList,
  BroodList,
  type History,
  type HistoryQuery,
  type ListRequest,
  type NewBrood,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { organisationScope } from '../../directory/index.js';
import {
  allOf,
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
import { BroodEntity, clientKeyPlace, keyPlace } from './brood.entity.js';
import { broodScope } from './brood.scope.js';
import {
  type BroodRow,
  broodColumns,
  broodsFrom,
  type CheckRow,
  checkColumns,
  toBrood,
  toCheck,
} from './brood-view.js';
import { checkTls } from './tls-material.js';

const plainColumns = [
  'name',
  'url',
  'strategy',
  'pull',
  'skipProxy',
  'timeoutSeconds',
  'everyMinutes',
  'acceptsSignedOnly',
] as const;

const plan = defineListPlan(BroodList, {
  key: sql`b.id`,
  fields: {
    id: sql`b.id`,
    name: sql`b.name`,
    uuid: sql`b.uuid`,
    url: sql`b.url`,
    description: sql`b.description`,
    owner: sql`o.name`,
    ownerId: sql`b.organisation_id`,
    strategy: sql`b.strategy`,
    pull: sql`b.pull`,
    outcome: sql`lc.outcome`,
    created: sql`b.created`,
    modified: sql`b.modified`,
  },
  sorts: { name: sql`b.name collate "und-x-icu"`, owner: sql`o.name collate "und-x-icu"` },
  search: (q) => {
    const like = `%${likeText(q)}%`;
    return sql`(b.name ilike ${like} or b.url ilike ${like} or b.description ilike ${like} or b.uuid::text = ${q.toLowerCase()})`;
  },
});
const checkPlan = defineListPlan(BroodCheckList, {
  key: sql`c.id`,
  fields: { at: sql`c.at`, outcome: sql`c.outcome` },
});

/** The register of remote nodes (FEATURES BRD-01). Keys are sealed; nothing tells them again. */
@Injectable()
export class BroodsService {
  readonly #records: Records<BroodEntity, Brood, BroodRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {
    this.#records = new Records<BroodEntity, Brood, BroodRow>(store, {
      entity: BroodEntity,
      scope: broodScope,
      plan,
      select: { alias: 'b', columns: broodColumns, from: broodsFrom },
      toView: toBrood,
    });
  }

  /** A page of the broods the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every brood of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One brood. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<Brood> {
    return this.#records.get(principal, ref);
  }

  /** Registers a remote node. Throws `InvalidInput` at the owner and the TLS fields, `Conflict` when the uuid is taken. */
  async create(principal: Principal, input: NewBrood): Promise<Brood> {
    checkTls(input);
    const id = await this.store.work(principal, async (work) => {
      const uuid = input.uuid ?? randomUUID();
      const row = await work.insert(BroodEntity, {
        uuid,
        name: input.name,
        url: input.url,
        description: input.description || null,
        organisationId: await owner(work, input.ownerId),
        strategy: input.strategy ?? 'standard',
        pull: input.pull ?? false,
        skipProxy: input.skipProxy ?? false,
        everyMinutes: input.everyMinutes ?? 60,
        acceptsSignedOnly: input.acceptsSignedOnly ?? false,
        cursors: {},
        feedTags: {},
        timeoutSeconds: input.timeoutSeconds ?? 30,
        sealedKey: this.#sealed(input.authKey, keyPlace({ uuid })),
        authority: input.authority || null,
        pinnedCertificate: input.pinnedCertificate ?? null,
        clientCertificate: input.clientCertificate || null,
        sealedClientKey: this.#sealed(input.clientKey, clientKeyPlace({ uuid })),
        deletedAt: null,
      });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /**
   * Changes what is mentioned. Another host asks for the key again, so that nobody leads a key they cannot read to a
   * machine of their own. Throws `NotFound`, `InvalidInput`, `StaleWrite`.
   */
  async update(principal: Principal, ref: RecordRef, changes: BroodChanges, ifMatch?: number): Promise<Brood> {
    checkTls(changes);
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      if (changes.url !== undefined) requireKeyFor(row, changes);
      // where a feed was left means nothing to another node, nor to another key of it
      if (changes.url !== undefined || changes.authKey !== undefined) Object.assign(row, { cursors: {}, feedTags: {} });
      if (changes.ownerId !== undefined && changes.ownerId !== row.organisationId)
        row.organisationId = await owner(work, changes.ownerId);
      for (const key of plainColumns) if (changes[key] !== undefined) Object.assign(row, { [key]: changes[key] });
      for (const key of ['description', 'authority', 'pinnedCertificate', 'clientCertificate'] as const)
        if (changes[key] !== undefined) row[key] = changes[key] || null;
      if (changes.authKey !== undefined && !this.#holds(row.sealedKey, changes.authKey, keyPlace(row)))
        row.sealedKey = this.#sealed(changes.authKey, keyPlace(row));
      if (changes.clientKey !== undefined && !this.#holds(row.sealedClientKey, changes.clientKey, clientKeyPlace(row)))
        row.sealedClientKey = this.#sealed(changes.clientKey, clientKeyPlace(row));
      await work.save(BroodEntity, row);
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Hides a brood and destroys its keys; what was taken from it stays. Throws `NotFound`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      row.deletedAt = work.now;
      row.sealedKey = null;
      row.sealedClientKey = null;
      await work.save(BroodEntity, row, 'delete');
    });
  }

  /** Brings a forgotten brood back, without its keys. Throws `NotFound`, and `Conflict` when its uuid is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<Brood> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToRestore(work, BroodEntity, broodScope, ref);
      row.deletedAt = null;
      await work.save(BroodEntity, row, 'undelete');
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Every change of a brood, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'brood', id, query);
  }

  /** The connection tests of a brood. Throws `NotFound`. */
  async checks(principal: Principal, ref: RecordRef, request: ListRequest) {
    const { id } = await this.get(principal, ref);
    const where = allOf([sql`c.brood_id = ${id}`, checkPlan.where(request)]);
    const rows = await this.store.read<CheckRow>(
      sql`select ${checkColumns} from brood_checks c where ${where} ${checkPlan.order(request)} ${checkPlan.page(request)}`,
    );
    const [count] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from brood_checks c where ${where}`,
    );
    return { items: rows.map(toCheck), total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** The row with its sealed keys, for the client that asks the remote. Throws `NotFound`. */
  async row(principal: Principal, ref: RecordRef): Promise<BroodEntity> {
    const where = allOf([broodScope.see.where(principal, 'b'), refCondition('b', ref)]);
    const row = await this.store.readOne<BroodEntity>(sql`
      select b.id, b.uuid, b.name, b.url, b.description, b.organisation_id as "organisationId", b.strategy, b.pull,
        b.skip_proxy as "skipProxy", b.every_minutes as "everyMinutes", b.accepts_signed_only as "acceptsSignedOnly", b.cursors, b.feed_tags as "feedTags",
        b.timeout_seconds as "timeoutSeconds", b.sealed_key as "sealedKey", b.authority,
        b.pinned_certificate as "pinnedCertificate", b.client_certificate as "clientCertificate",
        b.sealed_client_key as "sealedClientKey", b.created, b.modified, b.version, b.deleted_at as "deletedAt"
      from broods b where ${where}`);
    if (!row) throw notFound('brood');
    return row;
  }

  #sealed(text: string | null | undefined, place: string): string | null {
    return text ? this.sealer.seal(text, place) : null;
  }

  /** Whether the text is what is sealed already: sealing it anew would look like a change. */
  #holds(sealed: string | null, text: string | null, place: string): boolean {
    if (sealed === null || text === null) return sealed === text;
    try {
      return this.sealer.open(sealed, place) === text;
    } catch {
      return false;
    }
  }
}

/** The key was given for the former address. */
function requireKeyFor(row: BroodEntity, { url, authKey }: BroodChanges): void {
  if (url === undefined || row.sealedKey === null || authKey !== undefined) return;
  if (new URL(url).origin === new URL(row.url).origin) return;
  throw InvalidInput.at(['authKey'], 'is needed with another address: the key here was given for the former one');
}

async function owner(work: Work, id: number): Promise<number> {
  const rows = await work.query(sql`select 1 from organisations o
    where ${allOf([sql`o.id = ${id}`, organisationScope.see.where(work.principal, 'o')])}`);
  if (rows.length === 0)
    throw InvalidInput.at(['ownerId'], 'there is no such organisation, or it is outside your view');
  return id;
}
