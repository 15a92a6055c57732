import { MetaTemplateDefinition, metaTemplates } from '@cerebrate/contract';
import { shippedTemplates } from '@cerebrate/meta-templates';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, principals, type UserName, type World } from '../../../test/world.js';
import type { Principal } from '../../kernel/index.js';
import { MetaFields } from '../meta-fields/meta-fields.service.js';
import { MetaTemplateEntity } from './meta-template.entity.js';
import { metaTemplateScope } from './meta-template.scope.js';

const enisa = '089c68c7-d97e-4f21-a798-159cd10f7864';
const first = 'a89c80d0-7019-422a-b45b-fe59532886c7';
const constituency = 'faca6acc-23e0-4585-8fd8-4379e3a6250d';

const custom = {
  name: 'Custom',
  namespace: 'test',
  description: 'For a spec.',
  version: 3,
  scope: 'organisation' as const,
  uuid: '0c9a7f0e-4b9b-4a29-8f1f-2f7f0b6a9d11',
  source: 'specs',
  metaFields: [
    { field: 'plain', type: 'text' as const },
    {
      field: 'full',
      type: 'text' as const,
      multiple: true,
      regex: '[a-z]+',
      sane_default: ['a', 'b'],
      link: 'https://example.org/{value}',
    },
    { field: 'choice', type: 'select' as const, values_list: ['red', 'green'] },
  ],
};

describe('meta-templates', () => {
  let house: House;
  let world: World;
  let everybody: Readonly<Record<UserName | 'system', Principal>>;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    everybody = await principals(house);
  });
  afterAll(() => house.stop());
  afterEach(async () => {
    await house.rows('delete from meta_fields');
    await house.rows('update meta_templates set enabled = false, is_default = false');
  });

  const byUuid = async (uuid: string) => (await house.call(metaTemplates.get, { params: { ref: uuid } })).body;
  const change = (ref: string, body: object, key?: UserName) =>
    house.call(metaTemplates.change, { params: { ref }, body, ...(key ? { key: keyOf(key) } : {}) });
  const put = (templateUuid: string, field: string, ...values: string[]) =>
    house.store.work(everybody.admin, (work) =>
      house.app
        .get(MetaFields)
        .apply(work, 'organisation', world.organisations.circl.id, [{ templateUuid, field, values }], {
          enforceSingle: false,
        }),
    );

  it('are loaded on the first start: the eight shipped ones, disabled, in the order of the files', async () => {
    const said = await house.call(metaTemplates.list);
    expect(said.body.total).toBe(8);
    expect(said.body.items.every((one) => !one.enabled && !one.isDefault && one.update === null && one.isNewest)).toBe(
      true,
    );
    const byId = [...said.body.items].sort((a, b) => a.id - b.id);
    expect(byId.map(({ uuid, templateVersion, fieldCount }) => [uuid, templateVersion, fieldCount])).toEqual(
      shippedTemplates.map(({ uuid, version, metaFields }) => [uuid, version, metaFields.length]),
    );
    const [log] = await house.rows(
      `select actor_name, action, after from audit_log where kind = 'metaTemplate' and title like 'CSIRT Constituency%'`,
    );
    expect(log).toMatchObject({
      actor_name: 'system',
      action: 'add',
      after: { fields: [{ field: 'IPv4 address', type: 'ipv4', multiple: true }, {}, {}, {}, {}, {}, {}] },
    });
  });

  it('do not come back after a restart when somebody deleted them', async () => {
    await house.call(metaTemplates.remove, { params: { ref: first } });
    const { TemplateLibrary } = await import('./template-library.js');
    await house.app.get(TemplateLibrary).onApplicationBootstrap();
    expect((await house.call(metaTemplates.available)).body.map(({ uuid }) => uuid)).toEqual([first]);
    const said = await house.call(metaTemplates.load, { body: {} });
    expect(said.body).toMatchObject([{ uuid: first, outcome: 'loaded', reason: null }]);
    expect((await house.call(metaTemplates.available)).body).toEqual([]);
    const again = await house.call(metaTemplates.load, { body: { uuid: first } });
    expect(again.body).toMatchObject([{ uuid: first, outcome: 'unchanged', id: said.body[0]?.id }]);
    const unknown = await house.call(metaTemplates.load, { body: { uuid: '00000000-0000-4000-8000-000000000000' } });
    expect(unknown.status).toBe(404);
  });

  it('show their fields in the order of the file, with what the values mean and how much each is used', async () => {
    await put(constituency, 'IPv4 address', '192.0.2.0/24', '198.51.100.0/24');
    const record = await byUuid(constituency);
    expect(record.fields.map(({ field }) => field)).toEqual([
      'IPv4 address',
      'IPv6 address',
      'AS Number',
      'Domain',
      'Country',
      'Country Code',
      'Sector',
    ]);
    expect(record.fields[2]).toMatchObject({
      type: 'text',
      meaning: 'asn',
      multiple: true,
      valueCount: 0,
      recordCount: 0,
    });
    expect(record.fields[0]).toMatchObject({ type: 'ipv4', meaning: 'ipv4', valueCount: 2, recordCount: 1 });
    expect(record.valueCount).toBe(2);
  });

  it('appear to others only while they are enabled, without counts of what others may not see', async () => {
    await put(constituency, 'IPv4 address', '192.0.2.0/24');
    const list = async () => (await house.call(metaTemplates.list, { key: keyOf('plain') })).body;
    expect(await list()).toMatchObject({ items: [], total: 0 });
    expect((await house.call(metaTemplates.get, { params: { ref: constituency }, key: keyOf('plain') })).status).toBe(
      404,
    );
    await change(constituency, { enabled: true });
    expect(await list()).toMatchObject({ items: [{ uuid: constituency, valueCount: null, update: null }], total: 1 });
    const got = await house.call(metaTemplates.get, { params: { ref: constituency }, key: keyOf('plain') });
    expect(got.body.fields[0]).toMatchObject({ valueCount: null, recordCount: null });
  });

  it('agree in both faces of their scope', async () => {
    await change(enisa, { enabled: true });
    const rows = await house.store.work(everybody.system, (work) => work.findAll(MetaTemplateEntity, {}));
    expect(await expectFacesAgree(house, metaTemplateScope, 'meta_templates', rows)).toBeGreaterThan(50);
  });

  it('are offered on forms when enabled, the default one first', async () => {
    for (const uuid of [enisa, first, constituency]) await change(uuid, { enabled: true });
    await change(first, { isDefault: true });
    const forms = async (scope: 'organisation' | 'individual', key: UserName = 'plain') =>
      (await house.call(metaTemplates.forms, { params: { scope }, key: keyOf(key) })).body;
    expect((await forms('organisation')).map(({ name }) => name)).toEqual([
      'FIRST Directory',
      'CSIRT Constituency',
      'ENISA CSIRT Network',
    ]);
    expect((await forms('organisation'))[0]?.fields).toHaveLength(18);
    expect(await forms('individual')).toEqual([]);
    await forms('organisation');
    const before = house.store.statements;
    await forms('organisation');
    expect(house.store.statements - before).toBeLessThanOrEqual(4);
  });

  it('have one default a scope: setting another takes the mark away in the same change', async () => {
    await change(enisa, { isDefault: true });
    await change(first, { isDefault: true });
    await change('447ded8b-314b-41c7-a913-4ce32535b28d', { isDefault: true });
    const rows = await house.rows('select scope, uuid from meta_templates where is_default order by scope');
    expect(rows).toEqual([
      { scope: 'organisation', uuid: first },
      { scope: 'user', uuid: '447ded8b-314b-41c7-a913-4ce32535b28d' },
    ]);
    const both = await Promise.all([change(enisa, { isDefault: true }), change(constituency, { isDefault: true })]);
    expect(both.map(({ status }) => status).every((status) => status === 200 || status === 409)).toBe(true);
    expect(await house.rows(`select 1 from meta_templates where is_default and scope = 'organisation'`)).toHaveLength(
      1,
    );
  });

  it('are changed by nobody but who manages them, and not on an old version', async () => {
    expect((await change(enisa, { enabled: true }, 'community')).status).toBe(403);
    const { id, version } = await byUuid(enisa);
    await change(String(id), { enabled: true });
    const history = await house.call(metaTemplates.history, { params: { ref: String(id) } });
    expect(history.body.entries[0]?.changes).toEqual([{ field: 'enabled', before: false, after: true }]);
    const stale = await house.call(metaTemplates.change, {
      params: { ref: String(id) },
      body: { enabled: false },
      ifMatch: version,
    });
    expect(stale.status).toBe(412);
    expect((await change(enisa, { name: 'x' })).body.issues?.[0]?.path).toEqual(['name']);
    expect((await change('999999', { enabled: true })).status).toBe(404);
  });

  it('answer every declared filter and sort, and refuse others by name', async () => {
    const found = async (query: Record<string, string>) => (await house.call(metaTemplates.list, { query })).body;
    expect((await found({ scope: 'user' })).total).toBe(1);
    expect((await found({ namespace: 'cnw', sort: '-templateVersion,name' })).total).toBe(3);
    expect((await found({ q: 'first' })).total).toBe(1);
    expect((await found({ q: enisa })).total).toBe(1);
    expect((await found({ isNewest: 'true', enabled: 'false', isDefault: 'false', templateVersion: '2' })).total).toBe(
      6,
    );
    expect((await found({ 'modified.gte': '2020-01-01', uuid: enisa, 'name.contains': 'csirt' })).total).toBe(1);
    expect((await found({ fields: 'x' })).issues?.[0]?.path).toEqual(['query', 'fields']);
    for (const sort of ['name', 'namespace', 'scope', 'enabled', 'isDefault', 'modified'])
      expect((await found({ sort })).total).toBe(8);
  });

  it('cost a fixed number of statements in a list', async () => {
    const before = house.store.statements;
    await house.call(metaTemplates.list, { query: { limit: '3' } });
    expect(house.store.statements - before).toBeLessThanOrEqual(5);
  });

  describe('in files', () => {
    it('go out as they came in, key for key', async () => {
      const said = await house.call(metaTemplates.importDefinition, { body: custom });
      expect(said.status, said.text).toBe(201);
      expect(said.body).toMatchObject({ enabled: false, isDefault: false, templateVersion: 3 });
      const out = await house.call(metaTemplates.definition, { params: { ref: String(said.body.id) } });
      expect(JSON.stringify(out.body)).toBe(JSON.stringify(custom));
      for (const shipped of shippedTemplates) {
        const { body } = await house.call(metaTemplates.definition, { params: { ref: shipped.uuid } });
        expect(MetaTemplateDefinition.parse(body)).toEqual(MetaTemplateDefinition.parse(shipped));
      }
      await house.call(metaTemplates.remove, { params: { ref: custom.uuid } });
    });

    it('may stand beside an older version; the same version is a conflict', async () => {
      const older = await house.call(metaTemplates.importDefinition, { body: custom });
      expect((await house.call(metaTemplates.importDefinition, { body: custom })).status).toBe(409);
      const newer = await house.call(metaTemplates.importDefinition, { body: { ...custom, version: 4 } });
      expect((await byUuid(custom.uuid)).id).toBe(newer.body.id);
      const { body } = await house.call(metaTemplates.list, { query: { uuid: custom.uuid, sort: 'templateVersion' } });
      expect(body.items.map(({ isNewest }) => isNewest)).toEqual([false, true]);
      const names = await house.call(metaTemplates.names, { query: { uuid: custom.uuid, sort: 'templateVersion' } });
      expect(names.body.items.map(({ templateVersion }) => templateVersion)).toEqual(['3', '4']);
      for (const { body: made } of [older, newer])
        await house.call(metaTemplates.remove, { params: { ref: String(made.id) } });
      const left = await house.call(metaTemplates.names, { query: { uuid: custom.uuid, loaded: 'false' } });
      expect(left.body.total).toBe(2);
    });

    it.each([
      [{ version: 0 }, 'version'],
      [{ scope: 'sharingGroup' }, 'scope'],
      [{ metaFields: [] }, 'metaFields'],
      [{ metaFields: [{ field: 'x', type: 'colour' }] }, 'metaFields.0.type'],
      [{ metaFields: [{ field: 'x', type: 'text', regex: '(a)\\1' }] }, 'metaFields.0.regex'],
      [
        {
          metaFields: [
            { field: 'x', type: 'text' },
            { field: 'x', type: 'text' },
          ],
        },
        'metaFields.1.field',
      ],
      [{ metaFields: [{ field: 'x', type: 'select' }] }, 'metaFields.0.values_list'],
      [{ metaFields: [{ field: 'x', type: 'text', link: 'javascript:alert(1)' }] }, 'metaFields.0.link'],
      [{ id: 1 }, 'id'],
    ])('are refused with the place named: %j', async (fault, path) => {
      const said = await house.call(metaTemplates.importDefinition, { body: { ...custom, ...fault } as never });
      expect(said.status).toBe(400);
      expect(said.body.issues?.map((issue) => issue.path.join('.'))).toContain(path);
    });
  });

  it('are deleted only while nothing is stored in them', async () => {
    const { body } = await house.call(metaTemplates.importDefinition, { body: custom });
    await put(custom.uuid, 'full', 'a', 'b');
    const refused = await house.call(metaTemplates.remove, { params: { ref: String(body.id) } });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain("'Custom' holds 2 values");
    await put(custom.uuid, 'full');
    expect((await house.call(metaTemplates.remove, { params: { ref: String(body.id) } })).status).toBe(200);
    expect((await house.call(metaTemplates.get, { params: { ref: String(body.id) } })).status).toBe(404);
    const [log] = await house.rows(
      `select action, before, after from audit_log where kind = 'metaTemplate' order by seq desc limit 1`,
    );
    expect(log).toMatchObject({ action: 'delete', before: { name: 'Custom', fields: custom.metaFields }, after: null });
  });

  it('take in the values that came from peers before they did', async () => {
    await house.rows('delete from meta_template_directory where uuid = $1', [custom.uuid]);
    const [directory] = await house.rows<{ id: number }>(
      `insert into meta_template_directory (uuid, template_version, name, namespace) values ($1, '3', 'As a peer called it', 'x') returning id`,
      [custom.uuid],
    );
    await house.rows(
      `insert into meta_fields (uuid, organisation_id, directory_id, field, value, created, modified)
       values (gen_random_uuid(), $1, $2, 'full', 'abc', now(), now()), (gen_random_uuid(), $1, $2, 'gone', 'x', now(), now())`,
      [world.organisations.acme.id, directory?.id],
    );
    const { body } = await house.call(metaTemplates.importDefinition, { body: custom });
    const rows = await house.rows(
      'select field, template_id, field_id is null as foreign_field from meta_fields order by field',
    );
    expect(rows).toEqual([
      { field: 'full', template_id: body.id, foreign_field: false },
      { field: 'gone', template_id: null, foreign_field: true },
    ]);
    const [name] = await house.rows('select name from meta_template_directory where uuid = $1', [custom.uuid]);
    expect(name).toEqual({ name: 'Custom' });
    await house.rows('delete from meta_fields');
    await house.call(metaTemplates.remove, { params: { ref: custom.uuid } });
  });
});
