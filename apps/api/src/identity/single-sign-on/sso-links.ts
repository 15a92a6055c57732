import { normalisedUsername, type SsoDifference, type SsoRefusalReason } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type SettingReader, Settings, Store, sql, type Work } from '../../kernel/index.js';
import {
  emailClaim,
  familyNameClaim,
  firstNameClaim,
  organisationClaim,
  roleClaim,
  ssoRequiresVerifiedEmail,
  ssoWatchesDrift,
  usernameClaim,
} from './provider-settings.js';
import { linkTo, SsoAccountEntity } from './sso-account.entity.js';
import type { Arrival } from './sso-flow.js';

/** The provider's word is not enough; `faults` names the claims that are why. */
export class SsoRefused extends Error {
  constructor(
    readonly reason: SsoRefusalReason,
    readonly faults: readonly string[] = [],
  ) {
    super(reason);
  }
}

/** Whom the provider's person is here. */
export interface Known {
  readonly userId: number;
  readonly username: string;
  /** Whether this sign-in makes the link. */
  readonly isNew: boolean;
  readonly drift: readonly SsoDifference[];
}

interface Candidate {
  id: number;
  username: string;
  disabled: boolean;
  email: string;
  role: string;
  org_uuid: string | null;
  linked: boolean;
  issuer: string | null;
}

/**
 * Whom a person of the provider is here (FEATURES KCL-02, 03, Annex B): by the provider's subject once linked; the
 * first time by user name and e-mail, both. Nobody is made from a claim, and no claim gives a right.
 */
@Injectable()
export class SsoLinks {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** The user of this arrival. Throws `SsoRefused` with what differs. */
  async find(arrival: Arrival): Promise<Known> {
    const read = await this.settings.reader();
    const linked = await this.#read(sql`a.issuer = ${arrival.issuer} and a.subject = ${arrival.subject}`);
    const found = linked ?? (await this.#firstMatch(arrival, read));
    if (found.disabled) throw new SsoRefused('disabled');
    return {
      userId: found.id,
      username: found.username,
      isNew: linked === undefined,
      drift: read(ssoWatchesDrift) ? driftOf(found, arrival.claims, read) : [],
    };
  }

  /** What the provider says of the person, by the names of the claims that count here. */
  async told(claims: Readonly<Record<string, unknown>>): Promise<{ claim: string; value: string | null }[]> {
    const read = await this.settings.reader();
    return [usernameClaim, emailClaim, firstNameClaim, familyNameClaim].map((setting) => ({
      claim: read(setting),
      value: textOf(claims[read(setting)])?.slice(0, 200) ?? null,
    }));
  }

  /** Keeps the link, or that it was used. */
  async keep(work: Work, known: Known, { issuer, subject }: Arrival): Promise<void> {
    const account = await work.find(SsoAccountEntity, { userId: known.userId });
    if (account && !known.isNew) {
      account.lastSignInAt = work.now;
      await work.save(SsoAccountEntity, account);
    } else await linkTo(work, { id: known.userId, username: known.username }, { issuer, subject }, work.now);
    if (known.drift.length > 0)
      work.log({
        kind: 'user',
        entityId: known.userId,
        entityUuid: null,
        title: known.username,
        action: 'sso_drift',
        before: Object.fromEntries(known.drift.map(({ field, here }) => [field, here])),
        after: Object.fromEntries(known.drift.map(({ field, there }) => [field, there])),
      });
  }

  async #firstMatch({ issuer, claims }: Arrival, read: SettingReader): Promise<Candidate> {
    const [nameClaim, addressClaim] = [read(usernameClaim), read(emailClaim)];
    const name = textOf(claims[nameClaim]);
    const email = textOf(claims[addressClaim]);
    const missing = [...(name ? [] : [nameClaim]), ...(email ? [] : [addressClaim])];
    if (!name || !email) throw new SsoRefused('missing-claim', missing);
    const found = await this.#read(sql`u.username = ${normalisedUsername(name)}`);
    if (!found) throw new SsoRefused('unknown-user', [nameClaim]);
    if (found.email.toLowerCase() !== email.trim().toLowerCase()) throw new SsoRefused('other-email', [addressClaim]);
    if (read(ssoRequiresVerifiedEmail) && addressClaim === 'email' && !isConfirmed(claims))
      throw new SsoRefused('unconfirmed-email', [addressClaim]);
    // a link to another provider is one of before, and this provider's word counts now
    if (found.linked && found.issuer === issuer) throw new SsoRefused('linked-elsewhere', [nameClaim]);
    return found;
  }

  #read(condition: ReturnType<typeof sql>): Promise<Candidate | undefined> {
    return this.store.readOne<Candidate>(sql`
      select u.id, u.username::text, u.disabled, i.email::text, r.name as role, o.uuid as org_uuid,
        a.subject is not null as linked, a.issuer
      from users u join individuals i on i.id = u.individual_id join roles r on r.id = u.role_id
        left join organisations o on o.id = u.organisation_id left join sso_accounts a on a.user_id = u.id
      where ${condition}`);
  }
}

/** Whether the provider says that the e-mail is the person's; a provider that says nothing of it says no. */
export const isConfirmed = ({ email_verified: said }: Readonly<Record<string, unknown>>): boolean =>
  said === true || said === 'true';

/** The text of a claim; null for none. Claims of several values count as their first, as attributes of Keycloak come. */
export function textOf(value: unknown): string | null {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' && one.trim() !== '' ? one : null;
}

function driftOf(found: Candidate, claims: Readonly<Record<string, unknown>>, read: SettingReader): SsoDifference[] {
  const pairs = [
    [read(organisationClaim), found.org_uuid],
    [read(roleClaim), found.role],
  ] as const;
  return pairs
    .map(([field, here]) => ({ field, here, there: textOf(claims[field]) }))
    .filter(({ here, there }) => there !== null && there.toLowerCase() !== (here ?? '').toLowerCase());
}
