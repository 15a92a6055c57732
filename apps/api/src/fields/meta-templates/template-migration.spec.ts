import { metaTemplates, templateLife } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { House } from '../../../test/house.js';
import type { World } from '../../../test/world.js';
import { MigrationJobs } from './migration-jobs.js';
import { TemplateHouse, two, uuid } from './template-house.fixture.js';

describe('values of an old template version', () => {
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
  const load = (definition: typeof two) => at.load(definition);

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
