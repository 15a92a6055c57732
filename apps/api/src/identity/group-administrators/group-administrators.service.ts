import type { GroupAdministrator, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { OrgGroupEntity, OrgGroupsService, orgGroupScope } from '../../directory/index.js';
import {
  allOf,
  Conflict,
  InvalidInput,
  likeText,
  notFound,
  type Principal,
  rowToChange,
  type Sql,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { OrgGroupAdminEntity, UserEntity } from '../users/user.entity.js';
import { userScope } from '../users/user.scope.js';

/** Roles that may look after a group (FEATURES OGR-03). */
const entitled = sql`(r.perm_group_admin or r.perm_community_admin)`;

const columns = sql`u.id, u.uuid, u.username, trim(i.first_name || ' ' || i.last_name) as name, i.email, u.disabled,
  case when o.id is not null then jsonb_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) end as organisation,
  jsonb_build_object('id', r.id, 'name', r.name) as role, ${entitled} as "isEntitled"`;
const tables = sql`users u join roles r on r.id = u.role_id join individuals i on i.id = u.individual_id
  left join organisations o on o.id = u.organisation_id and o.deleted_at is null`;

/** The users who look after organisation groups (FEATURES OGR-03, OGR-04). */
@Injectable()
export class GroupAdministrators {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OrgGroupsService) private readonly groups: OrgGroupsService,
  ) {}

  /** The administrators of a group whom the caller may see, by name. Throws `NotFound`. */
  async list(principal: Principal, ref: RecordRef): Promise<GroupAdministrator[]> {
    const { id } = await this.groups.get(principal, ref);
    return this.#read([
      userScope.see.where(principal, 'u'),
      sql`exists (select from org_group_admins a where a.user_id = u.id and a.org_group_id = ${id})`,
    ]);
  }

  /** At most 20 users whose role lets them administer groups and who do not administer this one. Throws `NotFound`. */
  async candidates(principal: Principal, ref: RecordRef, q: string): Promise<GroupAdministrator[]> {
    const { id } = await this.groups.get(principal, ref);
    const text = `%${likeText(q)}%`;
    return this.#read(
      [
        userScope.see.where(principal, 'u'),
        entitled,
        sql`not u.disabled`,
        sql`not exists (select from org_group_admins a where a.user_id = u.id and a.org_group_id = ${id})`,
        sql`(u.username::text ilike ${text} or i.folded like fold_text(${text}) or i.email::text ilike ${text})`,
      ],
      20,
    );
  }

  /**
   * Makes a user an administrator of the group. Throws `NotFound`, `NotAllowed`, `InvalidInput` for a user who is not
   * there, cannot be seen, or whose role allows no such thing, and `Conflict` for one who is an administrator already.
   */
  async assign(principal: Principal, ref: RecordRef, userId: number): Promise<GroupAdministrator> {
    await this.store.work(principal, async (work) => {
      const group = await rowToChange(work, OrgGroupEntity, orgGroupScope, ref);
      const user = await work.find(UserEntity, { id: userId });
      if (!user || !userScope.see.allows(user, principal))
        throw InvalidInput.at(['userId'], 'there is no such user, or they are outside your view');
      await requireEntitled(work, user);
      const known = await work.find(OrgGroupAdminEntity, { orgGroupId: group.id, userId });
      if (known) throw new Conflict(`${user.username} administers ${group.name} already`);
      await work.insert(OrgGroupAdminEntity, { orgGroupId: group.id, userId });
      work.emit(accessChanged, {});
    });
    const [added] = await this.#read([sql`u.id = ${userId}`]);
    if (!added) throw notFound('user');
    return added;
  }

  /** Takes the administration from a user. Throws `NotFound`, also for somebody who is no administrator, and `NotAllowed`. */
  async release(principal: Principal, ref: RecordRef, userId: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const group = await rowToChange(work, OrgGroupEntity, orgGroupScope, ref);
      const link = await work.find(OrgGroupAdminEntity, { orgGroupId: group.id, userId });
      if (!link) throw notFound('administrator of this group');
      await work.remove(OrgGroupAdminEntity, link);
      work.emit(accessChanged, {});
    });
  }

  #read(conditions: readonly Sql[], limit = 500): Promise<GroupAdministrator[]> {
    return this.store.read<GroupAdministrator>(sql`
      select ${columns} from ${tables} where ${allOf([...conditions])}
      order by i.last_name collate "und-x-icu", i.first_name collate "und-x-icu", u.id limit ${limit}`);
  }
}

async function requireEntitled(work: Work, user: UserEntity): Promise<void> {
  const rows = await work.query(sql`select from roles r where r.id = ${user.roleId} and ${entitled} for share`);
  if (rows.length === 0)
    throw InvalidInput.at(
      ['userId'],
      `the role of ${user.username} does not allow administering groups; give them a role with group or community administration first`,
    );
}
