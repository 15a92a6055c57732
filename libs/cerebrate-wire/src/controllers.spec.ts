import { describe, expect, test } from 'vitest';
import { recording, world } from '../fixtures/index.js';
import { controllerOf, mayCall, requiredFlags, roleAccess } from './controllers.js';

const roles = new Map(world().roles.map((role) => [role.name, role]));
const flagsOf = (name: string) => roles.get(name) ?? {};
const sorted = (access: Record<string, string[]>) =>
  Object.fromEntries(Object.entries(access).map(([name, actions]) => [name, [...actions].sort()]));

describe('who may call what', () => {
  test('is, for the seeded administrator, what the original says of him', () => {
    const recorded = JSON.parse(recording('http/579-getRoleAccess.json').response.body) as Record<string, string[]>;
    expect(sorted(roleAccess(flagsOf('admin')))).toEqual(sorted(recorded));
  });

  test('follows one flag of the table', () => {
    expect(mayCall(flagsOf('user'), 'organisations', 'add')).toBe(false);
    expect(mayCall(flagsOf('org admin'), 'organisations', 'edit')).toBe(true);
    expect(mayCall(flagsOf('sync'), 'metaTemplates', 'index')).toBe(false);
    expect(mayCall(flagsOf('user'), 'instance', 'status')).toBe(true);
    expect(mayCall(flagsOf('sync only'), 'localTools', 'exposedTools')).toBe(true);
  });

  test('knows no bypass for perm_admin and reads null as false', () => {
    expect(mayCall({ perm_admin: true, perm_community_admin: null }, 'organisations', 'add')).toBe(false);
  });

  test('refuses actions the table does not have to everybody', () => {
    expect(requiredFlags('organisations', 'explode')).toBeNull();
    expect(requiredFlags('organisations', 'constructor')).toBeNull();
    expect(mayCall(flagsOf('admin'), 'authKeys', 'view')).toBe(false);
  });

  test('lets every controller hand out uuids', () => {
    expect(mayCall(flagsOf('user'), 'broods', 'generateUUID')).toBe(true);
  });

  test('finds no controller under a name of Object', () => {
    for (const name of ['constructor', '__proto__', 'toString', '']) expect(controllerOf(name)).toBeNull();
  });
});
