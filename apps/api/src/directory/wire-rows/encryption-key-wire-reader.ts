import type { KeyState, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { allOf, notFound, type Principal, refCondition, type Sql, Store, sql } from '../../kernel/index.js';
import { encryptionKeyScope } from '../encryption-keys/encryption-key.scope.js';
import { keysWithOwners, stateColumn } from '../encryption-keys/encryption-key-view.js';

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

/** Keys in the words of the wire, inside the caller's scope (WIRE-CONTRACT §3.7). */
@Injectable()
export class EncryptionKeyWireReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Every key, in the order of its id. One statement. */
  all(principal: Principal): Promise<WireKey[]> {
    return this.#read(principal, sql`true`);
  }

  /** One key. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<WireKey> {
    const [key] = await this.#read(principal, refCondition('k', ref));
    if (!key) throw notFound('encryption key');
    return key;
  }

  #read(principal: Principal, condition: Sql): Promise<WireKey[]> {
    return this.store.read<WireKey>(sql`
      select k.id, k.uuid, k.type, k.text, k.revoked, k.expires_at as "expiresAt", k.fingerprint, ${stateColumn} as state, k.fault,
        json_build_object('kind', case when ko.id is null then 'individual' else 'organisation' end, 'id', coalesce(ko.id, ki.id)) as owner,
        case when ko.id is not null then json_build_object('id', ko.id, 'name', ko.name, 'uuid', ko.uuid) end as organisation,
        case when ki.id is not null then json_build_object('id', ki.id, 'email', ki.email, 'uuid', ki.uuid) end as individual,
        k.created, k.modified, (${encryptionKeyScope.change.where(principal, 'k')}) as "mayChange"
      from ${keysWithOwners} where ${allOf([encryptionKeyScope.see.where(principal, 'k'), condition])} order by k.id`);
  }
}
