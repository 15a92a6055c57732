import type { RoleFlag, RoleFlags } from '@cerebrate/contract';
import type { RoleEntity } from './role.entity.js';

/** The original's flag names beside the entity's. */
const columns = {
  perm_admin: 'permAdmin',
  perm_community_admin: 'permCommunityAdmin',
  perm_org_admin: 'permOrgAdmin',
  perm_group_admin: 'permGroupAdmin',
  perm_sync: 'permSync',
  perm_meta_field_editor: 'permMetaFieldEditor',
  perm_view_all_orgs: 'permViewAllOrgs',
} as const satisfies Record<RoleFlag, keyof RoleEntity>;

type FlagColumns = Record<(typeof columns)[RoleFlag], boolean>;

/** The seven columns of a role, each as `isSet` says. */
export const flagColumns = (isSet: (flag: RoleFlag) => boolean): FlagColumns =>
  Object.fromEntries(Object.entries(columns).map(([flag, column]) => [column, isSet(flag as RoleFlag)])) as FlagColumns;

/** The flags of a role under the original's names. */
export const flagsOf = (role: FlagColumns): RoleFlags =>
  Object.fromEntries(Object.entries(columns).map(([flag, column]) => [flag, role[column]])) as RoleFlags;
