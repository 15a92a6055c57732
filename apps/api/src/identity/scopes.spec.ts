import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildWorld, principals } from '../../test/world.js';
import type { Face, Sql, Work } from '../kernel/index.js';
import { type Principal, sql } from '../kernel/index.js';
import { AuthKeyEntity } from './auth-keys/auth-key.entity.js';
import { authKeyScope, flagsOf, RoleEntity, roleScope, UserEntity, userScope } from './index.js';

/** Both faces of a scope say the same of every row of the world, for everybody in it. */
describe('the two faces of a scope agree', () => {
  let house: House;
  let everybody: [string, Principal][];
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
    everybody = Object.entries(await principals(house));
  });
  afterAll(() => house.stop());

  async function compare<Row extends { id: number }>(
    table: Sql,
    face: Face<Row>,
    load: (work: Work) => Promise<Row[]>,
  ): Promise<void> {
    const { value: rows } = await house.store.rehearse(everybody[0]?.[1] as Principal, load);
    expect(rows.length).toBeGreaterThan(8);
    for (const [who, principal] of everybody) {
      const bySql = await house.store.read<{ id: number }>(
        sql`select t.id from ${table} t where ${face.where(principal, 't')} order by t.id`,
      );
      const inHand = rows
        .filter((row) => face.allows(row, principal))
        .map((row) => row.id)
        .sort((a, b) => a - b);
      expect([who, inHand]).toEqual([who, bySql.map((row) => row.id)]);
    }
  }

  const users = async (work: Work) => {
    const roles = new Map((await work.findAll(RoleEntity, {})).map((role) => [role.id, flagsOf(role)]));
    return (await work.findAll(UserEntity, {})).map((user) => ({ ...user, flags: roles.get(user.roleId) }));
  };
  const keys = async (work: Work) => {
    const owners = new Map((await users(work)).map((user) => [user.id, user]));
    return (await work.findAll(AuthKeyEntity, {})).map((key) => ({ ...key, owner: owners.get(key.userId) }));
  };

  it('of users', async () => {
    await compare(sql`users`, userScope.see, users);
    await compare(sql`users`, userScope.change, users);
  });

  it('of roles', async () => {
    await compare(sql`roles`, roleScope.see, (work) => work.findAll(RoleEntity, {}));
    await compare(sql`roles`, roleScope.change, (work) => work.findAll(RoleEntity, {}));
  });

  it('of auth keys', async () => {
    await compare(sql`auth_keys`, authKeyScope.see, keys);
    await compare(sql`auth_keys`, authKeyScope.change, keys);
  });

  it('and a user whose role nobody looked up is nobody’s to change', () => {
    for (const [, principal] of everybody)
      expect(userScope.change.allows({ id: 1, organisationId: principal.organisationId }, principal)).toBe(false);
  });
});
