import { createHash, randomUUID } from 'node:crypto';
import {
  alignments,
  authKeys,
  type Endpoint,
  individuals,
  mailingLists,
  organisations,
  RegistrationPayload,
  savedViews,
  sharingGroupBlueprints,
  sharingGroups,
} from '@cerebrate/contract';
import { EncryptionKeyEntity } from '../../src/directory/encryption-keys/encryption-key.entity.js';
import { systemPrincipal } from '../../src/kernel/index.js';
import type { Said } from '../house.js';
import { type Ground, newResident, type Place, type Resident, type Ward } from './ground.js';
import type { ReachName } from './reach.js';
import { sampleOf } from './sample.js';

/** A resource whose rows belong to somebody: where it is asked for, whose rows it has, and how one is made. */
export interface Resource {
  /** Beginnings of its paths below `/api/v1`, with the parameter that names the row. */
  readonly paths: readonly string[];
  /** Its controller in the original's dialect. */
  readonly controller?: string;
  readonly reach: ReachName;
  readonly places: readonly Place[];
  /** A row that may be changed or deleted; one of the caller's own for `self`. */
  row(ground: Ground, place: Place, caller: Resident): Promise<number | string>;
}

const wards = ['own', 'administered', 'foreign'] as const;

/** Every resource with owners. The first whose path begins a route is the one the route is judged by. */
export const resources: readonly Resource[] = [
  {
    paths: ['/organisations/:ref', '/consents/organisation/:ref', '/freshness/organisation/:ref'],
    controller: 'organisations',
    reach: 'organisation',
    places: wards,
    row: async ({ house, organisations: theirs }, place) => {
      await house.rows('update organisations set deleted_at = null where deleted_at is not null');
      return theirs[place as Ward];
    },
  },
  {
    paths: ['/individuals/:ref'],
    controller: 'individuals',
    reach: 'individual',
    places: [...wards, 'self'],
    row: somebody,
  },
  {
    paths: ['/consents/individual/:ref', '/freshness/individual/:ref'],
    reach: 'individualConsent',
    places: [...wards, 'self'],
    row: somebody,
  },
  {
    paths: ['/alignments/:ref'],
    controller: 'alignments',
    reach: 'alignment',
    places: wards,
    row: (ground, place) => newPerson(ground, place as Ward).then(({ alignment }) => alignment),
  },
  {
    paths: ['/org-groups/:ref/organisations'],
    controller: 'orgGroups:attachOrg detachOrg',
    reach: 'enrolment',
    places: ['administered', 'foreign'],
    row: theGroup,
  },
  {
    paths: ['/org-groups/:ref'],
    controller: 'orgGroups',
    reach: 'orgGroup',
    places: ['administered', 'foreign'],
    row: theGroup,
  },
  {
    paths: ['/mailing-lists/:ref'],
    controller: 'mailingLists',
    reach: 'mailingList',
    places: wards,
    row: async (ground, place) =>
      idOf(await asSteward(ground, place, mailingLists.create, { name: `List ${ground.next()}` })),
  },
  {
    paths: ['/sharing-groups/:ref'],
    controller: 'sharingGroups',
    reach: 'sharingGroup',
    places: wards,
    row: async (ground, place) =>
      idOf(
        await asSteward(ground, place, sharingGroups.create, { name: `Circle ${ground.next()}`, releasability: 'x' }),
      ),
  },
  {
    paths: ['/sharing-group-blueprints/:ref'],
    reach: 'blueprint',
    places: wards,
    row: async (ground, place) => {
      const body = { name: `Blueprint ${ground.next()}`, rules: { kind: 'sector', values: ['Finance'] } };
      return idOf(await asSteward(ground, place, sharingGroupBlueprints.create, body));
    },
  },
  {
    paths: ['/keys/checks/:ref'],
    reach: 'mine',
    places: ['self'],
    row: async ({ house }, _place, { id }) => {
      const [row] = await house.rows<{ id: number }>(
        `insert into signature_checks (uuid, user_id, asked_by, type, data_sha256, data_size, is_valid, signatures, created)
         values (gen_random_uuid(), $1, 'ground', 'pgp', repeat('0', 64), 1, false, '[]', now()) returning id`,
        [id],
      );
      return row?.id ?? 0;
    },
  },
  {
    paths: ['/keys/:ref'],
    controller: 'encryptionKeys',
    reach: 'organisationKey',
    places: wards,
    row: newKey,
  },
  {
    // one's own stand under /account and /sessions
    paths: ['/users/:ref/factors', '/users/:ref/sessions'],
    reach: 'user',
    places: wards,
    row: async (ground, place) => (await newResident(ground, place as Ward)).id,
  },
  {
    // names an organisation; its limits are told to who administers its users
    paths: [],
    controller: 'users:getLimitationForOrganisation',
    reach: 'usersOfOrganisation',
    places: wards,
    row: async ({ organisations: theirs }, place) => theirs[place as Ward],
  },
  {
    paths: ['/users/:ref'],
    controller: 'users',
    reach: 'user',
    places: [...wards, 'self'],
    row: async (ground, place, caller) => (place === 'self' ? caller.id : (await newResident(ground, place)).id),
  },
  {
    paths: ['/auth-keys/:ref'],
    controller: 'authKeys',
    reach: 'authKey',
    places: [...wards, 'self'],
    row: async (ground, place, caller) => {
      const owner = place === 'self' ? caller : ground.neighbours[place];
      return idOf(await ground.house.call(authKeys.create, { key: owner.key, body: {} }));
    },
  },
  {
    paths: ['/inbox/:ref'],
    controller: 'inbox',
    reach: 'request',
    places: wards,
    row: async ({ house, organisations: theirs }, place) => {
      const [row] = await house.rows<{ id: number }>(
        `insert into inbox (uuid, kind, scope, action, title, origin, organisation_id, for_organisation, payload, severity,
           state, created, modified)
         values (gen_random_uuid(), 'user.registration', 'User', 'Registration', 'A request', '192.0.2.1', $1, true, $2, 0,
           'open', now(), now()) returning id`,
        [theirs[place as Ward], JSON.stringify(sampleOf(RegistrationPayload))],
      );
      return row?.id ?? 0;
    },
  },
  {
    paths: ['/saved-views/:id'],
    reach: 'mine',
    places: ['self', 'foreign'],
    row: async (ground, place, caller) => {
      const { key } = place === 'self' ? caller : ground.neighbours.own;
      const body = { list: 'users', name: `View ${ground.next()}`, search: '' };
      return idOf(await ground.house.call(savedViews.create, { key, body }));
    },
  },
  {
    paths: ['/sessions/:id'],
    reach: 'mine',
    places: ['self', 'foreign'],
    row: async (ground, place, caller) => {
      const id = randomUUID();
      await ground.house.rows(
        `insert into sessions (id, digest, user_id, csrf_token, created, seen_at, proved_at, expires_at)
         values ($1, $2, $3, 'x', now(), now(), now(), now() + interval '1 day')`,
        [id, createHash('sha256').update(id).digest(), place === 'self' ? caller.id : ground.neighbours.own.id],
      );
      return id;
    },
  },
  {
    paths: ['/notifications/:id'],
    reach: 'mine',
    places: ['self', 'foreign'],
    row: async (ground, place, caller) => {
      const [row] = await ground.house.rows<{ id: string }>(
        `insert into notifications (user_id, kind, severity, title, link, key, created)
         values ($1, 'ground', 'info', 'Something', '/', $2, now()) returning id`,
        [place === 'self' ? caller.id : ground.neighbours.own.id, `ground ${ground.next()}`],
      );
      return Number(row?.id ?? 0);
    },
  },
];

async function somebody(ground: Ground, place: Place, caller: Resident): Promise<number> {
  return place === 'self' ? caller.individualId : (await newPerson(ground, place)).id;
}

/** A person who is aligned with that organisation alone, and the alignment. */
export async function newPerson(ground: Ground, ward: Ward): Promise<{ id: number; alignment: number }> {
  const { house, organisations } = ground;
  const body = { email: `person${ground.next()}@ground.example`, firstName: 'A', lastName: 'Person' };
  const id = idOf(await house.call(individuals.create, { key: ground.makers.own.key, body }));
  const link = { individualId: id, organisationId: organisations[ward] };
  // who makes a person is the first whom it is aligned with
  await house.rows('delete from alignments where individual_id = $1', [id]);
  return { id, alignment: idOf(await house.call(alignments.create, { key: ground.makers.own.key, body: link })) };
}

/** The group as it was built, whatever was done to it meanwhile. */
async function theGroup({ house, groups, organisations, callers }: Ground, place: Place): Promise<number> {
  const ward = place as 'administered' | 'foreign';
  await house.rows('update org_groups set deleted_at = null where deleted_at is not null');
  await house.rows(
    'insert into org_group_organisations (org_group_id, organisation_id) values ($1, $2) on conflict do nothing',
    [groups[ward], organisations[ward]],
  );
  if (ward === 'administered')
    for (const { id } of [callers.perm_group_admin, callers.all])
      await house.rows('insert into org_group_admins (org_group_id, user_id) values ($1, $2) on conflict do nothing', [
        groups.administered,
        id,
      ]);
  return groups[ward];
}

const asSteward = (ground: Ground, place: Place, endpoint: Endpoint, body: object): Promise<Said<unknown>> =>
  ground.house.call(endpoint, { key: ground.stewards[place as Ward].key, body });

function idOf(said: Said<unknown>): number {
  if (said.status !== 201)
    throw new Error(`the ground could not make a row: ${said.status} ${said.text.slice(0, 300)}`);
  return (said.body as { id: number }).id;
}

/** An organisation that nobody belongs to. */
export const newOrganisation = async (ground: Ground): Promise<number> =>
  idOf(
    await ground.house.call(organisations.create, {
      key: ground.makers.own.key,
      body: { name: `Other ${ground.next()}` },
    }),
  );

/** A key as its row alone: to have each read would cost more than everything else. */
async function newKey(ground: Ground, place: Place): Promise<number> {
  const at = ground.next();
  const values: Partial<EncryptionKeyEntity> = {
    ...{ uuid: randomUUID(), organisationId: ground.organisations[place as Ward], individualId: null },
    ...{ type: 'pgp', text: `key ${at}`, fingerprint: `F${at}`, keyIds: [], userIds: [], emails: [] },
    ...{ algorithm: null, bits: null, madeAt: null, expiresAt: null, encryptsUntil: null, fault: null },
    ...{ canEncrypt: true, canSign: true, revokedByMaker: false, revoked: false, deletedAt: null },
  };
  return ground.house.store.work(
    systemPrincipal('ground'),
    async (work) => (await work.insert(EncryptionKeyEntity, values)).id,
  );
}
