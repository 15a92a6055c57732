import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { anyOf, Registry, type Sql, Store, sql } from '../../kernel/index.js';
import { type KeyListRow, stateColumn } from './encryption-key-view.js';
import { KeyThreads } from './key-threads.js';

/**
 * Whose keys strangers may have: conditions over the key `k`. A room adds one for each way an owner can agree; while
 * there is none, nobody's keys are public.
 */
export const publicKeyOwners = new Registry<{ readonly id: string; readonly where: Sql }>('public key owner');

/** A key that strangers may have, as much of it as they get. */
export interface PublicKey {
  readonly fingerprint: string;
  readonly algorithm: string | null;
  readonly bits: number | null;
  readonly madeAt: Date | null;
  readonly expiresAt: Date | null;
  readonly state: string;
  readonly userIds: readonly string[];
  readonly text: string;
}

type PublicRow = Pick<KeyListRow, 'algorithm' | 'bits' | 'made_at' | 'expires_at' | 'user_ids' | 'state'> & {
  fingerprint: string;
  text: string;
};

const alphabet = 'ybndrfg8ejkmcpqxot1uwisza345h769';

/** z-base-32 of the SHA-1 of a local part in lower case: what a Web Key Directory names a user by. */
export function directoryHash(localPart: string): string {
  const bits = [...createHash('sha1').update(localPart.toLowerCase(), 'utf8').digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}

/** Keys that strangers may have: OpenPGP, good for something, of owners who agreed, not deleted. */
@Injectable()
export class PublicKeys {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(KeyThreads) private readonly threads: KeyThreads,
  ) {}

  /** By fingerprint or key id in hexadecimal. */
  byId(hex: string): Promise<PublicKey[]> {
    const plain = hex.replace(/^0x/i, '').toUpperCase();
    if (!/^([0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40}|[0-9A-F]{64})$/.test(plain)) return Promise.resolve([]);
    if (plain.length === 8)
      return this.#read(sql`exists (select from unnest(k.key_ids) x where x like ${`%${plain}`})`);
    return this.#read(anyOf([sql`k.fingerprint = ${plain}`, sql`k.key_ids @> ${[plain.slice(-16)]}::text[]`]));
  }

  /** By exact address; anything less would be a harvest. */
  byEmail(email: string): Promise<PublicKey[]> {
    return this.#read(sql`k.emails @> ${[email.toLowerCase()]}::text[]`);
  }

  /** The address of a domain whose local part hashes to this, when a key of it is public. */
  async addressOf(domain: string, hash: string, hint: string | undefined): Promise<string | undefined> {
    if (hint !== undefined) return directoryHash(hint) === hash ? `${hint}@${domain}`.toLowerCase() : undefined;
    const rows = await this.store.read<{ email: string }>(sql`
      select distinct email from encryption_keys k, unnest(k.emails) email
      where ${isPublic()} and split_part(email, '@', 2) = ${domain.toLowerCase()} limit 5000`);
    return rows
      .map(({ email }) => email)
      .find((email) => directoryHash(email.slice(0, email.lastIndexOf('@'))) === hash);
  }

  /** The key without what others signed, with an address only the user ids of it: binary and armoured. */
  async exported({ text }: PublicKey, email?: string): Promise<{ armoured: string; binary: Buffer } | null> {
    const found = await this.threads.run('export', { text, email }).catch(() => null);
    return found && { armoured: found.armoured, binary: Buffer.from(found.binary, 'base64') };
  }

  async #read(condition: Sql): Promise<PublicKey[]> {
    const rows = await this.store.read<PublicRow>(sql`
      select distinct on (k.fingerprint) k.fingerprint, k.algorithm, k.bits, k.made_at, k.expires_at, k.user_ids, k.text, ${stateColumn} as state
      from encryption_keys k where ${isPublic()} and ${condition} order by k.fingerprint, k.modified desc limit 20`);
    return rows
      .map(({ made_at: madeAt, expires_at: expiresAt, user_ids: userIds, ...row }) => ({
        ...row,
        madeAt,
        expiresAt,
        userIds,
      }))
      .sort((a, b) => Number(b.state === 'valid') - Number(a.state === 'valid'));
  }
}

/** Revoked and expired keys are told, so that their users learn of it; what is marked revoked here is withdrawn. */
const isPublic = (): Sql => sql`k.deleted_at is null and k.type = 'pgp' and k.fingerprint is not null and not k.revoked
  and ${anyOf(publicKeyOwners.list().map(({ where }) => where))}`;
