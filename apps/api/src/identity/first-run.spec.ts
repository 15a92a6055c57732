import { roleFlags, roles, session } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Browser } from '../../test/browser.js';
import { type FreshDatabase, freshDatabase } from '../../test/database.js';
import { adminKey, type House, startHouse } from '../../test/house.js';

describe('the first start', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('makes the administrator, organisation and person of the original', async () => {
    const said = await house.call(session.get);
    expect(said.body.user).toMatchObject({
      username: 'admin-of-tests',
      organisation: { name: 'default_organisation' },
      individual: { email: 'admin@admin.test', firstName: 'admin', lastName: 'admin' },
      role: { name: 'admin' },
    });
  });

  it('gives the administrator every flag but that of seeing all organisations, which perm_admin implies', async () => {
    const said = await house.call(session.get);
    expect(roleFlags.filter((flag) => !said.body.user?.flags[flag])).toEqual(['perm_view_all_orgs']);
  });

  it('makes roles that a newcomer needs, one of them the default', async () => {
    const said = await house.call(roles.list, { query: { sort: 'name' } });
    expect(said.body.items.map((role) => role.name).sort()).toEqual([
      'Community admin',
      'Organisation admin',
      'Sync',
      'User',
      'admin',
    ]);
    expect(said.body.items.filter((role) => role.isDefault).map((role) => role.name)).toEqual(['User']);
  });

  it('lets the administrator in with the preset password', async () => {
    const said = await new Browser(house).signIn('admin-of-tests', 'correct horse battery staple');
    expect(said.status).toBe(200);
  });

  it('writes who came into being to the audit log, and no secret', async () => {
    const rows = await house.rows<{ action: string; kind: string; before: unknown; after: unknown }>(
      'select action, kind, before, after from audit_log order by seq',
    );
    expect(rows.map((row) => row.kind)).toEqual(
      expect.arrayContaining(['role', 'organisation', 'individual', 'user', 'authKey']),
    );
    expect(JSON.stringify(rows)).not.toMatch(/argon2|correct horse|aaaaaaaa/);
  });
});

describe('a start on a database that has users', () => {
  it('ignores whatever the environment says about an administrator', async () => {
    const first = await startHouse();
    const second = await startHouse({
      DATABASE_URL: first.databaseUrl,
      ADMIN_USERNAME: 'somebody-else',
      ADMIN_AUTHKEY: 'b'.repeat(40),
    });
    expect((await second.call(roles.list, { key: 'b'.repeat(40) })).status).toBe(401);
    expect((await second.call(roles.list, { key: adminKey })).status).toBe(200);
    const users = await first.rows('select username from users');
    expect(users).toHaveLength(1);
    await second.stop();
    await first.stop();
  });
});

describe('several processes that start at once on an empty database', () => {
  let database: FreshDatabase;
  const houses: House[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    for (const house of houses) await house.stop();
    await database.drop();
  });

  it('make one administrator and print one password, once', async () => {
    const printed: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    const blank = { DATABASE_URL: database.url, ADMIN_PASSWORD: '', ADMIN_USERNAME: '' };
    houses.push(...(await Promise.all([startHouse(blank), startHouse(blank), startHouse(blank)])));
    write.mockRestore();
    const told = printed.filter((text) => text.includes('First start'));
    expect(told).toHaveLength(1);
    const password = /password (\S+)/.exec(told[0] ?? '')?.[1] ?? '';
    expect(password).toMatch(/^[2-9a-z]{5}(-[2-9a-z]{5}){3}$/);
    for (const house of houses) expect((await new Browser(house).signIn('admin', password)).status).toBe(200);
  });
});
