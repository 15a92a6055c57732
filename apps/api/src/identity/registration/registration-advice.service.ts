import { type Candidate, type RecordRef, type RegistrationAdvice, RegistrationPayload } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { individualScope, organisationScope } from '../../directory/index.js';
import { isShown } from '../../fields/index.js';
import { Conflict, InvalidInput, NotFound, type Principal, Store, sql } from '../../kernel/index.js';
import { InboxService } from '../../requests/index.js';
import { UserEntity } from '../users/user.entity.js';
import { organisationGuesses } from './organisation-guesses.js';
import { PasswordLinks } from './password-links.service.js';
import { registrationId } from './registration-kind.js';

/** Helps whoever decides on a registration, with what they see; and sends the link to choose a password again. */
@Injectable()
export class RegistrationAdvisor {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(InboxService) private readonly inbox: InboxService,
    @Inject(PasswordLinks) private readonly links: PasswordLinks,
  ) {}

  /** What is known of a registration. Throws `NotFound`; `InvalidInput` for another kind; `Conflict` if incomplete. */
  async advise(principal: Principal, ref: RecordRef): Promise<RegistrationAdvice> {
    const { payload, request } = await this.#registration(principal, ref);
    const [organisations, people, taken, awaitsPassword] = await Promise.all([
      organisationGuesses(
        (query) => this.store.read(query),
        payload,
        organisationScope.see.where(principal, 'o'),
        isShown(principal),
      ),
      this.#people(principal, payload),
      this.store.readOne<{ username: boolean; email: boolean }>(sql`
        select exists (select from users where username = ${payload.username}) as username,
          exists (select from users u join individuals i on i.id = u.individual_id where i.email = ${payload.email}::citext) as email`),
      this.#awaiting(request.outcome, payload),
    ]);
    return {
      organisations,
      people,
      usernameTaken: taken?.username ?? false,
      emailTaken: taken?.email ?? false,
      confirmedAt: request.sender === null ? request.created : null,
      awaitsPassword: awaitsPassword !== undefined,
    };
  }

  /** Mails the link again. Throws `NotFound`, and `Conflict` when the account has a password or the request was not approved. */
  async resend(principal: Principal, ref: RecordRef): Promise<void> {
    const { payload, request } = await this.#registration(principal, ref);
    const awaiting = await this.#awaiting(request.outcome, payload);
    if (!awaiting) throw new Conflict('no account of this request waits for its first password');
    await this.store.work(principal, async (work) => {
      const user = await work.find(UserEntity, { id: awaiting.id });
      if (!user || user.passwordHash !== null) throw new NotFound('this account waits for no password any more');
      await this.links.send(work, { id: user.id, username: user.username }, payload.email);
    });
  }

  async #registration(principal: Principal, ref: RecordRef) {
    const request = await this.inbox.get(principal, ref);
    if (request.kind !== registrationId) throw InvalidInput.at(['ref'], 'is a request of another kind');
    const payload = RegistrationPayload.safeParse(request.payload);
    if (!payload.success) {
      const lacking = payload.error.issues.map(({ path }) => path.join('.')).join(', ');
      throw new Conflict(`this request was stored incomplete (${lacking}); decline or discard it`);
    }
    return { request, payload: payload.data };
  }

  /** People without an account who have the address, or the name. */
  #people(principal: Principal, { email, firstName, lastName }: RegistrationPayload): Promise<Candidate[]> {
    return this.store.read<Candidate>(sql`
      select i.id, i.uuid, i.email, i.first_name as "firstName", i.last_name as "lastName",
        array(select distinct o.name from alignments a join organisations o on o.id = a.organisation_id and o.deleted_at is null
          where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')} order by o.name) as organisations
      from individuals i
      where ${individualScope.see.where(principal, 'i')} and not exists (select from users u where u.individual_id = i.id)
        and (i.email = ${email}::citext
          or exists (select from individual_emails e where e.individual_id = i.id and e.address = ${email}::citext)
          or (lower(i.first_name) = lower(${firstName}) and lower(i.last_name) = lower(${lastName})))
      order by (i.email = ${email}::citext) desc, i.id limit 10`);
  }

  /** The account that was made of the request, as long as it has no password; who asked at the provider needs none. */
  async #awaiting(
    outcome: Readonly<Record<string, unknown>> | null,
    { provider }: RegistrationPayload,
  ): Promise<{ id: number } | undefined> {
    if (provider) return undefined;
    return this.store.readOne<{ id: number }>(
      sql`select id from users where id = ${Number(outcome?.['userId'] ?? 0)} and password_hash is null`,
    );
  }
}
