import {
  assignableFlags,
  coveredFlags,
  isWithin,
  type Reach,
  type Role,
  type RoleFlag,
  type RoleFlags,
} from '@cerebrate/contract';
import { currentSession, may } from '../../api/index.js';

const none: ReadonlySet<RoleFlag> = new Set();

/** The flags the signed-in user may put into a role. The server judges again. */
export function flagsToHandOn(): ReadonlySet<RoleFlag> {
  const flags = currentSession()?.user?.flags;
  return flags ? coveredFlags(flags) : none;
}

/** Whether the signed-in user may change this role. */
export const mayChangeRole = ({ flags }: Pick<Role, 'flags'>): boolean =>
  may('role:write') && isWithin(flags, flagsToHandOn());

const reaches: readonly Reach[] = [
  { isOwn: true, isAdministered: false },
  { isOwn: false, isAdministered: true },
];

/** Whether the signed-in user may give this role to anybody, in whatever organisation they administer. */
export function mayGive(flags: RoleFlags): boolean {
  const user = currentSession()?.user;
  if (!user) return false;
  return reaches.some((reach) => {
    const allowed = assignableFlags(user.flags, reach);
    return allowed !== null && isWithin(flags, allowed);
  });
}

/** The organisations whose users the signed-in user administers: all of them, or these ids. */
export function administeredOrganisations(): 'all' | ReadonlySet<number> {
  const user = currentSession()?.user;
  if (!user) return new Set();
  if (user.flags.perm_community_admin) return 'all';
  const own = user.flags.perm_org_admin && user.organisation ? [user.organisation.id] : [];
  const ofGroups = user.flags.perm_group_admin ? user.administeredOrganisationIds : [];
  return new Set([...own, ...ofGroups]);
}
