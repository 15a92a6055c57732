import { bookmarkAddress, bookmarks, mostBookmarks, userSettings } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf } from '../../../test/world.js';
import { Settings, systemPrincipal } from '../../kernel/index.js';

describe('the address of a bookmark', () => {
  const hosts = ['wiki.example', '.intra.example'];
  it.each(['/', '/organisations/index?country=LU', 'https://wiki.example/x', 'https://a.intra.example/'])(
    'may be %s',
    (url) => expect(bookmarkAddress(url, hosts)).toBe(url),
  );
  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    '//evil.example/x',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'https://wiki.example.evil.example/',
    'https://wiki.example@evil.example/',
    'https://user:pass@wiki.example/',
    'https://notintra.example/',
    'organisations',
    '',
  ])('may not be %j', (url) => expect(bookmarkAddress(url, hosts)).toBeUndefined());
});

describe('bookmarks', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());
  const key = keyOf('plain');
  const save = (body: { label: string; name?: string; url: string }) => house.call(bookmarks.save, { key, body });

  it('are one’s own, kept, replaced and forgotten', async () => {
    await save({ label: 'Luxembourg', url: '/organisations/index?country=LU' });
    const { body } = await save({ label: 'LU', name: 'All of them', url: '/organisations/index?country=LU' });
    expect(body.items).toEqual([{ label: 'LU', name: 'All of them', url: '/organisations/index?country=LU' }]);
    expect((await house.call(bookmarks.list, { key: keyOf('viewer') })).body.items).toEqual([]);
    const query = { url: '/organisations/index?country=LU' };
    expect((await house.call(bookmarks.remove, { key, query })).body.items).toEqual([]);
    expect((await house.call(bookmarks.remove, { key, query })).status).toBe(404);
  });

  it('lead nowhere but to this instance and to listed domains, by no way in and none out', async () => {
    expect((await save({ label: 'x', url: 'javascript:alert(1)' })).body.issues?.[0]?.path).toEqual(['url']);
    expect((await save({ label: 'x', url: 'https://wiki.example/' })).status).toBe(400);
    const evil = [{ label: 'x', name: '', url: 'javascript:alert(1)' }];
    const put = await house.call(userSettings.put, { key, params: { name: 'ui.bookmarks' }, body: { value: evil } });
    expect(put.status).toBe(400);
    await house.rows(
      `insert into user_settings (user_id, name, value, created, modified)
       select id, 'ui.bookmarks', $1::jsonb, now(), now() from users where username = 'plain-user'
       on conflict (user_id, name) do update set value = excluded.value`,
      [JSON.stringify(evil)],
    );
    expect((await house.call(bookmarks.list, { key })).body.items).toEqual([]);
    const settings = house.app.get(Settings);
    await settings.change(
      systemPrincipal('operator'),
      'security.restrictions.allowed_bookmark_domains',
      'wiki.example',
    );
    expect((await save({ label: 'Wiki', url: 'https://wiki.example/' })).body.items).toHaveLength(1);
    await settings.reset(systemPrincipal('operator'), 'security.restrictions.allowed_bookmark_domains');
    expect((await house.call(bookmarks.list, { key })).body.items).toEqual([]);
  });

  it('are not too many', async () => {
    for (let at = 0; at < mostBookmarks; at++)
      await save({ label: `Page ${at}`, url: `/organisations/view/${at + 1}` });
    expect((await save({ label: 'One more', url: '/tags/index' })).status).toBe(403);
  });
});
