import { audit, notifications, organisations, settings } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { sql, systemPrincipal } from '../../kernel/index.js';
import { NoticeWatcher } from './watcher.js';

describe('notifications', () => {
  let house: House;
  let world: World;
  let watcher: NoticeWatcher;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    watcher = house.app.get(NoticeWatcher);
    await watcher.look();
  });
  beforeEach(async () => {
    await house.rows('delete from notifications; delete from notification_subscriptions;');
  });
  afterAll(() => house.stop());

  const told = async (user: UserName, query: Record<string, string> = {}) =>
    (await house.call(notifications.list, { key: keyOf(user), query: query as never })).body;
  const rename = async (key: string, name: string, ref = world.organisations.circl.id) => {
    const said = await house.call(organisations.update, { key, params: { ref: String(ref) }, body: { name } });
    expect(said.status).toBe(200);
    await settled();
  };
  const settled = async () => {
    await watcher.look();
    await watcher.look();
  };

  it('tell administrators what somebody else changed, from what to what', async () => {
    await rename(keyOf('orgAdmin'), 'CIRCL One');
    const { items, unread } = await told('admin');
    expect(unread).toBe(1);
    expect(items).toMatchObject([
      {
        kind: 'data.changed',
        severity: 'info',
        title: 'orgadmin-user changed the organisation CIRCL One',
        link: `/organisations/view/${world.organisations.circl.id}`,
        changes: [{ field: 'name', before: 'CIRCL', after: 'CIRCL One' }],
        count: 1,
        readAt: null,
      },
    ]);
    expect((await told('plain')).items).toEqual([]);
    expect((await told('orgAdmin')).items).toEqual([]);
  });

  it('do not tell of what administrators change, unless the setting says so', async () => {
    await rename(keyOf('admin'), 'CIRCL Two');
    expect((await told('instance')).items).toEqual([]);
    const name = 'inbox.data_change_notify_for_all';
    await house.call(settings.update, { params: { name }, body: { value: true } });
    await rename(keyOf('admin'), 'CIRCL Three');
    expect((await told('instance')).items).toHaveLength(1);
    expect((await told('admin')).items, 'not of one’s own change').toEqual([]);
    await house.call(settings.reset, { params: { name } });
  });

  it('tell nobody of a record outside their view', async () => {
    await house.store.work(systemPrincipal('spec'), (work) =>
      work.query(
        sql`select audit_append(${JSON.stringify([
          change('individual', world.people.fatima.id, 'fatima'),
          change('user', world.users.viewer.id, 'viewer'),
          { ...change('individual', world.people.fatima.id, 'gone'), action: 'delete' },
        ])}::jsonb)`,
      ),
    );
    await settled();
    // an instance administrator who is none of the community sees neither people nor users
    expect((await told('instance')).items).toEqual([]);
    expect((await told('admin')).items).toHaveLength(3);
    expect((await house.call(audit.list, { key: keyOf('instance') })).status).toBe(403);
  });

  it('are read one by one or all at once, by nobody but their owner', async () => {
    await rename(keyOf('orgAdmin'), 'CIRCL Four');
    await rename(keyOf('orgAdmin'), 'CIRCL Five');
    const [newest] = (await told('admin')).items;
    const params = { id: newest?.id ?? 0 };
    expect((await house.call(notifications.read, { key: keyOf('instance'), params })).status).toBe(404);
    expect((await house.call(notifications.read, { key: keyOf('admin'), params })).status).toBe(200);
    expect((await told('admin')).unread).toBe(1);
    expect((await told('admin', { unread: 'true' })).items).toHaveLength(1);
    expect((await house.call(notifications.readAll, { key: keyOf('admin') })).status).toBe(200);
    expect((await told('admin')).unread).toBe(0);
    expect((await told('instance')).unread).toBe(2);
    expect((await house.call(notifications.list, { key: '' })).status).toBe(401);
    expect((await house.call(notifications.list, { query: { limit: 1000 } as never })).status).toBe(400);
  });

  it('come page by page', async () => {
    for (const name of ['A1', 'A2', 'A3']) await rename(keyOf('orgAdmin'), name);
    const first = await told('admin', { limit: '2' });
    expect(first.items).toHaveLength(2);
    const second = await told('admin', { limit: '2', before: String(first.next) });
    expect(second).toMatchObject({ items: [{ title: expect.stringContaining('A1') }], next: null });
  });

  it('come only as one subscribed', async () => {
    const kinds = (await house.call(notifications.subscriptions, { key: keyOf('admin') })).body;
    expect(kinds.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'data.changed',
        'import.finished',
        'authKey.expiring',
        'encryptionKey.expiring',
        'organisation.stale',
      ]),
    );
    const subscribe = (kind: string, body: object) =>
      house.call(notifications.subscribe, { key: keyOf('admin'), params: { kind }, body: body as never });
    expect((await subscribe('data.changed', { bell: false, mail: 'off' })).status).toBe(200);
    await rename(keyOf('orgAdmin'), 'CIRCL Six');
    expect((await told('admin')).items).toEqual([]);
    expect((await told('instance')).items).toHaveLength(1);
    expect((await subscribe('no.such', { bell: false, mail: 'off' })).status).toBe(404);
    expect((await subscribe('data.changed', { bell: false, mail: 'hourly' })).status).toBe(400);
  });

  it('of many changes at once are one', async () => {
    await house.store.work(systemPrincipal('spec'), (work) =>
      work.query(
        sql`select audit_append(${JSON.stringify(
          Array.from({ length: 30 }, (_, at) => change('organisation', world.organisations.acme.id, `number ${at}`)),
        )}::jsonb)`,
      ),
    );
    await settled();
    expect((await told('admin')).items).toMatchObject([{ count: 30, link: '/auditLogs/index' }]);
  });

  it('are told once, although two processes look', async () => {
    await house.call(organisations.update, {
      key: keyOf('orgAdmin'),
      params: { ref: String(world.organisations.circl.id) },
      body: { name: 'CIRCL Seven' },
    });
    await Promise.all([watcher.look(), watcher.look()]);
    await house.rows(`update notification_cursors set seq = seq - 1 where name = 'audit'`);
    await settled();
    expect((await told('admin')).items).toHaveLength(1);
  });

  it('warn once of keys that end and of records that are old, and forget what is old', async () => {
    await house.rows(`update auth_keys set expires_at = now() + interval '3 days' where id = $1`, [
      world.users.viewer.authKeyId,
    ]);
    await house.rows(`update organisations set modified = now() - interval '2 years' where id = $1`, [
      world.organisations.circl.id,
    ]);
    await house.rows(
      `insert into notifications (user_id, kind, severity, title, link, key, created)
       values ($1, 'data.changed', 'info', 'old', '/', 'old', now() - interval '1 year')`,
      [world.users.plain.id],
    );
    for (let day = 0; day < 2; day++) {
      await house.rows(`update notification_cursors set day = null where name = 'daily'`);
      await settled();
    }
    expect((await told('viewer')).items).toMatchObject([
      { kind: 'authKey.expiring', severity: 'attention', title: expect.stringContaining('key of viewer') },
    ]);
    expect((await told('orgAdmin')).items).toMatchObject([{ kind: 'organisation.stale' }]);
    expect((await told('plain')).items).toEqual([]);
  });

  it('warn owners and administrators of encryption keys that end soon, before and after, once each', async () => {
    const key = async (
      owner: 'organisation_id' | 'individual_id',
      id: number,
      mark: string,
      ends: string,
      revoked = false,
    ) =>
      house.rows(
        `insert into encryption_keys (uuid, type, text, fingerprint, key_ids, user_ids, emails, ${owner}, revoked, expires_at, can_encrypt, created, modified)
         values (gen_random_uuid(), 'pgp', 'x', $1, '{}', '{}', '{}', $2, $3, now() + $4::interval, true, now(), now())`,
        [mark.repeat(40), id, revoked, ends],
      );
    const day = async () => {
      await house.rows(`update notification_cursors set day = null where name = 'daily'`);
      await settled();
    };
    const titles = async (user: UserName) =>
      (await told(user)).items
        .filter(({ kind }) => kind === 'encryptionKey.expiring')
        .map(({ title }) => title.slice(0, 24));
    const viewer = world.users.viewer.individualId;
    const [anna] = await house.rows(
      `select i.id from individuals i join alignments a on a.individual_id = i.id
       where a.organisation_id = $1 and not exists (select from users u where u.individual_id = i.id) limit 1`,
      [world.organisations.circl.id],
    );
    await key('organisation_id', world.organisations.circl.id, 'a', '10 days');
    await key('organisation_id', world.organisations.circl.id, 'b', '200 days');
    await key('organisation_id', world.organisations.circl.id, 'c', '10 days', true);
    await key('individual_id', viewer, 'd', '20 days');
    await key('individual_id', (anna as { id: number }).id, 'e', '5 days');
    await day();
    await day();
    expect((await titles('orgAdmin')).sort()).toEqual(['The key AAAAAAAAAAAAAAAA', 'The key EEEEEEEEEEEEEEEE']);
    expect(await titles('viewer')).toEqual(['The key DDDDDDDDDDDDDDDD']);
    expect(await titles('plain')).toEqual([]);
    await house.rows(
      `update encryption_keys set expires_at = now() - interval '1 hour' where text = 'x' and fingerprint like 'd%'`,
    );
    await day();
    const [newest] = (await told('viewer')).items;
    expect(newest).toMatchObject({
      title: expect.stringMatching(/ ended on /),
      link: expect.stringMatching(/^\/encryptionKeys\/view\/\d+$/),
    });
    await house.rows(`delete from encryption_keys where text = 'x'`);
  });

  it('tell who started an import that it is through', async () => {
    await house.store.work(systemPrincipal('spec'), (work) =>
      work.query(
        sql`select audit_append(${JSON.stringify([
          {
            ...change('import', 7, 'teams.csv'),
            action: 'finish',
            after: { state: 'done', created: 3, updated: 1, refused: 0 },
          },
        ])}::jsonb)`,
      ),
    );
    await settled();
    expect((await told('orgAdmin')).items).toMatchObject([
      { title: 'The import teams.csv is done: 3 new, 1 changed, 0 refused', link: '/imports/view/7' },
    ]);
    expect((await told('admin')).items).toEqual([]);
  });

  const change = (kind: string, id: number, title: string) => ({
    at: new Date().toISOString(),
    actor_id: world.users.orgAdmin.id,
    actor_name: 'orgadmin-user',
    channel: 'api',
    request_id: `request of ${title.replace(/ \d+$/, '')}`,
    action: 'edit',
    kind,
    entity_id: id,
    title,
    before: { name: 'a' },
    after: { name: 'b' },
    related: [],
  });
});
