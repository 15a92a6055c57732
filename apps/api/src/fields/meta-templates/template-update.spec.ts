import { metaTemplates, templateLife } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, principals, type World } from '../../../test/world.js';
import { MetaFields } from '../meta-fields/meta-fields.service.js';

const enisa = '089c68c7-d97e-4f21-a798-159cd10f7864';

/** The shipped version is 2. Each test begins with a version 1 of the ENISA template that an older program loaded. */
describe('a newer shipped version of a meta-template', () => {
  let house: House;
  let world: World;
  let id: number;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  beforeEach(async () => {
    await house.rows('delete from meta_fields');
    await house.call(metaTemplates.remove, { params: { ref: enisa } });
    const { body: definition } = await house.call(metaTemplates.load, { body: { uuid: enisa } });
    id = definition[0]?.id ?? 0;
    await house.rows(`update meta_templates set template_version = 1, name = 'ENISA, older' where id = $1`, [id]);
    await house.rows(
      `with d as (insert into meta_template_directory (uuid, template_version, name, namespace) values ($1, '1', 'ENISA, older', 'cnw')
         on conflict (uuid, template_version) do update set name = excluded.name returning id)
       update meta_templates set directory_id = d.id from d where meta_templates.id = $2`,
      [enisa, id],
    );
    await house.rows(
      `update meta_template_fields set regex = null where template_id = $1 and field = 'ISO 3166-1 Code'`,
      [id],
    );
    await house.rows(`update meta_template_fields set multiple = true where template_id = $1 and field = 'email'`, [
      id,
    ]);
    await house.rows(`update meta_template_fields set type = 'text' where template_id = $1 and field = 'is-approved'`, [
      id,
    ]);
    await house.rows(`update meta_template_fields set field = 'old-key' where template_id = $1 and field = 'key'`, [
      id,
    ]);
    await house.call(metaTemplates.change, { params: { ref: String(id) }, body: { enabled: true } });
  });

  const put = async (field: string, ...values: string[]) => {
    const { system } = await principals(house);
    await house.store.work(system, (work) =>
      house.app
        .get(MetaFields)
        .apply(work, 'organisation', world.organisations.circl.id, [{ templateUuid: enisa, field, values }]),
    );
  };
  const shown = async () => (await house.call(metaTemplates.get, { params: { ref: String(id) } })).body;

  it('is taken in place when nothing stored conflicts: values, id and switches stay, names and typed columns follow', async () => {
    await put('ISO 3166-1 Code', 'lux');
    await put('email', 'info@circl.lu');
    await put('is-approved', '1');
    expect((await shown()).update).toEqual({ toVersion: 2, conflicts: [] });
    const { version } = await shown();
    const stale = await house.call(templateLife.update, {
      params: { ref: String(id) },
      body: {},
      ifMatch: version - 1,
    });
    expect(stale.status).toBe(412);
    const said = await house.call(templateLife.update, { params: { ref: String(id) }, body: {}, ifMatch: version });
    expect(said.status, said.text).toBe(200);
    expect(said.body).toMatchObject({ id, fromVersion: 1, toVersion: 2, strategy: 'update_existing', losses: [] });
    const taken = await shown();
    expect(taken).toMatchObject({
      id,
      templateVersion: 2,
      name: 'ENISA CSIRT Network',
      enabled: true,
      update: null,
      fieldCount: 15,
      valueCount: 3,
    });
    expect(taken.fields.map(({ field }) => field)).toContain('key');
    expect(taken.fields.map(({ field }) => field)).not.toContain('old-key');
    const rows = await house.rows(
      `select m.field, d.template_version, m.v_bool from meta_fields m join meta_template_directory d on d.id = m.directory_id order by m.id`,
    );
    expect(rows).toEqual([
      { field: 'ISO 3166-1 Code', template_version: '2', v_bool: null },
      { field: 'email', template_version: '2', v_bool: null },
      { field: 'is-approved', template_version: '2', v_bool: true },
    ]);
    const [log] = await house.rows(
      `select action, before, after from audit_log where kind = 'metaTemplate' order by seq desc limit 1`,
    );
    expect(log).toMatchObject({ action: 'edit', before: { templateVersion: 1 }, after: { templateVersion: 2 } });
  });

  it.each([
    ['old-key', ['x'], 'removed'],
    ['email', ['a@example.org', 'b@example.org'], 'single'],
    ['is-approved', ['perhaps'], 'type'],
    ['is-approved', ['yes'], 'type'],
    ['ISO 3166-1 Code', ['Luxembourg'], 'rule'],
  ])('is refused when %s holds %j (%s), naming the field, and changes nothing', async (field, values, kind) => {
    await put(field, ...values);
    expect((await shown()).update).toMatchObject({ toVersion: 2, conflicts: [{ field, kind, records: 1 }] });
    const said = await house.call(templateLife.update, { params: { ref: String(id) }, body: {} });
    expect(said.status).toBe(409);
    expect(said.body.issues?.[0]?.path).toEqual(['metaFields', field]);
    expect(await shown()).toMatchObject({ templateVersion: 1, valueCount: values.length });
  });

  it('is taken for all templates at once, each reported for itself', async () => {
    await house.call(metaTemplates.remove, { params: { ref: '447ded8b-314b-41c7-a913-4ce32535b28d' } });
    await put('old-key', 'x');
    const first = await house.call(metaTemplates.updateAll);
    const outcomes = (said: typeof first) => Object.fromEntries(said.body.map(({ name, outcome }) => [name, outcome]));
    expect(outcomes(first)).toMatchObject({
      'ENISA CSIRT Network': 'refused',
      'CSIRT network permissions': 'loaded',
      'FIRST Directory': 'unchanged',
    });
    expect(first.body.find(({ uuid }) => uuid === enisa)?.reason).toContain("'old-key' (1 records)");
    await put('old-key');
    expect(outcomes(await house.call(metaTemplates.updateAll))).toMatchObject({ 'ENISA CSIRT Network': 'updated' });
    expect((await shown()).templateVersion).toBe(2);
  });

  it('is not looked for where there is none', async () => {
    await house.call(templateLife.update, { params: { ref: String(id) }, body: {} });
    const again = await house.call(templateLife.update, { params: { ref: String(id) }, body: {} });
    expect(again.status).toBe(409);
    expect(again.body.detail).toContain('ships no newer version');
  });
});
