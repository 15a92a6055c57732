import { consents, freshness, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { PublicDirectory } from './public-directory.js';
import { withoutAddresses } from './public-entry.js';

describe('consent to be shown to strangers', () => {
  let house: House;
  let world: World;
  let open: PublicDirectory;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    open = house.app.get(PublicDirectory);
  });
  afterAll(() => house.stop());

  const circl = () => ({ kind: 'organisation' as const, ref: String(world.organisations.circl.id) });
  const put = (user: UserName, params: { kind: 'organisation' | 'individual'; ref: string }, fields: string[]) =>
    house.call(consents.put, { key: keyOf(user), params, body: { fields, agreedBy: 'Team lead' } });

  it('is given by nobody at first: nothing is shown', async () => {
    const { body } = await house.call(consents.get, { params: circl() });
    expect(body.consent).toBeNull();
    expect(await open.list({ kind: 'organisation', limit: 10, offset: 0 })).toEqual({ items: [], total: 0 });
    expect(await open.countries()).toEqual([]);
    expect(await open.one('organisation', world.organisations.circl.uuid)).toBeUndefined();
  });

  it('shows the fields agreed on and no other, in list, record, search, filter, choices and numbers', async () => {
    expect((await put('orgAdmin', circl(), ['sector'])).status).toBe(200);
    const [entry] = (await open.list({ kind: 'organisation', limit: 10, offset: 0 })).items;
    expect(entry).toMatchObject({ name: 'CIRCL', sector: 'Government', country: null, type: null, url: null });
    const found = (query: object) => open.count({ kind: 'organisation', limit: 1, offset: 0, ...query });
    expect(await found({ country: 'LU' })).toBe(0);
    expect(await found({ type: 'CSIRT' })).toBe(0);
    expect(await found({ q: 'csirt' })).toBe(0);
    expect(await found({ sector: 'government' })).toBe(1);
    expect(await found({ q: 'circ' })).toBe(1);
    expect(await open.choices('type')).toEqual([]);
    expect(await open.countries()).toEqual([]);
    await put('orgAdmin', circl(), ['sector', 'country']);
    expect(await open.countries()).toEqual([{ code: 'LU', organisations: 1 }]);
  });

  it('never lets an e-mail address out but one by one', async () => {
    const acme = { kind: 'organisation' as const, ref: String(world.organisations.acme.id) };
    await put('community', acme, ['contacts']);
    const entry = await open.one('organisation', world.organisations.acme.uuid);
    expect(JSON.stringify(entry)).not.toContain('acme.example');
    expect(entry?.onRequest).toEqual(['contacts']);
    expect(await open.count({ kind: 'organisation', q: 'soc@acme', limit: 1, offset: 0 })).toBe(0);
    expect(await open.addresses('organisation', world.organisations.acme.uuid, 'contacts')).toBe('soc@acme.example');
    expect(await open.addresses('organisation', world.organisations.acme.uuid, 'email')).toBeUndefined();
    await house.call(consents.withdraw, { key: keyOf('community'), params: acme });
    expect(await open.addresses('organisation', world.organisations.acme.uuid, 'contacts')).toBeUndefined();
  });

  it('of both sides shows who belongs to whom', async () => {
    const alice = { kind: 'individual' as const, ref: String(world.people.alice.id) };
    await put('orgAdmin', circl(), ['people']);
    expect((await open.one('organisation', world.organisations.circl.uuid))?.related).toEqual([]);
    await put('orgAdmin', alice, ['organisations']);
    expect((await open.one('organisation', world.organisations.circl.uuid))?.related).toMatchObject([
      { name: 'Alice Adams' },
    ]);
    await put('orgAdmin', circl(), ['country']);
    expect((await open.one('individual', world.people.alice.uuid))?.related).toEqual([]);
  });

  it('is given by whoever answers for the record, and by a person for themself', async () => {
    expect((await put('plain', circl(), ['country'])).status).toBe(403);
    expect((await put('editor', circl(), ['country'])).status).toBe(404);
    const bob = { kind: 'individual' as const, ref: String(world.people.bob.id) };
    expect((await put('plain', bob, ['email'])).status).toBe(403);
    const self = { kind: 'individual' as const, ref: String(world.users.plain.individualId) };
    expect((await put('plain', self, ['email'])).body.consent).toMatchObject({
      fields: ['email'],
      agreedBy: 'Team lead',
      recordedBy: 'plain-user',
    });
    expect((await house.call(consents.get, { key: keyOf('plain'), params: circl() })).body.offers).toEqual([]);
    expect(
      (await house.call(consents.preview, { key: keyOf('plain'), params: bob, body: { fields: [] } })).status,
    ).toBe(403);
  });

  it('is previewed exactly as it will be shown', async () => {
    const fields = ['type', 'url', 'contacts'];
    const shown = await house.call(consents.preview, { key: keyOf('orgAdmin'), params: circl(), body: { fields } });
    await put('orgAdmin', circl(), fields);
    expect(shown.body).toEqual(await open.one('organisation', world.organisations.circl.uuid));
  });

  it('refuses fields that do not exist, a moment to come, and nobody’s name', async () => {
    expect((await put('orgAdmin', circl(), ['contacts', 'password'])).body.issues?.[0]?.path).toEqual(['fields', 1]);
    const body = { fields: [], agreedBy: '' };
    expect((await house.call(consents.put, { params: circl(), body })).status).toBe(400);
    const later = { fields: [], agreedBy: 'x', agreedAt: '2999-01-01T00:00:00Z' };
    expect((await house.call(consents.put, { params: circl(), body: later })).body.issues?.[0]?.path).toEqual([
      'agreedAt',
    ]);
    expect(
      (await house.call(consents.put, { params: circl(), body: { fields: [], agreedBy: 'x' }, ifMatch: 99 })).status,
    ).toBe(412);
  });

  it('stands in the history of its record', async () => {
    const { body } = await house.call(organisations.history, { params: { ref: circl().ref } });
    expect(JSON.stringify(body)).toContain('Team lead');
  });

  it('of a deleted record shows nothing', async () => {
    await house.rows('update organisations set deleted_at = now() where id = $1', [world.organisations.circl.id]);
    expect(await open.one('organisation', world.organisations.circl.uuid)).toBeUndefined();
  });
});

describe('an address in a text', () => {
  it.each([
    ['write to soc@acme.example now', 'write to (address on request) now'],
    ['<mailto:a.b@c.example>', '<mailto:(address on request)>'],
    ['a@b.example,c@d.example', '(address on request),(address on request)'],
    ['cert [at] x.example', '(address on request)'],
    ['+352 247 88444', '+352 247 88444'],
  ])('%s is taken out', (text, expected) => expect(withoutAddresses(text)).toBe(expected));
});

describe('a record that nobody confirmed', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    await house.rows(`update organisations set modified = now() - interval '7 months'`);
  });
  afterAll(() => house.stop());

  it('is listed to whoever answers for it until they confirm it, which changes nothing else', async () => {
    const list = async (user: UserName) => (await house.call(freshness.list, { key: keyOf(user) })).body;
    expect((await list('orgAdmin')).items.map(({ name }) => name)).toEqual(['CIRCL']);
    expect((await list('plain')).items).toEqual([]);
    const params = { kind: 'organisation' as const, ref: String(world.organisations.circl.id) };
    expect((await house.call(freshness.confirm, { key: keyOf('plain'), params })).status).toBe(403);
    const before = await house.call(organisations.get, { params: { ref: params.ref } });
    const said = await house.call(freshness.confirm, { key: keyOf('orgAdmin'), params });
    expect(said.body).toMatchObject({ confirmedBy: 'orgadmin-user', isStale: false, mayConfirm: true });
    expect((await list('orgAdmin')).items).toEqual([]);
    const after = await house.call(organisations.get, { params: { ref: params.ref } });
    expect(after.body.modified).toBe(before.body.modified);
    expect(after.body.version).toBe(before.body.version);
  });
});
