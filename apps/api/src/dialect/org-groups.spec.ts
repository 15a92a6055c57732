import { world } from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, type Said, startHouse } from '../../test/house.js';
import { buildRecordedWorld } from '../../test/recorded-world.js';

const keyOf = (who: string): string => world().auth_keys.find((one) => one.as === who)?.raw ?? '';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());

const ask = (path: string, who = 'admin', init: { method?: string; body?: object } = {}): Promise<Said<unknown>> =>
  house.ask(path, {
    headers: { accept: 'application/json', 'content-type': 'application/json', authorization: keyOf(who) },
    ...(init.method ? { method: init.method } : {}),
    ...(init.body ? { body: JSON.stringify(init.body) } : {}),
  });
const send = (path: string, body: object, who = 'admin', method = 'POST') => ask(path, who, { method, body });
const rowsAt = async <R = { id: number }>(path: string, who = 'admin') => {
  const said = await ask(path, who);
  expect([path, who, said.status, said.text.slice(0, 300)]).toEqual([path, who, 200, expect.any(String)]);
  return said.body as R[];
};
const idsOf = async (path: string, who = 'admin') => (await rowsAt(path, who)).map(({ id }) => id);

describe('organisation groups over the API of the original', () => {
  beforeEach(async () => {
    await buildRecordedWorld(house, []);
    for (const [name, description] of [
      ['Alpine', 'CSIRTs of the mountains'],
      ['Zealand', null],
    ])
      await send('/orgGroups/add.json', { name, description, uuid: crypto.randomUUID() });
  });
  const uuid = world().org_groups[0]?.uuid ?? '';

  it.each([
    ['', [1, 2, 3]],
    ['name=nordic-BALTIC', [1]],
    ['name=%25eal%25', [3]],
    ['name=Nordic%25', [1]],
    ['name[]=Alpine&name[]=Zealand', [2, 3]],
    ['name_!%3D=Alpine', [1, 3]],
    ['name_%3E%3D=n', [1, 3]],
    ['name_%3C%3D=n', [2]],
    [`uuid=${uuid.toUpperCase()}`, [1]],
    ['uuid=none', []],
    ['description=x', [1, 2, 3]],
    ['quickFilter=zea', [3]],
    [`quickFilter=${uuid}`, [1]],
    ['quickFilter=mountains', []],
    ['sort=name&direction=desc', [3, 1, 2]],
    ['sort=OrgGroups.description', [3, 2, 1]],
    ['sort=nothing', [1, 2, 3]],
    ['limit=2', [1, 2]],
    ['limit=2&page=2', [3]],
    ['limit=0', [1]],
  ])('are found by %s', async (search, ids) => {
    expect(await idsOf(`/orgGroups/index.json?${search}`)).toEqual(ids);
  });

  it('have no page after the last, count before paging, and are CSV and tagged', async () => {
    expect((await ask('/orgGroups/index.json?limit=2&page=3')).status).toBe(404);
    expect((await ask('/orgGroups/index.json?limit=1')).headers.get('x-total-count')).toBe('3');
    const csv = await ask('/orgGroups/index.csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=UTF-8');
    expect(csv.text.split('\n').filter((line) => /^"\d+",/.test(line))).toHaveLength(3);
    expect((await send('/orgGroups/tag/2.json', { tag_list: '["a:b"]' })).body).toMatchObject({
      tags: [{ name: 'a:b' }],
    });
    expect(await idsOf('/orgGroups/index.json?filteringTags[]=a:b')).toEqual([2]);
    expect(await idsOf('/orgGroups/index.json?filteringTags[]=!a:b')).toEqual([1, 3]);
    expect(await idsOf('/orgGroups/index.json?filteringTags[]=a%25')).toEqual([2]);
  });

  it('are opened, changed, filled and deleted by uuid as by id', async () => {
    expect((await ask(`/orgGroups/view/${uuid}.json`)).body).toEqual((await ask('/orgGroups/view/1.json')).body);
    expect((await send(`/org-groups/edit/${uuid}.json`, { description: 'x' })).body).toMatchObject({ id: 1 });
    expect((await send(`/orgGroups/attachOrg/${uuid}.json`, { id: 20 })).status).toBe(200);
    expect((await rowsAt(`/orgGroups/listOrgs/${uuid}.json`)).map(({ id }) => id)).toEqual([11, 12, 13, 20]);
    expect((await send(`/orgGroups/detachOrg/${uuid}/20.json`, {})).status).toBe(200);
    expect((await rowsAt(`/orgGroups/listAdmins/${uuid}.json`)).map(({ id }) => id)).toEqual([6]);
    expect((await send(`/orgGroups/removeAdmin/${uuid}/6.json`, {})).status).toBe(200);
    expect((await send(`/orgGroups/delete/${uuid}.json`, {})).text).toBe('[]');
    expect((await ask(`/orgGroups/view/${uuid}.json`)).status).toBe(404);
  });

  it('are seen by everybody, kept by their administrators and written by community administrators', async () => {
    for (const who of ['orgadmin', 'plainuser', 'sync_only', 'groupadmin']) {
      expect([who, await idsOf('/orgGroups/index.json', who)]).toEqual([who, [1, 2, 3]]);
      for (const path of ['add', 'edit/1', 'delete/1', 'tag/1', 'assignAdmin/1', 'removeAdmin/1/6'])
        expect([who, path, (await send(`/orgGroups/${path}.json`, { name: 'x', id: 4 }, who)).status]).toEqual([
          who,
          path,
          405,
        ]);
    }
    expect((await send('/orgGroups/attachOrg/1.json', { id: 12 }, 'orgadmin')).status).toBe(405);
    expect((await send('/orgGroups/attachOrg/2.json', { id: 12 }, 'groupadmin')).status).toBeGreaterThanOrEqual(400);
    expect((await rowsAt('/orgGroups/listOrgs/2.json')).map(({ id }) => id)).toEqual([]);
    expect((await send('/orgGroups/detachOrg/1/12.json', {}, 'groupadmin')).status).toBe(200);
  });

  it('are refused with the field that is wrong', async () => {
    for (const [body, field] of [
      [{ name: '', uuid: crypto.randomUUID() }, 'name'],
      [{ name: 'x'.repeat(192), uuid: crypto.randomUUID() }, 'name'],
      [{ name: ['x'], uuid: crypto.randomUUID() }, 'name'],
      [{ name: 'x' }, 'uuid'],
      [{ name: 'x', uuid: 'no-uuid' }, 'uuid'],
      [{ name: 'x', uuid }, 'uuid'],
    ] as const) {
      const said = await send('/orgGroups/add.json', body);
      expect([body, said.status, Object.keys(said.body as object)]).toEqual([body, 200, ['message']]);
      expect(said.text).toContain(field);
    }
    expect((await send('/orgGroups/attachOrg/1.json', { id: 9_999 })).status).toBe(400);
    expect((await send('/orgGroups/attachOrg/9999.json', { id: 2 })).status).toBe(404);
    expect((await send('/orgGroups/assignAdmin/1.json', { id: 5 })).status).toBe(400);
    expect(await idsOf('/orgGroups/index.json')).toEqual([1, 2, 3]);
    expect((await send('/orgGroups/delete/2.json', { ids: '["2","3","99"]' })).text).toBe('[]');
    expect(await idsOf('/orgGroups/index.json')).toEqual([1]);
  });
});
