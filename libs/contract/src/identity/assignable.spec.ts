import { describe, expect, it } from 'vitest';
import { type RoleFlag, type RoleFlags, roleFlags } from '../access/permissions.js';
import { assignableFlags, coveredFlags, isWithin } from './assignable.js';

const flags = (...set: RoleFlag[]): RoleFlags =>
  Object.fromEntries(roleFlags.map((flag) => [flag, set.includes(flag)])) as RoleFlags;
const own = { isOwn: true, isAdministered: false };
const administered = { isOwn: false, isAdministered: true };
const foreign = { isOwn: false, isAdministered: false };
/** All 128 combinations. */
const combinations = Array.from({ length: 2 ** roleFlags.length }, (_, bits) =>
  flags(...roleFlags.filter((_flag, at) => bits & (1 << at))),
);

describe('handing on rights', () => {
  it('perm_admin is handed on by its holders alone, in whatever way', () => {
    for (const held of combinations.filter((one) => !one.perm_admin)) {
      expect(coveredFlags(held).has('perm_admin')).toBe(false);
      for (const reach of [own, administered, foreign])
        expect(assignableFlags(held, reach)?.has('perm_admin') ?? false).toBe(false);
    }
  });

  it('whoever receives can hand on no more than who gave', () => {
    const escalations = combinations.flatMap((giver) => {
      const covered = coveredFlags(giver);
      return combinations
        .filter((received) => isWithin(received, covered))
        .flatMap((received) => [...coveredFlags(received)].filter((flag) => !covered.has(flag)));
    });
    expect(escalations).toEqual([]);
  });

  it('a community administrator gives everything but the instance', () => {
    const covered = coveredFlags(flags('perm_community_admin'));
    expect(roleFlags.filter((flag) => !covered.has(flag))).toEqual(['perm_admin']);
  });

  it('the first administrator may let others see all organisations, as perm_admin does', () => {
    expect(coveredFlags(flags('perm_admin')).has('perm_view_all_orgs')).toBe(true);
  });

  it('an organisation administrator gives no administrator’s flag, and only at home', () => {
    const held = flags('perm_org_admin', 'perm_meta_field_editor');
    expect([...(assignableFlags(held, own) ?? [])]).toEqual(['perm_meta_field_editor']);
    expect(assignableFlags(held, administered)).toBeNull();
    expect(assignableFlags(held, foreign)).toBeNull();
  });

  it('a group administrator makes organisation administrators, and only in the groups', () => {
    const held = flags('perm_group_admin');
    expect([...(assignableFlags(held, administered) ?? [])]).toEqual(['perm_org_admin']);
    expect(assignableFlags(held, own)).toBeNull();
  });

  it('nobody else gives anything', () => {
    for (const held of [
      flags(),
      flags('perm_admin'),
      flags('perm_sync', 'perm_view_all_orgs', 'perm_meta_field_editor'),
    ])
      for (const reach of [own, administered, foreign]) expect(assignableFlags(held, reach)).toBeNull();
  });
});
