import { RegistrationDecision, RegistrationPayload } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IndividualEntity } from '../../directory/index.js';
import { InvalidInput, OUTGOING_MAIL, type OutgoingMail, sql, type Work } from '../../kernel/index.js';
import { defineRequestKind, type Received, type RequestKind, RequestKinds } from '../../requests/index.js';
import { linkTo } from '../single-sign-on/sso-account.entity.js';
import { UserEntity } from '../users/user.entity.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { organisationGuesses } from './organisation-guesses.js';
import { PasswordLinks } from './password-links.service.js';
import { approvedLetter, declinedLetter } from './registration-mails.js';

/** The kind of request by which somebody asks for an account. */
export const registrationId = 'user.registration';

/**
 * A wish for an account (WIRE-CONTRACT §5.6, FEATURES REG-02, REG-03). Approving makes the account by the same rules as
 * adding one by hand, so nobody grants more than they hold, and mails a link by which its owner chooses the password.
 */
@Injectable()
export class RegistrationKind {
  readonly definition: RequestKind;

  constructor(
    @Inject(RequestKinds) kinds: RequestKinds,
    @Inject(UserAdministration) private readonly users: UserAdministration,
    @Inject(PasswordLinks) private readonly links: PasswordLinks,
    @Inject(OUTGOING_MAIL) private readonly mail: OutgoingMail,
  ) {
    const kind = defineRequestKind({
      id: registrationId,
      scope: 'User',
      action: 'Registration',
      label: 'User registration',
      description: 'Somebody asks for an account. Approving makes it and mails a link to choose a password.',
      severity: 'warning',
      payload: RegistrationPayload,
      forOrganisations: true,
      forgets: {
        title: 'Account asked for by somebody who was refused',
        words: ({ email, username, firstName, lastName }) =>
          [email, username, `${String(firstName)} ${String(lastName)}`].map(String),
      },
      title: ({ email }) => `Account asked for by ${email}`,
      key: ({ email }) => email.toLowerCase(),
      // A node that speaks for others speaks for none of our users-to-be (MSG-04).
      maySend: ({ flags }) => flags.perm_community_admin,
      admit: async (_work, { provider }) => {
        if (provider)
          throw InvalidInput.at(['payload', 'provider'], 'is known only of people who signed in there; leave it out');
      },
      organisationOf: likeliestOrganisation,
      decision: RegistrationDecision,
      accept: (work, request, decision) => this.#accept(work, request, decision),
      decline: (work, { payload }, message) =>
        this.mail.post(work, { userId: null, address: payload.email, ...declinedLetter(message) }),
    });
    this.definition = kinds.add(kind) as unknown as RequestKind;
  }

  async #accept(work: Work, { payload }: Received<RegistrationPayload>, decision: RegistrationDecision) {
    const username = decision.username ?? payload.username;
    const id = await this.users.createIn(work, {
      username,
      organisationId: decision.organisationId,
      ...(decision.individualId === null
        ? {
            individual: {
              email: decision.email ?? payload.email,
              firstName: decision.firstName ?? payload.firstName,
              lastName: decision.lastName ?? payload.lastName,
            },
          }
        : { individualId: decision.individualId }),
      ...(decision.roleId === undefined ? {} : { roleId: decision.roleId }),
      disabled: decision.disabled,
      passwordHash: null,
    });
    const user = await work.find(UserEntity, { id });
    if (decision.individualId === null && decision.position) {
      const person = await work.find(IndividualEntity, { id: user?.individualId ?? 0 });
      if (person) await work.save(IndividualEntity, Object.assign(person, { position: decision.position }));
    }
    // To the address that was proven, whatever the directory says: whoever reads it there asked for the account.
    if (payload.provider) {
      await linkTo(work, { id, username }, payload.provider);
      await this.mail.post(work, { userId: id, address: payload.email, ...approvedLetter(username, false) });
    } else await this.links.send(work, { id, username }, payload.email);
    return { userId: id, username, individualId: user?.individualId ?? null };
  }
}

/** Whose administrators may decide, besides the community's. */
async function likeliestOrganisation(work: Work, payload: RegistrationPayload): Promise<number | null> {
  const [likeliest] = await organisationGuesses((query) => work.query(query), payload, sql`true`, sql`true`);
  return likeliest?.id ?? null;
}
