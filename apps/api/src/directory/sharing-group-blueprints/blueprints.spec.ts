import {
  sharingGroupBlueprints as endpoints,
  type NewBlueprint,
  type OrganisationRule,
  sharingGroups,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { systemPrincipal } from '../../kernel/index.js';
import { RuleJobs } from '../rules/rule-jobs.js';
import { BlueprintEntity } from './blueprint.entity.js';
import { blueprintScope } from './blueprint.scope.js';

battery('sharing-group blueprints', {
  endpoints,
  kind: 'sharingGroupBlueprint',
  sample: (_world, at) => ({
    name: `Blueprint ${at}`,
    description: 'Who belongs together',
    rules: { kind: 'sector', values: ['Government'] },
    trigger: 'hand',
    extend: false,
  }),
  change: () => ({ body: { description: 'Who else' }, field: 'description', value: 'Who else' }),
  statements: 4,
});

describe('blueprints', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const government: OrganisationRule = { kind: 'sector', values: ['government'] };
  const make = async (
    body: Partial<Omit<NewBlueprint, 'sharingGroup'>> & { rules: OrganisationRule; sharingGroup?: string },
    user: UserName = 'admin',
  ) => {
    const said = await house.call(endpoints.create, { body: { name: 'A blueprint', ...body }, key: keyOf(user) });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const execute = (id: number, body: object = {}, user: UserName = 'admin') =>
    house.call(endpoints.execute, { params: { ref: String(id) }, body, key: keyOf(user) });
  const membersOf = async (blueprint: number) =>
    (
      await house.rows<{ name: string; source: string }>(
        `select o.name, m.source from sharing_group_members m join organisations o on o.id = m.organisation_id
         join sharing_group_blueprints b on b.sharing_group_id = m.sharing_group_id
         where b.id = $1 and m.until is null order by o.name`,
        [blueprint],
      )
    ).map(({ name }) => name);
  const groupOf = async (blueprint: number) =>
    (await house.call(endpoints.get, { params: { ref: String(blueprint) }, key: keyOf('admin') })).body.sharingGroup;

  it('make a group of their own, tell first who would join, and remember what they did', async () => {
    const { id } = await make({ name: 'Governments', rules: government });
    const impact = await house.call(endpoints.impact, { params: { ref: String(id) }, key: keyOf('admin') });
    expect(impact.body).toMatchObject({
      matched: 2,
      joins: 2,
      leaves: 0,
      firstJoining: [{ name: 'CERT-EE' }, { name: 'CIRCL' }],
    });
    expect(await groupOf(id)).toBeNull();
    const run = await execute(id);
    expect(run.body).toMatchObject({
      outcome: 'changed',
      joined: 2,
      left: 0,
      members: 2,
      firstJoined: ['CERT-EE', 'CIRCL'],
      actor: 'admin-user',
    });
    expect(await membersOf(id)).toEqual(['CERT-EE', 'CIRCL']);
    expect((await execute(id)).body).toMatchObject({ outcome: 'unchanged', joined: 0 });
    const runs = await house.call(endpoints.runs, { params: { ref: String(id) }, key: keyOf('admin') });
    expect(runs.body.map(({ outcome }) => outcome)).toEqual(['unchanged', 'changed']);
  });

  it('keep members chosen by hand, with what they may, and let go of those the rules find no longer', async () => {
    const { id } = await make({ name: 'Kept', rules: government });
    await execute(id);
    const group = await groupOf(id);
    await house.rows(
      "insert into sharing_group_members (sharing_group_id, organisation_id, extend, since, source) values ($1, $2, true, now(), 'hand')",
      [group?.id, world.organisations.acme.id],
    );
    await house.call(endpoints.update, {
      params: { ref: String(id) },
      body: { rules: { kind: 'nationality', values: ['EE'] } },
      key: keyOf('admin'),
    });
    const run = await execute(id);
    expect(run.body).toMatchObject({ joined: 0, left: 1, firstLeft: ['CIRCL'] });
    expect(await membersOf(id)).toEqual(['Acme', 'CERT-EE']);
    const [acme] = await house.rows(
      'select extend, source from sharing_group_members where sharing_group_id = $1 and organisation_id = $2 and until is null',
      [group?.id, world.organisations.acme.id],
    );
    expect(acme).toEqual({ extend: true, source: 'hand' });
  });

  it('never empty a group unless that was confirmed, and never take nobody for everybody', async () => {
    const { id } = await make({ name: 'Emptied', rules: government });
    await execute(id);
    await house.call(endpoints.update, {
      params: { ref: String(id) },
      body: { rules: { kind: 'tag', values: ['nobody has it'] } },
      key: keyOf('admin'),
    });
    const refused = await execute(id);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('find nobody');
    expect(await membersOf(id)).toEqual(['CERT-EE', 'CIRCL']);
    expect((await execute(id, { mayEmpty: true })).body).toMatchObject({ left: 2, members: 0 });
    expect(await membersOf(id)).toEqual([]);
    for (const rules of [{ kind: 'and', rules: [] }, { kind: 'not', rules: [] }, {}, { kind: 'uuid', uuids: [] }]) {
      const said = await house.call(endpoints.preview, { body: { rules: rules as never }, key: keyOf('admin') });
      expect(said.status, JSON.stringify(rules)).toBe(400);
    }
  });

  it('refuse circles with the path named, however long, and the group a blueprint makes itself', async () => {
    const a = await make({ name: 'A', rules: government });
    await execute(a.id);
    const needs = (uuid = ''): OrganisationRule => ({
      kind: 'or',
      rules: [government, { kind: 'sharingGroup', uuids: [uuid] }],
    });
    const b = await make({ name: 'B', rules: needs((await groupOf(a.id))?.uuid) });
    await execute(b.id);
    const c = await make({ name: 'C', rules: { kind: 'not', rules: [needs((await groupOf(b.id))?.uuid)] } });
    await execute(c.id);
    const closed = await house.call(endpoints.update, {
      params: { ref: String(a.id) },
      body: { rules: needs((await groupOf(c.id))?.uuid) },
      key: keyOf('admin'),
    });
    expect(closed.status).toBe(400);
    expect(closed.body.issues?.[0]?.message).toContain(
      "'A' needs the members made by 'C' needs the members made by 'B' needs the members made by 'A'",
    );
    const own = await house.call(endpoints.update, {
      params: { ref: String(a.id) },
      body: { rules: needs((await groupOf(a.id))?.uuid) },
      key: keyOf('admin'),
    });
    expect(own.body.issues?.[0]).toMatchObject({ path: ['rules'], message: expect.stringContaining('the very group') });
  });

  it('refuse what is gone instead of letting its negation hold for everybody', async () => {
    const uuid = '00000000-0000-4000-8000-000000000001';
    for (const leaf of [
      { kind: 'orgGroup', uuids: [uuid] },
      { kind: 'sharingGroup', uuids: [uuid] },
    ] as const) {
      const said = await house.call(endpoints.preview, {
        body: { rules: { kind: 'not', rules: [leaf] } },
        key: keyOf('admin'),
      });
      expect(said.status).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(['rules', 'rules', 0, 'uuids', 0]);
    }
    const field = await house.call(endpoints.preview, {
      body: { rules: { kind: 'metaField', templateUuid: uuid, field: 'nothing', op: 'eq', values: ['x'] } },
      key: keyOf('admin'),
    });
    expect(field.body.issues?.[0]?.path).toEqual(['rules', 'field']);
  });

  it('are evaluated in the view of whom saved them, and tell nobody else what they find', async () => {
    const { id } = await make({ name: 'Wide', rules: { kind: 'nationality', values: ['LU', 'EE', 'DE'] } });
    expect((await execute(id, {}, 'orgAdmin')).status).toBe(403);
    expect((await house.call(endpoints.impact, { params: { ref: String(id) }, key: keyOf('orgAdmin') })).status).toBe(
      403,
    );
    await execute(id);
    const seen = await house.call(endpoints.runs, { params: { ref: String(id) }, key: keyOf('orgAdmin') });
    expect(seen.body[0]).toMatchObject({ firstJoined: [] });
    const taken = await house.call(endpoints.update, {
      params: { ref: String(id) },
      body: { description: 'mine' },
      key: keyOf('orgAdmin'),
    });
    expect(taken.body).toMatchObject({ keeper: 'orgadmin-user', mayRun: true });
    expect((await execute(id, {}, 'orgAdmin')).body).toMatchObject({ members: 1, left: 2 });
    for (const user of ['plain', 'viewer', 'instance', 'sync'] as const)
      expect((await house.call(endpoints.get, { params: { ref: String(id) }, key: keyOf(user) })).status, user).toBe(
        403,
      );
    expect((await house.call(endpoints.get, { params: { ref: String(id) }, key: keyOf('groupAdmin') })).status).toBe(
      404,
    );
  });

  it('agree in both faces of their scope', async () => {
    const rows = await house.store.work(systemPrincipal('tests'), (work) => work.findAll(BlueprintEntity, {}));
    expect(await expectFacesAgree(house, blueprintScope, 'sharing_group_blueprints', rows)).toBeGreaterThan(20);
  });

  it('take a group of their owner only, and one group by one blueprint only', async () => {
    const { id } = await make({ name: 'First', rules: government });
    await execute(id);
    const group = String((await groupOf(id))?.id);
    const pageOf = (user: UserName) => house.call(sharingGroups.get, { params: { ref: group }, key: keyOf(user) });
    expect((await pageOf('admin')).body).toMatchObject({ name: 'First', blueprint: { id, name: 'First' } });
    // A member sees the group and not what makes it.
    expect((await pageOf('plain')).body).toMatchObject({ name: 'First', blueprint: null });
    const second = await house.call(endpoints.create, {
      body: { name: 'Second', rules: government, sharingGroup: group },
      key: keyOf('admin'),
    });
    expect(second.status).toBe(409);
    const foreign = await house.call(endpoints.create, {
      body: { name: 'Foreign', rules: government, sharingGroup: group },
      key: keyOf('groupAdmin'),
    });
    expect(foreign.body.issues?.[0]?.path).toEqual(['sharingGroup']);
    const detached = await house.call(endpoints.detach, { params: { ref: String(id) }, key: keyOf('admin') });
    expect(detached.body.sharingGroup).toBeNull();
    const taken = await make({ name: 'Second', rules: government, sharingGroup: group });
    expect(taken.sharingGroup).toMatchObject({ members: 2 });
  });

  it('follow the directory when they shall, in the order in which they need each other, and say when they cannot', async () => {
    const first = await make({ name: 'Luxembourg', rules: { kind: 'nationality', values: ['LU'] } });
    await execute(first.id);
    const second = await make({
      name: 'Luxembourg and more',
      rules: { kind: 'sharingGroup', uuids: [(await groupOf(first.id))?.uuid ?? ''] },
      trigger: 'change',
    });
    await house.call(endpoints.update, {
      params: { ref: String(first.id) },
      body: { trigger: 'change' },
      key: keyOf('admin'),
    });
    await house.rows("update organisations set country = 'LU' where id = $1", [world.organisations.acme.id]);
    await house.app.get(RuleJobs).follow();
    expect(await membersOf(first.id)).toEqual(['Acme', 'CIRCL']);
    expect(await membersOf(second.id)).toEqual(['Acme', 'CIRCL']);
    await house.rows("update organisations set country = 'DE' where country = 'LU'");
    await house.app.get(RuleJobs).follow();
    await house.app.get(RuleJobs).follow();
    expect(await membersOf(first.id)).toEqual(['Acme', 'CIRCL']);
    const runs = await house.call(endpoints.runs, { params: { ref: String(first.id) }, key: keyOf('admin') });
    expect(runs.body.map(({ outcome, cause }) => `${outcome} ${cause}`)).toEqual([
      'refused change',
      'changed change',
      'changed hand',
    ]);
    await house.rows("update organisations set country = 'LU' where id = $1", [world.organisations.circl.id]);
  });

  it('hear of a change of the directory by themselves', async () => {
    const { id } = await make({ name: 'Hears', rules: { kind: 'name', values: ['newcomer'] }, trigger: 'change' });
    const { organisations } = await import('@cerebrate/contract');
    await house.call(organisations.create, { body: { name: 'Newcomer' } });
    await expect.poll(() => membersOf(id), { timeout: 20_000, interval: 250 }).toEqual(['Newcomer']);
  });

  it('run at their times, and know which times are none', async () => {
    const blueprint = await make({ name: 'Weekly', rules: government, trigger: 'schedule', schedule: '0 6 * * 1' });
    expect(new Date(blueprint.nextRunAt ?? 0).getUTCDay()).toBe(1);
    await house.rows("update sharing_group_blueprints set next_run_at = now() - interval '1 minute' where id = $1", [
      blueprint.id,
    ]);
    await house.app.get(RuleJobs).runDue(new Date());
    await house.app.get(RuleJobs).runDue(new Date());
    const runs = await house.call(endpoints.runs, { params: { ref: String(blueprint.id) }, key: keyOf('admin') });
    expect(runs.body).toMatchObject([{ cause: 'schedule', outcome: 'changed' }]);
    for (const [trigger, schedule] of [
      ['schedule', undefined],
      ['schedule', '99 6 * * 1'],
      ['schedule', '* * * * *'],
      ['hand', '0 6 * * 1'],
      ['schedule', 'now'],
    ] as const) {
      const said = await house.call(endpoints.create, {
        body: { name: 'x', rules: government, trigger, ...(schedule ? { schedule } : {}) },
        key: keyOf('admin'),
      });
      expect(said.status, schedule).toBe(400);
      expect(said.body.issues?.[0]?.path, schedule).toEqual(['schedule']);
    }
  });

  it("are read and written in MISP's shape, with this node's numbers", async () => {
    const said = await house.call(endpoints.read, {
      body: { rule: { AND: { org_id: [world.organisations.circl.id], org_sector: 'Government' } } },
      key: keyOf('admin'),
    });
    expect(said.body.rules).toEqual({
      kind: 'and',
      rules: [
        { kind: 'uuid', uuids: [world.organisations.circl.uuid] },
        { kind: 'sector', values: ['Government'] },
      ],
    });
    const hidden = await house.call(endpoints.read, {
      body: { rule: { org_id: [world.organisations.acme.id] } },
      key: keyOf('orgAdmin'),
    });
    expect(hidden.status).toBe(400);
    expect(hidden.body.issues?.[0]?.path).toEqual(['rule', 'org_id', 0]);
    const written = await house.call(endpoints.write, { body: { rules: government }, key: keyOf('admin') });
    expect(written.body).toEqual({ rule: { OR: { org_sector: ['government'] } }, differences: [] });
  });
});
