import { randomInt, randomUUID } from 'node:crypto';
import {
  type Answer,
  anybody,
  type Call,
  done,
  fieldsOf,
  groupMakers,
  matches,
  notSaved,
  ok,
  type Route,
  refused,
  text,
  truthy,
} from './answers.js';
import { type Member, type MispState, type Organisation, type SharingGroup, stamp } from './state.js';

const unknown = 'Sharing group doesn&#039;t exist or you do not have permission to access it.';

const group = (state: MispState, ref: string) => state.groups.find(({ id, uuid }) => id === ref || uuid === ref);
const short = ({ id, name, uuid }: Organisation) => ({ id, name, uuid });

function memberRow(state: MispState, member: Member, more: (organisation: Organisation) => object) {
  const organisation = state.organisation(member.org_id);
  return { ...member, Organisation: organisation ? more(organisation) : {} };
}

/** A group after it was added or changed. */
function written(state: MispState, { members, ...columns }: SharingGroup): Answer {
  const owner = state.organisation(columns.org_id);
  return ok({
    SharingGroup: columns,
    SharingGroupOrg: members.map((member) => memberRow(state, member, short)),
    SharingGroupServer: [],
    Organisation: owner ? short(owner) : {},
  });
}

function index(state: MispState, call: Call): Answer {
  const rows = state.groups
    .filter(({ name, description, releasability, uuid }) =>
      matches(call.named['searchall'], name, description, releasability, uuid),
    )
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  return ok({
    response: rows.map(({ members, ...one }) => ({
      SharingGroup: {
        id: one.id,
        uuid: one.uuid,
        name: one.name,
        description: one.description,
        releasability: one.releasability,
        local: one.local,
        active: one.active,
        roaming: one.roaming,
        org_count: String(members.length),
      },
      Organisation: short(state.organisation(one.org_id) as Organisation),
      SharingGroupOrg: members.map((member) => memberRow(state, member, ({ name, id, uuid }) => ({ name, id, uuid }))),
      SharingGroupServer: [],
      editable: true,
      deletable: true,
    })),
  });
}

function view(state: MispState, call: Call): Answer {
  const found = group(state, call.argument);
  // An unknown group is 405, not 404, as recorded.
  if (!found) return refused(405, unknown, call);
  const { members, ...columns } = found;
  const syncer = state.organisation(state.user(found.sync_user_id)?.org_id ?? '');
  return ok({
    SharingGroup: { ...columns, sync_org_name: syncer?.name ?? '', ...(syncer ? { sync_org: short(syncer) } : {}) },
    Organisation: state.organisation(found.org_id),
    SharingGroupOrg: members.map((member) =>
      memberRow(state, member, (organisation) => ({ ...short(organisation), local: organisation.local })),
    ),
    SharingGroupServer: [],
  });
}

/** An organisation met in a group: one that is unknown becomes a remote one; a name that is taken gets digits. */
function captured(state: MispState, given: Record<string, unknown>): Organisation | undefined {
  const uuid = text(given['uuid']);
  const known = state.organisation(uuid);
  if (known) return known;
  const name = text(given['name']);
  if (name === '') return undefined;
  const isTaken = state.organisations.some((one) => one.name === name);
  return state.addOrganisation({ name: isTaken ? `${name}_${randomInt(10_000)}` : name, uuid, local: false });
}

/** Adds and changes members; whoever is not named stays one, as recorded. */
function enrol(state: MispState, target: SharingGroup, given: unknown): void {
  for (const one of Array.isArray(given) ? (given as Record<string, unknown>[]) : []) {
    const organisation = captured(state, one);
    if (!organisation) continue;
    const extend = truthy(one['extend']);
    const known = target.members.find(({ org_id }) => org_id === organisation.id);
    if (known) known.extend = extend;
    else
      target.members.push({
        id: state.nextId('sharing_group_orgs'),
        sharing_group_id: target.id,
        org_id: organisation.id,
        extend,
      });
  }
}

function change(state: MispState, target: SharingGroup, fields: Record<string, unknown>): void {
  for (const key of ['name', 'releasability', 'description'] as const)
    if (fields[key] !== undefined) target[key] = text(fields[key]);
  if (fields['roaming'] !== undefined) target.roaming = truthy(fields['roaming']);
  if (fields['active'] !== undefined) target.active = truthy(fields['active']);
  enrol(state, target, fields['SharingGroupOrg']);
  target.modified = stamp();
}

function fieldsOfGroup(body: unknown): Record<string, unknown> {
  const outer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return { ...outer, ...(fieldsOf(body, 'SharingGroup') ?? {}) };
}

/** A known uuid is changed instead, as recorded. */
function add(state: MispState, call: Call): Answer {
  const fields = fieldsOfGroup(call.body);
  const known = group(state, text(fields['uuid']));
  if (known) {
    change(state, known, fields);
    return written(state, known);
  }
  if (text(fields['name']) === '')
    return notSaved('add', 'SharingGroup', '/sharing_groups/add', 'Could not save sharing group.');
  const home = state.organisation(call.user.org_id) as Organisation;
  const given = (fields['Organisation'] ?? {}) as Record<string, unknown>;
  const owner = fields['organisation_uuid']
    ? (captured(state, { ...given, uuid: fields['organisation_uuid'] }) ?? home)
    : home;
  const made: SharingGroup = {
    id: state.nextId('sharing_groups'),
    name: '',
    releasability: '',
    description: '',
    uuid: text(fields['uuid']) || randomUUID(),
    organisation_uuid: owner.uuid,
    org_id: owner.id,
    sync_user_id: call.user.id,
    active: true,
    created: stamp(),
    modified: stamp(),
    local: false,
    roaming: false,
    members: [],
  };
  state.groups.push(made);
  change(state, made, fields);
  return written(state, made);
}

function edit(state: MispState, call: Call): Answer {
  const found = group(state, call.argument);
  if (!found) return refused(405, unknown, call);
  change(state, found, fieldsOfGroup(call.body));
  return written(state, found);
}

/** `removeOrg/{group}/{organisation}`: the only way a member leaves. */
function removeOrg(state: MispState, call: Call): Answer {
  const [ref = '', member = ''] = call.argument.split('/');
  const found = group(state, ref);
  const organisation = state.organisation(member);
  if (!found) return refused(405, unknown, call);
  const place = found.members.findIndex(({ org_id }) => org_id === organisation?.id);
  if (place < 0)
    return notSaved('edit', 'SharingGroup', '/sharing_groups/removeOrg', 'Organisation is not in the sharing group.');
  found.members.splice(place, 1);
  return done('Organisation removed from the sharing group.', '/sharing_groups/removeOrg');
}

const both = (action: string, may: Route['may'], answers: Route['answers']): Route[] =>
  ['sharing_groups', 'sharingGroups'].map((name) => ({ path: `${name}/${action}`, may, answers }));

export const sharingGroupRoutes: readonly Route[] = [
  ...both('index', anybody, index),
  ...both('view/', anybody, view),
  ...both('add', groupMakers, add),
  ...both('edit/', groupMakers, edit),
  ...both('removeOrg/', groupMakers, removeOrg),
];
