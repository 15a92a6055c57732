import { EmailAddress, Username } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IndividualsService, individualScope, organisationScope } from '../../directory/index.js';
import {
  allOf,
  CONFIG,
  type Config,
  NotFound,
  type Principal,
  type Sql,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { userScope } from '../users/user.scope.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { scimFault } from './scim-fault.js';
import { filterCondition, orderOf } from './scim-filter.js';
import { ScimLinkEntity } from './scim-link.entity.js';
import { listOf, pageOf, type ScimQuery } from './scim-list.js';
import { patched } from './scim-patch.js';
import { ScimReach } from './scim-reach.js';
import {
  toUser,
  type UserRow,
  userColumns,
  userFilters,
  userTables,
  type WantedUser,
  wantedUser,
} from './scim-user.js';
import type { ScimResource } from './scim-words.js';

/**
 * Users as an identity provider adds, changes and deletes them (RFC 7644). Decides nothing of its own: every change goes
 * through the services of people and accounts, with their scopes and the escalation guard. A password is never taken.
 */
@Injectable()
export class ScimUsers {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(UserAdministration) private readonly administration: UserAdministration,
    @Inject(IndividualsService) private readonly individuals: IndividualsService,
    @Inject(ScimReach) private readonly reach: ScimReach,
  ) {}

  /** A page of the users that the caller sees and the provider did not delete. Throws a fault for an unreadable filter. */
  async list(principal: Principal, query: ScimQuery) {
    const where = allOf([await this.#told(principal), filterCondition(query.filter, userFilters)]);
    const { startIndex, count } = pageOf(query);
    const [all] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from ${userTables} where ${where}`,
    );
    const rows =
      count === 0
        ? []
        : await this.store.read<UserRow>(
            sql`select ${userColumns} from ${userTables} where ${where} order by ${orderOf(query, userFilters, sql`u.id`)} limit ${count} offset ${startIndex - 1}`,
          );
    return listOf(
      rows.map((row) => toUser(row, this.config.baseUrl)),
      all?.n ?? 0,
      query,
    );
  }

  /** One user. Throws `NotFound`. */
  async get(principal: Principal, id: string): Promise<ScimResource> {
    return toUser(await this.#row(principal, id), this.config.baseUrl);
  }

  /** The uuid of the account whose key it is. Throws `NotFound` for a caller without one. */
  async own({ userId }: Principal): Promise<string> {
    const row = await this.store.readOne<{ uuid: string }>(sql`select uuid from users where id = ${userId}`);
    if (!row) throw noUser();
    return row.uuid;
  }

  /**
   * Adds a user with the default role, in the organisation the provider names, else the caller's own; one whom the
   * provider deleted comes back. Throws `Conflict` for a user name or an e-mail that is taken, and whatever the services
   * of accounts and people refuse.
   */
  async create(principal: Principal, body: unknown): Promise<ScimResource> {
    const wanted = wantedUser(body);
    const gone = await this.#gone(principal, wanted.userName);
    if (gone) return this.#bringBack(principal, gone, wanted);
    const { username, email } = named(wanted);
    const organisationId = await this.#organisation(principal, wanted.organisation);
    const individualId = await this.#person(principal, email);
    const id = await this.store.work(principal, async (work) => {
      const made = await this.administration.createIn(work, {
        username,
        organisationId,
        ...(individualId === undefined
          ? { individual: { email, firstName: wanted.firstName ?? username, lastName: wanted.lastName ?? username } }
          : { individualId }),
        disabled: wanted.active === false,
        passwordHash: null,
      });
      await work.insert(ScimLinkEntity, { userId: made, roleId: null, externalId: wanted.externalId, isGone: false });
      return made;
    });
    return toUser(await this.#where(principal, sql`u.id = ${id}`), this.config.baseUrl);
  }

  /** Makes the user what the body says. Throws `NotFound`, `StaleWrite`, and what the services refuse. */
  async replace(principal: Principal, id: string, body: unknown, ifMatch?: number): Promise<ScimResource> {
    const row = await this.#row(principal, id, ifMatch);
    return this.#become(principal, row, wantedUser(body));
  }

  /** Carries out a PATCH. As `replace`. */
  async patch(principal: Principal, id: string, body: unknown, ifMatch?: number): Promise<ScimResource> {
    const row = await this.#row(principal, id, ifMatch);
    return this.#become(principal, row, wantedUser(patched(toUser(row, this.config.baseUrl), body)));
  }

  /** Disables the user, whose sessions and keys end with it, and tells the provider of it no more. The record stays. */
  async remove(principal: Principal, id: string, ifMatch?: number): Promise<void> {
    const row = await this.#row(principal, id, ifMatch);
    if (!row.disabled) await this.administration.update(principal, { id: row.id }, { disabled: true });
    await this.#link(principal, row.id, { isGone: true });
  }

  /** What ends access comes first, what gives it last. */
  async #become(principal: Principal, row: UserRow, wanted: WantedUser): Promise<ScimResource> {
    const organisationId = isSame(wanted.organisation, row.organisation)
      ? undefined
      : await this.#organisation(principal, wanted.organisation);
    if (wanted.active === false && !row.disabled)
      await this.administration.update(principal, { id: row.id }, { disabled: true });
    if (wanted.userName !== row.username)
      await this.administration.rename(principal, { id: row.id }, usernameOf(wanted.userName));
    const person = {
      ...(wanted.email && wanted.email.toLowerCase() !== row.email.toLowerCase()
        ? { email: emailOf(wanted.email) }
        : {}),
      ...(wanted.firstName && wanted.firstName !== row.first_name ? { firstName: wanted.firstName } : {}),
      ...(wanted.lastName && wanted.lastName !== row.last_name ? { lastName: wanted.lastName } : {}),
    };
    if (Object.keys(person).length > 0) await this.individuals.update(principal, { id: row.individual_id }, person);
    if (organisationId !== undefined) await this.administration.update(principal, { id: row.id }, { organisationId });
    if (wanted.externalId !== row.external_id) await this.#link(principal, row.id, { externalId: wanted.externalId });
    if (wanted.active === true && row.disabled)
      await this.administration.update(principal, { id: row.id }, { disabled: false });
    return this.get(principal, row.uuid);
  }

  async #bringBack(principal: Principal, row: UserRow, wanted: WantedUser): Promise<ScimResource> {
    await this.#link(principal, row.id, { isGone: false, externalId: wanted.externalId });
    return this.#become(principal, row, { ...wanted, active: wanted.active ?? true });
  }

  /** Writes what the provider calls the user; only for whoever may change the user. */
  async #link(principal: Principal, userId: number, values: Partial<ScimLinkEntity>): Promise<void> {
    await this.store.work(principal, async (work: Work) => {
      await this.administration.userToChange(work, { id: userId });
      const link = await work.find(ScimLinkEntity, { userId });
      if (!link) {
        await work.insert(ScimLinkEntity, { userId, roleId: null, externalId: null, isGone: false, ...values });
        return;
      }
      Object.assign(link, values);
      await work.save(ScimLinkEntity, link);
    });
  }

  async #row(principal: Principal, id: string, ifMatch?: number): Promise<UserRow> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) throw noUser();
    const row = await this.#where(principal, sql`u.uuid = ${id}::uuid`);
    if (ifMatch !== undefined && ifMatch !== row.stamp)
      throw new StaleWrite('this user was changed meanwhile; read it again');
    return row;
  }

  async #where(principal: Principal, which: Sql): Promise<UserRow> {
    const [row] = await this.store.read<UserRow>(
      sql`select ${userColumns} from ${userTables} where ${allOf([await this.#told(principal), which])}`,
    );
    if (!row) throw noUser();
    return row;
  }

  async #gone(principal: Principal, username: string): Promise<UserRow | undefined> {
    const [row] = await this.store.read<UserRow>(sql`select ${userColumns} from ${userTables}
      where u.username = ${username} and l.is_gone and ${userScope.change.where(principal, 'u')}
        and ${await this.reach.inOrganisations(sql`u.organisation_id`)}`);
    return row;
  }

  /** Whom the provider is told of. */
  async #told(principal: Principal): Promise<Sql> {
    return allOf([
      userScope.see.where(principal, 'u'),
      sql`not coalesce(l.is_gone, false)`,
      await this.reach.inOrganisations(sql`u.organisation_id`),
    ]);
  }

  /** The organisation of that name or uuid within reach; without one the only one provisioned, or the caller's own. */
  async #organisation(principal: Principal, name: string | undefined): Promise<number> {
    const isWithin = await this.reach.inOrganisations(sql`o.id`);
    if (name === undefined) {
      const usual = (await this.reach.soleOrganisation()) ?? principal.organisationId;
      const [own] = await this.store.read<{ id: number }>(
        sql`select o.id from organisations o where o.id = ${usual} and o.deleted_at is null and ${isWithin}`,
      );
      if (own) return own.id;
      if (usual !== null)
        throw scimFault('invalidValue', 'organization: is needed, since several organisations are provisioned');
      throw scimFault('invalidValue', 'organization: is needed, since the key belongs to nobody of an organisation');
    }
    const found = await this.store.read<{ id: number }>(sql`select o.id from organisations o
      where ${organisationScope.see.where(principal, 'o')} and (lower(o.name) = lower(${name}) or o.uuid::text = lower(${name}))
        and ${isWithin}
      limit 2`);
    if (found.length === 2) throw scimFault('invalidValue', 'organization: several have this name; send the uuid');
    if (!found[0]) throw scimFault('invalidValue', 'organization: there is none of this name or uuid in view');
    return found[0].id;
  }

  /** Somebody of the directory with this address, without an account, whom the caller may change. */
  async #person(principal: Principal, email: string): Promise<number | undefined> {
    const [person] = await this.store.read<{ id: number }>(sql`select i.id from individuals i
      where lower(i.email) = lower(${email}) and ${individualScope.change.where(principal, 'i')}
        and not exists (select from users u where u.individual_id = i.id)`);
    return person?.id;
  }
}

const noUser = () => new NotFound('there is no such user, or it is outside your view');

const isSame = (wanted: string | undefined, name: string | null): boolean =>
  wanted === undefined || wanted.toLowerCase() === (name ?? '').toLowerCase();

/** User name and e-mail of a new user; where there is no e-mail, a user name that is one. */
function named({ userName, email }: WantedUser): { username: string; email: string } {
  return { username: usernameOf(userName), email: emailOf(email ?? userName) };
}

function usernameOf(text: string): string {
  const username = Username.safeParse(text);
  if (!username.success) throw scimFault('invalidValue', `userName: ${username.error.issues[0]?.message}`);
  return username.data;
}

function emailOf(text: string): string {
  const email = EmailAddress.safeParse(text);
  if (!email.success) throw scimFault('invalidValue', 'emails: one with a valid address is needed');
  return email.data;
}
