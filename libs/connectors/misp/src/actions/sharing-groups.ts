import type { DirectorySharingGroup, Host, ItemResult } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MispClient } from '../client.js';
import { compareSharingGroups, lines, surplusMembers } from '../compare.js';
import { holds, paged } from '../listing.js';
import type { SharingGroupReply } from '../shapes.js';
import { action, each, summed, Uuid, Uuids } from './shared.js';

const row = (
  {
    uuid,
    name,
    releasability,
    description,
  }: { uuid: string; name: string; releasability: string | null; description: string | null },
  owner: string,
  members: number,
  standing: string,
  differences: readonly string[],
) => ({
  uuid,
  name,
  releasability: releasability ?? '',
  description: description ?? '',
  owner,
  members,
  standing,
  differences,
});

const list = action({
  id: 'sharing-groups',
  wireName: 'sharingGroupsAction',
  kind: 'table',
  risk: 'read',
  title: 'Sharing groups',
  params: z.object({
    show: z
      .enum(['there', 'different', 'only there', 'only here'])
      .default('there')
      .meta({ title: 'Show', description: 'Everything MISP has, or one kind of difference.' }),
  }),
  columns: [
    { path: 'name', label: 'Name', type: 'text', sortable: true },
    { path: 'uuid', label: 'UUID', type: 'text' },
    { path: 'owner', label: 'Owner', type: 'text', sortable: true },
    { path: 'releasability', label: 'Releasable to', type: 'text' },
    { path: 'description', label: 'Description', type: 'text' },
    { path: 'members', label: 'Members', type: 'number', sortable: true },
    {
      path: 'standing',
      label: 'Status',
      type: 'badge',
      tones: { same: 'good', different: 'warning', 'only there': 'info', 'only here': 'neutral' },
      sortable: true,
    },
    { path: 'differences', label: 'Differences', type: 'list' },
  ],
  rowActions: [
    {
      action: 'fetch-sharing-group',
      params: { uuid: 'uuid' },
      when: { path: 'standing', is: ['different', 'only there'] },
    },
    {
      action: 'push-sharing-group',
      params: { uuid: 'uuid' },
      when: { path: 'standing', is: ['different', 'only here'] },
    },
  ],
  selectionActions: [
    { action: 'fetch-sharing-groups', param: 'uuids', path: 'uuid' },
    { action: 'push-selected-sharing-groups', param: 'uuids', path: 'uuid' },
  ],
  tableActions: ['push-sharing-groups'],
  async run(tool, { show }, page, host) {
    const misp = new MispClient(tool);
    const theirs = await misp.sharingGroups(show === 'only here' ? {} : { q: page.q });
    if (show === 'only here') return paged(await onlyHere(theirs, host, page.q), page);
    const uuids = theirs.map(({ SharingGroup }) => SharingGroup.uuid);
    const ours = new Map((await host.directory.sharingGroups({ uuids })).map((one) => [one.uuid.toLowerCase(), one]));
    const rows = theirs.map((one) => {
      const found = compareSharingGroups(ours.get(one.SharingGroup.uuid.toLowerCase()), one);
      const { SharingGroup, Organisation, SharingGroupOrg } = one;
      return row(SharingGroup, Organisation?.name ?? '', SharingGroupOrg.length, found.standing, lines(found));
    });
    return paged(show === 'there' ? rows : rows.filter(({ standing }) => standing === show), page);
  },
});

async function onlyHere(theirs: readonly SharingGroupReply[], host: Host, q: string) {
  const there = new Set(theirs.map(({ SharingGroup }) => SharingGroup.uuid.toLowerCase()));
  return (await host.directory.sharingGroups({}))
    .filter(({ uuid, name }) => !there.has(uuid.toLowerCase()) && holds(q, name, uuid))
    .map((one) => row(one, one.organisation.name, one.members.length, 'only here', []));
}

/** Takes a group over with its members; the right to extend travels (WIRE-CONTRACT §6.5). */
async function take(
  host: Host,
  { SharingGroup, Organisation, SharingGroupOrg }: SharingGroupReply,
): Promise<ItemResult> {
  const { uuid, name, releasability, description, active } = SharingGroup;
  if (!Organisation?.uuid) return { title: name, outcome: 'failed', message: 'MISP names no owner for it' };
  const members = SharingGroupOrg.flatMap((one) =>
    one.Organisation ? [{ uuid: one.Organisation.uuid, name: one.Organisation.name, extend: one.extend }] : [],
  );
  const organisation = { uuid: Organisation.uuid, name: Organisation.name };
  const { outcome, reason } = await host.capture({
    ...{ kind: 'sharing-group', uuid, name, releasability, description, active, organisation, members },
  });
  return {
    title: name,
    outcome: outcome === 'refused' ? 'failed' : outcome === 'unchanged' ? 'unchanged' : 'done',
    message: reason ?? `${outcome} here`,
  };
}

async function fetchOne(misp: MispClient, host: Host, uuid: string): Promise<ItemResult> {
  const found = await misp.sharingGroup(uuid);
  return found
    ? take(host, found)
    : { title: uuid, outcome: 'failed', message: 'MISP does not know it, or does not show it' };
}

const fetchSingle = action({
  id: 'fetch-sharing-group',
  wireName: 'fetchSharingGroupAction',
  kind: 'form',
  risk: 'act',
  title: 'Fetch sharing group',
  description: 'Takes the group of that MISP over, with its members.',
  params: z.object({ uuid: Uuid.meta({ title: 'UUID' }) }),
  shows: 'sharing-groups',
  run: async (tool, { uuid }, host) =>
    summed([await fetchOne(new MispClient(tool), host, uuid)], 'fetched', 'sharing groups'),
});

const fetchSelected = action({
  id: 'fetch-sharing-groups',
  wireName: 'fetchSelectedSharingGroupsAction',
  kind: 'form',
  risk: 'act',
  title: 'Fetch sharing groups',
  params: z.object({ uuids: Uuids.meta({ title: 'UUIDs' }) }),
  shows: 'sharing-groups',
  async run(tool, { uuids }, host) {
    const misp = new MispClient(tool);
    return summed(
      await each(
        uuids,
        (uuid) => fetchOne(misp, host, uuid),
        (uuid) => uuid,
      ),
      'fetched',
      'sharing groups',
    );
  },
});

/** The body of a push as recorded: always roaming, members with their right to extend. */
const pushBody = ({ name, uuid, releasability, description, organisation, members }: DirectorySharingGroup) => ({
  name,
  uuid,
  releasability: releasability ?? '',
  description: description ?? '',
  roaming: true,
  organisation_uuid: organisation.uuid,
  Organisation: { uuid: organisation.uuid, name: organisation.name },
  SharingGroupOrg: members.map((member) => ({ extend: member.extend, uuid: member.uuid, name: member.name })),
});

/** Makes the group there as ours is; members that left are removed one by one, since an edit takes none away. */
async function pushOne(misp: MispClient, ours: DirectorySharingGroup): Promise<ItemResult> {
  const there = await misp.sharingGroup(ours.uuid);
  if (!there) {
    await misp.addSharingGroup(pushBody(ours));
    return { title: ours.name, outcome: 'done', message: 'created there' };
  }
  const after = await misp.editSharingGroup(ours.uuid, pushBody(ours));
  const surplus = surplusMembers(ours, after).filter(({ id }) => id !== '');
  for (const { id } of surplus) await misp.removeFromSharingGroup(after.SharingGroup.id, id);
  const left = surplus.length === 0 ? '' : `; no longer members: ${surplus.map(({ name }) => name).join(', ')}`;
  return { title: ours.name, outcome: 'done', message: `updated there${left}` };
}

async function pushAll(misp: MispClient, ours: readonly DirectorySharingGroup[]) {
  return summed(
    await each(
      ours,
      (one) => pushOne(misp, one),
      ({ name }) => name,
    ),
    'pushed',
    'sharing groups',
  );
}

const pushSingle = action({
  id: 'push-sharing-group',
  kind: 'form',
  risk: 'act',
  title: 'Push sharing group',
  description: 'Makes the group of that MISP as ours is: members that left here are removed there too.',
  params: z.object({ uuid: Uuid.meta({ title: 'UUID' }) }),
  shows: 'sharing-groups',
  run: async (tool, { uuid }, host) =>
    pushAll(new MispClient(tool), await host.directory.sharingGroups({ uuids: [uuid] })),
});

const pushSelected = action({
  id: 'push-selected-sharing-groups',
  kind: 'form',
  risk: 'act',
  title: 'Push sharing groups',
  params: z.object({ uuids: Uuids.meta({ title: 'UUIDs' }) }),
  shows: 'sharing-groups',
  run: async (tool, { uuids }, host) => pushAll(new MispClient(tool), await host.directory.sharingGroups({ uuids })),
});

const pushFiltered = action({
  id: 'push-sharing-groups',
  wireName: 'pushSharingGroupsAction',
  kind: 'form',
  risk: 'act',
  title: 'Push sharing groups',
  description: 'Pushes ours that fit; all of them when nothing is given. % stands for any characters.',
  params: z.object({
    name: z.string().trim().optional().meta({ title: 'Name' }),
    releasability: z.string().trim().optional().meta({ title: 'Releasable to' }),
  }),
  shows: 'sharing-groups',
  async run(tool, { name, releasability }, host) {
    const filter = { ...(name ? { name } : {}), ...(releasability ? { releasability } : {}) };
    return pushAll(new MispClient(tool), await host.directory.sharingGroups(filter));
  },
});

export const sharingGroupActions = [list, fetchSingle, fetchSelected, pushSingle, pushSelected, pushFiltered];
