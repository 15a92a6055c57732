import { describe, expect, it } from 'vitest';
import { grantedToEveryone, grants, permissionsOf } from './grants.js';
import { permissions, type RoleFlags, roleFlags } from './permissions.js';

const flags = (...set: (keyof RoleFlags)[]): RoleFlags =>
  Object.fromEntries(roleFlags.map((flag) => [flag, set.includes(flag)])) as RoleFlags;

describe('the grants', () => {
  it('are these and no others; a change here is a change of who may do what', () => {
    expect({ everyone: grantedToEveryone, ...grants }).toMatchSnapshot();
  });

  it('give away every permission to somebody, so that none is dead', () => {
    const held = permissionsOf(flags(...roleFlags));
    expect(permissions.filter((permission) => !held.has(permission))).toEqual([]);
  });

  it('let the instance administrator run the instance and not the data', () => {
    const held = permissionsOf(flags('perm_admin'));
    expect(held.has('instance:manage')).toBe(true);
    expect(held.has('organisation:create')).toBe(false);
  });

  it('give a role without flags nothing that writes but its own auth keys and encryption keys', () => {
    const writing = [...permissionsOf(flags())].filter((permission) => !/:(read|search)$/.test(permission));
    expect(writing).toEqual(['encryptionKey:write', 'authKey:write']);
  });
});
