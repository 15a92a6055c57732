import { consents } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildWorld, keyOf, type World } from '../../test/world.js';
import { Settings, systemPrincipal } from '../kernel/index.js';

describe('the open directory of the original', () => {
  let house: House;
  let world: World;
  const open = (isOpen: boolean) =>
    house.app.get(Settings).change(systemPrincipal('operator'), 'openDirectory.enabled', isOpen);
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    await house.call(consents.put, {
      params: { kind: 'organisation', ref: String(world.organisations.circl.id) },
      body: { fields: ['country'], agreedBy: 'Team lead' },
    });
  });
  beforeEach(() => open(true));
  afterAll(() => house.stop());

  it('refuses strangers while it is closed, and tells nothing', async () => {
    await open(false);
    const said = await house.ask('/open/organisations/index.json');
    expect(said.status).toBe(405);
    expect(said.body).toEqual({
      message: 'Invalid user credentials.',
      url: '/open/organisations/index.json',
      code: 405,
    });
  });

  it('shows strangers what was agreed, in the original’s shape', async () => {
    const said = await house.ask('/open/organisations.json');
    expect(said.status).toBe(200);
    expect(said.headers.get('x-total-count')).toBe('1');
    expect(said.body).toMatchObject([
      { uuid: world.organisations.circl.uuid, name: 'CIRCL', nationality: 'Luxembourg', sector: null, alignments: [] },
    ]);
    expect((await house.ask('/open/organisations/index.json?sector=Government')).body).toEqual([]);
    expect((await house.ask('/open/organisations/index.json?quickFilter=CSIRT')).body).toEqual([]);
  });

  it('is no stranger’s who sends a wrong key, and everybody’s own view with a right one', async () => {
    expect((await house.ask('/open/organisations/index.json', { key: 'f'.repeat(40) })).status).toBe(405);
    const said = await house.ask('/open/organisations/index.json', { key: keyOf('viewer') });
    expect((said.body as unknown[]).length).toBeGreaterThan(1);
  });
});

describe('bookmarks of the original', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());
  const post = (action: string, body: object) =>
    house.ask(`/userSettings/${action}.json`, {
      method: 'POST',
      key: keyOf('plain'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const bookmark = { bookmark_label: 'Teams', bookmark_name: 'All teams', bookmark_url: '/organisations/index' };

  it('are kept and forgotten by their names of the wire, and lead nowhere they must not', async () => {
    expect((await post('saveMyBookmark', bookmark)).body).toMatchObject({ success: true });
    const evil = await post('saveMyBookmark', { ...bookmark, bookmark_url: 'javascript:alert(1)' });
    expect(evil.body).toMatchObject({ success: false });
    expect((await post('deleteMyBookmark', bookmark)).body).toMatchObject({ success: true });
    expect((await post('deleteMyBookmark', bookmark)).status).toBe(404);
  });
});
