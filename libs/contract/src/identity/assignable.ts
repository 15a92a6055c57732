import { type RoleFlag, type RoleFlags, roleFlags } from '../access/permissions.js';

/**
 * The flags whose effect these flags already confer: what their holder may hand on, never more than is held
 * (FEATURES USR-13). A community administrator does everything that the other flags allow except running the
 * instance; an instance administrator sees all organisations (WIRE-CONTRACT §9.1).
 */
export function coveredFlags(flags: RoleFlags): ReadonlySet<RoleFlag> {
  const covered = new Set<RoleFlag>(roleFlags.filter((flag) => flags[flag]));
  if (flags.perm_admin) covered.add('perm_view_all_orgs');
  if (flags.perm_community_admin) for (const flag of roleFlags) if (flag !== 'perm_admin') covered.add(flag);
  return covered;
}

/** How an organisation stands to the caller: it is their own, or of a group they administer. */
export interface Reach {
  readonly isOwn: boolean;
  readonly isAdministered: boolean;
}

/**
 * The flags a role may have so that the caller may give it to a user of an organisation within this reach; null when
 * the caller may not administer that organisation's users at all (WIRE-CONTRACT §9.2, row rules). An organisation
 * administrator never hands on an administrator's flag; a group administrator may make organisation administrators.
 */
export function assignableFlags(flags: RoleFlags, reach: Reach): ReadonlySet<RoleFlag> | null {
  if (flags.perm_community_admin) return coveredFlags(flags);
  const isOrgAdmin = flags.perm_org_admin && reach.isOwn;
  const isGroupAdmin = flags.perm_group_admin && reach.isAdministered;
  if (!isOrgAdmin && !isGroupAdmin) return null;
  const assignable = new Set<RoleFlag>(roleFlags.filter((flag) => flags[flag]));
  for (const flag of ['perm_admin', 'perm_community_admin', 'perm_group_admin', 'perm_org_admin'] as const)
    assignable.delete(flag);
  if (isGroupAdmin) assignable.add('perm_org_admin');
  return assignable;
}

/** Whether every flag of the role is among the allowed ones. */
export const isWithin = (flags: RoleFlags, allowed: ReadonlySet<RoleFlag>): boolean =>
  roleFlags.every((flag) => !flags[flag] || allowed.has(flag));
