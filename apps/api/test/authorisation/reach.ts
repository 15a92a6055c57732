import { type RoleFlag, roleFlags } from '@cerebrate/contract';
import { type Caller, flagsOfCaller, type Place, places } from './ground.js';

/** How far a caller reaches a record: not at all, to see it, to change it. */
export const rights = ['none', 'see', 'change'] as const;
export type Right = (typeof rights)[number];

/** Rights by place, written `own:see administered:change`; places that are not named have none. `all:see` names each. */
type Line = string;

/** What everybody reaches, and what each role flag adds. A new flag does not compile until each table knows it. */
export type Reach = Readonly<Record<RoleFlag | 'everyone', Line>>;

const nothing = Object.fromEntries(roleFlags.map((flag) => [flag, ''])) as Record<RoleFlag, Line>;

/** The rows of a resource, by whose they are (WIRE-CONTRACT §9.2, FEATURES Annex A). Reviewed like the grants table. */
export const reaches = {
  organisation: {
    ...nothing,
    everyone: 'own:see',
    perm_admin: 'all:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
    perm_view_all_orgs: 'all:see',
  },
  individual: {
    ...nothing,
    everyone: 'own:see self:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change self:change',
    perm_group_admin: 'administered:change self:change',
  },
  /** People agree for themselves and say themselves that they are up to date, whatever their role. */
  individualConsent: {
    ...nothing,
    everyone: 'own:see self:change',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  alignment: {
    ...nothing,
    everyone: 'own:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  orgGroup: { ...nothing, everyone: 'administered:see foreign:see', perm_community_admin: 'all:change' },
  enrolment: {
    ...nothing,
    everyone: 'administered:see foreign:see',
    perm_community_admin: 'all:change',
    perm_group_admin: 'administered:change',
  },
  mailingList: {
    ...nothing,
    everyone: '',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  sharingGroup: {
    ...nothing,
    everyone: 'own:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'own:change',
  },
  blueprint: {
    ...nothing,
    everyone: '',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  organisationKey: {
    ...nothing,
    everyone: 'own:see',
    perm_admin: 'all:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
    perm_view_all_orgs: 'all:see',
  },
  /** Whose users one may give values to; that there is such an organisation is no secret of this question. */
  usersOfOrganisation: {
    ...nothing,
    everyone: 'all:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  user: {
    ...nothing,
    everyone: 'self:see',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  authKey: {
    ...nothing,
    everyone: 'self:change',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  /** Requests about an organisation, of a kind that its administrators decide. */
  request: {
    ...nothing,
    everyone: '',
    perm_community_admin: 'all:change',
    perm_org_admin: 'own:change',
    perm_group_admin: 'administered:change',
  },
  mine: { ...nothing, everyone: 'self:change' },
} as const satisfies Record<string, Reach>;
export type ReachName = keyof typeof reaches;

/** What a caller may do with a row at that place: the most that any of its flags gives. */
export function rightOf(reach: Reach, caller: Caller, place: Place): Right {
  const lines = [reach.everyone, ...flagsOfCaller(caller).map((flag) => reach[flag])];
  const held = lines
    .flatMap((line) => line.split(' '))
    .flatMap((word) => {
      const [where, right] = word.split(':');
      return where === place || where === 'all' ? [rights.indexOf(right as Right)] : [];
    });
  return rights[Math.max(0, ...held)] ?? 'none';
}

/** Every fault in the tables: a word that names no place or no right. */
export function faultsOfReaches(): string[] {
  return Object.entries(reaches).flatMap(([name, reach]) =>
    Object.values(reach)
      .flatMap((line) => line.split(' '))
      .filter((word) => word !== '')
      .filter((word) => {
        const [where = '', right = ''] = word.split(':');
        return !([...places, 'all'] as string[]).includes(where) || !(rights as readonly string[]).includes(right);
      })
      .map((word) => `${name}: '${word}'`),
  );
}
