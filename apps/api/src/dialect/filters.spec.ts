import { listRules, type Organisation, parseIndexQuery, selectRows } from '@cerebrate/cerebrate-wire';
import { world } from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildRecordedWorld } from '../../test/recorded-world.js';

const key = world().auth_keys.find((one) => one.as === 'admin')?.raw ?? '';

/**
 * The list of organisations is filtered by the database, every other list in memory by the wire library. Both must
 * understand a request alike.
 */
describe('the list of organisations', () => {
  let house: House;
  let all: Organisation[];
  beforeAll(async () => {
    house = await startHouse();
    await buildRecordedWorld(house, ['form-org', 'red-tag']);
    all = await listed('');
  });
  afterAll(() => house.stop());

  async function listed(search: string): Promise<Organisation[]> {
    const said = await house.ask(`/organisations/index.json?${search}`, { key });
    expect([search, said.status, said.text.slice(0, 200)]).toEqual([search, 200, expect.any(String)]);
    return said.body as Organisation[];
  }

  const rules = listRules.organisations;
  if (!rules) throw new Error('organisations have no rules');

  const further = (row: Organisation) => {
    const values = row.meta_fields as readonly { field: string; value: string; template_name: string }[];
    return {
      'MetaFields.field': values.map(({ field }) => field),
      'MetaFields.value': values.map(({ value }) => value),
      'MetaFields.MetaTemplates.name': values.map(({ template_name: name }) => name),
    };
  };
  const expected = (search: string) =>
    selectRows(parseIndexQuery(rules, { search }), all, further).rows.map(({ id }) => id);

  it.each([
    'name=csirt%20FRANCE%2001',
    'name=CSIRT%25',
    'name=%2501',
    'name=%25r_nce%25',
    'name=%25%5C',
    'name_!%3D=CSIRT%20France%2001',
    'name_%3E%3D=csirt%20m',
    'name_%3C%3D=csirt%20g',
    'nationality=France',
    'nationality=%25land',
    'nationality[]=France&nationality[]=Germany',
    'nationality_!%3D[]=France&nationality_!%3D[]=Germany',
    'nationality_%3E%3D=L',
    'nationality_%3C%3D=g',
    'sector=finance',
    'sector_!%3D=Finance',
    'type[]=ISAC&type[]=CERT',
    'url=%25csirt02%25',
    'uuid=%25e620f',
    'uuid[]=d2cb488a-9a32-40a9-ad3a-6193885e620f&uuid[]=nonsense',
    'uuid_!%3D=d2cb488a-9a32-40a9-ad3a-6193885e620f',
    'nationality=France&type=ISAC',
    'MetaFields_field=AS%20Number',
    'MetaFields_MetaTemplates_name=FIRST%20Directory',
    'MetaFields_value=64505',
    '_metafield_1_3=64505',
    '_metafield_1_3=!64505',
    '_metafield_1_3=645%25',
    '_metafield_1_3_!%3D=64505',
    '_metafield_1_3=64505&_metafield_1_6=AT',
  ])('answers %s as rows in hand would', async (search) => {
    expect(new Set((await listed(search)).map(({ id }) => id))).toEqual(new Set(expected(search)));
  });

  it.each(rules.sortable.filter((column) => column !== 'name'))('is sorted by %s both ways', async (column) => {
    for (const direction of ['asc', 'desc']) {
      const values = (await listed(`sort=${column}&direction=${direction}`)).map((row) => row[column as 'url']);
      const wanted = selectRows(parseIndexQuery(rules, { search: `sort=${column}&direction=${direction}` }), all);
      expect(values.map(plain)).toEqual(wanted.rows.map((row) => plain(row[column as 'url'])));
    }
  });

  it('is paged without a gap or a row twice, deep or not', async () => {
    const ids: number[] = [];
    for (let page = 1; page <= Math.ceil(all.length / 7); page++)
      ids.push(...(await listed(`limit=7&page=${page}`)).map(({ id }) => id));
    expect(ids).toEqual(all.map(({ id }) => id));
    const beyond = await house.ask('/organisations/index.json?limit=7&page=99999999999999999999', { key });
    expect(beyond.status).toBe(404);
  });

  it('takes what no row can hold for a condition that no row fulfils', async () => {
    expect(await listed('_metafield_1_1=999.1.1.1')).toEqual([]);
    expect(await listed('Alignments_id=abc')).toEqual([]);
    const posted = await house.ask('/organisations/index.json', {
      method: 'POST',
      key,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'a\u0000b', quickFilter: '\ud800' }),
    });
    expect([posted.status, posted.body]).toEqual([200, []]);
  });
});

const plain = (value: string | null): string | null => (typeof value === 'string' ? value.toLowerCase() : value);
