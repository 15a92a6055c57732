import {
  alignments,
  broodRuns,
  broods,
  exchange,
  individuals,
  organisations,
  type RemoteKind,
  remoteRecords,
  sharingGroups,
} from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';
import { buildWorld, keyOf, type World } from '../../test/world.js';
import { RunJobs } from './runs/run-jobs.js';

let theirs: House;
let ours: House;
let world: World;
let owner: number;
let broodId: number;
let made = 0;

const on = async (house: House, endpoint: never, call: object) => {
  const said = await house.call(endpoint, call as never);
  expect(said.status, said.text).toBeLessThan(300);
  return said.body as never as Record<string, unknown> & { id: number; uuid: string; version: number };
};
const newOrganisation = (body: object = {}) =>
  on(theirs, organisations.create as never, { body: { name: `Theirs ${++made}`, ...body } });
const brood = (body: object) => on(ours, broods.update as never, { params: { ref: String(broodId) }, body });
const capture = async (kind: RemoteKind, remoteId: number, isRehearsal = false) => {
  const said = await ours.call(remoteRecords.capture, {
    params: { ref: String(broodId) },
    body: { kind, remoteIds: [remoteId], isRehearsal },
  });
  expect(said.status, said.text).toBe(200);
  const [item] = said.body.items;
  if (!item) throw new Error('nothing came of it');
  return item;
};
const row = async (kind: RemoteKind, remoteId: number) => {
  const said = await ours.call(remoteRecords.list, {
    params: { ref: String(broodId), kind },
    query: { limit: '100' } as never,
  });
  expect(said.status, said.text).toBe(200);
  return said.body.items.find((item) => item.remoteId === remoteId);
};
const compare = async (kind: RemoteKind, id: number) => {
  const said = await ours.call(remoteRecords.compare, {
    params: { ref: String(broodId), kind, id: String(id) } as never,
  });
  expect(said.status, said.text).toBe(200);
  return said.body;
};
const organisation = (uuid: string) => on(ours, organisations.get as never, { params: { ref: uuid } });
const changeHere = (uuid: string, body: object) =>
  on(ours, organisations.update as never, { params: { ref: uuid }, body });
const changeThere = (id: number, body: object) =>
  on(theirs, organisations.update as never, { params: { ref: String(id) }, body });

beforeAll(async () => {
  theirs = await startHouse({}, false);
  ours = await startHouse({}, false);
  world = await buildWorld(ours);
  const made = await on(ours, organisations.create as never, { body: { name: 'Who runs the peer' } });
  owner = made.id;
  const said = await ours.call(broods.create, {
    body: { name: 'The peer', url: theirs.url, ownerId: owner, authKey: adminKey, strategy: 'trusted' },
  });
  expect(said.status, said.text).toBe(201);
  broodId = said.body.id;
}, 240_000);
afterAll(async () => {
  await ours.stop();
  await theirs.stop();
});
beforeEach(() => brood({ strategy: 'trusted' }));

describe('two nodes of ours', () => {
  it('know each other: who we are there, and what may be done', async () => {
    const said = await ours.call(broods.test, { params: { ref: String(broodId) } });
    expect(said.body).toMatchObject({ outcome: 'ok', status: 200, product: 'Cerebrate', maySync: true, seesAll: true });
    expect(said.body.latencyMs).toBeGreaterThanOrEqual(0);
    expect(Math.abs(said.body.clockSkewSeconds ?? 99)).toBeLessThan(5);
    const seen = await ours.call(broods.get, { params: { ref: String(broodId) } });
    expect(seen.body.lastCheck).toMatchObject({ outcome: 'ok' });
  });

  it('take an organisation with its tags, and again when nothing changed', async () => {
    const made = await newOrganisation({
      country: 'LU',
      sector: 'Energy',
      url: 'https://x.example',
      tags: ['tlp:green', 'a:b'],
    });
    expect(await row('organisations', made.id)).toMatchObject({
      state: 'new',
      localId: null,
      tags: ['a:b', 'tlp:green'],
    });
    expect(await capture('organisations', made.id, true)).toMatchObject({ outcome: 'created', localId: null });
    expect((await ours.call(organisations.get, { params: { ref: made.uuid } })).status).toBe(404);
    expect(await capture('organisations', made.id)).toMatchObject({ outcome: 'created', reason: null });
    expect(await organisation(made.uuid)).toMatchObject({ country: 'LU', sector: 'Energy', url: 'https://x.example' });
    expect(((await organisation(made.uuid))['tags'] as { name: string }[]).map(({ name }) => name)).toEqual([
      'a:b',
      'tlp:green',
    ]);
    expect(await row('organisations', made.id)).toMatchObject({ state: 'same' });
    const before = (await organisation(made.uuid)).version;
    expect(await capture('organisations', made.id)).toMatchObject({ outcome: 'unchanged' });
    expect((await organisation(made.uuid)).version).toBe(before);
    const log = await ours.rows('select message from audit_log where entity_uuid = $1 and kind = $2', [
      made.uuid,
      'organisation',
    ]);
    expect(log).toEqual([{ message: 'taken from The peer' }]);
  });

  it('follow changes and removals of what the peer owns, and keep what was edited here', async () => {
    const made = await newOrganisation({ sector: 'Energy', type: 'CSIRT', tags: ['one', 'two'] });
    await capture('organisations', made.id);
    await changeHere(made.uuid, { type: 'Edited here' });
    await changeThere(made.id, { sector: 'Water', type: 'Changed there' });
    await on(theirs, organisations.tag as never, {
      params: { ref: String(made.id) },
      body: { add: ['three'], remove: ['one'] },
    });
    const shown = await compare('organisations', made.id);
    expect(shown.fields.find(({ field }) => field === 'type')).toMatchObject({
      state: 'override',
      local: ['Edited here'],
    });
    expect(shown.fields.find(({ field }) => field === 'sector')).toMatchObject({ state: 'differs', remote: ['Water'] });
    expect(shown.origin).toMatchObject({ brood: 'The peer', isStub: false });
    expect(await capture('organisations', made.id)).toMatchObject({ outcome: 'updated', overrides: ['type'] });
    const now = await organisation(made.uuid);
    expect(now).toMatchObject({ sector: 'Water', type: 'Edited here' });
    expect((now['tags'] as { name: string }[]).map(({ name }) => name)).toEqual(['three', 'two']);
  });

  it('take only new records by the standard strategy, and nothing unasked by the manual one', async () => {
    await brood({ strategy: 'standard' });
    const made = await newOrganisation({ sector: 'Energy' });
    expect((await capture('organisations', made.id)).outcome).toBe('created');
    await changeThere(made.id, { sector: 'Water' });
    const refused = await capture('organisations', made.id);
    expect(refused).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('only new records') });
    expect(await organisation(made.uuid)).toMatchObject({ sector: 'Energy' });
    await brood({ strategy: 'manual' });
    expect((await capture('organisations', made.id)).outcome).toBe('updated');
  });

  it('change nothing that is ours, deleted here, or another peer’s', async () => {
    const mine = await on(ours, organisations.create as never, { body: { name: 'Mine' } });
    const forged = await newOrganisation({ uuid: mine.uuid, name: 'Forged' });
    expect(await capture('organisations', forged.id)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('own'),
    });
    expect(await organisation(mine.uuid)).toMatchObject({ name: 'Mine' });
    const gone = await newOrganisation();
    await capture('organisations', gone.id);
    await on(ours, organisations.remove as never, { params: { ref: gone.uuid } });
    expect(await capture('organisations', gone.id)).toMatchObject({ outcome: 'refused' });
    expect(await row('organisations', gone.id)).toMatchObject({ state: 'refused' });
    const other = await ours.call(broods.create, {
      body: { name: 'Another', url: theirs.url, ownerId: owner, authKey: adminKey, strategy: 'trusted' },
    });
    const shared = await newOrganisation({ sector: 'Energy' });
    await capture('organisations', shared.id);
    await changeThere(shared.id, { sector: 'Water' });
    const said = await ours.call(remoteRecords.capture, {
      params: { ref: String(other.body.id) },
      body: { kind: 'organisations', remoteIds: [shared.id], isRehearsal: false },
    });
    expect(said.body.items[0]).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('another node') });
  });

  it('take meta-fields, follow them, and keep values added here', async () => {
    const [field] = await theirs.rows<{ uuid: string; field: string }>(`
      select d.uuid, f.field from meta_template_fields f join meta_templates t on t.id = f.template_id
      join meta_template_directory d on d.id = t.directory_id where t.scope = 'organisation' and f.type = 'ipv4' limit 1`);
    const valuesOf = (values: string[]) => [{ templateUuid: field?.uuid, field: field?.field, values }];
    const made = await newOrganisation({ metaFields: valuesOf(['10.1.0.0/16', '10.2.0.0/16']) });
    await capture('organisations', made.id);
    const here = async () =>
      ((await organisation(made.uuid))['metaFields'] as { value: string }[]).map(({ value }) => value).sort();
    expect(await here()).toEqual(['10.1.0.0/16', '10.2.0.0/16']);
    await changeHere(made.uuid, { metaFields: valuesOf(['10.1.0.0/16', '10.2.0.0/16', '10.9.0.0/16']) });
    await changeThere(made.id, { metaFields: valuesOf(['10.2.0.0/16', '10.3.0.0/16']) });
    expect((await capture('organisations', made.id)).outcome).toBe('updated');
    expect(await here()).toEqual(['10.2.0.0/16', '10.3.0.0/16', '10.9.0.0/16']);
    await changeThere(made.id, { metaFields: valuesOf([]) });
    await capture('organisations', made.id);
    expect(await here()).toEqual(['10.9.0.0/16']);
  });

  it('take a person with those they belong to, but put nobody into organisations of ours', async () => {
    const theirOrganisation = await newOrganisation();
    const twin = await newOrganisation({ uuid: world.organisations.circl.uuid, name: 'CIRCL' });
    const person = await on(theirs, individuals.create as never, {
      body: { email: 'pia@peer.example', firstName: 'Pia', lastName: 'Peer' },
    });
    for (const organisationId of [theirOrganisation.id, twin.id])
      await on(theirs, alignments.create as never, { body: { individualId: person.id, organisationId } });
    expect((await capture('individuals', person.id)).outcome).toBe('created');
    const rows = await ours.rows<{ name: string }>(`
      select o.name from alignments a join organisations o on o.id = a.organisation_id
      join individuals i on i.id = a.individual_id where i.uuid = '${person.uuid}'`);
    expect(rows).toEqual([{ name: `${theirOrganisation['name']}` }]);
    const [stub] = await ours.rows(
      'select is_stub from record_origins r join organisations o on o.id = r.record_id and r.kind = $1 where o.uuid = $2',
      ['organisation', theirOrganisation.uuid],
    );
    expect(stub).toEqual({ is_stub: true });
    expect((await capture('organisations', theirOrganisation.id)).outcome).toMatch(/updated|unchanged/);
    await on(theirs, individuals.update as never, {
      params: { ref: String(person.id) },
      body: { email: 'new@peer.example' },
    });
    await ours.rows(
      'update users set individual_id = (select id from individuals where uuid = $1) where username = $2',
      [person.uuid, 'plain-user'],
    );
    await capture('individuals', person.id);
    expect((await on(ours, individuals.get as never, { params: { ref: person.uuid } }))['email']).toBe(
      'pia@peer.example',
    );
  });

  it('keep a sharing group in agreement through additions and removals, with members unknown here as stubs', async () => {
    const [one, two, three] = [await newOrganisation(), await newOrganisation(), await newOrganisation()];
    const group = await on(theirs, sharingGroups.create as never, {
      body: { name: 'A circle', releasability: 'to all', organisationId: one.id },
    });
    const enrol = (id: number, extend: boolean) =>
      on(theirs, sharingGroups.enrol as never, {
        params: { ref: String(group.id) },
        body: { organisationIds: [id], extend },
      });
    await enrol(one.id, true);
    await enrol(two.id, false);
    expect((await capture('sharing-groups', group.id)).outcome).toBe('created');
    const members = () =>
      ours.rows<{ uuid: string; extend: boolean; source: string }>(
        `select o.uuid, m.extend, m.source from sharing_group_members m join organisations o on o.id = m.organisation_id
        join sharing_groups g on g.id = m.sharing_group_id where g.uuid = $1 and m.until is null order by o.id`,
        [group.uuid],
      );
    expect(await members()).toEqual([
      { uuid: one.uuid, extend: true, source: 'peer' },
      { uuid: two.uuid, extend: false, source: 'peer' },
    ]);
    const here = await on(ours, sharingGroups.get as never, { params: { ref: group.uuid } });
    await on(ours, sharingGroups.enrol as never, {
      params: { ref: String(here.id) },
      body: { organisationIds: [owner], extend: false },
    });
    await enrol(three.id, false);
    await on(theirs, sharingGroups.release as never, {
      params: { ref: String(group.id), organisation: String(one.id) },
    });
    await on(theirs, sharingGroups.update as never, { params: { ref: String(group.id) }, body: { name: 'Renamed' } });
    expect((await capture('sharing-groups', group.id)).outcome).toBe('updated');
    expect((await members()).map(({ uuid }) => uuid).sort()).toEqual(
      [
        two.uuid,
        three.uuid,
        (await on(ours, organisations.get as never, { params: { ref: String(owner) } })).uuid,
      ].sort(),
    );
    expect((await on(ours, sharingGroups.get as never, { params: { ref: group.uuid } }))['name']).toBe('Renamed');
    expect((await capture('sharing-groups', group.id)).outcome).toBe('unchanged');
    expect((await capture('organisations', two.id)).outcome).toMatch(/updated|unchanged/);
  });

  it('pull all of it in a run, and again when nothing changed; a second run of a brood waits', async () => {
    await brood({ strategy: 'trusted' });
    const jobs = ours.app.get(RunJobs);
    const start = async (isRehearsal: boolean) => {
      const said = await ours.call(broodRuns.start, {
        params: { ref: String(broodId) },
        body: { kinds: ['organisations', 'individuals', 'sharing-groups'], isRehearsal },
      });
      expect(said.status, said.text).toBe(201);
      return said.body.id;
    };
    const work = async (run: number) => {
      await jobs.run(run, new AbortController().signal);
      const params = { ref: String(broodId), run: String(run) } as never;
      return (await ours.call(broodRuns.get, { params })).body;
    };
    await newOrganisation({ name: 'Pulled in a run' });
    const rehearsal = await start(true);
    const second = await ours.call(broodRuns.start, {
      params: { ref: String(broodId) },
      body: { kinds: ['organisations'], isRehearsal: false },
    });
    expect(second.status).toBe(409);
    const rehearsed = await work(rehearsal);
    expect(rehearsed).toMatchObject({ state: 'done', isRehearsal: true });
    expect(await ours.rows(`select from organisations where name = 'Pulled in a run'`)).toHaveLength(0);
    const first = await work(await start(false));
    expect(first).toMatchObject({ state: 'done', fault: null, counts: { created: rehearsed.counts.created } });
    expect(await ours.rows(`select from organisations where name = 'Pulled in a run'`)).toHaveLength(1);
    const again = await work(await start(false));
    expect(again.counts).toMatchObject({ created: 0, updated: 0 });
    const params = { ref: String(broodId), run: String(first.id) } as never;
    const { items } = (await ours.call(broodRuns.records, { params, query: { q: 'Pulled in' } as never })).body;
    expect(items).toMatchObject([{ outcome: 'created', kind: 'organisations' }]);
  }, 60_000);

  it('leave tombstones to those alone who could see the record', async () => {
    const { circl, acme } = world.organisations;
    const personOf = async (organisationId: number) => {
      const body = { email: `of${organisationId}@x.example`, firstName: 'Per', lastName: 'Son' };
      const person = await on(ours, individuals.create as never, { body });
      await on(ours, alignments.create as never, { body: { individualId: person.id, organisationId } });
      return person;
    };
    const people = [await personOf(circl.id), await personOf(acme.id)];
    const one = await on(ours, organisations.create as never, { body: { name: 'Gone soon' } });
    const feed = async (kind: RemoteKind, key: string, after?: string) => {
      const query = { limit: '1000', ...(after === undefined ? {} : { after }) } as never;
      const said = await ours.call(exchange.changes, { key, params: { kind }, query });
      expect(said.status, said.text).toBe(200);
      return said.body;
    };
    const cursors = [(await feed('organisations', adminKey)).cursor, (await feed('individuals', adminKey)).cursor];
    await on(ours, organisations.remove as never, { params: { ref: one.uuid } });
    for (const { uuid } of people) await on(ours, individuals.remove as never, { params: { ref: uuid } });
    const gone = async (kind: RemoteKind, key: string) => {
      const { items } = await feed(kind, key, cursors[kind === 'organisations' ? 0 : 1]);
      return [...new Set(items.filter(({ isGone }) => isGone).map(({ uuid }) => uuid))];
    };
    expect(await gone('organisations', adminKey)).toEqual([one.uuid]);
    expect(await gone('organisations', keyOf('plain'))).toEqual([]);
    expect(await gone('individuals', adminKey)).toEqual(people.map(({ uuid }) => uuid));
    expect(await gone('individuals', keyOf('plain'))).toEqual([people[0]?.uuid]);
  });

  it('let nobody but community administrators look or take', async () => {
    for (const user of ['instance', 'orgAdmin', 'sync', 'plain'] as const) {
      const params = { ref: String(broodId), kind: 'organisations' as const };
      expect((await ours.call(remoteRecords.list, { params, key: keyOf(user) })).status).toBe(403);
      const body = { kind: 'organisations' as const, remoteIds: [1], isRehearsal: false };
      expect(
        (await ours.call(remoteRecords.capture, { params: { ref: String(broodId) }, body, key: keyOf(user) })).status,
      ).toBe(403);
    }
  });
});
