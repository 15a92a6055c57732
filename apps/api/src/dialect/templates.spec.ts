import { metaTemplates } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey } from '../../test/house.js';
import { TemplateHouse, two, uuid } from '../fields/meta-templates/template-house.fixture.js';

/** What no recording shows, since the original fails there or was never asked (WIRE-CONTRACT §8.2). */
describe('meta-templates on the wire', () => {
  let at: TemplateHouse;
  beforeAll(async () => {
    at = await TemplateHouse.start();
    await at.renew();
    await at.fill();
  });
  afterAll(() => at.house.stop());

  const ask = async (path: string, method = 'POST', body: object = {}) => {
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const sent = method === 'GET' ? {} : { body: JSON.stringify(body) };
    const said = await at.house.ask(`/metaTemplates/${path}`, { method, key: adminKey, headers, ...sent });
    return { status: said.status, body: said.body as Record<string, unknown> };
  };

  it('switch on and off, say what a newer loaded version means, and move what is stored', async () => {
    expect((await ask(`disable/${at.id}.json`)).body).toMatchObject({ id: at.id, enabled: false });
    expect((await ask(`enable/${at.id}.json`)).body).toMatchObject({ id: at.id, enabled: true, version: '1' });
    expect((await ask(`getMetaFieldsToUpdate/${at.id}.json`, 'GET')).status).toBe(405);
    expect((await ask(`migrateMetafieldsToNewestTemplate/${at.id}.json`)).body).toMatchObject({ success: false });
    const newer = await at.load(two);
    const list = (await ask('index.json?name=Contacts', 'GET')).body as unknown as Record<string, unknown>[];
    expect(list.find(({ id }) => id === at.id)?.['updateStatus']).toMatchObject({
      'up-to-date': false,
      'to-existing': true,
    });
    const view = await at.house.ask(
      `/organisations/view/${at.world.organisations.circl.id}.json?includeMetatemplate=1`,
      { key: adminKey },
    );
    expect(view.text).toContain('"hasNewerVersion"');
    expect((await ask(`getMetaFieldsToUpdate/${at.id}.json`, 'GET')).body).toHaveLength(2);
    expect((await ask(`delete/${at.id}.json`)).status).toBe(405);
    expect((await ask(`migrateMetafieldsToNewestTemplate/${at.id}.json`)).body).toEqual({
      success: true,
      migrated_count: 1,
      conflicting_entities: 1,
      migration_errors: 0,
    });
    const { body: template } = await at.house.call(metaTemplates.get, { params: { ref: String(newer) } });
    const fresh = template.fields.find(({ field }) => field === 'fresh')?.id ?? 0;
    const form = {
      MetaTemplates: { [newer]: { meta_template_fields: { [fresh]: { metaFields: { new: ['gone'] } } } } },
    };
    const circl = at.world.organisations.circl.id;
    const moved = await ask(`migrateOldMetaTemplateToNewestVersionForEntity/${at.id}/${circl}.json`, 'POST', form);
    expect(moved, JSON.stringify(moved.body)).toMatchObject({
      status: 200,
      body: { id: circl, meta_template_id: newer },
    });
    expect(await at.stored()).toContain('CIRCL v2 fresh=gone');
    expect((await at.stored()).some((line) => line.includes(' v1 '))).toBe(false);
    expect((await ask(`delete/${at.id}.json`)).body).toEqual([]);
    const names = await at.house.rows('select 1 from meta_template_directory where uuid = $1', [uuid]);
    expect(names).toHaveLength(2);
  });

  it('name templates and fields as people do, even with words of the language', async () => {
    const named = '7d4ad6b2-5c55-43a5-9b8e-2a8f5d7c1e02';
    const id = await at.load({
      ...two,
      name: '__proto__',
      uuid: named,
      metaFields: [
        { field: 'polluted', type: 'text' },
        { field: '__proto__', type: 'text' },
      ],
    });
    await at.house.call(metaTemplates.change, { params: { ref: String(id) }, body: { enabled: true } });
    const circl = at.world.organisations.circl.id;
    await at.put('circl', { polluted: ['yes'], ['__proto__']: ['own'] }, 2, named);
    const view = await at.house.ask(`/organisations/view/${circl}.json?includeFullMetaFields=1`, { key: adminKey });
    const fields = (view.body as { meta_fields: object }).meta_fields;
    expect(view.text).toContain('"__proto__":{');
    expect(Object.keys(fields)).toContain('__proto__');
    expect(view.text).toContain('"polluted":"yes"');
    expect(view.text).toContain('"__proto__":"own"');
    expect(Object.prototype).not.toHaveProperty('polluted');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
