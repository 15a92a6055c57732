import { RegistrationPayload, type SsoRefusalReason, Uuid } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { anonymous, Settings, Store, sql } from '../../kernel/index.js';
import { InboxService } from '../../requests/index.js';
import { RegistrationKind } from '../registration/registration-kind.js';
import { Limiter } from '../sign-in/limiter.js';
import type { Visitor } from '../sign-in/sessions.service.js';
import {
  emailClaim,
  familyNameClaim,
  firstNameClaim,
  organisationClaim,
  ssoAsksForAccounts,
  ssoLabel,
  usernameClaim,
} from './provider-settings.js';
import type { Arrival } from './sso-flow.js';
import { isConfirmed, textOf } from './sso-links.js';

/**
 * Somebody whom the provider knows and this instance does not asks for an account by signing in (FEATURES KCL-03), where
 * the setting allows it: a registration in the inbox, decided like every other. The provider's word makes nobody a user
 * and gives no right; its organisation is a suggestion to whoever decides.
 */
@Injectable()
export class SsoWishes {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(RegistrationKind) private readonly kind: RegistrationKind,
  ) {}

  /**
   * Asks for an account in the person's name. Answers what they are told: `requested` when a request waits now, a new one
   * or one of before; `unconfirmed-email` when nobody could rely on who asks; `unknown-user` while the setting is off, and
   * for whoever the provider does not name in full or whose address is somebody's here.
   */
  async ask({ issuer, subject, claims }: Arrival, visitor: Visitor): Promise<SsoRefusalReason> {
    const read = await this.settings.reader();
    if (!read(ssoAsksForAccounts)) return 'unknown-user';
    // whoever decides relies on the address, and so does the e-mail that tells of the decision
    if (read(emailClaim) === 'email' && !isConfirmed(claims)) return 'unconfirmed-email';
    const said = (setting: typeof emailClaim) => textOf(claims[read(setting)])?.trim() ?? '';
    const wish = RegistrationPayload.safeParse({
      username: said(usernameClaim),
      email: said(emailClaim),
      firstName: said(firstNameClaim) || said(usernameClaim),
      lastName: said(familyNameClaim) || said(usernameClaim),
      organisationUuid: Uuid.safeParse(said(organisationClaim).toLowerCase()).data ?? '',
      note: `Signed in with ${read(ssoLabel)}.`,
      provider: { issuer, subject },
    });
    if (!wish.success) return 'unknown-user';
    const isFirst = await this.limiter.spend(`sso wish ${subject.slice(0, 200)}`);
    const stranger = { ...anonymous(visitor.requestId, visitor.ip), channel: 'browser' as const };
    return this.store.work(stranger, async (work) => {
      const [known] = await work.query<{ account: boolean; waits: boolean }>(sql`
        select exists (select from users u join individuals i on i.id = u.individual_id
            where i.email = ${wish.data.email}::citext or exists (
              select from individual_emails e where e.individual_id = i.id and e.address = ${wish.data.email}::citext)) as account,
          exists (select from inbox m where m.kind = ${this.kind.definition.id} and m.state = 'open'
            and m.key = ${wish.data.email.toLowerCase()}) as waits`);
      if (!known || known.account) return 'unknown-user';
      if (known.waits) return 'requested';
      if (!isFirst) return 'unknown-user';
      await this.inbox.receive(work, this.kind.definition, wish.data, {
        userId: null,
        origin: visitor.ip ?? 'unknown',
      });
      return 'requested';
    });
  }
}
