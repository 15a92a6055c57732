import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, principals, type World } from '../../../test/world.js';
import { type Principal, systemPrincipal } from '../../kernel/index.js';
import { SharingGroupEntity } from './sharing-group.entity.js';
import { type GroupWithMembers, sharingGroupScope } from './sharing-group.scope.js';
import { SharingGroupMembers, type WantedMember } from './sharing-group-members.js';

describe('the members of a sharing group', () => {
  let house: House;
  let world: World;
  let members: SharingGroupMembers;
  let group: number;
  const system = systemPrincipal('tests');

  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    members = house.app.get(SharingGroupMembers);
  });
  afterAll(() => house.stop());
  beforeEach(async () => {
    group = await newGroup('circl');
  });

  const idOf = (name: 'circl' | 'cert-ee' | 'acme') => world.organisations[name].id;
  const newGroup = (owner: 'circl' | 'cert-ee' | 'acme') =>
    house.store.work(system, async (work) => {
      const row = await work.insert(SharingGroupEntity, {
        uuid: randomUUID(),
        name: 'a circle',
        organisationId: idOf(owner),
        active: true,
        local: true,
      });
      return row.id;
    });
  const act = (
    what: (members: SharingGroupMembers, ...args: Parameters<SharingGroupMembers['replace']>) => Promise<unknown>,
    wanted: readonly WantedMember[],
    principal: Principal = system,
  ) =>
    house.store.work(principal, async (work) => {
      const row = await work.find(SharingGroupEntity, { id: group });
      if (!row) throw new Error('the group is gone');
      return what(members, work, row, wanted);
    });
  const now = () =>
    house.rows(
      'select organisation_id as id, extend from sharing_group_members where sharing_group_id = $1 and until is null order by 1',
      [group],
    );

  it('are exactly those of the list that replaces them, and an empty list means nobody', async () => {
    await act(
      (m, ...args) => m.replace(...args),
      [
        { organisationId: idOf('acme'), extend: true },
        { organisationId: idOf('circl'), extend: false },
      ],
    );
    const changes = await act(
      (m, ...args) => m.replace(...args),
      [
        { organisationId: idOf('cert-ee'), extend: false },
        { organisationId: idOf('circl'), extend: true },
      ],
    );
    expect(changes).toEqual({ joined: [idOf('cert-ee')], left: [idOf('acme')], altered: [idOf('circl')] });
    expect(await now()).toEqual([
      { id: idOf('circl'), extend: true },
      { id: idOf('cert-ee'), extend: false },
    ]);
    await act((m, ...args) => m.replace(...args), []);
    expect(await now()).toEqual([]);
  });

  it('leave an interval for every time they were in, and one note a change in the history of the group', async () => {
    const wanted = [{ organisationId: idOf('acme'), extend: false }];
    await act((m, ...args) => m.enrol(...args), wanted);
    await act((m, ...args) => m.enrol(...args), [{ organisationId: idOf('acme'), extend: true }]);
    await act((m, work, row) => m.release(work, row, [idOf('acme'), 999_999]), []);
    await act((m, ...args) => m.enrol(...args), wanted);
    const intervals = await house.rows(
      'select extend, until is null as open from sharing_group_members where sharing_group_id = $1 order by id',
      [group],
    );
    expect(intervals).toEqual([
      { extend: false, open: false },
      { extend: true, open: false },
      { extend: false, open: true },
    ]);
    const notes = await house.rows(
      `select before, after from audit_log where kind = 'sharingGroup' and entity_id = $1 and action = 'edit' order by seq`,
      [group],
    );
    const key = `member.${world.organisations.acme.uuid}`;
    expect(notes).toEqual([
      { before: { [key]: null }, after: { [key]: 'Acme' } },
      { before: { [key]: 'Acme' }, after: { [key]: 'Acme, may extend' } },
      { before: { [key]: 'Acme, may extend' }, after: { [key]: null } },
      { before: { [key]: null }, after: { [key]: 'Acme' } },
    ]);
  });

  it('stay as they are, without a trace, when nothing would change', async () => {
    const wanted = [{ organisationId: idOf('acme'), extend: true }];
    await act((m, ...args) => m.enrol(...args), wanted);
    const before = await house.rows('select version, modified from sharing_groups where id = $1', [group]);
    await act((m, ...args) => m.enrol(...args), wanted);
    await act((m, ...args) => m.replace(...args), wanted);
    expect(await house.rows('select version, modified from sharing_groups where id = $1', [group])).toEqual(before);
  });

  it('are only organisations that the caller sees; one that is not refuses the whole list', async () => {
    const { orgAdmin } = await principals(house);
    const wanted = [
      { organisationId: idOf('circl'), extend: false },
      { organisationId: idOf('acme'), extend: false },
    ];
    await expect(act((m, ...args) => m.enrol(...args), wanted, orgAdmin)).rejects.toThrow(/outside your view/);
    expect(await now()).toEqual([]);
  });

  it('see the group as the two faces of its scope agree', async () => {
    await act((m, ...args) => m.enrol(...args), [{ organisationId: idOf('acme'), extend: false }]);
    group = await newGroup('cert-ee');
    await act((m, ...args) => m.enrol(...args), [{ organisationId: idOf('circl'), extend: false }]);
    await act((m, ...args) => m.replace(...args), [{ organisationId: idOf('acme'), extend: false }]);
    group = await newGroup('acme');
    await house.rows('update sharing_groups set deleted_at = now() where id = $1', [await newGroup('acme')]);
    const rows = await house.store.work(system, async (work) => {
      const all = await work.findAll(SharingGroupEntity, {});
      const inside = await house.rows<{ g: number; o: number }>(
        'select sharing_group_id as g, organisation_id as o from sharing_group_members where until is null',
      );
      return all.map(
        (row): GroupWithMembers => ({
          ...row,
          memberIds: inside.filter(({ g }) => g === row.id).map(({ o }) => o),
        }),
      );
    });
    expect(await expectFacesAgree(house, sharingGroupScope, 'sharing_groups', rows)).toBeGreaterThan(30);
  });
});
