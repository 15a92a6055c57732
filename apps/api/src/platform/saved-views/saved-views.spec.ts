import { type SavedView, savedViews } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, principals, type UserName } from '../../../test/world.js';
import { sql } from '../../kernel/index.js';
import { SavedViewEntity } from './saved-view.entity.js';
import { savedViewScope } from './saved-view.scope.js';

describe('saved views', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  const keep = async (user: UserName, view: { name: string; search?: string; audience?: SavedView['audience'] }) =>
    house.call(savedViews.create, {
      key: keyOf(user),
      body: { list: 'organisations', search: 'country=LU&sort=-modified', ...view } as never,
    });
  const kept = async (user: UserName, name: string): Promise<SavedView> =>
    (await keep(user, { name })).body as SavedView;
  const namesFor = async (user: UserName) =>
    ((await house.call(savedViews.list, { key: keyOf(user), query: { list: 'organisations' } })).body as SavedView[])
      .filter(({ audience }) => audience !== 'shipped')
      .map(({ name }) => name);

  it('are seen by their owner alone until they are shared', async () => {
    const made = await keep('plain', { name: 'Mine' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Mine', audience: 'private', isMine: true, mayChange: true });
    expect(await namesFor('plain')).toEqual(['Mine']);
    expect(await namesFor('community')).toEqual([]);
  });

  it('are shared with an organisation by its administrators, and seen by its people alone', async () => {
    expect((await keep('orgAdmin', { name: 'CIRCL only', audience: 'organisation' })).status).toBe(201);
    expect(await namesFor('plain')).toContain('CIRCL only');
    expect(await namesFor('editor')).not.toContain('CIRCL only');
  });

  it('are shared with everyone by community administrators, who also mend what is shared with all', async () => {
    const shared = (await keep('community', { name: 'For all', audience: 'everyone' })).body as SavedView;
    expect(await namesFor('editor')).toContain('For all');
    const renamed = await house.call(savedViews.update, {
      key: keyOf('admin'),
      params: { id: String(shared.id) },
      body: { name: 'For everybody' },
    });
    expect(renamed.body).toMatchObject({ name: 'For everybody', isMine: false, mayChange: true });
    const refused = await house.call(savedViews.remove, { key: keyOf('plain'), params: { id: String(shared.id) } });
    expect(refused.status).toBe(403);
  });

  it.each([
    ['plain', 'organisation'],
    ['plain', 'everyone'],
    ['orgAdmin', 'everyone'],
  ] as const)('are not shared by %s with %s', async (user, audience) => {
    const said = await keep(user, { name: 'Too far', audience });
    expect(said.status).toBe(403);
    expect(said.body).toMatchObject({ detail: expect.stringMatching(/administrators share/) });
    const own = await kept(user, `Own of ${user} for ${audience}`);
    const widened = await house.call(savedViews.update, {
      key: keyOf(user),
      params: { id: String(own.id) },
      body: { audience },
    });
    expect(widened.status).toBe(403);
    expect(await namesFor('editor')).not.toContain(own.name);
  });

  it('of others are absent to whoever may not see them', async () => {
    const own = await kept('plain', 'Hidden');
    const params = { id: String(own.id) };
    expect((await house.call(savedViews.update, { key: keyOf('admin'), params, body: { name: 'x' } })).status).toBe(
      404,
    );
    expect((await house.call(savedViews.remove, { key: keyOf('admin'), params })).status).toBe(404);
  });

  it.each([
    ['an unknown filter', 'nonsense=1', "'nonsense' is unknown here"],
    ['an unknown operator', 'country.near=LU', "'country.near' has no operator"],
    ['a page', 'page=3', "'page' does not belong to a view"],
    ['a hostile order', 'sort=password_hash', "'sort' cannot sort by"],
  ])('refuse %s and say what is wrong', async (_, search, told) => {
    const said = await keep('plain', { name: `Bad ${told}`.slice(0, 40), search });
    expect(said.status).toBe(400);
    expect(JSON.stringify(said.body)).toContain(told);
    const own = await kept('plain', `Good ${told}`.slice(0, 50));
    const changed = await house.call(savedViews.update, {
      key: keyOf('plain'),
      params: { id: String(own.id) },
      body: { search },
    });
    expect(changed.status).toBe(400);
    expect(JSON.stringify(changed.body)).toContain(told);
  });

  it('refuse an unknown list, a name kept already and a foreign owner', async () => {
    await kept('plain', 'Twice');
    expect((await keep('plain', { name: 'TWICE' })).status).toBe(409);
    const body = { list: 'secrets', name: 'x', search: '' } as never;
    expect((await house.call(savedViews.create, { key: keyOf('plain'), body })).status).toBe(400);
    const foreign = { list: 'tags', name: 'x', search: '', userId: 1 } as never;
    expect((await house.call(savedViews.create, { key: keyOf('plain'), body: foreign })).status).toBe(400);
  });

  it('are shipped for ENISA as soon as its template is enabled, and find what they say', async () => {
    const shipped = async () =>
      ((await house.call(savedViews.list, { query: { list: 'organisations' } })).body as SavedView[]).filter(
        ({ audience }) => audience === 'shipped',
      );
    const template = '089c68c7-d97e-4f21-a798-159cd10f7864';
    expect(await shipped()).toEqual([]);
    const json = { 'content-type': 'application/json' };
    const key = keyOf('admin');
    await house.ask('/api/v1/meta-templates/load', {
      key,
      method: 'POST',
      headers: json,
      body: JSON.stringify({ uuid: template }),
    });
    await house.ask(`/api/v1/meta-templates/${template}`, {
      key,
      method: 'PATCH',
      headers: json,
      body: '{"enabled":true}',
    });
    const metaFields = [{ templateUuid: template, field: 'enisa-tistatus', values: ['Accredited'] }];
    const made = await house.ask('/api/v1/organisations', {
      key,
      method: 'POST',
      headers: json,
      body: JSON.stringify({ name: 'Listed team', metaFields }),
    });
    expect(made.status).toBe(201);
    const views = await shipped();
    expect(views.map(({ name }) => name)).toEqual(['ENISA accredited', 'ENISA not accredited', 'CSIRT network (GOV)']);
    const found = await house.ask(`/api/v1/organisations?${views[0]?.search}`, { key });
    expect((found.body as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(['Listed team']);
  });

  it('are the same in the query and in the rule for a row', async () => {
    const everybody = await principals(house);
    const { value: rows } = await house.store.rehearse(everybody.admin, (work) => work.findAll(SavedViewEntity, {}));
    expect(await expectFacesAgree(house, savedViewScope, 'saved_views', rows)).toBeGreaterThan(30);
  });

  it('outlive the account that shared them', async () => {
    await house.rows(`update saved_views set user_id = null where name = 'CIRCL only'`);
    expect(await namesFor('plain')).toContain('CIRCL only');
    const [row] = await house.store.read(sql`select user_id from saved_views where name = 'CIRCL only'`);
    expect(row).toEqual({ user_id: null });
  });
});
