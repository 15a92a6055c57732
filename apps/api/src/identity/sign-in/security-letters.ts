import { Inject, Injectable } from '@nestjs/common';
import { OUTGOING_MAIL, type OutgoingMail, sql, type Work } from '../../kernel/index.js';

/** What happened to the ways somebody signs in. */
export type SecurityNews =
  | 'password'
  | 'app added'
  | 'app removed'
  | 'passkey added'
  | 'passkey removed'
  | 'recovery codes'
  | 'factors reset';

const sentences: Readonly<Record<SecurityNews, string>> = {
  password: 'The password of your account was changed.',
  'app added': 'An authenticator app was added to your account.',
  'app removed': 'The authenticator app was removed from your account.',
  'passkey added': 'A passkey was added to your account.',
  'passkey removed': 'A passkey was removed from your account.',
  'recovery codes': 'New recovery codes were made for your account; the former ones no longer work.',
  'factors reset': 'Every second factor was removed from your account, and you were signed out everywhere.',
};

interface Owner {
  readonly username: string;
  readonly email: string;
}

/**
 * Tells the owner of an account by e-mail when how they sign in has changed, whoever changed it: somebody who took the
 * account over cannot do so unseen. Nothing of a secret stands in it, and nobody can unsubscribe from it.
 */
@Injectable()
export class SecurityLetters {
  constructor(@Inject(OUTGOING_MAIL) private readonly mail: OutgoingMail) {}

  /** Puts the letter on its way with the change; nothing where no mail server is named. */
  async tell(work: Work, userId: number, news: SecurityNews): Promise<void> {
    if (!(await this.mail.isOn())) return;
    const [owner] = await work.query<Owner>(sql`
      select u.username::text as username, i.email::text as email
      from users u join individuals i on i.id = u.individual_id where u.id = ${userId} and i.anonymised_at is null`);
    if (!owner || owner.email === '') return;
    await this.mail.post(work, {
      userId,
      address: owner.email,
      subject: 'The way you sign in has changed',
      body: letter(work, userId, owner, news),
    });
  }
}

function letter(work: Work, userId: number, { username }: Owner, news: SecurityNews): string {
  const { principal, now } = work;
  const by = principal.userId === userId ? 'by yourself' : `by the administrator ${principal.username}`;
  const from = principal.ip === null ? '' : `, from ${principal.ip}`;
  return `${sentences[news]}

Account: ${username} at %BASE%
When: ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${by}${from}

If this was expected, there is nothing to do. If it was not, tell an administrator of your organisation at once, and end all sessions on your account page:

%BASE%/users/settings`;
}
