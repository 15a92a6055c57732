import {
  assignableFlags,
  type Permission,
  permissionSources,
  permissions,
  type RecordRef,
  type RightsReach,
  type RightsRows,
  type RoleFlag,
  roleFlags,
  type UserRights,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  encryptionKeyScope,
  individualScope,
  mailingListScope,
  organisationScope,
  orgGroupScope,
  sharingGroupScope,
} from '../../directory/index.js';
import { FieldRights } from '../../fields/index.js';
import { allOf, holds, join, name, type Principal, type Scope, type Sql, Store, sql } from '../../kernel/index.js';
import { authKeyScope } from '../auth-keys/auth-key.scope.js';
import { userScope } from './user.scope.js';
import { type FactRow, factColumns, factsOf, principalOf } from './user-principal.js';
import { UsersService } from './users.service.js';

interface Kind {
  readonly noun: string;
  readonly table: string;
  readonly scope: Pick<Scope<never>, 'see' | 'change'>;
  /** Any of these is needed to change a record of the kind. */
  readonly changedBy: readonly Permission[];
}

/** The kinds of records whose scopes are asked: the very rules that answer every call. */
const kinds: readonly Kind[] = [
  { noun: 'organisation', table: 'organisations', scope: organisationScope, changedBy: ['organisation:update'] },
  { noun: 'individual', table: 'individuals', scope: individualScope, changedBy: ['individual:update'] },
  { noun: 'orgGroup', table: 'org_groups', scope: orgGroupScope, changedBy: ['orgGroup:write', 'orgGroup:enrol'] },
  { noun: 'sharingGroup', table: 'sharing_groups', scope: sharingGroupScope, changedBy: ['sharingGroup:write'] },
  { noun: 'mailingList', table: 'mailing_lists', scope: mailingListScope, changedBy: ['mailingList:write'] },
  { noun: 'encryptionKey', table: 'encryption_keys', scope: encryptionKeyScope, changedBy: ['encryptionKey:write'] },
  { noun: 'user', table: 'users', scope: userScope, changedBy: ['user:write'] },
  { noun: 'authKey', table: 'auth_keys', scope: authKeyScope, changedBy: ['authKey:write'] },
];

/**
 * What a user may do, and why (FEATURES USR-15): permissions by the flag they come from, records by the scopes that guard
 * them. Whoever sees the user may ask; of records only those are counted that the caller sees, too.
 */
@Injectable()
export class UserRightsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(FieldRights) private readonly fieldRights: FieldRights,
  ) {}

  /** The rights of one user. Throws `NotFound`. Six statements. */
  async of(caller: Principal, ref: RecordRef): Promise<UserRights> {
    const user = await this.users.get(caller, ref);
    const holder = await this.#principal(caller, user.id);
    const { flags } = holder;
    const sources = permissionSources(flags);
    const held = new Set(sources.map(({ permission }) => permission));
    return {
      isActive: !user.disabled,
      role: { id: user.role.id, uuid: user.role.uuid, name: user.role.name },
      flags: roleFlags.filter((flag) => flags[flag]),
      permissions: sources,
      lacks: permissions.filter((permission) => !held.has(permission)),
      everyOrganisation: everyOrganisation(holder),
      reach: await this.#reach(caller, holder),
      rows: await this.#rows(caller, holder),
      mayGive: {
        own: listed(assignableFlags(flags, { isOwn: true, isAdministered: false })),
        groups: listed(assignableFlags(flags, { isOwn: false, isAdministered: true })),
      },
      fields: await this.#fields(holder),
    };
  }

  /** The user as they would call if enabled. */
  async #principal(caller: Principal, id: number): Promise<Principal> {
    const [row] = await this.store.read<FactRow>(
      sql`select ${factColumns} from users u join roles r on r.id = u.role_id where u.id = ${id}`,
    );
    if (!row) throw new Error(`user ${id} is gone`);
    const { requestId } = caller;
    return principalOf(factsOf(row), { channel: 'system', authKeyId: null, sessionId: null, ip: null, requestId });
  }

  async #reach(caller: Principal, { userId, organisationId, flags }: Principal): Promise<RightsReach[]> {
    const visible = organisationScope.see.where(caller, 'o');
    return this.store.read<RightsReach>(sql`
      select json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name) as organisation, 'own' as because, null::json as "group"
      from organisations o where o.id = ${organisationId}::int and ${visible}
      union all (
        select json_build_object('id', o.id, 'uuid', o.uuid, 'name', o.name), 'group', json_build_object('id', g.id, 'uuid', g.uuid, 'name', g.name)
        from org_group_admins a join org_groups g on g.id = a.org_group_id and g.deleted_at is null
        join org_group_organisations m on m.org_group_id = g.id join organisations o on o.id = m.organisation_id
        where ${flags.perm_group_admin}::boolean and a.user_id = ${userId} and ${visible}
        order by o.name, g.name limit 500)`);
  }

  /** One statement for all kinds. */
  async #rows(caller: Principal, holder: Principal): Promise<RightsRows[]> {
    const rows = await this.store.read<Omit<RightsRows, 'mayChange'>>(
      join(
        kinds.map(({ noun, table, scope }): Sql => {
          const sees = scope.see.where(holder, 'x');
          return sql`select ${noun}::text as noun, count(*)::int as total, (count(*) filter (where ${sees}))::int as sees,
              (count(*) filter (where ${allOf([sees, scope.change.where(holder, 'x')])}))::int as changes
            from ${name(table)} x where ${scope.see.where(caller, 'x')}`;
        }),
        ' union all ',
      ),
    );
    return rows.map((row) => {
      const changedBy = kinds.find(({ noun }) => noun === row.noun)?.changedBy ?? [];
      const mayChange = changedBy.some((permission) => holds(holder, permission));
      return { ...row, changes: mayChange ? row.changes : 0, mayChange };
    });
  }

  async #fields(holder: Principal): Promise<UserRights['fields']> {
    const rules = await this.fieldRights.list(holder);
    const named = (chosen: typeof rules) => chosen.map(({ templateUuid, field }) => ({ templateUuid, field }));
    const usual = holds(holder, 'metaField:write');
    return {
      hidden: named(rules.filter(({ maySee }) => !maySee)),
      writable: named(rules.filter(({ mayWrite }) => mayWrite && !usual)),
      readOnly: named(rules.filter(({ maySee, mayWrite }) => maySee && !mayWrite && usual)),
    };
  }
}

const listed = (flags: ReadonlySet<RoleFlag> | null): RoleFlag[] | null =>
  flags && roleFlags.filter((flag) => flags.has(flag));

/** WIRE-CONTRACT §9.2: these flags let see every organisation. */
const everyOrganisation = ({ flags }: Principal): RoleFlag | null =>
  (['perm_community_admin', 'perm_view_all_orgs', 'perm_admin'] as const).find((flag) => flags[flag]) ?? null;
