import { randomUUID } from 'node:crypto';
import {
  coveredFlags,
  type History,
  type HistoryQuery,
  type ListRequest,
  type NewRole,
  type Permission,
  permissions,
  permissionsOf,
  type RecordRef,
  type Role,
  type RoleChanges,
  type RoleFlags,
  RoleList,
  roleFlags,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Conflict,
  defineListPlan,
  historyOf,
  likeText,
  NotAllowed,
  type Principal,
  Records,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { holdAdministrators } from '../last-administrator.js';
import { RoleEntity } from './role.entity.js';
import { roleScope } from './role.scope.js';
import { flagColumns, flagsOf } from './role-flags.js';

type RoleRow = RoleFlags & { id: number; uuid: string; name: string; is_default: boolean; version: number };

const plan = defineListPlan(RoleList, {
  key: sql`r.id`,
  fields: {
    name: sql`r.name`,
    uuid: sql`r.uuid`,
    isDefault: sql`r.is_default`,
    perm_admin: sql`r.perm_admin`,
    perm_community_admin: sql`r.perm_community_admin`,
    perm_org_admin: sql`r.perm_org_admin`,
    perm_group_admin: sql`r.perm_group_admin`,
    perm_sync: sql`r.perm_sync`,
    perm_meta_field_editor: sql`r.perm_meta_field_editor`,
    perm_view_all_orgs: sql`r.perm_view_all_orgs`,
  },
  sorts: { name: sql`r.name collate "und-x-icu"` },
  search: (q) => sql`fold_text(r.name) like fold_text(${`%${likeText(q)}%`})`,
});

/** Roles: named sets of flags. What a flag permits stands in the contract's grants table. */
@Injectable()
export class RolesService {
  readonly #records: Records<RoleEntity, Role, RoleRow>;

  constructor(@Inject(Store) private readonly store: Store) {
    this.#records = new Records(store, {
      entity: RoleEntity,
      scope: roleScope,
      plan,
      select: {
        alias: 'r',
        columns: sql`r.id, r.uuid, r.name, r.is_default, r.version, r.perm_admin, r.perm_community_admin, r.perm_org_admin,
          r.perm_group_admin, r.perm_sync, r.perm_meta_field_editor, r.perm_view_all_orgs`,
        from: sql`roles r`,
      },
      toView,
    });
  }

  /** A page of roles. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every role of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One role. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef) {
    return this.#records.get(principal, ref);
  }

  /** The changes of one role, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'role', id, query);
  }

  /** Adds a role. Throws `NotAllowed` for flags that the caller may not hand on. */
  async create(principal: Principal, input: NewRole): Promise<Role> {
    refuseMightier(principal, input.flags);
    const id = await this.store.work(principal, async (work) => {
      if (input.isDefault) await dropDefault(work);
      const row = await work.insert(RoleEntity, {
        uuid: randomUUID(),
        name: input.name,
        isDefault: input.isDefault,
        ...flagColumns((flag) => input.flags[flag] ?? false),
      });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /**
   * Changes a role; whoever has it has the new flags with their next request. Throws `NotFound`, `StaleWrite`,
   * `NotAllowed` when the role is, or would become, mightier than the caller, and `Conflict` when nobody would be left
   * to administer.
   */
  async update(principal: Principal, ref: RecordRef, changes: RoleChanges, ifMatch?: number): Promise<Role> {
    const id = await this.store.work(principal, async (work) => {
      const checkAdministrators = await holdAdministrators(work);
      const row = await this.#records.change(work, ref, ifMatch);
      const flags: RoleFlags = { ...flagsOf(row), ...changes.flags };
      refuseMightier(principal, flags);
      if (changes.isDefault && !row.isDefault) await dropDefault(work);
      if (changes.isDefault !== undefined) row.isDefault = changes.isDefault;
      if (changes.name !== undefined) row.name = changes.name;
      Object.assign(
        row,
        flagColumns((flag) => flags[flag]),
      );
      if (await work.save(RoleEntity, row)) work.emit(accessChanged, {});
      await checkAdministrators();
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Deletes a role. Throws `NotFound`, `StaleWrite`, `NotAllowed`, and `Conflict` naming how many users have it. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      const [users] = await work.query<{ n: number }>(
        sql`select count(*)::int as n from users where role_id = ${row.id}`,
      );
      const n = users?.n ?? 0;
      if (n > 0)
        throw new Conflict(
          `${n} ${n === 1 ? 'user has' : 'users have'} the role '${row.name}'; give them another role first`,
        );
      await work.remove(RoleEntity, row);
      work.emit(accessChanged, {});
    });
  }
}

const toView = ({ id, uuid, name, is_default, version, ...flags }: RoleRow): Role => ({
  id,
  uuid,
  name,
  isDefault: is_default,
  flags,
  permissions: inOrder(permissionsOf(flags)),
  version,
});

/** In the order of the contract's table, so that what belongs together stands together. */
const inOrder = (held: ReadonlySet<Permission>): Permission[] =>
  permissions.filter((permission) => held.has(permission));

/** At most one role is the default (WIRE-CONTRACT §3.5): the former one steps back, in the same change. */
async function dropDefault(work: Work): Promise<void> {
  for (const former of await work.findAll(RoleEntity, { isDefault: true })) {
    former.isDefault = false;
    await work.save(RoleEntity, former);
  }
}

function refuseMightier(principal: Principal, flags: Partial<RoleFlags>): void {
  const covered = coveredFlags(principal.flags);
  const refused = roleFlags.filter((flag) => flags[flag] && !covered.has(flag));
  if (refused.length > 0)
    throw new NotAllowed(
      `your own role does not allow you to hand on ${refused.join(', ')}`,
      refused.map((flag) => ({ path: ['flags', flag], message: 'is more than your own role holds' })),
    );
}
