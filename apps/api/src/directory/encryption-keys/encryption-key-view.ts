import type { EncryptionKey, EncryptionKeyRow, InspectedKey, KeyOwner, KeyState } from '@cerebrate/contract';
import { type Principal, type Sql, sql } from '../../kernel/index.js';
import { encryptionKeyScope } from './encryption-key.scope.js';
import type { KeyFacts } from './key-threads.js';

/** What a list reads for each key. */
export interface KeyListRow {
  id: number;
  uuid: string;
  type: 'pgp' | 'smime';
  fingerprint: string | null;
  key_ids: string[];
  user_ids: string[];
  emails: string[];
  algorithm: string | null;
  bits: number | null;
  made_at: Date | null;
  expires_at: Date | null;
  can_encrypt: boolean;
  can_sign: boolean;
  revoked_by_maker: boolean;
  revoked: boolean;
  state: KeyState;
  owner: KeyOwner;
  created: Date;
  modified: Date;
  version: number;
  may_change: boolean;
}

/** What a page about one key reads. */
export interface KeyWholeRow extends KeyListRow {
  text: string;
}

/** What a key over the alias `k` is good for now; the same rule as `stateOf`. */
export const stateColumn: Sql = sql`case
  when k.fingerprint is null then 'unreadable'
  when k.revoked or k.revoked_by_maker then 'revoked'
  when k.expires_at <= now() then 'expired'
  when k.made_at > now() then 'future'
  when not k.can_encrypt or k.encrypts_until <= now() then 'sign-only'
  else 'valid' end`;

/** The same of a key that is not stored. */
export function stateOf(key: KeyFacts, now = new Date()): KeyState {
  const isOver = (time: string | null) => time !== null && new Date(time) <= now;
  if (key.isRevokedByMaker) return 'revoked';
  if (isOver(key.expiresAt)) return 'expired';
  if (new Date(key.madeAt) > now) return 'future';
  return key.canEncrypt && !isOver(key.encryptsUntil) ? 'valid' : 'sign-only';
}

/** The name of the owner of `k`. */
export const ownerName: Sql = sql`coalesce(ko.name, nullif(trim(ki.first_name || ' ' || ki.last_name), ''), ki.email::text)`;

/** Keys with their owners: `k`, and either `ko` or `ki`. */
export const keysWithOwners: Sql = sql`encryption_keys k
  left join organisations ko on ko.id = k.organisation_id left join individuals ki on ki.id = k.individual_id`;

/** The columns of a list over `keysWithOwners`. */
export const keyColumns = (principal: Principal): Sql => sql`k.id, k.uuid, k.type, k.fingerprint, k.key_ids, k.user_ids,
  k.emails, k.algorithm, k.bits, k.made_at, k.expires_at, k.can_encrypt, k.can_sign, k.revoked_by_maker, k.revoked,
  ${stateColumn} as state, k.created, k.modified, k.version, (${encryptionKeyScope.change.where(principal, 'k')}) as may_change,
  json_build_object('kind', case when ko.id is null then 'individual' else 'organisation' end, 'id', coalesce(ko.id, ki.id),
    'uuid', coalesce(ko.uuid, ki.uuid), 'name', ${ownerName}) as owner`;

/** A list row as the contract shows it. */
export const toKeyRow = (row: KeyListRow): EncryptionKeyRow => ({
  id: row.id,
  uuid: row.uuid,
  type: row.type,
  fingerprint: row.fingerprint,
  keyIds: row.key_ids,
  userIds: row.user_ids,
  emails: row.emails,
  algorithm: row.algorithm,
  bits: row.bits,
  madeAt: row.made_at?.toISOString() ?? null,
  expiresAt: row.expires_at?.toISOString() ?? null,
  canEncrypt: row.can_encrypt,
  canSign: row.can_sign,
  isRevokedByMaker: row.revoked_by_maker,
  owner: row.owner,
  revoked: row.revoked,
  state: row.state,
  created: row.created.toISOString(),
  modified: row.modified.toISOString(),
  version: row.version,
  mayChange: row.may_change,
});

/** A whole row as the contract shows it. */
export const toKey = (row: KeyWholeRow): EncryptionKey => ({ ...toKeyRow(row), text: row.text });

/** A key that was read and not stored. */
export const toInspected = ({ encryptsUntil: _until, ...key }: KeyFacts): InspectedKey => ({
  ...key,
  state: stateOf({ ...key, encryptsUntil: _until }),
});
