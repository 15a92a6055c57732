import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Store, sql, systemPrincipal, type Work } from '../../../kernel/index.js';
import { Digest } from '../../auth-keys/digest.js';

const howMany = 10;
/** Thirty-two signs that a person can read aloud and copy: no 0 or o, no 1 or l. */
const readable = '23456789abcdefghijkmnpqrstuvwxyz';

/** Codes to be written down, for the day the other factors are lost: 60 bits each, kept as digests, each good once. */
@Injectable()
export class RecoveryCodes {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
  ) {}

  /** Ten new codes as they are shown, such as `abcd-efgh-jkmn`; the former ones end. */
  async make(work: Work, userId: number): Promise<string[]> {
    await this.drop(work, userId);
    const codes = Array.from({ length: howMany }, randomCode);
    await work.query(sql`
      insert into recovery_codes (user_id, digest, created)
      select ${userId}, d, ${work.now} from unnest(${codes.map((code) => this.digest.of(secretOf(userId, code)))}::bytea[]) d`);
    return codes.map((code) => code.replace(/(....)(?=.)/g, '$1-'));
  }

  /** Ends every code of the user. */
  async drop(work: Work, userId: number): Promise<void> {
    await work.query(sql`delete from recovery_codes where user_id = ${userId}`);
  }

  /** Whether the code is one of the user's and was not used; it is used up then. */
  async use(userId: number, code: string): Promise<boolean> {
    const secret = secretOf(userId, code);
    const digests = [this.digest.of(secret), ...this.digest.formerOf(secret)];
    return this.store.work(systemPrincipal('sign-in'), async (work) => {
      const used = await work.query(sql`
        update recovery_codes set used_at = now()
        where user_id = ${userId} and digest = any(${digests}::bytea[]) and used_at is null returning id`);
      return used.length > 0;
    });
  }
}

const secretOf = (userId: number, code: string): string => `recovery ${userId} ${code}`;

const randomCode = (): string => [...randomBytes(12)].map((byte) => readable[byte % 32]).join('');
