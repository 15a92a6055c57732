import {
  type EncryptionKey,
  EncryptionKeyList,
  type EncryptionKeyRow,
  type ListRequest,
  type RecordRef,
  Uuid,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  anyOf,
  defineListPlan,
  type ListPlan,
  likeText,
  notFound,
  type Page,
  type Principal,
  refCondition,
  type Sql,
  Store,
  sql,
} from '../../kernel/index.js';
import { encryptionKeyScope } from './encryption-key.scope.js';
import {
  type KeyListRow,
  type KeyWholeRow,
  keyColumns,
  keysWithOwners,
  ownerName,
  stateColumn,
  toKey,
  toKeyRow,
} from './encryption-key-view.js';

const someOf =
  (column: Sql) =>
  (having: Sql): Sql =>
    sql`exists (select from unnest(${column}) as x where ${having})`;

const plan: ListPlan = defineListPlan(EncryptionKeyList, {
  key: sql`k.id`,
  fields: {
    id: sql`k.id`,
    uuid: sql`k.uuid`,
    type: sql`k.type`,
    state: sql`(${stateColumn})`,
    owner: ownerName,
    ownerKind: sql`case when k.organisation_id is null then 'individual' else 'organisation' end`,
    organisation: sql`k.organisation_id`,
    individual: sql`k.individual_id`,
    fingerprint: sql`k.fingerprint`,
    keyId: sql`x`,
    email: sql`x`,
    algorithm: sql`k.algorithm`,
    daysLeft: sql`floor(extract(epoch from k.expires_at - now()) / 86400)::bigint`,
    expires: sql`k.expires_at`,
    revoked: sql`(k.revoked or k.revoked_by_maker)`,
    created: sql`k.created`,
    modified: sql`k.modified`,
  },
  many: { keyId: someOf(sql`k.key_ids`), email: someOf(sql`k.emails`) },
  sorts: { owner: sql`${ownerName} collate "und-x-icu"` },
  search: searchCondition,
});

/** Fingerprints and key ids as people copy them: with spaces, colons or `0x`. */
const plainHex = (text: string): string => text.replace(/^0x/i, '').replace(/[\s:]/g, '').toUpperCase();

function searchCondition(q: string): Sql {
  const like = `%${likeText(q.toLowerCase())}%`;
  const hex = plainHex(q);
  const conditions = [
    sql`lower(${ownerName}) like ${like}`,
    sql`exists (select from unnest(k.user_ids || k.emails) x where lower(x) like ${like})`,
  ];
  if (/^[0-9A-F]{4,128}$/.test(hex))
    conditions.push(
      sql`k.fingerprint like ${`%${hex}%`}`,
      sql`exists (select from unnest(k.key_ids) x where x like ${`%${hex}%`})`,
    );
  return anyOf(conditions);
}

/** The condition over `k` that it is the key of that fingerprint, key id, e-mail address or uuid. */
export function lookupCondition(q: string): Sql {
  const uuid = Uuid.safeParse(q);
  if (uuid.success) return sql`k.uuid = ${uuid.data}`;
  const hex = plainHex(q);
  if (/^[0-9A-F]+$/.test(hex) && hex.length >= 8) {
    if (hex.length === 8) return sql`exists (select from unnest(k.key_ids) x where x like ${`%${hex}`})`;
    const ids = hex.length === 40 ? [hex, hex.slice(-16)] : [hex];
    return anyOf([sql`k.fingerprint = ${hex}`, sql`k.key_ids && ${ids}::text[]`]);
  }
  return sql`k.emails @> ${[q.toLowerCase()]}::text[]`;
}

/** Usable keys first, then the newest. */
const bestFirst = sql`order by (${stateColumn}) = 'valid' desc, (${stateColumn}) = 'sign-only' desc, k.made_at desc nulls last, k.id`;

/** Reads of keys: every one of them inside the caller's scope. */
@Injectable()
export class EncryptionKeyReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** A page of keys; at most two statements. */
  async list(principal: Principal, request: ListRequest): Promise<Page<EncryptionKeyRow>> {
    const where = allOf([encryptionKeyScope.see.where(principal, 'k'), plan.where(request)]);
    const rows =
      request.limit === 0
        ? []
        : await this.store.read<KeyListRow>(
            sql`select ${keyColumns(principal)} from ${keysWithOwners} where ${where} ${plan.order(request)} ${plan.page(request)}`,
          );
    const isWhole = request.page === 1 && rows.length < request.limit;
    const total = request.total ? (isWhole ? rows.length : await this.#count(where)) : null;
    return { items: rows.map(toKeyRow), total, page: request.page, limit: request.limit };
  }

  /** Every key of a request, unpaged, in constant memory. */
  async *stream(principal: Principal, request: ListRequest): AsyncGenerator<EncryptionKeyRow> {
    const where = allOf([encryptionKeyScope.see.where(principal, 'k'), plan.where(request)]);
    for await (const row of this.store.stream<KeyListRow>(
      sql`select ${keyColumns(principal)} from ${keysWithOwners} where ${where} ${plan.order(request)}`,
    ))
      yield toKeyRow(row);
  }

  /** One key. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<EncryptionKey> {
    const [key] = await this.whole(principal, refCondition('k', ref), 1);
    if (!key) throw notFound('encryption key');
    return key;
  }

  /** Keys by fingerprint, key id, e-mail address or uuid, usable ones first (FEATURES KEY-06). */
  lookup(principal: Principal, q: string): Promise<EncryptionKey[]> {
    return this.whole(principal, lookupCondition(q), 100);
  }

  /** Visible keys that fulfil a condition over `k`, usable ones first. */
  async whole(principal: Principal, condition: Sql, limit: number): Promise<EncryptionKey[]> {
    const rows = await this.store.read<KeyWholeRow>(sql`select ${keyColumns(principal)}, k.text from ${keysWithOwners}
      where ${allOf([encryptionKeyScope.see.where(principal, 'k'), condition])} ${bestFirst} limit ${limit}`);
    return rows.map(toKey);
  }

  /** Keys that expired or soon will, soonest first, and how many there are of both (FEATURES KEY-07). Two statements. */
  async expiring(principal: Principal, days: number, isMine: boolean, limit: number) {
    const face = isMine ? encryptionKeyScope.change : encryptionKeyScope.see;
    const where = allOf([
      face.where(principal, 'k'),
      sql`k.expires_at <= now() + ${days} * interval '1 day'`,
      sql`k.fingerprint is not null and not k.revoked and not k.revoked_by_maker`,
    ]);
    const items = await this.store.read<KeyListRow>(
      sql`select ${keyColumns(principal)} from ${keysWithOwners} where ${where} order by k.expires_at, k.id limit ${limit}`,
    );
    const counts = await this.store.readOne<{ expired: number; expiring: number }>(sql`
      select (count(*) filter (where k.expires_at <= now()))::int as expired,
        (count(*) filter (where k.expires_at > now()))::int as expiring from ${keysWithOwners} where ${where}`);
    return { expired: counts?.expired ?? 0, expiring: counts?.expiring ?? 0, items: items.map(toKeyRow) };
  }

  async #count(where: Sql): Promise<number> {
    const row = await this.store.readOne<{ n: number }>(
      sql`select count(*)::int as n from ${keysWithOwners} where ${where}`,
    );
    return row?.n ?? 0;
  }
}
