import * as z from 'zod';
import { grantedToEveryone, grants, permissionsOf, type RoleFlag, type RoleFlags, roleFlags } from '../access/index.js';
import type { Permission } from '../access/permissions.js';
import { endpoint } from '../endpoint.js';
import { Id, RefParams, Uuid } from '../shapes.js';
import { PermissionName } from './roles.js';

const Source = z.enum(['everyone', ...roleFlags]);
const Named = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

/** Why a user reaches an organisation's records: it is theirs, or of a group they administer. */
export const RightsReach = z
  .strictObject({ organisation: Named, because: z.enum(['own', 'group']), group: Named.nullable() })
  .meta({ id: 'RightsReach' });
export type RightsReach = z.infer<typeof RightsReach>;

/** Of one kind of record: how many of those the caller sees the user sees, too, and may change. */
export const RightsRows = z
  .strictObject({
    noun: z.string(),
    /** Records the caller sees. */
    total: z.int(),
    sees: z.int(),
    changes: z.int(),
    /** Whether the user holds a permission to change records of this kind; without it `changes` is 0. */
    mayChange: z.boolean(),
  })
  .meta({ id: 'RightsRows' });
export type RightsRows = z.infer<typeof RightsRows>;

/** What a user may do, and why: each permission with the flags it comes from, and which records it reaches. */
export const UserRights = z
  .strictObject({
    /** False for a disabled account, which may do nothing at present; the rest tells what it may once enabled. */
    isActive: z.boolean(),
    role: Named,
    flags: z.array(z.enum(roleFlags)),
    permissions: z.array(z.strictObject({ permission: PermissionName, from: z.array(Source) })),
    /** Permissions the role does not give. */
    lacks: z.array(PermissionName),
    /** Sees every organisation, by the flag named; null otherwise. */
    everyOrganisation: z.enum(roleFlags).nullable(),
    reach: z.array(RightsReach),
    rows: z.array(RightsRows),
    /** Flags of roles they may give to users of their own organisation; of organisations of their groups. */
    mayGive: z.strictObject({
      own: z.array(z.enum(roleFlags)).nullable(),
      groups: z.array(z.enum(roleFlags)).nullable(),
    }),
    /** Meta-fields whose values they do not see, and those they may change though their role does not change others. */
    fields: z.strictObject({
      hidden: z.array(z.strictObject({ templateUuid: Uuid, field: z.string() })),
      writable: z.array(z.strictObject({ templateUuid: Uuid, field: z.string() })),
      readOnly: z.array(z.strictObject({ templateUuid: Uuid, field: z.string() })),
    }),
  })
  .meta({ id: 'UserRights' });
export type UserRights = z.infer<typeof UserRights>;

/** Each permission these flags give with the flags it comes from; `everyone` for what needs none. Pure. */
export function permissionSources(flags: RoleFlags): { permission: Permission; from: ('everyone' | RoleFlag)[] }[] {
  return [...permissionsOf(flags)].map((permission) => ({
    permission,
    from: [
      ...(grantedToEveryone.includes(permission) ? (['everyone'] as const) : []),
      ...roleFlags.filter((flag) => flags[flag] && grants[flag].includes(permission)),
    ],
  }));
}

export const userRights = {
  get: endpoint('GET /users/:ref/rights', {
    allow: 'user:read',
    topic: 'Users',
    summary: 'What a user may do, from which flag of the role, and on which records',
    params: RefParams,
    reply: UserRights,
  }),
};
