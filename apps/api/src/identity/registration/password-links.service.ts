import { Inject, Injectable } from '@nestjs/common';
import {
  anonymous,
  InvalidInput,
  OUTGOING_MAIL,
  type OutgoingMail,
  type Principal,
  Settings,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { Digest } from '../auth-keys/digest.js';
import { linkDigest, newLinkToken } from '../auth-keys/link-token.js';
import { Limiter } from '../sign-in/limiter.js';
import { requireGoodPassword } from '../sign-in/password-demands.js';
import { hashPassword } from '../sign-in/passwords.js';
import { passwordSignIn } from '../sign-in/sign-in-methods.js';
import { UserEntity } from '../users/user.entity.js';
import { approvedLetter, passwordDays } from './registration-mails.js';

const purpose = 'first password';
/** Links one address may try in the limiter's window. */
const mostTries = 30;

/** Mailed links by which an account gets its first password: each works once, for a week, and none for a password there is. */
@Injectable()
export class PasswordLinks {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(OUTGOING_MAIL) private readonly mail: OutgoingMail,
  ) {}

  /** Mails a link within the work at hand; former links of the account are void. */
  async send(work: Work, user: { id: number; username: string }, address: string): Promise<void> {
    const takesPassword = await this.settings.get(passwordSignIn);
    const { token, digest } = newLinkToken(this.digest, purpose);
    await work.query(sql`delete from password_links where user_id = ${user.id} or expires_at < ${work.now}`);
    if (takesPassword)
      await work.query(sql`
        insert into password_links (user_id, digest, expires_at, created)
        values (${user.id}, ${digest}, ${work.now}::timestamptz + make_interval(days => ${passwordDays}), ${work.now})`);
    await this.mail.post(work, {
      userId: user.id,
      address,
      ...approvedLetter(user.username, takesPassword),
      ...(takesPassword ? { secret: token } : {}),
    });
  }

  /**
   * Chooses the first password of the account whose link it is, and returns its user name. Throws `InvalidInput` at
   * `token` for a link that is used, void or old, all three alike, and at `password` for one that is easy to guess, after
   * which the link still works; `TooManyRequests`.
   */
  async choose(principal: Principal, token: string, password: string): Promise<string> {
    const ip = principal.ip ?? 'unknown';
    await this.limiter.countCall('password links', ip, mostTries);
    const passwordHash = await hashPassword(password);
    const digest = linkDigest(this.digest, purpose, token);
    const holder = await this.store.readOne<{ id: number; username: string; about: string[] }>(sql`
      select u.id, u.username::text as username,
        array_remove(array[u.username::text, i.first_name, i.last_name, i.email::text, o.name], null) as about
      from password_links l join users u on u.id = l.user_id join individuals i on i.id = u.individual_id
      left join organisations o on o.id = u.organisation_id
      where l.digest = ${digest} and l.expires_at > now()`);
    if (!holder) throw isVoid();
    await requireGoodPassword('password', password, holder.about);
    const actor = Object.freeze({
      ...anonymous(principal.requestId, principal.ip),
      userId: holder.id,
      username: holder.username,
      channel: 'browser' as const,
    });
    return this.store.work(actor, async (work) => {
      const user = await work.find(UserEntity, { id: holder.id });
      const links = await work.query(sql`
        delete from password_links where user_id = ${holder.id} returning digest = ${digest} and expires_at > now() as holds`);
      if (!user || user.passwordHash !== null || !links.some(({ holds }) => holds)) throw isVoid();
      user.passwordHash = passwordHash;
      await work.save(UserEntity, user);
      work.emit(accessChanged, {});
      return user.username;
    });
  }
}

const isVoid = (): InvalidInput =>
  InvalidInput.at(['token'], 'belongs to no link that still works; ask an administrator for a new one');
