import { type Permission, type RoleFlag, type RoleFlags, roleFlags } from './permissions.js';

/** What every signed-in, enabled user may ask for; the scopes narrow it to rows. */
export const grantedToEveryone: readonly Permission[] = [
  'organisation:read',
  'individual:read',
  'alignment:read',
  'orgGroup:read',
  'mailingList:read',
  'sharingGroup:read',
  'encryptionKey:read',
  'encryptionKey:write',
  'tag:read',
  'enumeration:read',
  'metaTemplate:read',
  'history:read',
  'role:read',
  'user:read',
  'authKey:read',
  'authKey:write',
  'permissionLimitation:read',
  'directory:search',
  'instance:read',
];

/**
 * What each role flag adds (WIRE-CONTRACT §9.2, FEATURES Annex A). Reviewed like a key register: a change here
 * changes who may do what. `perm_admin` alone is no superset: it runs the instance, not the community's data.
 */
export const grants: Readonly<Record<RoleFlag, readonly Permission[]>> = {
  perm_admin: ['metaTemplate:manage', 'permissionLimitation:write', 'instance:manage', 'outbox:read', 'outbox:write'],
  perm_community_admin: [
    'organisation:create',
    'organisation:update',
    'organisation:delete',
    'individual:create',
    'individual:update',
    'individual:delete',
    'individual:anonymise',
    'alignment:write',
    'orgGroup:write',
    'orgGroup:enrol',
    'mailingList:write',
    'sharingGroup:write',
    'sharingGroupBlueprint:read',
    'sharingGroupBlueprint:write',
    'tag:write',
    'tag:assign',
    'enumeration:write',
    'metaField:write',
    'audit:read',
    'audit:verify',
    'inbox:read',
    'inbox:decide',
    'inbox:send',
    'role:write',
    'user:write',
    'scim:provision',
    'directory:import',
    'brood:read',
    'brood:write',
    'webhook:read',
    'webhook:write',
    'brood:pull',
  ],
  perm_org_admin: [
    'organisation:update',
    'individual:create',
    'individual:update',
    'tag:assign',
    'user:write',
    'scim:provision',
    'mailingList:write',
    'alignment:write',
    'sharingGroup:write',
    'sharingGroupBlueprint:read',
    'sharingGroupBlueprint:write',
    'inbox:read',
    'inbox:decide',
  ],
  perm_group_admin: [
    'organisation:update',
    'individual:create',
    'individual:update',
    'tag:assign',
    'user:write',
    'scim:provision',
    'mailingList:write',
    'orgGroup:enrol',
    'alignment:write',
    'sharingGroup:write',
    'sharingGroupBlueprint:read',
    'sharingGroupBlueprint:write',
    'inbox:read',
    'inbox:decide',
  ],
  perm_sync: ['inbox:send'],
  perm_meta_field_editor: ['metaField:write'],
  perm_view_all_orgs: [],
};

/** The permissions of a role with these flags. */
export function permissionsOf(flags: RoleFlags): ReadonlySet<Permission> {
  const held = new Set<Permission>(grantedToEveryone);
  for (const flag of roleFlags) if (flags[flag]) for (const permission of grants[flag]) held.add(permission);
  return held;
}
