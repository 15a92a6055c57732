import { mailingLists, type NewMailingList } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { systemPrincipal } from '../../kernel/index.js';
import { MailingListEntity } from './mailing-list.entity.js';
import { mailingListScope } from './mailing-list.scope.js';

battery('mailing lists', {
  endpoints: mailingLists,
  kind: 'mailingList',
  sample: (_world, at) => ({
    name: `List ${at}`,
    recipients: 'heads of team',
    description: 'A list',
    active: true,
    encryptedOnly: false,
  }),
  change: () => ({ body: { recipients: 'everybody' }, field: 'recipients', value: 'everybody' }),
  statements: 4,
});

describe('mailing lists', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const make = async (user: UserName, body: Partial<NewMailingList> = {}) => {
    const said = await house.call(mailingLists.create, { body: { name: 'A list', ...body }, key: keyOf(user) });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const add = (user: UserName, ref: number, body: object) =>
    house.call(mailingLists.addMembers, { params: { ref: String(ref) }, body, key: keyOf(user) });
  const membersOf = async (ref: number, user: UserName = 'admin') => {
    const said = await house.call(mailingLists.members, { params: { ref: String(ref) }, key: keyOf(user) });
    return said.body.items;
  };
  const emails = async (ref: number, user: UserName = 'admin') =>
    (await membersOf(ref, user))
      .flatMap(({ addresses }) => addresses.filter(({ chosen }) => chosen).map(({ address }) => address))
      .sort();

  it('are seen by their makers, by administrators of their organisation, by members and by community administrators', async () => {
    const list = await make('orgAdmin', { name: 'Seen' });
    await add('orgAdmin', list.id, { individualIds: [world.users.plain.individualId] });
    for (const [user, sees] of [
      ['orgAdmin', true],
      ['community', true],
      ['admin', true],
      ['plain', true],
      ['viewer', false],
      ['groupAdmin', false],
      ['instance', false],
    ] as const) {
      const said = await house.call(mailingLists.get, { params: { ref: String(list.id) }, key: keyOf(user) });
      expect(said.status, user).toBe(sees ? 200 : 404);
      const all = await house.call(mailingLists.list, { key: keyOf(user) });
      expect(
        all.body.items.some(({ id }) => id === list.id),
        user,
      ).toBe(sees);
      expect(all.body.total, user).toBe(all.body.items.length);
    }
    expect((await membersOf(list.id, 'plain')).map(({ individual }) => individual.email)).toEqual([
      'plain@users.example',
    ]);
  });

  it('agree in both faces of their scope', async () => {
    const rows = await house.store.work(systemPrincipal('tests'), async (work) => {
      const members = await house.rows<{ mailing_list_id: number; individual_id: number }>(
        'select * from mailing_list_members',
      );
      const lists = await work.findAll(MailingListEntity, {});
      return lists.map((list) => ({
        ...list,
        memberIds: members.flatMap((row) => (row.mailing_list_id === list.id ? [row.individual_id] : [])),
      }));
    });
    expect(await expectFacesAgree(house, mailingListScope, 'mailing_lists', rows)).toBeGreaterThan(8);
  });

  it('take nobody whom the caller does not see, and all people of an organisation at once', async () => {
    const list = await make('orgAdmin', { name: 'Taken' });
    const refused = await add('orgAdmin', list.id, { individualIds: [world.people.alice.id, world.people.eero.id] });
    expect(refused.status).toBe(400);
    expect(refused.body.issues?.[0]?.path).toEqual(['individualIds']);
    expect((await add('orgAdmin', list.id, { organisationIds: [world.organisations['cert-ee'].id] })).status).toBe(400);
    expect((await add('orgAdmin', list.id, {})).status).toBe(400);
    expect(await membersOf(list.id)).toEqual([]);
    const said = await add('orgAdmin', list.id, { organisationIds: [world.organisations.circl.id] });
    expect(said.status, said.text).toBe(200);
    expect(await emails(list.id)).toContain('bob@people.example');
    const again = await add('orgAdmin', list.id, { individualIds: [world.people.bob.id] });
    expect(again.body).toMatchObject({ joined: 0, unchanged: 1 });
  });

  it('use the addresses chosen for each person and no address of another', async () => {
    const template = await house.rows<{ id: number; field_id: number; directory_id: number }>(`
      select t.id, f.id as field_id, t.directory_id from meta_templates t join meta_template_fields f on f.template_id = t.id
      where t.scope = 'individual' limit 1`);
    const insert = (individual: number, value: string) =>
      house.rows<{ id: number }>(
        `insert into meta_fields (uuid, individual_id, template_id, field_id, directory_id, field, value, created, modified)
         values (gen_random_uuid(), $1, $2, $3, $4, 'second-email', $5, now(), now()) returning id`,
        [individual, template[0]?.id ?? null, template[0]?.field_id ?? null, template[0]?.directory_id ?? 1, value],
      );
    if (template.length === 0)
      await house.rows(
        "insert into meta_template_directory (id, uuid, template_version, name, namespace) values (1, gen_random_uuid(), '1', 'x', 'x') on conflict do nothing",
      );
    const [second] = await insert(world.people.alice.id, 'alice@second.example');
    const [other] = await insert(world.people.bob.id, 'bob@second.example');
    const list = await make('orgAdmin', { name: 'Addresses' });
    const stolen = await add('orgAdmin', list.id, {
      individualIds: [world.people.alice.id],
      addresses: { [world.people.alice.id]: { primary: false, metaFieldIds: [other?.id] } },
    });
    expect(stolen.status).toBe(400);
    expect(await membersOf(list.id)).toEqual([]);
    await add('orgAdmin', list.id, {
      individualIds: [world.people.alice.id, world.people.bob.id],
      addresses: { [world.people.alice.id]: { primary: false, metaFieldIds: [second?.id] } },
    });
    expect(await emails(list.id)).toEqual(['alice@second.example', 'bob@people.example']);
    const set = await house.call(mailingLists.setAddresses, {
      params: { ref: String(list.id) },
      body: { individualId: world.people.alice.id, primary: true, metaFieldIds: [second?.id ?? 0] },
      key: keyOf('orgAdmin'),
    });
    expect(set.status, set.text).toBe(200);
    expect(await emails(list.id)).toEqual(['alice@people.example', 'alice@second.example', 'bob@people.example']);
    const none = await house.call(mailingLists.setAddresses, {
      params: { ref: String(list.id) },
      body: { individualId: world.people.alice.id, primary: false },
      key: keyOf('orgAdmin'),
    });
    expect(none.status).toBe(400);
    const history = await house.call(mailingLists.history, {
      params: { ref: String(list.id) },
      key: keyOf('orgAdmin'),
    });
    expect(history.body.entries[0]?.changes).toEqual([
      {
        field: `member.${world.people.alice.uuid}`,
        before: 'Alice Adams <alice@second.example>',
        after: 'Alice Adams <alice@people.example, alice@second.example>',
      },
    ]);
  });

  it('follow a rule in the view of its keeper, keep whom a hand chose, and keep off whom a hand took off', async () => {
    const rule = { kind: 'organisation' as const, rule: { kind: 'nationality' as const, values: ['LU', 'EE'] } };
    const list = await make('orgAdmin', { name: 'By rule', rule });
    // An organisation administrator sees the people of one organisation: the rule finds no others for them.
    expect(await emails(list.id)).not.toContain('eero@people.example');
    expect(await emails(list.id)).toContain('alice@people.example');
    await house.call(mailingLists.removeMembers, {
      params: { ref: String(list.id) },
      body: { individualIds: [world.people.alice.id] },
      key: keyOf('orgAdmin'),
    });
    const again = await house.call(mailingLists.recalculate, {
      params: { ref: String(list.id) },
      key: keyOf('orgAdmin'),
    });
    expect(again.body).toMatchObject({ joined: 0, left: 0 });
    expect(await emails(list.id)).not.toContain('alice@people.example');
    const kept = await add('orgAdmin', list.id, { individualIds: [world.people.alice.id] });
    expect(kept.body.joined).toBe(1);
    const nobody = await house.call(mailingLists.update, {
      params: { ref: String(list.id) },
      body: { rule: { kind: 'tag', values: ['no such tag'] } },
      key: keyOf('orgAdmin'),
    });
    expect(nobody.status, nobody.text).toBe(200);
    expect(await emails(list.id)).toEqual(['alice@people.example']);
    const widened = await house.call(mailingLists.update, {
      params: { ref: String(list.id) },
      body: { rule },
      key: keyOf('community'),
    });
    expect(widened.status, widened.text).toBe(200);
    expect(await emails(list.id)).toContain('eero@people.example');
    expect(widened.body.keeper).toBe('community-user');
  });

  it('preview whom a rule finds without changing anything, and refuse an empty tree', async () => {
    const list = await make('admin', { name: 'Preview', rule: { kind: 'uuid', uuids: [world.people.alice.uuid] } });
    const said = await house.call(mailingLists.preview, {
      body: { rule: { kind: 'uuid', uuids: [world.people.bob.uuid, world.people.carla.uuid] }, list: String(list.id) },
    });
    expect(said.body).toMatchObject({ matched: 2, joins: 2, leaves: 1, firstLeaving: [{ name: 'Alice Adams' }] });
    expect(await emails(list.id)).toEqual(['alice@people.example']);
    for (const rule of [{ kind: 'or', rules: [] }, { kind: 'not', rules: [] }, { kind: 'role', values: [] }, null]) {
      const refused = await house.call(mailingLists.preview, { body: { rule: rule as never } });
      expect(refused.status, JSON.stringify(rule)).toBe(400);
    }
  });

  it('stay as they are when the keeper of the rule is gone, and say so', async () => {
    const list = await make('community', {
      name: 'Orphaned',
      rule: { kind: 'uuid', uuids: [world.people.alice.uuid] },
    });
    await house.rows('update users set disabled = true where id = $1', [world.users.community.id]);
    await house.call(mailingLists.recalculate, { params: { ref: String(list.id) } });
    await house.rows('update users set disabled = false where id = $1', [world.users.community.id]);
    expect(await emails(list.id)).toEqual(['alice@people.example']);
    const said = await house.call(mailingLists.get, { params: { ref: String(list.id) } });
    expect(said.body.ruleProblem).toContain('gone or disabled');
  });

  it('outlive the account of their maker, and come back after deletion with their members', async () => {
    const list = await make('groupAdmin', { name: 'Outlives' });
    await add('groupAdmin', list.id, { individualIds: [world.people.eero.id] });
    await house.rows('update mailing_lists set user_id = 999999 where id = $1', [list.id]);
    const seen = await house.call(mailingLists.get, { params: { ref: list.uuid }, key: keyOf('community') });
    expect(seen.body).toMatchObject({ name: 'Outlives', creator: null, members: 1 });
    const params = { ref: String(list.id) };
    expect((await house.call(mailingLists.remove, { params, key: keyOf('orgAdmin') })).status).toBe(404);
    expect((await house.call(mailingLists.remove, { params })).status).toBe(200);
    expect((await house.call(mailingLists.restore, { params, key: keyOf('orgAdmin') })).status).toBe(404);
    expect((await house.call(mailingLists.restore, { params })).body).toMatchObject({ members: 1 });
    expect((await house.call(mailingLists.restore, { params })).status).toBe(404);
  });

  it('leave as text in every form, with what a sender should know', async () => {
    const list = await make('admin', { name: 'Leads, "Baltic"', encryptedOnly: true, active: false });
    await add('admin', list.id, { individualIds: [world.people.alice.id, world.people.bob.id] });
    const out = async (format: string, names = 'true') =>
      (await house.call(mailingLists.export, { params: { ref: String(list.id) }, query: { format, names } as never }))
        .body;
    expect((await out('comma')).text).toBe('Alice Adams <alice@people.example>, Bob Brown <bob@people.example>');
    expect((await out('semicolon', 'false')).text).toBe('alice@people.example; bob@people.example');
    expect((await out('csv')).text).toContain('name,address,kind,uuid\nAlice Adams,alice@people.example,primary,');
    expect((await out('vcard')).text).toContain('BEGIN:VCARD\r\nVERSION:4.0\r\n');
    expect((await out('mailto')).links).toEqual(['mailto:?bcc=alice@people.example%2Cbob@people.example']);
    const { warnings, fileName } = await out('csv');
    expect(warnings.join(' ')).toMatch(/not active.*no usable key: Alice Adams, Bob Brown/);
    expect(fileName).toBe('Leads-Baltic.csv');
    expect(
      (await house.call(mailingLists.export, { params: { ref: String(list.id) }, query: { format: 'pdf' } as never }))
        .status,
    ).toBe(400);
  });
});
