import * as z from 'zod';

/**
 * The verbs of each resource. `Permission` is the derived union: a permission that is not here does not compile.
 * The verb says *what*; which rows is the scope's business.
 */
export const verbs = {
  organisation: ['read', 'create', 'update', 'delete'],
  individual: ['read', 'create', 'update', 'delete', 'anonymise'],
  orgGroup: ['read', 'write', 'enrol'],
  alignment: ['read', 'write'],
  mailingList: ['read', 'write'],
  sharingGroup: ['read', 'write'],
  sharingGroupBlueprint: ['read', 'write'],
  encryptionKey: ['read', 'write'],
  tag: ['read', 'write', 'assign'],
  enumeration: ['read', 'write'],
  metaTemplate: ['read', 'manage'],
  metaField: ['write'],
  audit: ['read', 'verify'],
  history: ['read'],
  inbox: ['read', 'decide', 'send'],
  outbox: ['read', 'write'],
  role: ['read', 'write'],
  user: ['read', 'write'],
  authKey: ['read', 'write'],
  permissionLimitation: ['read', 'write'],
  /** Only for auth keys that name it. */
  scim: ['provision'],
  directory: ['import', 'search'],
  instance: ['read', 'manage'],
  brood: ['read', 'write', 'pull'],
  webhook: ['read', 'write'],
  /** `discover` is what other nodes need: the names of exposed tools. */
  tool: ['read', 'act', 'administer', 'discover'],
  connection: ['read', 'write'],
} as const;

type Verbs = typeof verbs;
export type Resource = keyof Verbs;
export type Permission = { [R in Resource]: `${R}:${Verbs[R][number]}` }[Resource];

/** Every permission there is. */
export const permissions = Object.entries(verbs).flatMap(([resource, list]) =>
  list.map((verb) => `${resource}:${verb}` as Permission),
) as readonly Permission[];

/** The original's role flags (WIRE-CONTRACT §9.1), served to peers under these names. */
export const roleFlags = [
  'perm_admin',
  'perm_community_admin',
  'perm_org_admin',
  'perm_group_admin',
  'perm_sync',
  'perm_meta_field_editor',
  'perm_view_all_orgs',
] as const;
export type RoleFlag = (typeof roleFlags)[number];

export const RoleFlags = z.strictObject(
  Object.fromEntries(roleFlags.map((flag) => [flag, z.boolean()])) as Record<RoleFlag, z.ZodBoolean>,
);
export type RoleFlags = z.infer<typeof RoleFlags>;
