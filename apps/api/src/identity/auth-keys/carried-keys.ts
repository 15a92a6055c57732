import { Inject, Injectable } from '@nestjs/common';
import { Store, sql, systemPrincipal } from '../../kernel/index.js';
import { isCarriedSecret } from '../sign-in/passwords.js';
import { Digest } from './digest.js';

/** More keys that begin and end alike are not tried: each costs a slow hash. */
const mostTried = 5;

/**
 * Auth keys that have no digest of ours yet: those that came over from the original with its slow hash, found by their first
 * and last four characters, and those whose digest was made under a `SECRET_KEY` of before.
 */
@Injectable()
export class CarriedKeys {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
  ) {}

  /**
   * Takes the raw key over when it is one of them: it then has our digest, which finds it from now on, and the slow hash is gone
   * (decision 120). Costs one cheap statement where none begins and ends like it.
   */
  async take(raw: string, digest: Buffer): Promise<void> {
    if (await this.#takeFormer(raw, digest)) return;
    const rows = await this.store.readPrepared<{ id: number; hash: string }>(sql`
      select k.id, c.hash from carried_key_hashes c join auth_keys k on k.id = c.auth_key_id
      where k.authkey_start = ${raw.slice(0, 4)} and k.authkey_end = ${raw.slice(-4)}
        and (k.expires_at is null or k.expires_at > now())
      order by k.id limit ${mostTried}`);
    for (const { id, hash } of rows)
      if (await isCarriedSecret(hash, raw)) {
        await this.#renew(id, digest);
        return;
      }
  }

  /** Whether the key was known under a secret key of before. */
  async #takeFormer(raw: string, digest: Buffer): Promise<boolean> {
    const former = this.digest.formerOf(raw);
    if (former.length === 0) return false;
    const known = await this.store.readOne<{ id: number }>(
      sql`select id from auth_keys where digest = any(${former}::bytea[])`,
    );
    if (!known) return false;
    await this.store.work(systemPrincipal('first use of a key after SECRET_KEY was changed'), (work) =>
      work.query(sql`update auth_keys set digest = ${digest} where id = ${known.id}`),
    );
    return true;
  }

  /** Two requests may find the key at once; both may use it. */
  async #renew(id: number, digest: Buffer): Promise<void> {
    await this.store.work(systemPrincipal('first use of a key that moved in'), async (work) => {
      const gone = await work.query(
        sql`delete from carried_key_hashes where auth_key_id = ${id} returning auth_key_id`,
      );
      if (gone.length > 0) await work.query(sql`update auth_keys set digest = ${digest} where id = ${id}`);
    });
  }
}
