import { type Permission, permissions, permissionsOf, type RoleFlags } from '@cerebrate/contract';

/** Through what a change came; shown in every history. */
export type Channel = 'browser' | 'api' | 'command' | 'job' | 'system';

/**
 * Who is calling. Every `Work`, every scope and every audit row gets one; there is no anonymous write.
 * Frozen: rights never change within a call.
 */
export interface Principal {
  /** Null for the system itself and for anonymous callers. */
  readonly userId: number | null;
  readonly username: string;
  readonly roleId: number | null;
  readonly organisationId: number | null;
  readonly individualId: number | null;
  readonly flags: RoleFlags;
  readonly permissions: ReadonlySet<Permission>;
  /** Organisations of the groups this user administers (FEATURES OGR-04). */
  readonly administeredOrganisationIds: readonly number[];
  readonly channel: Channel;
  readonly authKeyId: number | null;
  readonly sessionId: string | null;
  readonly ip: string | null;
  readonly requestId: string;
  /** What the credential is limited to, below what its user may do; absent: nothing. */
  readonly limits?: CredentialLimits | undefined;
}

/** A credential that may do less than its user. */
export interface CredentialLimits {
  /** It asks for what is safe alone, and no `Work` of it is carried out. */
  readonly readOnly: boolean;
  /** Resources of which it holds the permissions of its user, and `account`; null: of all. */
  readonly resources: ReadonlySet<string> | null;
  /** Whether it is taken from some networks only. */
  readonly isTiedToNetworks: boolean;
}

const noFlags: RoleFlags = {
  perm_admin: false,
  perm_community_admin: false,
  perm_org_admin: false,
  perm_group_admin: false,
  perm_sync: false,
  perm_meta_field_editor: false,
  perm_view_all_orgs: false,
};
const allFlags = Object.fromEntries(Object.keys(noFlags).map((flag) => [flag, true])) as RoleFlags;

/** A caller nobody vouches for: holds no permission. */
export function anonymous(requestId: string, ip: string | null): Principal {
  return Object.freeze({
    userId: null,
    username: 'anonymous',
    roleId: null,
    organisationId: null,
    individualId: null,
    flags: noFlags,
    permissions: new Set<Permission>(),
    administeredOrganisationIds: [],
    channel: 'api' as const,
    authKeyId: null,
    sessionId: null,
    ip,
    requestId,
  });
}

/** The program itself: seeds, migrations, commands run by the operator. Holds every permission. */
export function systemPrincipal(username: string, channel: Channel = 'system', requestId = 'system'): Principal {
  return Object.freeze({
    ...anonymous(requestId, null),
    username,
    flags: allFlags,
    permissions: new Set<Permission>(permissions),
    channel,
  });
}

/** Provisioning is for programs that were made for it: a credential must name it. */
const namedOnly = 'scim';

/** A signed-in user; the permissions follow from the role's flags by the grants table. */
export function userPrincipal(facts: Omit<Principal, 'permissions'> & { userId: number }): Principal {
  const held = permissionsOf(facts.flags);
  const resources = facts.limits?.resources;
  const permissions = new Set(
    [...held].filter((permission) => {
      const resource = permission.split(':')[0] ?? '';
      return resources ? resources.has(resource) : resource !== namedOnly;
    }),
  );
  return Object.freeze({ ...facts, permissions });
}

/** Whether the credential may do everything that its user may: only such a one makes credentials. */
export const isUnlimited = ({ limits }: Principal): boolean =>
  limits === undefined || (!limits.readOnly && limits.resources === null && !limits.isTiedToNetworks);

/** Whether the principal holds the permission. */
export const holds = (principal: Principal, permission: Permission): boolean => principal.permissions.has(permission);
