import { metaTemplates, type TemplateMigration, templateLife, type UpdateStrategy } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { House } from '../../../test/house.js';
import { keyOf, type UserName, type World } from '../../../test/world.js';
import { TemplateHouse, two, uuid } from './template-house.fixture.js';

describe('the life of a meta-template', () => {
  let at: TemplateHouse;
  let house: House;
  let world: World;
  let id: number;
  beforeAll(async () => {
    at = await TemplateHouse.start();
    ({ house, world } = at);
  });
  afterAll(() => house.stop());
  beforeEach(async () => {
    await at.renew();
    ({ id } = at);
  });
  const params = () => at.params();
  const put = (...args: Parameters<TemplateHouse['put']>) => at.put(...args);
  const fill = () => at.fill();
  const stored = () => at.stored();
  const update = (strategy: UpdateStrategy, rehearse = false, definition = two) =>
    house.call(templateLife.update, { params: params(), body: { strategy, rehearse, definition } });

  describe('asked what a newer version means', () => {
    it('tells the fields that differ, the conflicts with their records, and which strategies are safe', async () => {
      await fill();
      const { body, status, text } = await house.call(templateLife.plan, {
        params: params(),
        body: { definition: two },
      });
      expect(status, text).toBe(200);
      expect(body).toMatchObject({ fromVersion: 1, toVersion: 2, isShipped: false, records: 2, values: 9 });
      expect(body.fields).toEqual([
        { field: 'code', change: 'changed', what: ['regex'] },
        { field: 'plain', change: 'moved', what: [] },
        { field: 'several', change: 'changed', what: ['multiple'] },
        { field: 'flag', change: 'changed', what: ['type'] },
        { field: 'fresh', change: 'added', what: [] },
        { field: 'going', change: 'removed', what: [] },
      ]);
      const circl = { id: world.organisations.circl.id, name: 'CIRCL' };
      expect(
        body.conflicts.map(({ field, kind, records, values, affected }) => [field, kind, records, values, affected]),
      ).toEqual([
        ['several', 'single', 1, 2, [circl]],
        ['code', 'rule', 1, 1, [circl]],
        ['going', 'removed', 1, 1, [circl]],
        ['flag', 'type', 1, 1, [circl]],
      ]);
      expect(body.strategies.map(({ strategy, offered }) => [strategy, offered])).toEqual([
        ['update_existing', false],
        ['create_new', true],
        ['keep_both', true],
        ['delete_all', true],
      ]);
    });

    it('offers the update in place, and no deletion, when nothing conflicts', async () => {
      await put('acme', { plain: ['b'], code: ['US'] });
      const { body } = await house.call(templateLife.plan, { params: params(), body: { definition: two } });
      expect(body.conflicts).toEqual([]);
      expect(body.strategies.map(({ offered }) => offered)).toEqual([true, true, true, false]);
    });

    it('refuses what is no newer version of it, naming the field', async () => {
      await put('acme', { plain: ['b'] });
      const asked = async (definition: object) => {
        const { status, body } = await house.call(templateLife.plan, {
          params: params(),
          body: { definition: definition as never },
        });
        return [status, body.issues?.[0]?.path];
      };
      expect(await asked({ ...two, version: 1 })).toEqual([400, ['definition', 'version']]);
      expect(await asked({ ...two, scope: 'user' })).toEqual([400, ['definition', 'scope']]);
      expect(await asked({ ...two, uuid: '7d4ad6b2-5c55-43a5-9b8e-2a8f5d7c1e02' })).toEqual([
        400,
        ['definition', 'uuid'],
      ]);
      const shipped = await house.call(templateLife.plan, {
        params: { ref: '089c68c7-d97e-4f21-a798-159cd10f7864' },
        body: { definition: { ...two, uuid: '089c68c7-d97e-4f21-a798-159cd10f7864', version: 9 } },
      });
      expect(shipped.status).toBe(409);
      expect(shipped.body.detail).toContain('copy it');
    });

    it('lets an unused template change under the same version', async () => {
      const said = await update('update_existing', false, { ...two, version: 1 });
      expect(said.status, said.text).toBe(200);
      const { body } = await house.call(metaTemplates.definition, { params: params() });
      expect(body).toEqual({ ...two, version: 1 });
    });
  });

  describe('updated', () => {
    it('in place keeps every value with its id, and its name entry becomes the newer version', async () => {
      await put('acme', { plain: ['b'], code: ['US'], flag: ['1'] });
      const before = await house.rows('select id, uuid, directory_id from meta_fields order by id');
      const said = await update('update_existing');
      expect(said.status, said.text).toBe(200);
      expect(await stored()).toEqual(['Acme v2 code=US', 'Acme v2 flag=1', 'Acme v2 plain=b']);
      expect(await house.rows('select id, uuid, directory_id from meta_fields order by id')).toEqual(before);
      expect(await house.rows(`select v_bool from meta_fields where field = 'flag'`)).toEqual([{ v_bool: true }]);
      const names = await house.rows(
        'select template_version from meta_template_directory where uuid = $1 order by 1',
        [uuid],
      );
      expect(names).toEqual([{ template_version: '1' }, { template_version: '2' }]);
    });

    it('in place takes in what peers sent under the newer version before, and leaves what they sent under the older', async () => {
      await put('acme', { plain: ['b'] });
      await house.rows(
        `with d as (insert into meta_template_directory (uuid, template_version, name, namespace) values ($1, '2', 'Theirs', 'x') returning id),
           o as (select id from meta_template_directory where uuid = $1 and template_version = '1')
         insert into meta_fields (uuid, organisation_id, directory_id, field, value, created, modified)
         select gen_random_uuid(), $2::int, d.id, 'plain', 'b', now(), now() from d union all
         select gen_random_uuid(), $3::int, d.id, 'fresh', 'new', now(), now() from d union all
         select gen_random_uuid(), $3::int, o.id, 'unknown', 'kept', now(), now() from o`,
        [uuid, world.organisations.acme.id, world.organisations.circl.id],
      );
      expect((await update('update_existing')).status).toBe(200);
      expect(await stored()).toEqual(['Acme v2 plain=b', 'CIRCL v1 unknown=kept', 'CIRCL v2 fresh=new']);
      const [fresh] = await house.rows(`select template_id from meta_fields where field = 'fresh'`);
      expect(fresh).toEqual({ template_id: id });
    });

    it('in place is refused while values conflict, naming each field, and changes nothing', async () => {
      await fill();
      const before = await stored();
      const said = await update('update_existing');
      expect(said.status).toBe(409);
      expect(said.body.issues?.map(({ path }) => path[1])).toEqual(['several', 'code', 'going', 'flag']);
      expect(await stored()).toEqual(before);
    });

    it('beside the old one inherits its switches and leaves every value where it is', async () => {
      await fill();
      const before = await stored();
      const { body } = await update('create_new');
      expect(body.id).not.toBe(id);
      expect(await stored()).toEqual(before);
      const rows = await house.rows(
        'select template_version, enabled, is_default from meta_templates where uuid = $1 order by 1',
        [uuid],
      );
      expect(rows).toEqual([
        { template_version: 1, enabled: true, is_default: false },
        { template_version: 2, enabled: true, is_default: true },
      ]);
    });

    it('keeping both moves the records without conflicts and retires the old version', async () => {
      await fill();
      const uuids = await house.rows(`select uuid from meta_fields where organisation_id = $1 order by id`, [
        world.organisations.acme.id,
      ]);
      const { body, text } = await update('keep_both');
      expect(body.migration, text).toMatchObject({
        state: 'done',
        records: 2,
        movedRecords: 1,
        movedValues: 2,
        keptRecords: 1,
        keptValues: 7,
        droppedValues: 0,
      });
      expect((await stored()).filter((line) => line.startsWith('Acme'))).toEqual([
        'Acme v2 code=US',
        'Acme v2 plain=b',
      ]);
      expect((await stored()).filter((line) => line.includes('v1'))).toHaveLength(7);
      expect(
        await house.rows(`select uuid from meta_fields where organisation_id = $1 order by id`, [
          world.organisations.acme.id,
        ]),
      ).toEqual(uuids);
      const rows = await house.rows(
        'select enabled, is_default from meta_templates where uuid = $1 order by template_version',
        [uuid],
      );
      expect(rows).toEqual([
        { enabled: false, is_default: false },
        { enabled: true, is_default: true },
      ]);
    });

    it('deleting what conflicts lists every loss, notes it with the record, and rewrites what can be rewritten', async () => {
      await fill();
      const { body } = await update('delete_all');
      expect(body).toMatchObject({ toVersion: 2, id, deletedValues: 3 });
      expect(body.losses.map(({ field, value, becomes }) => [field, value, becomes])).toEqual([
        ['several', 'y', null],
        ['code', 'low', null],
        ['going', 'gone', null],
        ['flag', 'yes', '1'],
      ]);
      expect((await stored()).filter((line) => line.startsWith('CIRCL'))).toEqual([
        'CIRCL v2 code=LU',
        'CIRCL v2 flag=1',
        'CIRCL v2 plain=a',
        'CIRCL v2 several=x',
      ]);
      const [log] = await house.rows(
        `select before, after from audit_log where kind = 'organisation' order by seq desc limit 1`,
      );
      expect(log).toEqual({
        before: {
          [`metaFields.${uuid}/several`]: ['x', 'y'],
          [`metaFields.${uuid}/code`]: ['LU', 'low'],
          [`metaFields.${uuid}/going`]: ['gone'],
          [`metaFields.${uuid}/flag`]: ['yes'],
        },
        after: {
          [`metaFields.${uuid}/several`]: ['x'],
          [`metaFields.${uuid}/code`]: ['LU'],
          [`metaFields.${uuid}/going`]: [],
          [`metaFields.${uuid}/flag`]: ['1'],
        },
      });
    });

    it.each(['update_existing', 'create_new', 'keep_both', 'delete_all'] as const)(
      'is rehearsed by %s: it tells what then happens and changes nothing',
      async (strategy) => {
        await fill();
        if (strategy === 'update_existing')
          await put('circl', { several: ['x'], code: ['LU'], going: [], flag: ['1'] });
        const before = await stored();
        const names = await house.rows('select * from meta_template_directory order by id');
        const rehearsed = (await update(strategy, true)).body;
        expect(await stored()).toEqual(before);
        expect(await house.rows('select * from meta_template_directory order by id')).toEqual(names);
        const { migration: planned, ...told } = rehearsed;
        const { migration: done, ...happened } = (await update(strategy)).body;
        expect({ ...happened, rehearsed: true, id: null }).toEqual({ ...told, id: null });
        const counts = (migration: TemplateMigration | null) =>
          migration && [
            migration.movedRecords,
            migration.movedValues,
            migration.keptRecords,
            migration.keptValues,
            migration.total,
          ];
        expect(counts(done)).toEqual(counts(planned));
      },
    );

    it('answers only to who manages templates', async () => {
      for (const key of ['community', 'plain'] satisfies UserName[]) {
        const calls = [
          house.call(templateLife.plan, { params: params(), body: {}, key: keyOf(key) }),
          house.call(templateLife.update, { params: params(), body: { definition: two }, key: keyOf(key) }),
          house.call(templateLife.migrate, { params: params(), body: {}, key: keyOf(key) }),
          house.call(templateLife.records, { params: params(), key: keyOf(key) }),
        ];
        expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
      }
    });

    it('by two at once happens once', async () => {
      await put('acme', { plain: ['b'] });
      const both = await Promise.all([update('update_existing'), update('update_existing')]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(await stored()).toEqual(['Acme v2 plain=b']);
    });
  });
});
