import { isWithin, type RoleFlags, roleFlags } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod';
import {
  allOf,
  CONFIG,
  type Config,
  NotAllowed,
  NotFound,
  name,
  type Principal,
  type Sql,
  StaleWrite,
  Store,
  sql,
} from '../../kernel/index.js';
import { userScope } from '../users/user.scope.js';
import { UserAdministration } from '../users/user-administration.service.js';
import { scimFault } from './scim-fault.js';
import { type FilterPlan, filterCondition, orderOf } from './scim-filter.js';
import { ScimLinkEntity } from './scim-link.entity.js';
import { listOf, pageOf, type ScimQuery } from './scim-list.js';
import { patched } from './scim-patch.js';
import { ScimReach } from './scim-reach.js';
import { type ScimResource, scim, scimRoot } from './scim-words.js';

interface GroupRow {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  /** Differs after every change of the role, of its link and of who has it. */
  readonly stamp: number;
  readonly external_id: string | null;
}
interface MemberRow {
  readonly role_id: number;
  readonly uuid: string;
  readonly username: string;
}
type FlagRow = RoleFlags & { readonly id: number; readonly uuid: string; readonly is_default: boolean };
type Member = FlagRow & { readonly role_id: number };

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const columns = sql`r.id, r.uuid, r.name, (r.version + coalesce(l.version, 0) + (select count(*) + coalesce(sum(m.version), 0) from users m where m.role_id = r.id))::int as stamp, l.external_id`;
const tables = sql`roles r left join scim_links l on l.role_id = r.id`;
const flagColumns = roleFlags.map((flag) => name(`r.${flag}`)).reduce((all, one) => sql`${all}, ${one}`);

const Wanted = z.looseObject({
  displayName: z.string().max(191).optional(),
  externalId: z.string().max(255).nullish(),
  members: z
    .array(z.looseObject({ value: z.string().max(100) }))
    .max(5000)
    .nullish(),
});

/**
 * Groups are roles: whoever is a member of one has that role (decision 074). A provider moves users between roles, never
 * to one that permits more than they may do already; it neither makes nor renames nor deletes roles.
 */
@Injectable()
export class ScimGroups {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(UserAdministration) private readonly administration: UserAdministration,
    @Inject(ScimReach) private readonly reach: ScimReach,
  ) {}

  /** A page of roles, each with those of its users whom the caller sees. */
  async list(principal: Principal, query: ScimQuery) {
    const filters = plan(principal, await this.reach.inOrganisations(sql`u.organisation_id`));
    const where = allOf([filterCondition(query.filter, filters), await this.reach.amongRoles(sql`r.id`)]);
    const { startIndex, count } = pageOf(query);
    const [all] = await this.store.read<{ n: number }>(sql`select count(*)::int as n from ${tables} where ${where}`);
    const rows =
      count === 0
        ? []
        : await this.store.read<GroupRow>(
            sql`select ${columns} from ${tables} where ${where} order by ${orderOf(query, filters, sql`r.id`)} limit ${count} offset ${startIndex - 1}`,
          );
    return listOf(await this.#resources(principal, rows, query), all?.n ?? 0, query);
  }

  /** One role. Throws `NotFound`. */
  async get(principal: Principal, id: string): Promise<ScimResource> {
    const [resource] = await this.#resources(principal, [await this.#row(id)], {});
    if (!resource) throw noGroup();
    return resource;
  }

  /** To make or delete one is always refused: that is for people. Throws `NotAllowed`. */
  refuse(): never {
    throw new NotAllowed(
      'groups are the roles of this instance: people make and delete them, in the pages; use one that is there',
    );
  }

  /** Makes exactly these users those who have the role. Throws `NotFound`, `StaleWrite`, `NotAllowed`. */
  async replace(principal: Principal, id: string, body: unknown, ifMatch?: number): Promise<ScimResource> {
    await this.#row(id, ifMatch);
    return this.#become(principal, id, body);
  }

  /** Carries out a PATCH. As `replace`. */
  async patch(principal: Principal, id: string, body: unknown, ifMatch?: number): Promise<ScimResource> {
    await this.#row(id, ifMatch);
    return this.#become(principal, id, patched(await this.get(principal, id), body));
  }

  async #become(principal: Principal, id: string, body: unknown): Promise<ScimResource> {
    const read = Wanted.safeParse(body);
    if (!read.success) throw scimFault('invalidValue', 'members: must be a list of {"value": id}');
    const row = await this.#row(id);
    const { displayName, externalId, members } = read.data;
    if (displayName !== undefined && displayName !== row.name)
      throw scimFault('mutability', 'displayName: roles are renamed by people, in the pages');
    const before = (await this.#members(principal, [row.id])).map((member) => member.uuid);
    const after = new Set((members ?? []).map(({ value }) => value.toLowerCase()));
    const joining = [...after].filter((one) => !before.includes(one));
    const leaving = before.filter((one) => !after.has(one));
    const moves = [
      ...(await this.#moves(principal, joining, await this.#role(sql`r.id = ${row.id}`))),
      ...(leaving.length > 0 ? await this.#moves(principal, leaving, await this.#role(sql`r.is_default`)) : []),
    ];
    for (const { user, roleId } of moves) await this.administration.update(principal, { uuid: user }, { roleId });
    if (externalId !== undefined && (externalId || null) !== row.external_id)
      await this.#name(principal, row.id, externalId || null);
    return this.get(principal, id);
  }

  /** Who gets the role; all are judged before the first one does. Throws for whom it would permit more than before. */
  async #moves(principal: Principal, users: readonly string[], role: FlagRow | undefined) {
    if (users.length === 0) return [];
    if (!role) throw new NotAllowed('whoever leaves a role gets the default one, and there is none');
    if (users.some((one) => !uuid.test(one))) throw scimFault('invalidValue', 'members: there is no such user');
    const found =
      await this.store.read<Member>(sql`select u.id, u.uuid, u.role_id, r.is_default, ${flagColumns} from users u join roles r on r.id = u.role_id
      where u.uuid = any(${[...users]}::uuid[]) and ${userScope.see.where(principal, 'u')}
        and ${await this.reach.inOrganisations(sql`u.organisation_id`)}`);
    if (found.length < users.length)
      throw scimFault('invalidValue', 'members: there is no such user, or it is outside your view');
    await this.reach.requireRole({ id: role.id, isDefault: role.is_default });
    for (const user of found) {
      await this.reach.requireRole({ id: user.role_id, isDefault: user.is_default });
      const held = new Set(roleFlags.filter((flag) => user[flag]));
      if (!isWithin(role, held))
        throw new NotAllowed('provisioning never raises what a user may do: give this role in the pages');
    }
    return found.map((user) => ({ user: user.uuid, roleId: role.id }));
  }

  async #role(which: Sql): Promise<FlagRow | undefined> {
    const [role] = await this.store.read<FlagRow>(
      sql`select r.id, r.uuid, r.is_default, ${flagColumns} from roles r where ${which}`,
    );
    return role;
  }

  /** What the provider calls the role; for community administrators, as roles are everybody's. */
  async #name(principal: Principal, roleId: number, externalId: string | null): Promise<void> {
    if (!principal.flags.perm_community_admin)
      throw new NotAllowed('externalId: only a key of a community administrator names roles');
    await this.store.work(principal, async (work) => {
      const link = await work.find(ScimLinkEntity, { roleId });
      if (!link) return void (await work.insert(ScimLinkEntity, { userId: null, roleId, externalId, isGone: false }));
      link.externalId = externalId;
      await work.save(ScimLinkEntity, link);
    });
  }

  async #row(id: string, ifMatch?: number): Promise<GroupRow> {
    const [row] = uuid.test(id)
      ? await this.store.read<GroupRow>(
          sql`select ${columns} from ${tables} where r.uuid = ${id}::uuid and ${await this.reach.amongRoles(sql`r.id`)}`,
        )
      : [];
    if (!row) throw noGroup();
    if (ifMatch !== undefined && ifMatch !== row.stamp)
      throw new StaleWrite('this group was changed meanwhile; read it again');
    return row;
  }

  async #members(principal: Principal, roleIds: readonly number[]): Promise<MemberRow[]> {
    const isWithin = await this.reach.inOrganisations(sql`u.organisation_id`);
    return this.store.read<MemberRow>(sql`select u.role_id, u.uuid, u.username::text as username from users u
      left join scim_links l on l.user_id = u.id
      where u.role_id = any(${[...roleIds]}::int[])
        and ${allOf([userScope.see.where(principal, 'u'), sql`not coalesce(l.is_gone, false)`, isWithin])} order by u.id`);
  }

  async #resources(
    principal: Principal,
    rows: readonly GroupRow[],
    { excludedAttributes }: ScimQuery,
  ): Promise<ScimResource[]> {
    const isWithout = /(?:^|[,:])\s*members\s*(?:,|$)/i.test(excludedAttributes ?? '');
    const members = isWithout
      ? []
      : await this.#members(
          principal,
          rows.map(({ id }) => id),
        );
    const base = `${this.config.baseUrl}${scimRoot}`;
    return rows.map((row) => ({
      schemas: [scim.group],
      id: row.uuid,
      ...(row.external_id === null ? {} : { externalId: row.external_id }),
      displayName: row.name,
      members: members
        .filter((member) => member.role_id === row.id)
        .map((member) => ({
          value: member.uuid,
          display: member.username,
          type: 'User',
          $ref: `${base}/Users/${member.uuid}`,
        })),
      meta: { resourceType: 'Group', location: `${base}/Groups/${row.uuid}`, version: `W/"${row.stamp}"` },
    }));
  }
}

function plan(principal: Principal, isWithin: Sql): FilterPlan {
  const holdsMember = (value: string): Sql =>
    uuid.test(value)
      ? sql`exists (select from users u where u.role_id = r.id and u.uuid = ${value}::uuid
          and ${userScope.see.where(principal, 'u')} and ${isWithin})`
      : sql`false`;
  return {
    columns: {
      id: { expression: sql`r.uuid`, kind: 'uuid' },
      displayname: { expression: sql`r.name`, kind: 'folded' },
      externalid: { expression: sql`l.external_id`, kind: 'exact' },
    },
    holds: { members: holdsMember, 'members.value': holdsMember },
    constants: { 'members.type': 'User' },
  };
}

const noGroup = () => new NotFound('there is no such group');
