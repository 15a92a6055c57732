import {
  alignments,
  broods,
  individuals,
  type NewOrganisation,
  organisations,
  sharingGroups,
  tags,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';

/** What a node of 1.35 sends to its peers, to the letter (WIRE-CONTRACT §4.1). */
const headers = {
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'CakePHP',
  connection: 'close',
};
type Row = Record<string, unknown>;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

/** What a node of 1.35 can take into its tables; it answers 500 to its administrator for everything else (§4.5). */
function digest(kind: 'organisation' | 'individual' | 'sharingGroup', row: Row): void {
  expect(row['metaFields'], 'a key metaFields breaks it').toBeUndefined();
  expect(typeof row['id']).toBe('number');
  expect(row['uuid']).toMatch(uuidPattern);
  expect(row['modified']).toMatch(timePattern);
  for (const field of (row['meta_fields'] ?? []) as Row[]) {
    expect(field['uuid']).toMatch(uuidPattern);
    expect(field['template_uuid']).toMatch(uuidPattern);
    for (const name of ['template_name', 'template_version', 'field', 'value', 'modified'])
      expect(typeof field[name], name).toBe('string');
  }
  if (kind === 'organisation') expect(row['name']).toBeTruthy();
  if (kind === 'individual') expect(row['email']).toMatch(/@/);
  if (kind !== 'sharingGroup') return;
  for (const flag of ['active', 'local']) expect(typeof row[flag], flag).toBe('boolean');
  digest('organisation', { modified: row['modified'], ...(row['organisation'] as Row) });
  for (const member of row['sharing_group_orgs'] as Row[]) {
    digest('organisation', member);
    expect(typeof member['extend'], 'it writes the extend beside the columns into a column that may not be null').toBe(
      'boolean',
    );
    expect((member['_joinData'] as Row)['extend']).toBe(member['extend']);
  }
}

describe('an unmodified node of 1.35 that has this one as its brood', () => {
  let house: House;
  const ids = { organisations: 0, individuals: 0, sharingGroups: 0 };

  beforeAll(async () => {
    house = await startHouse({}, false);
    const [field] = await house.rows<{ uuid: string; field: string }>(`
      select d.uuid, f.field from meta_template_fields f join meta_templates t on t.id = f.template_id
      join meta_template_directory d on d.id = t.directory_id where t.scope = 'organisation' and f.type = 'ipv4' limit 1`);
    const metaFields = [{ templateUuid: field?.uuid ?? '', field: field?.field ?? '', values: ['10.3.0.0/16'] }];
    const make = async (body: NewOrganisation) => {
      const said = await house.call(organisations.create, { body });
      expect(said.status, said.text).toBe(201);
      return said.body;
    };
    await house.call(tags.create, { body: { name: 'a:b', colour: '#112233' } });
    const one = await make({ name: 'Grand-Duché 03', country: 'LU', tags: ['a:b'], metaFields });
    const two = await make({ name: 'Member without a word' });
    const person = await house.call(individuals.create, { body: { email: 'pia@one.example', firstName: 'Pia' } });
    const body = { individualId: person.body.id, organisationId: one.id };
    expect((await house.call(alignments.create, { body: body as never })).status).toBe(201);
    const group = await house.call(sharingGroups.create, {
      body: { name: 'A circle', releasability: 'to all', organisationId: one.id },
    });
    for (const [id, extend] of [
      [one.id, true],
      [two.id, false],
    ] as const)
      await house.call(sharingGroups.enrol, {
        params: { ref: String(group.body.id) },
        body: { organisationIds: [id], extend },
      });
    Object.assign(ids, { organisations: one.id, individuals: person.body.id, sharingGroups: group.body.id });
  }, 120_000);
  afterAll(() => house.stop());

  const get = (path: string, key: string | undefined = adminKey) => house.ask(path, { headers, key: key ?? '' });
  const index = (scope: string, more = '') => get(`/${scope}/index.json?page=1&limit=20${more}&full=1`);

  it('tests the connection, with a slash too many as well', async () => {
    for (const path of ['/instance/status.json', '//instance/status.json']) {
      const said = await get(path);
      expect(said.status).toBe(200);
      const { version, application, user } = said.body as Row & { user: Row };
      expect([typeof version, typeof application, typeof user['username']]).toEqual(['string', 'string', 'string']);
      expect((user['role'] as Row)['perm_sync']).toBe(true);
    }
  });

  it('reads a bad key as insufficient privileges, never as success or a page', async () => {
    for (const path of ['/instance/status.json', '/organisations/index.json?page=1&limit=20&full=1']) {
      const said = await get(path, 'f'.repeat(40));
      expect(said.status).toBe(405);
      expect(said.text).not.toContain('<html');
    }
  });

  it('browses all three kinds, and searches them by the quick filter that fails at its own', async () => {
    for (const [scope, q] of [
      ['organisations', 'grand'],
      ['individuals', 'pia@'],
      ['sharingGroups', 'circle'],
    ] as const) {
      const [all, found, none] = [
        await index(scope),
        await index(scope, `&quickFilter=${q}`),
        await index(scope, '&quickFilter=zzzz'),
      ];
      for (const said of [all, found]) {
        expect(said.status, said.text.slice(0, 200)).toBe(200);
        const rows = said.body as Row[];
        expect(rows.map(({ id }) => id)).toContain(ids[scope]);
        for (const row of rows)
          digest(scope === 'sharingGroups' ? 'sharingGroup' : (scope.slice(0, -1) as 'individual'), row);
      }
      expect([none.status, none.text]).toEqual([200, '[]']);
      expect((await get(`/${scope}/index.json?page=9&limit=20&full=1`)).status).toBe(404);
    }
  });

  it('finds an organisation by the value of a meta-field', async () => {
    const said = await index('organisations', '&quickFilter=10.3.0.0/16');
    expect((said.body as Row[]).map(({ id }) => id)).toEqual([ids.organisations]);
  });

  it('downloads one of each kind by number, groups by their dashed address', async () => {
    for (const [path, kind] of [
      [`/organisations/view/${ids.organisations}.json`, 'organisation'],
      [`/individuals/view/${ids.individuals}.json`, 'individual'],
      [`/sharing-groups/view/${ids.sharingGroups}.json`, 'sharingGroup'],
    ] as const) {
      const said = await get(path);
      expect(said.status).toBe(200);
      digest(kind, said.body as Row);
    }
    const members = ((await get(`/sharing-groups/view/${ids.sharingGroups}.json`)).body as Row)['sharing_group_orgs'];
    expect((members as Row[]).map(({ extend }) => extend)).toEqual([true, false]);
  });

  it('lets an administrator download the map as a flow chart, whatever names broods have', async () => {
    const ownerId = ids.organisations;
    const name = 'Brood "] --> x; <b>';
    await house.call(broods.create, { body: { name, url: 'https://b.example', ownerId, pull: true } });
    const said = await get('/instance/downloadTopology.json');
    expect([said.status, said.headers.get('content-type')]).toEqual([200, 'text/markdown; charset=utf-8']);
    expect(said.text).toMatch(/^flowchart TB\n {4}subgraph this_node/);
    expect(said.text).toMatch(/brood_\d+ --> instance/);
    expect(said.text).toContain('Brood #34;] --#62; x#59; #60;b#62;');
    expect((await get('/instance/topology.json')).body).toMatchObject({ mermaid: said.text, nodes: expect.any(Array) });
    const found = (await get('/instance/searchAll.json?search=b.example')).body as Row;
    expect(found['Broods']).toMatchObject({ amount: 1, entries: [{ name, authkey: null }] });
  });

  it('is told with an error in JSON that there is no such record', async () => {
    for (const path of ['/organisations/view/999999.json', '/individuals/view/999999.json']) {
      const said = await get(path);
      expect(said.status).toBeGreaterThanOrEqual(400);
      expect(said.headers.get('content-type')).toContain('json');
    }
  });
});
