import { randomUUID } from 'node:crypto';
import {
  AlignmentEntity,
  IndividualEntity,
  OrganisationEntity,
  OrgGroupEntity,
  OrgGroupOrganisationEntity,
} from '../src/directory/index.js';
import {
  AuthKeyEntity,
  Digest,
  flagColumns,
  hashPassword,
  newAuthKey,
  OrgGroupAdminEntity,
  principalOf,
  RoleEntity,
  UserEntity,
  userFacts,
} from '../src/identity/index.js';
import { type Principal, sql, systemPrincipal, type Work } from '../src/kernel/index.js';
import { type House, roleKinds } from './house.js';

/**
 * The readable test world, the same in every spec. Group `nordics` holds cert-ee and acme; circl stands outside it.
 *
 * | user (name = role kind) | organisation | what makes it special |
 * |---|---|---|
 * | admin, instance, community | circl | |
 * | orgAdmin | circl | |
 * | groupAdmin | cert-ee | administers `nordics` |
 * | sync | cert-ee | |
 * | editor, viewer | acme | |
 * | plain | circl | |
 *
 * Every user is a person of its own, aligned with the user's organisation; the six named people have no account.
 */
const organisationNames = ['circl', 'cert-ee', 'acme'] as const;
export type OrganisationName = (typeof organisationNames)[number];

/** One user each; the flags of its role stand in `roleKinds`. */
export const userNames = [
  'admin',
  'instance',
  'community',
  'orgAdmin',
  'groupAdmin',
  'sync',
  'editor',
  'viewer',
  'plain',
] as const;
export type UserName = (typeof userNames)[number];

const personNames = ['alice', 'bob', 'carla', 'deniz', 'eero', 'fatima'] as const;
export type PersonName = (typeof personNames)[number];

const organisationFacts: Record<OrganisationName, Partial<OrganisationEntity>> = {
  circl: { name: 'CIRCL', country: 'LU', sector: 'Government', type: 'CSIRT', url: 'https://circl.example' },
  'cert-ee': { name: 'CERT-EE', country: 'EE', sector: 'Government', type: 'CSIRT', url: 'https://cert.example' },
  acme: { name: 'Acme', country: 'DE', sector: 'Finance', type: 'Company', contacts: 'soc@acme.example' },
};

const personFacts: Record<PersonName, { lastName: string; aligned: readonly OrganisationName[] }> = {
  alice: { lastName: 'Adams', aligned: ['circl'] },
  bob: { lastName: 'Brown', aligned: ['circl', 'acme'] },
  carla: { lastName: 'Conti', aligned: ['acme'] },
  deniz: { lastName: 'Demir', aligned: ['acme'] },
  eero: { lastName: 'Eek', aligned: ['cert-ee'] },
  fatima: { lastName: 'Farouk', aligned: [] },
};

const organisationOf: Record<UserName, OrganisationName> = {
  admin: 'circl',
  instance: 'circl',
  community: 'circl',
  orgAdmin: 'circl',
  groupAdmin: 'cert-ee',
  sync: 'cert-ee',
  editor: 'acme',
  viewer: 'acme',
  plain: 'circl',
};

export interface Inhabitant {
  readonly id: number;
  readonly uuid: string;
}

/** Who and what is there, by name, with ids and uuids. */
export interface World {
  readonly organisations: Readonly<Record<OrganisationName, Inhabitant>>;
  readonly group: Inhabitant;
  readonly people: Readonly<Record<PersonName, Inhabitant>>;
  readonly users: Readonly<
    Record<
      UserName,
      Inhabitant & { username: string; roleId: number; individualId: number; organisationId: number; authKeyId: number }
    >
  >;
}

/** The auth key of that user: 40 characters that begin with its name. */
export const keyOf = (user: UserName): string => user.padEnd(40, '0');

/** The password of every user of the world. */
export const worldPassword = 'a password of the world';

/** What that user types to sign in; user names are lower case. */
export const usernameOf = (user: UserName): string => `${user.toLowerCase()}-user`;

/** Builds the world in a house that holds only what the first start made. Call once. */
export async function buildWorld(house: House): Promise<World> {
  const passwordHash = await hashPassword(worldPassword);
  return house.store.work(systemPrincipal('world'), async (work) => {
    const organisations = await addOrganisations(work);
    const group = await work.insert(OrgGroupEntity, {
      uuid: randomUUID(),
      name: 'nordics',
      description: null,
      deletedAt: null,
    });
    await work.insertMany(
      OrgGroupOrganisationEntity,
      [organisations['cert-ee'], organisations.acme].map(({ id }) => ({ orgGroupId: group.id, organisationId: id })),
    );
    const people = await addPeople(work, organisations);
    const users = await addUsers(work, house, organisations, passwordHash);
    await work.insert(OrgGroupAdminEntity, { orgGroupId: group.id, userId: users.groupAdmin.id });
    return { organisations, group, people, users };
  });
}

/** The principals of all nine users and of the system, as they would call; for scope-agreement tests. */
export async function principals(house: House): Promise<Readonly<Record<UserName | 'system', Principal>>> {
  const found: Partial<Record<UserName | 'system', Principal>> = { system: systemPrincipal('tests') };
  for (const user of userNames) {
    const facts = await userFacts(house.store, sql`u.username = ${usernameOf(user)}`);
    if (!facts) throw new Error(`the world has no user ${user}: call buildWorld first`);
    found[user] = principalOf(facts, {
      channel: 'api',
      authKeyId: null,
      sessionId: null,
      ip: null,
      requestId: 'tests',
    });
  }
  return found as Record<UserName | 'system', Principal>;
}

async function addOrganisations(work: Work): Promise<Record<OrganisationName, OrganisationEntity>> {
  const rows = await work.insertMany(
    OrganisationEntity,
    organisationNames.map((name) => ({ uuid: randomUUID(), ...organisationFacts[name] })),
  );
  return named(organisationNames, rows);
}

async function addPeople(work: Work, organisations: Record<OrganisationName, Inhabitant>) {
  const rows = await work.insertMany(
    IndividualEntity,
    personNames.map((name) => ({
      uuid: randomUUID(),
      email: `${name}@people.example`,
      firstName: name.charAt(0).toUpperCase() + name.slice(1),
      lastName: personFacts[name].lastName,
    })),
  );
  const people = named(personNames, rows);
  await work.insertMany(
    AlignmentEntity,
    personNames.flatMap((name) =>
      personFacts[name].aligned.map((at) => ({
        individualId: people[name].id,
        organisationId: organisations[at].id,
        type: 'Member',
      })),
    ),
  );
  return people;
}

async function addUsers(
  work: Work,
  house: House,
  organisations: Record<OrganisationName, Inhabitant>,
  passwordHash: string,
) {
  const digest = house.app.get(Digest);
  const roles = await work.insertMany(
    RoleEntity,
    userNames.map((name) => ({
      uuid: randomUUID(),
      name: `role of ${name}`,
      isDefault: false,
      ...flagColumns((flag) => (roleKinds[name] ?? []).includes(flag)),
    })),
  );
  const individuals = await work.insertMany(
    IndividualEntity,
    userNames.map((name) => ({
      uuid: randomUUID(),
      email: `${name.toLowerCase()}@users.example`,
      firstName: name,
      lastName: 'User',
    })),
  );
  const seats = userNames.map((name, at) => ({
    name,
    roleId: roles[at]?.id ?? 0,
    individualId: individuals[at]?.id ?? 0,
    organisationId: organisations[organisationOf[name]].id,
  }));
  await work.insertMany(
    AlignmentEntity,
    seats.map(({ individualId, organisationId }) => ({ individualId, organisationId, type: 'Member' })),
  );
  const rows = await work.insertMany(
    UserEntity,
    seats.map(({ name, ...seat }) => ({
      uuid: randomUUID(),
      username: usernameOf(name),
      passwordHash,
      disabled: false,
      ...seat,
    })),
  );
  const users = named(userNames, rows);
  const keys = await work.insertMany(
    AuthKeyEntity,
    userNames.map((name) => newAuthKey(digest, keyOf(name), { userId: users[name].id, comment: `key of ${name}` })),
  );
  return Object.fromEntries(
    userNames.map((name, at) => [name, { ...users[name], authKeyId: keys[at]?.id ?? 0 }]),
  ) as unknown as World['users'];
}

function named<N extends string, E>(names: readonly N[], rows: readonly E[]): Record<N, E> {
  return Object.fromEntries(names.map((name, at) => [name, rows[at]])) as Record<N, E>;
}
