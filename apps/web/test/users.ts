import {
  type FormField,
  type FormTemplate,
  type Role,
  type RoleFlags,
  roleFlags,
  type User,
  type UserRow,
} from '@cerebrate/contract';

const noFlags = Object.fromEntries(roleFlags.map((flag) => [flag, false])) as RoleFlags;

/** A uuid made of a number. */
export const uuidOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** An account of CIRCL with the default role, which the caller may change. */
export const aUser = (id: number, username: string, more: Partial<User> = {}): User => ({
  id,
  uuid: uuidOf(id),
  username,
  disabled: false,
  role: { id: 5, uuid: uuidOf(5), name: 'User', flags: noFlags },
  organisation: { id: 1, uuid: uuidOf(101), name: 'CIRCL', country: 'LU' },
  individual: {
    id: 40 + id,
    uuid: uuidOf(40 + id),
    email: `${username}@example.org`,
    firstName: 'Bea',
    lastName: `Number${id}`,
  },
  administeredGroups: [],
  hasPassword: true,
  settings: 0,
  ssoState: null,
  metaFields: [],
  mayChange: true,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  version: 4,
  ...more,
});

/** The same in a list. */
export const asRow = ({ metaFields: _values, ...facts }: User): UserRow => ({ ...facts, meta: {} });

/** A role with these flags; the one numbered 5 is the default. */
export const aRole = (id: number, name: string, flags: Partial<RoleFlags>): Role => ({
  id,
  uuid: uuidOf(id),
  name,
  isDefault: id === 5,
  flags: { ...noFlags, ...flags },
  permissions: [],
  version: 1,
});

/** All of a list in one page. */
export const pageOf = <T>(items: T[]) => ({ items, total: items.length, page: 1, limit: 50 });

/** A template of users with these fields. */
export const userTemplate = (...fields: FormField[]): FormTemplate => ({
  id: 3,
  uuid: uuidOf(300),
  templateVersion: 1,
  name: 'Access',
  namespace: 'tests',
  description: '',
  isDefault: true,
  fields,
});
