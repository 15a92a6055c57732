import {
  AuthKeyEntity,
  carriedKey,
  flagColumns,
  keepCarriedHash,
  OrgGroupAdminEntity,
  PermissionLimitationEntity,
  RoleEntity,
  UserEntity,
  UserSettingEntity,
} from '../../../identity/index.js';
import type { Fields } from '../fields.js';
import { type Pass, type Step, step } from '../pass.js';

/** bcrypt as PHP writes it. A cost above 14 takes seconds to check and is a way to stop the program (decision 120). */
const acceptable = /^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/;

/** Flags that older versions lack, and whose place another takes there (1.21 split them off). */
const laterFlags: Readonly<Record<string, string>> = {
  perm_community_admin: 'perm_admin',
  perm_meta_field_editor: 'perm_admin',
};

const roles = step<RoleEntity>({
  table: 'roles',
  target: 'roles',
  entity: RoleEntity,
  take: (fields, pass) => {
    const isDefault = fields.flag('is_default');
    const first = pass.memory('default role');
    const isFirst = isDefault && (first.get('') ?? fields.id) === fields.id;
    if (isFirst) first.set('', fields.id);
    else if (isDefault) pass.remark(fields, 'is not the default any more: there can be one only');
    return {
      uuid: fields.uuid,
      name: pass.nameOf(fields, 'role'),
      isDefault: isFirst,
      ...flagColumns((flag) => fields.flag(fields.columns.includes(flag) ? flag : (laterFlags[flag] ?? flag))),
    };
  },
});

const users = step<UserEntity>({
  table: 'users',
  target: 'users',
  entity: UserEntity,
  take: (fields, pass) => {
    const username = fields.line('username');
    const roleId = pass.known('roles', fields.integer('role_id'));
    const individualId = pass.known('individuals', fields.integer('individual_id'));
    if (!username) return pass.refuse(fields, 'has no user name');
    if (roleId === undefined) return pass.refuse(fields, 'has a role that does not exist');
    if (individualId === undefined)
      return pass.refuse(fields, 'belongs to a person who does not exist or was not taken');
    const names = pass.memory('user names');
    const first = names.get(username.toLowerCase()) ?? fields.id;
    if (first !== fields.id)
      return pass.refuse(
        fields,
        `has the user name of user ${first} in another spelling: rename one of them there and run again`,
      );
    names.set(username.toLowerCase(), fields.id);
    const organisationId = organisationOf(fields, pass);
    return {
      uuid: fields.uuid,
      username,
      // Over the API there are no hashes: what is here stays.
      ...(fields.columns.includes('password') ? { passwordHash: passwordOf(fields, pass) } : {}),
      roleId,
      individualId,
      organisationId,
      disabled: fields.flag('disabled'),
      ...fields.moments,
    };
  },
});

function organisationOf(fields: Fields, pass: Pass): number | null {
  const there = fields.integer('organisation_id');
  const here = pass.known('organisations', there) ?? null;
  if (there && here === null) pass.remark(fields, `belongs to no organisation any more: ${there} does not exist`);
  return here;
}

function passwordOf(fields: Fields, pass: Pass): string | null {
  const hash = fields.text('password');
  if (!hash) {
    pass.remark(fields, 'has no password here: set one, or let them sign in through the identity provider');
    return null;
  }
  if (acceptable.test(hash)) return hash;
  pass.remark(fields, 'has a password that was hashed in a way nobody can check here: set a new one');
  return null;
}

const authKeys = step<AuthKeyEntity>({
  table: 'auth_keys',
  target: 'auth_keys',
  entity: AuthKeyEntity,
  take: (fields, pass) => {
    const userId = pass.known('users', fields.integer('user_id'));
    if (userId === undefined) return pass.refuse(fields, 'belongs to a user who does not exist or was not taken');
    if (!acceptable.test(fields.text('authkey') ?? ''))
      return pass.refuse(fields, 'was hashed in a way nobody can check here: make a new key');
    return carriedKey({
      uuid: fields.uuid,
      userId,
      start: fields.text('authkey_start') ?? '',
      end: fields.text('authkey_end') ?? '',
      comment: fields.text('comment'),
      created: fields.moment('created') ?? new Date(0),
      expiresAt: fields.moment('expiration'),
    });
  },
  after: (fields, row, _pass, work) => keepCarriedHash(work, row.id, fields.text('authkey') ?? ''),
});

const groupAdmins = step<OrgGroupAdminEntity>({
  table: 'org_groups_admins',
  target: 'org_group_admins',
  entity: OrgGroupAdminEntity,
  take: (fields, pass) => {
    const orgGroupId = pass.known('org_groups', fields.integer('org_group_id'));
    const userId = pass.known('users', fields.integer('user_id'));
    if (orgGroupId === undefined || userId === undefined)
      return pass.refuse(fields, 'joins a group and a user of whom one does not exist');
    return { orgGroupId, userId };
  },
});

const userSettings = step<UserSettingEntity>({
  table: 'user_settings',
  target: 'user_settings',
  entity: UserSettingEntity,
  take: (fields, pass) => {
    const userId = pass.known('users', fields.integer('user_id'));
    const name = fields.line('name', 255);
    if (userId === undefined || !name) return pass.refuse(fields, 'belongs to a user who does not exist');
    const seen = pass.memory('user settings');
    const key = `${userId}/${name}`;
    if ((seen.get(key) ?? fields.id) !== fields.id)
      return pass.refuse(fields, `is there twice for the same user; ${seen.get(key)} was taken`);
    seen.set(key, fields.id);
    return { userId, name, value: settingValue(fields, name), ...fields.moments };
  },
});

/** Bookmarks are a list here; everything else is kept as the text it was. */
const settingValue = (fields: Fields, name: string): unknown => {
  const list = name === 'ui.bookmarks' ? fields.json('value') : undefined;
  return JSON.parse(JSON.stringify(list ?? fields.text('value') ?? ''));
};

const limitations = step<PermissionLimitationEntity>({
  table: 'permission_limitations',
  target: 'permission_limitations',
  entity: PermissionLimitationEntity,
  take: (fields, pass) => {
    const scope = fields.text('scope');
    const maxOccurrence = fields.integer('max_occurrence');
    if (scope !== 'global' && scope !== 'organisation') return pass.refuse(fields, `has the unknown scope '${scope}'`);
    if (maxOccurrence === null || maxOccurrence < 0) return pass.refuse(fields, 'has no number of users');
    const permission = fields.line('permission', 40) ?? '';
    const limits = pass.memory('limits');
    const first = limits.get(`${scope}/${permission}`) ?? fields.id;
    if (first !== fields.id)
      return pass.refuse(
        fields,
        `limits '${permission}' to ${maxOccurrence}, which limit ${first} does already: one limit stands for each`,
      );
    limits.set(`${scope}/${permission}`, fields.id);
    return {
      scope,
      permission,
      value: null,
      maxOccurrence,
      comment: fields.text('comment') ?? '',
      ...fields.moments,
    };
  },
});

/** Roles come first of all. */
export const roleSteps: readonly Step[] = [roles];
/** Accounts come once people and organisations are there, what hangs on them once groups are. */
export const accountSteps: readonly Step[] = [users];
/** What belongs to accounts. */
export const accessSteps: readonly Step[] = [authKeys, groupAdmins, userSettings, limitations];
