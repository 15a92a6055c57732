import type { KeyState, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { allOf, NotFound, notFound, type Principal, refCondition, type Sql, Store, sql } from '../../kernel/index.js';
import { encryptionKeyScope } from '../encryption-keys/encryption-key.scope.js';
import { stateColumn } from '../encryption-keys/encryption-key-view.js';
import { encryptionKeyConditions, encryptionKeyOrder, wireKeys } from './encryption-key-wire-conditions.js';
import type { WireListRequest } from './wire-list-request.js';

/** A key as peers are told of it, with what they need of its owner. */
export interface WireKey {
  readonly id: number;
  readonly uuid: string;
  readonly type: 'pgp' | 'smime';
  readonly text: string;
  readonly revoked: boolean;
  readonly expiresAt: Date | null;
  readonly fingerprint: string | null;
  readonly state: KeyState;
  readonly fault: string | null;
  readonly owner: { readonly kind: 'organisation' | 'individual'; readonly id: number };
  readonly organisation: { readonly id: number; readonly name: string; readonly uuid: string } | null;
  readonly individual: { readonly id: number; readonly email: string; readonly uuid: string } | null;
  readonly created: Date;
  readonly modified: Date;
  readonly mayChange: boolean;
}

/** More rows than any directory has; a list without a limit is one page. */
const everyRow = 2_000_000_000;

/** Keys in the words of the wire, inside the caller's scope (WIRE-CONTRACT §3.7). */
@Injectable()
export class EncryptionKeyWireReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** What a request asks for; one statement. Throws `NotFound` for a page after the last one (WIRE-CONTRACT §2.1). */
  async list(principal: Principal, request: WireListRequest): Promise<{ rows: WireKey[]; total: number }> {
    const limit = request.limit ?? everyRow;
    const skipped = (request.page - 1) * limit;
    if (skipped > everyRow) throw beyond();
    const where = allOf([encryptionKeyScope.see.where(principal, 'k'), ...encryptionKeyConditions(request)]);
    const order = encryptionKeyOrder(request.sort);
    const found = await this.store.read<WireKey & { total?: number }>(sql`
      with found as materialized (
        select k.id, count(*) over ()::int as total, row_number() over (${order}) as place
        from ${wireKeys} where ${where} ${order} limit ${limit} offset ${skipped})
      select ${columns(principal)}, found.total
      from found join (${wireKeys}) on k.id = found.id
      order by found.place`);
    if (found.length === 0 && skipped > 0) throw beyond();
    return { rows: found.map(({ total: _total, ...key }) => key), total: found[0]?.total ?? 0 };
  }

  /** One key. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<WireKey> {
    const [key] = await this.store.read<WireKey>(sql`
      select ${columns(principal)} from ${wireKeys}
      where ${allOf([encryptionKeyScope.see.where(principal, 'k'), refCondition('k', ref)])}`);
    if (!key) throw notFound('encryption key');
    return key;
  }
}

const columns = (principal: Principal): Sql => sql`k.id, k.uuid, k.type, k.text, k.revoked, k.expires_at as "expiresAt",
  k.fingerprint, ${stateColumn} as state, k.fault,
  json_build_object('kind', case when o.id is null then 'individual' else 'organisation' end, 'id', coalesce(o.id, i.id)) as owner,
  case when o.id is not null then json_build_object('id', o.id, 'name', o.name, 'uuid', o.uuid) end as organisation,
  case when i.id is not null then json_build_object('id', i.id, 'email', i.email, 'uuid', i.uuid) end as individual,
  k.created, k.modified, (${encryptionKeyScope.change.where(principal, 'k')}) as "mayChange"`;

const beyond = (): NotFound => new NotFound('there is no such page: it lies after the last one');
