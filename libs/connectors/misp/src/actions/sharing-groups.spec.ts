import { lendHost } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acting, bare, cerbOne, circle, group, one, theirs, two } from '../../test/acting.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('sharing groups', () => {
  const host = () => lendHost({ organisations: [cerbOne, bare], sharingGroups: [circle] });

  it('are pushed as recorded, and a member that left here leaves there', async () => {
    await acting.act('push-sharing-groups', { name: 'Cerb%' }, host());
    expect(acting.bodies()).toEqual([
      [`GET /sharing_groups/view/${group}`],
      [
        'POST /sharingGroups/add',
        {
          ...{
            name: 'Cerb SG',
            uuid: group,
            releasability: 'Members',
            description: '',
            roaming: true,
            organisation_uuid: one,
          },
          Organisation: { uuid: one, name: 'Cerb One' },
          SharingGroupOrg: [
            { extend: true, uuid: one, name: 'Cerb One' },
            { extend: false, uuid: two, name: 'Cerb Two' },
          ],
        },
      ],
    ]);
    const [kept] = circle.members;
    const smaller = lendHost({ sharingGroups: [{ ...circle, members: kept ? [kept] : [] }] });
    expect((await acting.table('sharing-groups', {}, {}, smaller)).rows).toMatchObject([
      { standing: 'different', differences: ['members only there: (none) here, Cerb Two there'] },
    ]);

    const { items } = await acting.act('push-sharing-group', { uuid: group }, smaller);

    expect(items).toMatchObject([{ message: 'updated there; no longer members: Cerb Two' }]);
    expect((await acting.table('sharing-groups', {}, {}, smaller)).rows).toMatchObject([{ standing: 'same' }]);
  });

  it('are fetched with their members and the right to extend; an unknown one is told, though MISP says 405', async () => {
    await acting.act('push-sharing-group', { uuid: group }, host());
    const directory = lendHost();
    const done = await acting.act('fetch-sharing-groups', { uuids: [group, theirs] }, directory);

    expect(done.items).toMatchObject([{ outcome: 'done' }, { outcome: 'failed' }]);
    expect(directory.offered).toEqual([
      {
        ...{
          kind: 'sharing-group',
          uuid: group,
          name: 'Cerb SG',
          releasability: 'Members',
          description: '',
          active: true,
        },
        organisation: { uuid: one, name: 'Cerb One' },
        members: circle.members,
      },
    ]);
  });

  it('say what differs: texts, members missing there, the right to extend', async () => {
    await acting.act('push-sharing-group', { uuid: group }, host());
    const [kept] = acting.misp.state.groups;
    if (kept)
      Object.assign(kept, {
        releasability: 'Nobody',
        members: kept.members.slice(0, 1).map((member) => ({ ...member, extend: false })),
      });

    const [row] = (await acting.table('sharing-groups', { show: 'different' }, {}, host())).rows;
    expect(row?.['differences']).toEqual([
      'releasability: Members here, Nobody there',
      'members missing there: Cerb Two here, (none) there',
      'right to extend: Cerb One: yes here, (none) there',
    ]);
  });
});
