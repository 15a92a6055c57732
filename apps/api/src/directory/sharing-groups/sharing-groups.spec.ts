import { organisations, sharingGroups } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type OrganisationName, type UserName, type World } from '../../../test/world.js';

battery('sharing groups', {
  endpoints: {
    list: sharingGroups.list,
    csv: sharingGroups.csv,
    get: sharingGroups.get,
    create: sharingGroups.create,
    update: sharingGroups.update,
    remove: sharingGroups.remove,
  },
  kind: 'sharingGroup',
  sample: (_world, at) => ({ name: `circle ${at}`, releasability: 'its members', description: 'made by a spec' }),
  change: () => ({ body: { releasability: 'everybody' }, field: 'releasability', value: 'everybody' }),
  statements: 4,
});

describe('sharing groups', () => {
  let house: House;
  let world: World;
  let group: number;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());
  beforeEach(async () => {
    group = await make('circl');
  });

  const idOf = (name: OrganisationName) => world.organisations[name].id;
  const make = async (owner: OrganisationName, name = 'A circle', key = keyOf('community')) => {
    const body = { name, releasability: 'its members', organisationId: idOf(owner) };
    const said = await house.call(sharingGroups.create, { body, key });
    expect(said.status, said.text).toBe(201);
    return said.body.id;
  };
  const ref = (id = group) => ({ ref: String(id) });
  const enrol = (names: OrganisationName[], extend = false, user: UserName = 'community', id = group) =>
    house.call(sharingGroups.enrol, {
      params: ref(id),
      body: { organisationIds: names.map(idOf), extend },
      key: keyOf(user),
    });
  const members = async (user: UserName = 'community', query = {}) => {
    const said = await house.call(sharingGroups.members, { params: ref(), query, key: keyOf(user) });
    expect(said.status, said.text).toBe(200);
    return said.body;
  };
  const sees = async (user: UserName): Promise<boolean> => {
    const one = await house.call(sharingGroups.get, { params: ref(), key: keyOf(user) });
    const listed = await house.call(sharingGroups.list, { query: { limit: '500' }, key: keyOf(user) });
    const isListed = listed.body.items.some(({ id }) => id === group);
    expect(listed.body.total).toBe(listed.body.items.length);
    expect(one.status === 200).toBe(isListed);
    return isListed;
  };

  it('are seen by their owner, their members and community administrators, and by nobody else', async () => {
    expect(await Promise.all((['community', 'orgAdmin', 'plain'] as const).map(sees))).toEqual([true, true, true]);
    expect(await Promise.all((['sync', 'editor', 'viewer', 'groupAdmin'] as const).map(sees))).toEqual(
      Array(4).fill(false),
    );
    await enrol(['cert-ee']);
    expect(await Promise.all((['sync', 'groupAdmin', 'viewer'] as const).map(sees))).toEqual([true, true, false]);
  });

  it('show every member to each member, but open the records only to who may see them', async () => {
    await enrol(['acme', 'cert-ee']);
    const { items, total } = await members('sync');
    expect(total).toBe(2);
    expect(items.map(({ organisation }) => [organisation.name, organisation.maySee])).toEqual([
      ['Acme', false],
      ['CERT-EE', true],
    ]);
  });

  it('are changed by administrators of the owner alone; members may look', async () => {
    await enrol(['cert-ee']);
    const change = (user: UserName) =>
      house.call(sharingGroups.update, { params: ref(), body: { name: `by ${user}` }, key: keyOf(user) });
    expect((await change('orgAdmin')).status).toBe(200);
    expect((await change('groupAdmin')).status).toBe(403);
    expect((await change('plain')).status).toBe(403);
    expect((await enrol(['cert-ee'], true, 'groupAdmin')).status).toBe(403);
    const removed = await house.call(sharingGroups.remove, { params: ref(), key: keyOf('groupAdmin') });
    expect(removed.status).toBe(403);
  });

  it('belong to the organisation of whoever makes them; only a community administrator chooses another', async () => {
    const create = (user: UserName, organisationId?: number) =>
      house.call(sharingGroups.create, {
        body: { name: 'x', releasability: 'y', ...(organisationId ? { organisationId } : {}) },
        key: keyOf(user),
      });
    expect((await create('orgAdmin')).body.owner.id).toBe(idOf('circl'));
    const refused = await create('orgAdmin', idOf('acme'));
    expect([refused.status, refused.body.issues?.[0]?.path]).toEqual([400, ['organisationId']]);
    expect((await create('community', idOf('acme'))).body.owner.id).toBe(idOf('acme'));
    expect((await create('community', 999_999)).status).toBe(400);
    const given = await house.call(sharingGroups.update, {
      params: ref(),
      body: { organisationId: idOf('acme') },
      key: keyOf('orgAdmin'),
    });
    expect(given.status).toBe(400);
  });

  it('take only organisations that the caller sees, all or none', async () => {
    const refused = await enrol(['circl', 'acme'], false, 'orgAdmin');
    expect([refused.status, refused.body.issues?.[0]?.path]).toEqual([400, ['organisationIds']]);
    expect((await members()).total).toBe(0);
    expect((await enrol(['circl'], true, 'orgAdmin')).body).toMatchObject({ joined: 1, group: { members: 1 } });
  });

  it('count an organisation once, and keep extend with the membership', async () => {
    expect((await enrol(['acme', 'circl'])).body).toMatchObject({ joined: 2, altered: 0 });
    expect((await enrol(['acme'], true)).body).toMatchObject({ joined: 0, altered: 1, group: { members: 2 } });
    const params = { ...ref(), organisation: world.organisations.circl.uuid };
    const said = await house.call(sharingGroups.extend, { params, body: { extend: true } });
    expect(said.body).toMatchObject({ altered: 1 });
    expect((await members('community', { extend: 'true' })).total).toBe(2);
    const foreign = { ...ref(), organisation: String(idOf('cert-ee')) };
    expect((await house.call(sharingGroups.extend, { params: foreign, body: { extend: true } })).status).toBe(404);
  });

  it('move their modification with every member that joins or leaves, and refuse what is based on an old version', async () => {
    const before = (await house.call(sharingGroups.get, { params: ref() })).body;
    const after = (await enrol(['acme'])).body.group;
    expect(after.version).toBe(before.version + 1);
    expect(Date.parse(after.modified)).toBeGreaterThan(Date.parse(before.modified));
    const params = { ...ref(), organisation: String(idOf('acme')) };
    const stale = await house.call(sharingGroups.release, { params, ifMatch: before.version });
    expect(stale.status).toBe(412);
    const released = await house.call(sharingGroups.release, { params, ifMatch: after.version });
    expect(released.body).toMatchObject({ left: 1, group: { members: 0 } });
    expect((await house.call(sharingGroups.release, { params })).status).toBe(404);
  });

  it('release many at once and pass over who is no member', async () => {
    await enrol(['acme', 'circl', 'cert-ee']);
    const body = { organisationIds: [idOf('acme'), idOf('circl'), 999_999] };
    const said = await house.call(sharingGroups.releaseMany, { params: ref(), body });
    expect(said.body).toMatchObject({ left: 2, group: { members: 1 } });
  });

  it('tell who was a member on a given day, whatever happened since', async () => {
    await enrol(['acme', 'cert-ee']);
    await house.rows(
      `update sharing_group_members set since = '2026-01-10T23:30:00Z', until = case when organisation_id = $2
        then '2026-01-20T00:10:00Z'::timestamptz end where sharing_group_id = $1`,
      [group, idOf('acme')],
    );
    const on = async (day: string) => {
      const said = await house.call(sharingGroups.membersOn, { params: ref(), query: { day } });
      return said.body.members.map(({ organisation }) => organisation.name);
    };
    expect(await on('2026-01-09')).toEqual([]);
    expect(await on('2026-01-10')).toEqual(['Acme', 'CERT-EE']);
    expect(await on('2026-01-20')).toEqual(['Acme', 'CERT-EE']);
    expect(await on('2026-01-21')).toEqual(['CERT-EE']);
    const wrong = await house.call(sharingGroups.membersOn, { params: ref(), query: { day: '2026-13-40' } });
    expect([wrong.status, wrong.body.issues?.[0]?.path]).toEqual([400, ['query', 'day']]);
  });

  it('survive the user who made them and the deletion can be undone, members included', async () => {
    await enrol(['acme']);
    await house.rows('update sharing_groups set user_id = 999999 where id = $1', [group]);
    expect((await house.call(sharingGroups.get, { params: ref() })).body.creator).toBeNull();
    await house.call(sharingGroups.remove, { params: ref() });
    expect((await house.call(sharingGroups.members, { params: ref() })).status).toBe(404);
    expect((await house.call(sharingGroups.restore, { params: ref(), key: keyOf('viewer') })).status).toBe(403);
    expect((await house.call(sharingGroups.restore, { params: ref() })).body).toMatchObject({ members: 1 });
    expect((await house.call(sharingGroups.restore, { params: ref() })).status).toBe(404);
  });

  it('are deleted and restored in bulk, each for itself', async () => {
    const other = await make('acme');
    const ids = [group, other, 999_999];
    const said = await house.call(sharingGroups.bulkRemove, { body: { ids }, key: keyOf('orgAdmin') });
    expect(said.body).toMatchObject({ done: 1, refused: [{ id: other }, { id: 999_999 }] });
    expect((await house.call(sharingGroups.bulkRestore, { body: { ids: [group] } })).body.done).toBe(1);
  });

  it('lose an organisation that is deleted, without losing its membership', async () => {
    await enrol(['acme']);
    const { version } = (await house.call(sharingGroups.get, { params: ref() })).body;
    const staff = [world.users.editor.id, world.users.viewer.id];
    const move = (to: OrganisationName) =>
      house.rows('update users set organisation_id = $1 where id = any($2)', [idOf(to), staff]);
    await move('circl');
    const owned = await make('acme');
    const params = { ref: String(idOf('acme')) };
    const blocked = await house.call(organisations.remove, { params });
    expect([blocked.status, blocked.text]).toEqual([409, expect.stringContaining('sharing group')]);
    const acmes = await house.call(sharingGroups.list, { query: { ownerId: String(idOf('acme')), limit: '500' } });
    await house.call(sharingGroups.bulkRemove, { body: { ids: acmes.body.items.map(({ id }) => id) } });
    expect(acmes.body.items.map(({ id }) => id)).toContain(owned);
    expect((await house.call(organisations.remove, { params })).status).toBe(200);
    expect((await house.call(sharingGroups.get, { params: ref() })).body).toMatchObject({
      members: 0,
      version: version + 1,
    });
    expect((await house.call(organisations.restore, { params })).status).toBe(200);
    expect((await members()).total).toBe(1);
    await move('acme');
  });

  it('tell before an enrolment who would see whom', async () => {
    await enrol(['acme']);
    const said = await house.call(sharingGroups.preview, {
      params: ref(),
      body: { organisationIds: [idOf('cert-ee'), idOf('acme')], extend: true },
    });
    expect(said.body).toMatchObject({
      joining: [{ organisation: { name: 'CERT-EE' }, users: 2 }],
      already: [{ organisation: { name: 'Acme' }, extend: false, changes: true }],
      willSee: { members: 1, names: ['Acme'] },
      membersAfter: 2,
    });
    expect((await members()).total).toBe(1);
  });

  it('show what a consumer reads, by its organisation and the flags of its role', async () => {
    await enrol(['acme', 'cert-ee'], true);
    const view = async (query: object) =>
      (await house.call(sharingGroups.consumer, { params: ref(), query: query as never })).body;
    const member = await view({ organisationId: String(idOf('acme')), flags: 'perm_sync' });
    expect(member).toMatchObject({ sees: true, mispAccepts: true });
    expect(member.members.map(({ name, inOrganisations }) => [name, inOrganisations])).toEqual([
      ['CERT-EE', false],
      ['Acme', true],
    ]);
    const wire = await house.ask(`/sharingGroups/view/${group}.json`, { key: keyOf('viewer') });
    expect(JSON.parse(member.json ?? '')).toEqual(wire.body);
    await house.call(sharingGroups.release, { params: { ...ref(), organisation: String(idOf('acme')) } });
    expect(await view({ organisationId: String(idOf('acme')), flags: 'perm_sync,perm_view_all_orgs' })).toMatchObject({
      sees: false,
      json: null,
      members: [],
    });
    expect(await view({ flags: 'perm_community_admin' })).toMatchObject({ sees: true });
    const said = await house.call(sharingGroups.consumer, { params: ref(), query: { flags: 'perm_root' } });
    expect([said.status, said.body.issues?.[0]?.path]).toEqual([400, ['query', 'flags']]);
  });

  it('are compared by the members they have in common, among those the caller sees', async () => {
    const other = await make('circl', 'Overlapping');
    const hidden = await make('acme', 'Elsewhere');
    await enrol(['acme', 'cert-ee']);
    await enrol(['acme', 'circl'], false, 'community', other);
    await enrol(['acme'], false, 'community', hidden);
    const query = { q: 'Overlapping' };
    const all = await house.call(sharingGroups.overlap, { query: { limit: '60' } });
    expect(all.body.pairs).toContainEqual({ a: group, b: other, common: 1, jaccard: 0.333 });
    expect((await house.call(sharingGroups.overlap, { query })).body.groups.map(({ id }) => id)).toContain(other);
    const of = await house.call(sharingGroups.overlapOf, { params: ref(), key: keyOf('orgAdmin') });
    const seen = of.body.others.map(({ group: one }) => one.id);
    expect(seen).toContain(other);
    expect(seen).not.toContain(hidden);
    const params = { ref: String(group), other: String(other) };
    const common = await house.call(sharingGroups.common, { params });
    expect(common.body).toMatchObject({ common: 1, members: [{ name: 'Acme' }] });
    const foreign = { params: { ref: String(group), other: String(hidden) }, key: keyOf('orgAdmin') };
    expect((await house.call(sharingGroups.common, foreign)).status).toBe(404);
  });

  it('are found by their owner, by a member, and by the quick search', async () => {
    const other = await make('acme', 'Baltic 100%');
    await enrol(['cert-ee'], false, 'community', other);
    const found = async (query: object, user: UserName = 'community') => {
      const said = await house.call(sharingGroups.list, { query: query as never, key: keyOf(user) });
      return said.body.items.map(({ id }) => id);
    };
    expect(await found({ ownerId: String(idOf('acme')), limit: '500' })).toContain(other);
    expect(await found({ member: String(idOf('cert-ee')), limit: '500' })).toContain(other);
    expect(await found({ 'member.not': String(idOf('cert-ee')), limit: '500' })).not.toContain(other);
    expect(await found({ q: '100%' })).toEqual([other]);
    expect(await found({ q: '100%' }, 'plain')).toEqual([]);
  });

  it('keep a history that says who joined and left by name', async () => {
    await enrol(['acme'], true);
    const said = await house.call(sharingGroups.history, { params: ref() });
    expect(said.body.entries[0]?.changes).toContainEqual({
      field: `member.${world.organisations.acme.uuid}`,
      before: null,
      after: 'Acme, may extend',
    });
    expect((await house.call(sharingGroups.history, { params: ref(), key: keyOf('sync') })).status).toBe(404);
  });
});
