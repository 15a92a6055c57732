import { startMailman } from '@cerebrate/connector-mailman/stand-in';
import { idOf, startMattermost } from '@cerebrate/connector-mattermost/stand-in';
import { localTools, mailingLists, mirrors, sharingGroups } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';

let house: House;
let world: World;
let mailman: Awaited<ReturnType<typeof startMailman>>;
let mattermost: Awaited<ReturnType<typeof startMattermost>>;
const list = 'all.lists.example.org';
const channel = idOf('incidents');

beforeAll(async () => {
  const names = ['misp', 'mailman', 'mattermost'].map((name) => `@cerebrate/connector-${name}`);
  house = await startHouse({ CONNECTORS: names.join(',') });
  world = await buildWorld(house);
  mailman = await startMailman();
  mailman.create('all@lists.example.org').members.set('gone@old.example', 'Gone');
  mattermost = await startMattermost();
  mattermost.add('root');
  mattermost.teams.set(idOf('community'), { display_name: 'Community', members: new Set() });
  mattermost.channels.set(channel, {
    team_id: idOf('community'),
    name: 'incidents',
    display_name: 'Incidents',
    members: new Set(),
  });
}, 240_000);
afterAll(async () => {
  await house.stop();
  await Promise.all([mailman.stop(), mattermost.stop()]);
});

async function add(name: string, connector: string, settings: Record<string, unknown>): Promise<string> {
  const said = await house.call(localTools.create, { body: { name, connector, settings } });
  expect(said.status, said.text).toBe(201);
  expect(said.text).not.toContain(mailman.password);
  return String(said.body.id);
}

describe('a list of Mailman that follows a mailing list of ours', () => {
  it('shows the difference, makes what was chosen of it, and is in line then', async () => {
    const { url, user, password } = mailman;
    const ref = await add('Mailman', 'mailman', { url, user, password });
    const ours = await house.call(mailingLists.create, { body: { name: 'Responders' } });
    const { alice, bob } = world.people;
    const individualIds = [alice.id, bob.id];
    await house.call(mailingLists.addMembers, {
      params: { ref: String(ours.body.id) },
      body: { individualIds } as never,
    });

    expect((await house.call(mirrors.targets, { params: { ref } })).body).toEqual([
      { id: list, title: 'all@lists.example.org' },
    ]);
    const made = await house.call(mirrors.follow, { params: { ref }, body: { target: list, sourceId: ours.body.id } });
    expect(made.status, made.text).toBe(201);
    expect(made.body).toMatchObject({ follows: 'mailing-list', source: { name: 'Responders' }, lastAt: null });
    const twice = await house.call(mirrors.follow, { params: { ref }, body: { target: list, sourceId: ours.body.id } });
    expect(twice.status).toBe(409);

    const params = { ref: String(made.body.id) };
    const plan = await house.call(mirrors.plan, { params });
    expect(plan.body.map(({ kind }) => kind)).toEqual(['add', 'add', 'remove']);
    expect([...(mailman.lists.get(list)?.members.keys() ?? [])]).toEqual(['gone@old.example']);

    const [first, ...rest] = plan.body.map(({ title }) => title);
    const changes = [first ?? '', 'Unsubscribe nobody@x.example'];
    expect((await house.call(mirrors.apply, { params, body: { changes } })).body.items).toEqual([
      { title: first, outcome: 'done', message: 'done' },
      {
        title: 'Unsubscribe nobody@x.example',
        outcome: 'unchanged',
        message: 'no longer needed: look at the plan again',
      },
    ]);
    await house.call(mirrors.apply, { params, body: { changes: rest } });
    expect([...(mailman.lists.get(list)?.members.keys() ?? [])].sort()).toEqual([
      'alice@people.example',
      'bob@people.example',
    ]);
    expect((await house.call(mirrors.plan, { params })).body).toEqual([]);
    expect((await house.call(mirrors.list, { params: { ref } })).body).toMatchObject([{ lastCount: 2 }]);
  });

  it('is left alone while our list is not active, and when it follows no longer', async () => {
    const [row] = (await house.call(mailingLists.list, {})).body.items;
    const params = { ref: String(row?.id) };
    await house.call(mailingLists.update, { params, body: { active: false } });
    const [mirror] = await house.rows<{ id: number }>('select id from tool_mirrors');
    const told = await house.call(mirrors.plan, { params: { ref: String(mirror?.id) } });
    expect([told.status, told.text]).toEqual([409, expect.stringContaining('not active')]);
    await house.call(mirrors.release, { params: { ref: String(mirror?.id) } });
    expect(mailman.lists.get(list)?.members.size).toBe(2);
    expect((await house.call(mirrors.plan, { params: { ref: String(mirror?.id) } })).status).toBe(404);
  });
});

describe('a channel of Mattermost that follows a sharing group of ours', () => {
  it('has the people of the member organisations whose account may use it', async () => {
    const ref = await add('Mattermost', 'mattermost', { url: mattermost.url, token: mattermost.token });
    const acme = world.organisations.acme.id;
    const group = await house.call(sharingGroups.create, {
      body: { name: 'Circle', releasability: 'us', organisationId: acme } as never,
    });
    expect(group.status, group.text).toBe(201);
    const enrolled = await house.call(sharingGroups.enrol, {
      params: { ref: String(group.body.id) },
      body: { organisationIds: [acme] } as never,
    });
    expect(enrolled.status, enrolled.text).toBe(200);
    const [people] = await house.rows<{ id: number }>('select id from meta_template_directory order by id limit 1');
    for (const [email, value] of [
      ['bob', '1'],
      ['carla', '0'],
    ])
      await house.rows(
        `insert into meta_fields (uuid, individual_id, directory_id, field, value, created, modified)
         select gen_random_uuid(), i.id, $1, 'perm_mattermost', $2, now(), now() from individuals i where i.email = $3`,
        [people?.id, value, `${email}@people.example`],
      );
    for (const name of ['bob', 'carla', 'deniz']) mattermost.add(name, { email: `${name}@people.example` });

    const made = await house.call(mirrors.follow, {
      params: { ref },
      body: { target: channel, sourceId: group.body.id },
    });
    expect(made.status, made.text).toBe(201);
    const params = { ref: String(made.body.id) };
    const plan = await house.call(mirrors.plan, { params });
    expect(plan.body, plan.text).toEqual([{ kind: 'add', title: 'Add Bob Brown (bob)' }]);
    await house.call(mirrors.apply, { params, body: { changes: plan.body.map(({ title }) => title) } });
    expect([...(mattermost.channels.get(channel)?.members ?? [])]).toEqual([idOf('bob')]);
  });
});

describe('who may', () => {
  it('let something follow is an administrator; a community administrator applies, nobody else sees it', async () => {
    const [mirror] = await house.rows<{ id: number; tool_id: number }>('select id, tool_id from tool_mirrors');
    const params = { ref: String(mirror?.id) };
    const tool = { ref: String(mirror?.tool_id) };
    const follow = { params: tool, body: { target: channel, sourceId: 1 }, key: keyOf('community') };
    expect((await house.call(mirrors.follow, follow)).status).toBe(403);
    expect((await house.call(mirrors.plan, { params, key: keyOf('community') })).status).toBe(200);
    for (const key of [keyOf('plain'), keyOf('sync'), keyOf('orgAdmin')])
      expect((await house.call(mirrors.plan, { params, key })).status).toBe(403);
    const wrong = await house.call(mirrors.follow, { params: tool, body: { target: 'nothing', sourceId: 999_999 } });
    expect([wrong.status, wrong.body.issues?.[0]?.path]).toEqual([400, ['sourceId']]);
  });
});
