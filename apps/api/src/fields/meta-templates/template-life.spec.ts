import {
  type MetaTemplateDefinition,
  metaTemplates,
  type TemplateMigration,
  templateLife,
  type UpdateStrategy,
} from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, principals, type UserName, type World } from '../../../test/world.js';
import type { Principal } from '../../kernel/index.js';
import { MetaFields } from '../meta-fields/meta-fields.service.js';
import { MigrationJobs } from './migration-jobs.js';

const uuid = '7d4ad6b2-5c55-43a5-9b8e-2a8f5d7c1e01';

const one: MetaTemplateDefinition = {
  name: 'Contacts',
  namespace: 'own',
  description: 'Ours.',
  version: 1,
  scope: 'organisation',
  uuid,
  source: 'specs',
  metaFields: [
    { field: 'plain', type: 'text' },
    { field: 'several', type: 'text', multiple: true },
    { field: 'code', type: 'text', multiple: true },
    { field: 'going', type: 'text', multiple: true },
    { field: 'flag', type: 'text' },
  ],
};
const two: MetaTemplateDefinition = {
  ...one,
  version: 2,
  metaFields: [
    { field: 'code', type: 'text', multiple: true, regex: '[A-Z]+' },
    { field: 'plain', type: 'text' },
    { field: 'several', type: 'text' },
    { field: 'flag', type: 'boolean' },
    { field: 'fresh', type: 'text' },
  ],
};

describe('the life of a meta-template', () => {
  let house: House;
  let world: World;
  let system: Principal;
  let id: number;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    ({ system } = await principals(house));
  });
  afterAll(() => house.stop());
  beforeEach(async () => {
    await house.rows('delete from meta_fields');
    await house.rows('delete from meta_template_migrations');
    await house.rows('delete from meta_templates where uuid = $1', [uuid]);
    await house.rows('delete from meta_template_directory where uuid = $1', [uuid]);
    id = (await house.call(metaTemplates.importDefinition, { body: one })).body.id;
    await house.call(metaTemplates.change, { params: { ref: String(id) }, body: { enabled: true, isDefault: true } });
  });

  const params = () => ({ ref: String(id) });
  const put = (organisation: 'circl' | 'acme' | 'cert-ee', values: Record<string, string[]>, templateVersion = 1) =>
    house.store.work(system, (work) =>
      house.app.get(MetaFields).apply(
        work,
        'organisation',
        world.organisations[organisation].id,
        Object.entries(values).map(([field, list]) => ({ templateUuid: uuid, templateVersion, field, values: list })),
      ),
    );
  const stored = async () =>
    (
      await house.rows<{ line: string }>(
        `select concat(o.name, ' v', d.template_version, ' ', m.field, '=', m.value) as line from meta_fields m
         join organisations o on o.id = m.organisation_id join meta_template_directory d on d.id = m.directory_id
         order by o.name, d.template_version, m.field, m.id`,
      )
    ).map(({ line }) => line);
  const fill = async () => {
    await put('circl', { plain: ['a'], several: ['x', 'y'], code: ['LU', 'low'], going: ['gone'], flag: ['yes'] });
    await put('acme', { plain: ['b'], code: ['US'] });
  };
  const load = async (definition: MetaTemplateDefinition) =>
    (await house.call(metaTemplates.importDefinition, { body: definition })).body.id;
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

  describe('moving all records to the newest version', () => {
    const migrate = (body: { force?: boolean; rehearse?: boolean }) =>
      house.call(templateLife.migrate, { params: params(), body });

    it('keeps records with conflicts on the old version, and moves the others', async () => {
      await fill();
      await load(two);
      const planned = await migrate({ rehearse: true });
      expect(planned.body, planned.text).toMatchObject({
        id: null,
        state: 'planned',
        total: 2,
        movedRecords: 1,
        keptRecords: 1,
        keptValues: 7,
      });
      const done = await migrate({});
      expect(done.body).toMatchObject({
        state: 'done',
        total: 2,
        movedRecords: 1,
        movedValues: 2,
        keptRecords: 1,
        keptValues: 7,
      });
      const records = await house.call(templateLife.records, { params: params() });
      expect(records.body).toMatchObject({ total: 1, items: [{ name: 'CIRCL', values: 7, conflicts: 5 }] });
      expect((await house.call(templateLife.migrations, { params: params() })).body).toHaveLength(1);
    });

    it('drops with force what conflicts: the losses are the ones told before, listed for good', async () => {
      await fill();
      await load(two);
      const planned = (await migrate({ force: true, rehearse: true })).body;
      const done = (await migrate({ force: true })).body;
      expect(done).toMatchObject({
        state: 'done',
        movedRecords: 2,
        movedValues: 6,
        keptRecords: 0,
        droppedValues: 3,
        rewrittenValues: 1,
      });
      expect(done.losses).toEqual(planned.losses);
      expect(await stored()).toEqual([
        'Acme v2 code=US',
        'Acme v2 plain=b',
        'CIRCL v2 code=LU',
        'CIRCL v2 flag=1',
        'CIRCL v2 plain=a',
        'CIRCL v2 several=x',
      ]);
      const losses = await house.call(templateLife.losses, {
        params: { id: String(done.id) } as never,
        query: { limit: '2' } as never,
      });
      expect(losses.body).toMatchObject({
        total: 4,
        limit: 2,
        items: [{ field: 'several', value: 'y', becomes: null }, { field: 'code' }],
      });
      expect((await house.call(metaTemplates.remove, { params: params() })).status).toBe(200);
    });

    it('meets what the newer version holds already: the same value is one, a full field is a conflict', async () => {
      await put('acme', { plain: ['b'], code: ['US', 'DE'] });
      await put('circl', { plain: ['a'] });
      await load(two);
      await put('acme', { code: ['US'] }, 2);
      await put('circl', { plain: ['other'] }, 2);
      expect((await migrate({})).body).toMatchObject({ movedRecords: 1, movedValues: 3, keptRecords: 1 });
      expect(await stored()).toEqual([
        'Acme v2 code=DE',
        'Acme v2 code=US',
        'Acme v2 plain=b',
        'CIRCL v1 plain=a',
        'CIRCL v2 plain=other',
      ]);
    });

    it('has nowhere to go while this is the newest version', async () => {
      await fill();
      expect((await migrate({})).status).toBe(409);
    });

    it('moves the values of deleted records too, so that restoring them finds them', async () => {
      await put('acme', { plain: ['b'] });
      await load(two);
      await house.rows('update organisations set deleted_at = now() where id = $1', [world.organisations.acme.id]);
      expect((await migrate({})).body).toMatchObject({ movedRecords: 1 });
      await house.rows('update organisations set deleted_at = null where id = $1', [world.organisations.acme.id]);
      expect(await stored()).toEqual(['Acme v2 plain=b']);
    });

    it('goes on where it stood when its process died, and ends when its user lost the right', async () => {
      await fill();
      const to = await load(two);
      const begin = async (user: string, position: number) =>
        (
          await house.rows<{ id: number }>(
            `insert into meta_template_migrations (user_id, username, from_template_id, from_version, to_template_id, to_version, template_name,
               force, total, records, position, modified)
             select u.id, u.username, $1, 1, $2, 2, 'Contacts', true, 2, 1, $3, now() - interval '5 minutes' from users u where u.username = $4 returning id`,
            [id, to, position, user],
          )
        )[0]?.id ?? 0;
      const ended = async (migration: number) => {
        await house.app.get(MigrationJobs).resume();
        await expect
          .poll(
            async () =>
              (await house.rows('select state from meta_template_migrations where id = $1', [migration]))[0]?.['state'],
            { timeout: 10_000 },
          )
          .not.toBe('running');
        return (await house.call(templateLife.migration, { params: { id: String(migration) } as never })).body;
      };
      const [ids] = [[world.organisations.acme.id, world.organisations.circl.id].sort((a, b) => a - b)];
      const half = await ended(await begin('admin-of-tests', ids[0] ?? 0));
      expect(half).toMatchObject({ state: 'done', records: 2, movedRecords: 1 });
      const [plain] = await house.rows<{ username: string }>(
        `select u.username from users u join roles r on r.id = u.role_id where not r.perm_admin and not u.disabled limit 1`,
      );
      expect(await ended(await begin(plain?.username ?? '', 0))).toMatchObject({
        state: 'failed',
        fault: expect.stringContaining('may no longer'),
      });
    });
  });

  describe('moving one record', () => {
    const circl = () => ({ ref: String(id), record: String(world.organisations.circl.id) }) as never;

    it('shows both sides: old values with their conflicts, the newer form filled with what comes along', async () => {
      await fill();
      const to = await load(two);
      const { body, text } = await house.call(templateLife.record, { params: circl() });
      expect(body, text).toMatchObject({
        record: { name: 'CIRCL' },
        scope: 'organisation',
        fromId: id,
        fromVersion: 1,
        toId: to,
        toVersion: 2,
      });
      expect(
        body.old.map(({ field, values }) => [field, values.map(({ value, conflict }) => [value, conflict !== null])]),
      ).toEqual([
        ['plain', [['a', false]]],
        [
          'several',
          [
            ['x', true],
            ['y', true],
          ],
        ],
        [
          'code',
          [
            ['LU', false],
            ['low', true],
          ],
        ],
        ['going', [['gone', true]]],
        ['flag', [['yes', true]]],
      ]);
      expect(body.fields.map(({ field, values }) => [field, values])).toEqual([
        ['code', ['LU']],
        ['plain', ['a']],
        ['several', ['x']],
        ['flag', ['1']],
        ['fresh', []],
      ]);
    });

    it('refuses to lose a value unless that is said, and then accounts for each', async () => {
      await fill();
      await load(two);
      const before = await stored();
      const refused = await house.call(templateLife.migrateRecord, { params: circl(), body: {} });
      expect(refused.status).toBe(409);
      expect(refused.body.detail).toContain(`'going': "gone"`);
      expect(await stored()).toEqual(before);
      const rehearsed = await house.call(templateLife.migrateRecord, {
        params: circl(),
        body: { drop: true, rehearse: true },
      });
      expect(await stored()).toEqual(before);
      const done = await house.call(templateLife.migrateRecord, { params: circl(), body: { drop: true } });
      expect(done.body, done.text).toEqual({ ...rehearsed.body, rehearsed: false });
      expect(done.body).toMatchObject({
        moved: 3,
        added: 1,
        dropped: [
          { field: 'several', value: 'y' },
          { field: 'code', value: 'low' },
          { field: 'going', value: 'gone' },
          { field: 'flag', value: 'yes' },
        ],
      });
    });

    it('takes corrected values, keeps the rows of those that stay, and notes the change with the record', async () => {
      await fill();
      await load(two);
      const [kept] = await house.rows(`select id, uuid from meta_fields where value = 'LU'`);
      const field = async (name: string) =>
        (
          await house.rows<{ id: number }>(
            `select f.id from meta_template_fields f join meta_templates t on t.id = f.template_id
          where t.uuid = $1 and t.template_version = 2 and f.field = $2`,
            [uuid, name],
          )
        )[0]?.id ?? 0;
      const body = {
        metaFields: [
          { fieldId: await field('code'), values: ['LU', 'LOW'] },
          { fieldId: await field('fresh'), values: ['gone'] },
          { fieldId: await field('several'), values: ['x; y'] },
        ],
        drop: true,
      };
      const bad = await house.call(templateLife.migrateRecord, {
        params: circl(),
        body: { ...body, metaFields: [{ fieldId: await field('code'), values: ['no'] }] },
      });
      expect(bad.status).toBe(400);
      const said = await house.call(templateLife.migrateRecord, { params: circl(), body });
      expect(said.status, said.text).toBe(200);
      expect((await stored()).filter((line) => line.startsWith('CIRCL')).sort()).toEqual([
        'CIRCL v2 code=LOW',
        'CIRCL v2 code=LU',
        'CIRCL v2 flag=1',
        'CIRCL v2 fresh=gone',
        'CIRCL v2 plain=a',
        'CIRCL v2 several=x; y',
      ]);
      expect(await house.rows(`select id, uuid from meta_fields where value = 'LU'`)).toEqual([kept]);
      const history = await house.rows(
        `select after from audit_log where kind = 'organisation' order by seq desc limit 1`,
      );
      expect(history[0]?.['after']).toMatchObject({
        [`metaFields.${uuid}/fresh`]: ['gone'],
        [`metaFields.${uuid}/going`]: [],
      });
      const again = await house.call(templateLife.record, { params: circl() });
      expect(again.status).toBe(404);
    });
  });
});
