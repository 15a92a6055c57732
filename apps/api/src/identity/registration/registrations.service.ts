import { type NewRegistration, RegistrationPayload } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  InvalidInput,
  NotAllowed,
  OUTGOING_MAIL,
  type OutgoingMail,
  type Principal,
  Settings,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { InboxService } from '../../requests/index.js';
import { Digest } from '../auth-keys/digest.js';
import { linkDigest, newLinkToken } from '../auth-keys/link-token.js';
import { Limiter } from '../sign-in/limiter.js';
import { floodProtection, selfRegistration } from './registration.settings.js';
import { RegistrationKind, registrationId } from './registration-kind.js';
import { accountLetter, confirmHours, confirmLetter, waitingLetter } from './registration-mails.js';

const purpose = 'registration';
/** Wishes in the limiter's window: of one address (the original's figure), and of all together. */
const mostOfAddress = 5;
const mostOfAll = 300;
const mostConfirmations = 30;

/**
 * Self-registration (FEATURES REG-01, REG-04). A stranger's wish is kept until they prove the address by a mailed link;
 * only then anybody here learns of it. Whatever is known of the address, the answer and the work for it are the same:
 * one row, one e-mail; the e-mail tells its reader what holds.
 */
@Injectable()
export class Registrations {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(RegistrationKind) private readonly kind: RegistrationKind,
    @Inject(OUTGOING_MAIL) private readonly mail: OutgoingMail,
  ) {}

  /** Whether strangers may ask: the setting says so, and their address can be confirmed. */
  async isOpen(): Promise<boolean> {
    return (await this.settings.get(selfRegistration)) && (await this.mail.isOn());
  }

  /** Takes a wish. Throws `NotAllowed` while registration is closed, and `TooManyRequests`. */
  async ask(principal: Principal, { website, ...wish }: NewRegistration): Promise<void> {
    await this.#requireOpen();
    if (await this.settings.get(floodProtection))
      await this.limiter.countCall('registration', principal.ip ?? 'unknown', mostOfAddress);
    await this.limiter.countCall('registration', 'of all', mostOfAll);
    // A program filled the field that people do not see. It is answered like everybody.
    if (website !== '') return;
    const address = wish.email.toLowerCase();
    const mayMail = await this.limiter.spend(
      `registration ${linkDigest(this.digest, 'mail', address).toString('hex')}`,
    );
    const { token, digest } = newLinkToken(this.digest, purpose);
    await this.store.work(principal, async (work) => {
      await work.query(sql`delete from registrations where expires_at < ${work.now}`);
      await work.query(sql`
        insert into registrations (digest, email, wish, expires_at, created)
        values (${digest}, ${wish.email}, ${JSON.stringify(wish)}::jsonb,
          ${work.now}::timestamptz + make_interval(hours => ${confirmHours}), ${work.now})`);
      const known = await this.#known(work, wish.email);
      const letter = known.account ? accountLetter : known.request ? waitingLetter : confirmLetter;
      if (mayMail) await this.mail.post(work, { userId: null, address: wish.email, ...letter, secret: token });
    });
  }

  /**
   * The address is proven: the wish becomes a request in the inbox. Throws `InvalidInput` at `token` for a link that is
   * used, unknown or old, all three alike; `NotAllowed` while registration is closed; `TooManyRequests`.
   */
  async confirm(principal: Principal, token: string): Promise<void> {
    await this.#requireOpen();
    await this.limiter.countCall('confirmation', principal.ip ?? 'unknown', mostConfirmations);
    await this.store.work(principal, async (work) => {
      const [row] = await work.query<{ email: string; wish: unknown }>(sql`
        delete from registrations where digest = ${linkDigest(this.digest, purpose, token)} and expires_at > ${work.now}
        returning email::text as email, wish`);
      if (!row) throw InvalidInput.at(['token'], 'belongs to no link that still works; register again');
      await work.query(sql`delete from registrations where email = ${row.email}::citext`);
      const known = await this.#known(work, row.email);
      if (known.account) return;
      await this.inbox.receive(work, this.kind.definition, RegistrationPayload.parse(row.wish), {
        userId: null,
        origin: principal.ip ?? 'unknown',
      });
    });
  }

  async #requireOpen(): Promise<void> {
    if (!(await this.isOpen())) throw new NotAllowed('user self-registration is not open');
  }

  /** One statement, whatever is known. */
  async #known(work: Work, email: string): Promise<{ account: boolean; request: boolean }> {
    const [known] = await work.query<{ account: boolean; request: boolean }>(sql`
      select exists (select from users u join individuals i on i.id = u.individual_id
          where i.email = ${email}::citext
            or exists (select from individual_emails e where e.individual_id = i.id and e.address = ${email}::citext)) as account,
        exists (select from inbox m where m.kind = ${registrationId} and m.state = 'open'
          and m.key = ${email.toLowerCase()}) as request`);
    return known ?? { account: false, request: false };
  }
}
