import type { SharingGroup } from '@cerebrate/cerebrate-wire';
import { world } from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, type Said, startHouse } from '../../test/house.js';
import { buildRecordedWorld } from '../../test/recorded-world.js';

const keyOf = (who: string): string => world().auth_keys.find((one) => one.as === who)?.raw ?? '';
/** The headers MISP 2.5 sends with every request, as recorded (WIRE-CONTRACT §7). */
const asMisp = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'MISP 2.5.1 - #0000000',
  'accept-encoding': 'deflate, gzip, br, zstd',
};

/** A member as MISP captures it: `extend` is read at the top alone, `_joinData` is thrown away (WIRE-CONTRACT §7). */
const captured = ({ sharing_group_orgs: members }: SharingGroup) =>
  members.map(({ uuid, name, extend = false }) => ({ uuid, name, extend }));

describe('a MISP that looks sharing groups up', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({}, false);
  });
  afterAll(() => house.stop());
  beforeEach(() => buildRecordedWorld(house, []));

  const ask = (path: string, who = 'admin', init: { method?: string; body?: object } = {}): Promise<Said<unknown>> =>
    house.ask(path, {
      headers: { ...asMisp, authorization: keyOf(who) },
      ...(init.method ? { method: init.method } : {}),
      ...(init.body ? { body: JSON.stringify(init.body) } : {}),
    });
  const pulled = async (path = '/sharingGroups/index', who = 'admin'): Promise<SharingGroup[]> => {
    const said = await ask(path, who);
    expect([path, who, said.status]).toEqual([path, who, 200]);
    expect(Array.isArray(said.body), `${path} answers a bare list`).toBe(true);
    expect(said.headers.get('x-total-count')).toMatch(/^\d+$/);
    return said.body as SharingGroup[];
  };
  const one = async (id: number, who = 'admin') => (await ask(`/sharingGroups/view/${id}`, who)).body as SharingGroup;

  it('pulls every group with all members, and extend as its administrator set it', async () => {
    const groups = await pulled();
    expect(groups.map(({ id }) => id)).toEqual(world().sharing_groups.map(({ id }) => id));
    for (const [at, group] of groups.entries()) {
      const wanted = world().sharing_groups[at]?.members ?? [];
      expect(group.sharing_group_orgs.map((one) => [one.id, one.extend, one._joinData.extend])).toEqual(
        wanted.map(({ organisation_id: id, extend }) => [id, extend, extend]),
      );
      expect(captured(group).every(({ uuid, name }) => uuid !== '' && name !== '')).toBe(true);
    }
  });

  it('downloads one by the id of the list as a bare object equal to the row, and by uuid as well', async () => {
    const [group] = await pulled();
    for (const path of [`/sharingGroups/view/${group?.id}`, `//sharing-groups/view/${group?.uuid}`]) {
      const said = await ask(path);
      expect([path, said.status, said.body]).toEqual([path, 200, group]);
    }
  });

  it('learns of a member that left by its absence and by the time of the last change', async () => {
    await house.rows(`update sharing_groups set modified = modified - interval '1 day'`);
    const before = await one(1);
    expect(captured(before)).toHaveLength(5);
    expect((await ask('/sharingGroups/removeOrg/1/6', 'admin', { method: 'POST', body: {} })).body).toEqual({
      message: 'SharingGroups detached from SharingGroupOrgs.',
    });
    const after = await one(1);
    expect(captured(after)).toEqual(captured(before).slice(1));
    expect(after.modified > before.modified).toBe(true);
    expect((await ask('/sharingGroups/removeOrg/1/6', 'admin', { method: 'POST', body: {} })).body).toEqual({
      message: expect.stringContaining('could not'),
    });
  });

  it('reads the flag anew when it is changed, and each organisation once', async () => {
    const add = (extend: boolean) =>
      ask('/sharingGroups/addOrg/1', 'admin', { method: 'POST', body: { organisation_id: [6, '22'], extend } });
    expect((await add(true)).body).toMatchObject({ success: true, url: '/sharing_groups/addOrg/1' });
    expect((await add(true)).body).toMatchObject({ success: true });
    const { sharing_group_orgs: members } = await one(1);
    expect(members.filter(({ id }) => id === 6 || id === 22).map(({ id, extend }) => [id, extend])).toEqual([
      [6, true],
      [22, true],
    ]);
    expect((await add(false)).body).toMatchObject({
      data: { sharing_group_orgs: [{ id: 6, extend: false }, {}, {}, {}, {}, {}] },
    });
  });

  it('is shown by owner and membership alone: neither perm_sync nor seeing all organisations opens a circle', async () => {
    const seen = async (who: string) => (await pulled('/sharingGroups/index', who)).map(({ id }) => id);
    expect(await seen('sync_only')).toEqual([2]);
    expect(await seen('orgadmin')).toEqual([3]);
    expect(await seen('plainuser')).toEqual([1]);
    expect(await seen('groupadmin')).toEqual([1, 2]);
    for (const [who, id] of [
      ['plainuser', 2],
      ['sync_only', 1],
    ] as const) {
      expect((await ask(`/sharingGroups/view/${id}`, who)).status).toBe(404);
      expect(
        (await ask(`/sharingGroups/index?SharingGroups_name=${encodeURIComponent('BENELUX finance')}`, 'plainuser'))
          .body,
      ).toEqual([]);
    }
  });

  it('finds by quick filter, name, one of two names, uuid and owner', async () => {
    const found = async (search: string) => (await pulled(`/sharingGroups/index?${search}`)).map(({ id }) => id);
    const [first, second] = world().sharing_groups;
    expect(await found('quickFilter=baltic')).toEqual([1]);
    expect(await found('quickFilter=made-up')).toEqual([1, 2]);
    expect(await found(`quickFilter=${first?.uuid}`)).toEqual([1]);
    expect(await found('quickFilter=nothing%20of%20that')).toEqual([]);
    expect(await found('SharingGroups_name=Baltic%20exchange')).toEqual([1]);
    expect(
      await found(
        `SharingGroups_name[0]=${encodeURIComponent(first?.name ?? '')}&SharingGroups_name[1]=${encodeURIComponent(second?.name ?? '')}`,
      ),
    ).toEqual([1, 2]);
    expect(await found('SharingGroups_name=Baltic%25')).toEqual([1]);
    expect(await found(`SharingGroups_uuid=${second?.uuid.toUpperCase()}`)).toEqual([2]);
    expect(await found('SharingGroups_uuid=no-uuid')).toEqual([]);
    expect(await found('Organisations_name=CSIRT%20Germany%2002')).toEqual([1]);
    expect(await found('releasability=Releasable%25')).toEqual([1, 2, 3]);
    // the original knows its own columns by their full names alone and passes others over
    expect(await found('name=Baltic%20exchange')).toEqual([1, 2, 3]);
    expect(await found('sort=name&direction=desc')).toEqual([3, 2, 1]);
    expect(await found('sort=Organisations.name&direction=asc')).toHaveLength(3);
    expect(await found('SharingGroups_name=%5C')).toEqual([]);
  });

  it('pages like the original, and finds no page after the last', async () => {
    expect((await pulled('/sharingGroups/index.json?limit=2&page=2')).map(({ id }) => id)).toEqual([3]);
    expect((await ask('/sharingGroups/index.json?limit=2&page=3')).status).toBe(404);
    expect((await ask('/sharingGroups/index.json?page=2')).status).toBe(404);
  });

  it('is sent the list as CSV, one row a group', async () => {
    const said = await ask('/sharingGroups/index.csv');
    expect(said.headers.get('content-type')).toBe('text/csv; charset=UTF-8');
    expect(said.text.split('\n').filter((line) => /^"[123]",/.test(line))).toHaveLength(3);
  });

  it('is sent five hundred groups of many members while they are read, in order and whole', async () => {
    await house.rows(`
      insert into sharing_groups (uuid, name, releasability, organisation_id, user_id, created, modified)
      select gen_random_uuid(), 'Circle "' || g || '" \\ ' || chr(233), 'x', 2, 1, now(), now() from generate_series(1, 500) g`);
    await house.rows(`
      insert into sharing_group_members (sharing_group_id, organisation_id, extend, since)
      select g.id, o.id, o.id % 3 = 0, now() from sharing_groups g, organisations o where g.id > 3`);
    const groups = await pulled();
    expect(groups).toHaveLength(503);
    expect(groups.map(({ id }) => id)).toEqual(groups.map(({ id }) => id).sort((a, b) => a - b));
    const last = groups.at(-1);
    expect(last?.name).toBe('Circle "500" \\ \u00e9');
    expect(last?.sharing_group_orgs).toHaveLength(world().organisations.length);
    for (const { id, extend } of last?.sharing_group_orgs ?? []) expect([id, extend]).toEqual([id, id % 3 === 0]);
    const before = house.store.statements;
    await pulled();
    // one for the ids, and for each 20 groups one for the groups; the organisations are read once
    expect(house.store.statements - before).toBeLessThan(35);
  });

  it('gets no group that was deleted, and no member whose organisation was', async () => {
    expect((await ask('/sharingGroups/delete/2', 'admin', { method: 'POST', body: {} })).text).toBe('[]');
    expect((await ask('/sharingGroups/delete/2', 'admin', { method: 'POST', body: {} })).status).toBe(404);
    expect((await pulled()).map(({ id }) => id)).toEqual([1, 3]);
    expect((await ask('/organisations/delete/7', 'admin', { method: 'POST', body: {} })).status).toBe(200);
    expect((await one(1)).sharing_group_orgs.map(({ id }) => id)).toEqual([6, 8, 9, 11]);
  });
});

describe('whoever keeps sharing groups over the API of the original', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({}, false);
  });
  afterAll(() => house.stop());
  beforeEach(() => buildRecordedWorld(house, []));
  const send = (path: string, body: object, who = 'admin', method = 'POST') =>
    house.ask(path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', authorization: keyOf(who) },
      body: JSON.stringify(body),
    });

  it('owns what they add unless they administer the community', async () => {
    const body = { name: 'Mine', releasability: '', organisation_id: 2 };
    expect((await send('/sharingGroups/add.json', body, 'orgadmin')).body).toMatchObject({ organisation_id: 5 });
    expect((await send('/sharingGroups/add.json', body)).body).toMatchObject({ organisation_id: 2, user_id: 1 });
    const unknown = await send('/sharingGroups/add.json', { ...body, organisation_id: 9_999 });
    expect([unknown.status, unknown.body]).toEqual([200, { message: expect.stringContaining('organisation_id: ') }]);
    expect((await send('/sharingGroups/add.json', body, 'plainuser')).status).toBe(405);
    expect((await send('/sharingGroups/add.json', body, 'sync_only')).status).toBe(405);
  });

  it('changes only what the original lets them change', async () => {
    const said = await send(
      '/sharingGroups/edit/3.json',
      { name: 'New', organisation_id: 2, user_id: 9, uuid: 'x' },
      'orgadmin',
      'PUT',
    );
    expect(said.body).toMatchObject({ id: 3, name: 'New', organisation_id: 5, user_id: 1 });
    expect((await send('/sharingGroups/edit/1.json', { name: 'New' }, 'orgadmin')).status).toBe(404);
    expect((await send('/sharingGroups/edit/1.json', { name: 'New' }, 'groupadmin')).status).toBe(405);
    const refused = await send('/sharingGroups/edit/3.json', { name: 'x'.repeat(192) });
    expect([refused.status, Object.keys(refused.body as object)]).toEqual([200, ['message']]);
    const [row] = await house.rows('select name from sharing_groups where id = 3');
    expect(row).toEqual({ name: 'New' });
  });

  it('adds members they see, and is told in the envelope of a form when they may not', async () => {
    const add = (body: object, who = 'orgadmin') => send('/sharingGroups/addOrg/3.json', body, who);
    expect((await add({ organisation_id: 5, extend: true })).body).toMatchObject({ success: true });
    for (const body of [{ organisation_id: 9_999 }, {}, { organisation_id: 'two' }, { organisation_id: [5, {}] }]) {
      const said = await add(body);
      expect([said.status, said.body]).toEqual([
        200,
        expect.objectContaining({ success: false, errors: { organisation_id: expect.any(Object) }, url: '' }),
      ]);
    }
    expect((await send('/sharingGroups/addOrg/1.json', { organisation_id: 5 }, 'orgadmin')).status).toBe(404);
    expect((await send('/sharingGroups/addOrg/1.json', { organisation_id: 5 }, 'groupadmin')).status).toBe(405);
    expect((await send('/sharingGroups/removeOrg/1/6.json', {}, 'groupadmin')).status).toBe(405);
  });
});
