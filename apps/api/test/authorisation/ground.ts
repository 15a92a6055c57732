import { randomUUID } from 'node:crypto';
import { type RoleFlag, roleFlags } from '@cerebrate/contract';
import {
  AlignmentEntity,
  IndividualEntity,
  OrganisationEntity,
  OrgGroupEntity,
  OrgGroupOrganisationEntity,
} from '../../src/directory/index.js';
import {
  AuthKeyEntity,
  Digest,
  flagColumns,
  newAuthKey,
  OrgGroupAdminEntity,
  RoleEntity,
  UserEntity,
} from '../../src/identity/index.js';
import { systemPrincipal, type Work } from '../../src/kernel/index.js';
import type { House } from '../house.js';

/** How a record stands to the caller: of their organisation, of one of a group they administer, of any other, or about themselves. */
export const places = ['own', 'administered', 'foreign', 'self'] as const;
export type Place = (typeof places)[number];
/** Where an organisation stands. */
export type Ward = Exclude<Place, 'self'>;
const wards = ['own', 'administered', 'foreign'] as const satisfies readonly Ward[];

/** One caller for a role without flags, one for each flag alone, and one for all of them together. */
export const callers = ['plain', ...roleFlags, 'all'] as const;
export type Caller = (typeof callers)[number];

/** The flags of a caller's role. */
export const flagsOfCaller = (caller: Caller): readonly RoleFlag[] =>
  caller === 'all' ? roleFlags : caller === 'plain' ? [] : [caller];

/** Somebody with an account and a key. */
export interface Resident {
  readonly id: number;
  readonly individualId: number;
  readonly roleId: number;
  readonly key: string;
}

/**
 * Three organisations, all callers in `own`; the group of `administered` is administered by whoever may. In each
 * organisation live a maker, who may do everything, a steward who makes its records, and a neighbour without flags.
 */
export interface Ground {
  readonly house: House;
  readonly organisations: Readonly<Record<Ward, number>>;
  readonly groups: Readonly<Record<'administered' | 'foreign', number>>;
  readonly callers: Readonly<Record<Caller, Resident>>;
  readonly makers: Readonly<Record<Ward, Resident>>;
  /** Organisation administrators, one in each organisation, who see no more than that. */
  readonly stewards: Readonly<Record<Ward, Resident>>;
  readonly neighbours: Readonly<Record<Ward, Resident>>;
  /** A number that was never given before. */
  next(): number;
}

/** Builds the ground in a house that holds only what the first start made. */
export async function buildGround(house: House): Promise<Ground> {
  const digest = house.app.get(Digest);
  let at = 0;
  return house.store.work(systemPrincipal('ground'), async (work) => {
    const organisations = await each(wards, async (ward) => {
      return (await work.insert(OrganisationEntity, { uuid: randomUUID(), name: `The ${ward} organisation` })).id;
    });
    const groups = await each(['administered', 'foreign'], async (ward) => {
      const group = { uuid: randomUUID(), name: `The ${ward} group`, description: null, deletedAt: null };
      const { id } = await work.insert(OrgGroupEntity, group);
      await work.insert(OrgGroupOrganisationEntity, { orgGroupId: id, organisationId: organisations[ward] });
      return id;
    });
    const settle = (name: string, flags: readonly RoleFlag[], organisationId: number) =>
      addResident(work, digest, { name, flags, organisationId });
    const residents = await each(callers, (caller) => settle(caller, flagsOfCaller(caller), organisations.own));
    for (const caller of ['perm_group_admin', 'all'] as const)
      await work.insert(OrgGroupAdminEntity, { orgGroupId: groups.administered, userId: residents[caller].id });
    const makers = await each(wards, (ward) => settle(`maker of ${ward}`, roleFlags, organisations[ward]));
    const stewards = await each(wards, (ward) => settle(`steward of ${ward}`, ['perm_org_admin'], organisations[ward]));
    const neighbours = await each(wards, (ward) => settle(`neighbour of ${ward}`, [], organisations[ward]));
    return { house, organisations, groups, callers: residents, makers, stewards, neighbours, next: () => ++at };
  });
}

/** Somebody new in one of the organisations, with a role without flags. */
export const newResident = (ground: Ground, ward: Ward): Promise<Resident> =>
  ground.house.store.work(systemPrincipal('ground'), (work) =>
    addResident(work, ground.house.app.get(Digest), {
      name: `newcomer ${ground.next()} of ${ward}`,
      flags: [],
      organisationId: ground.organisations[ward],
    }),
  );

async function addResident(
  work: Work,
  digest: Digest,
  { name, flags, organisationId }: { name: string; flags: readonly RoleFlag[]; organisationId: number },
): Promise<Resident> {
  const word = name.replace(/[^a-z0-9]/g, '-');
  const role = await work.insert(RoleEntity, {
    uuid: randomUUID(),
    name: `role of ${name}`,
    isDefault: false,
    ...flagColumns((flag) => flags.includes(flag)),
  });
  const person = { uuid: randomUUID(), email: `${word}@ground.example`, firstName: name, lastName: 'Resident' };
  const individual = await work.insert(IndividualEntity, person);
  await work.insert(AlignmentEntity, { individualId: individual.id, organisationId, type: 'Member' });
  const user = await work.insert(UserEntity, {
    uuid: randomUUID(),
    username: word,
    passwordHash: null,
    roleId: role.id,
    individualId: individual.id,
    organisationId,
    disabled: false,
  });
  const key = word.padEnd(40, '0');
  await work.insert(AuthKeyEntity, newAuthKey(digest, key, { userId: user.id }));
  return { id: user.id, individualId: individual.id, roleId: role.id, key };
}

async function each<N extends string, V>(names: readonly N[], make: (name: N) => Promise<V>): Promise<Record<N, V>> {
  const made: Partial<Record<N, V>> = {};
  for (const name of names) made[name] = await make(name);
  return made as Record<N, V>;
}
