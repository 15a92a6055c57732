import type { DirectoryOrganisation, DirectorySharingGroup } from '@cerebrate/connector-sdk';
import type { MispOrganisation, SharingGroupReply } from './shapes.js';

/** A field that is not the same on both sides. */
export interface Difference {
  readonly field: string;
  readonly here: string;
  readonly there: string;
}

/** How a record there stands to ours of the same uuid. */
export type Standing = 'same' | 'different' | 'only here' | 'only there';

export interface Comparison {
  readonly standing: Standing;
  readonly differences: readonly Difference[];
}

const told = (value: string | null | undefined): string => (value ?? '').trim();

const differing = (
  pairs: readonly (readonly [string, string | null | undefined, string | null | undefined])[],
): Difference[] =>
  pairs
    .filter(([, here, there]) => told(here) !== told(there))
    .map(([field, here, there]) => ({ field, here: told(here), there: told(there) }));

const compared = (differences: readonly Difference[]): Comparison => ({
  standing: differences.length === 0 ? 'same' : 'different',
  differences,
});

/** By the columns the original compares (WIRE-CONTRACT §6.5); empty and absent are the same, since MISP knows no null there. */
export function compareOrganisations(ours: DirectoryOrganisation | undefined, theirs: MispOrganisation): Comparison {
  if (!ours) return { standing: 'only there', differences: [] };
  return compared(
    differing([
      ['name', ours.name, theirs.name],
      ['nationality', ours.nationality, theirs.nationality],
      ['sector', ours.sector, theirs.sector],
      ['type', ours.type, theirs.type],
    ]),
  );
}

/** One member of a group, by the uuid of its organisation in lower case. */
interface Membership {
  readonly name: string;
  readonly extend: boolean;
}

const membersThere = ({ SharingGroupOrg }: SharingGroupReply): Map<string, Membership> =>
  new Map(
    SharingGroupOrg.flatMap(({ Organisation, extend }) =>
      Organisation ? [[Organisation.uuid.toLowerCase(), { name: Organisation.name, extend }] as const] : [],
    ),
  );

/** By name, texts, activity, owner and members with their right to extend. */
export function compareSharingGroups(ours: DirectorySharingGroup | undefined, theirs: SharingGroupReply): Comparison {
  if (!ours) return { standing: 'only there', differences: [] };
  const there = membersThere(theirs);
  const here = new Map(ours.members.map(({ uuid, ...member }) => [uuid.toLowerCase(), member] as const));
  const missing = [...here].filter(([uuid]) => !there.has(uuid)).map(([, { name }]) => name);
  const surplus = [...there].filter(([uuid]) => !here.has(uuid)).map(([, { name }]) => name);
  const otherwise = [...here].filter(([uuid, { extend }]) => there.has(uuid) && there.get(uuid)?.extend !== extend);
  return compared([
    ...differing([
      ['name', ours.name, theirs.SharingGroup.name],
      ['releasability', ours.releasability, theirs.SharingGroup.releasability],
      ['description', ours.description, theirs.SharingGroup.description],
      ['active', String(ours.active), String(theirs.SharingGroup.active)],
      ['owner', ours.organisation.name, theirs.Organisation?.name],
    ]),
    ...(missing.length > 0 ? [{ field: 'members missing there', here: missing.join(', '), there: '' }] : []),
    ...(surplus.length > 0 ? [{ field: 'members only there', here: '', there: surplus.join(', ') }] : []),
    ...(otherwise.length > 0
      ? [
          {
            field: 'right to extend',
            here: otherwise.map(([, { name, extend }]) => `${name}: ${extend ? 'yes' : 'no'}`).join(', '),
            there: '',
          },
        ]
      : []),
  ]);
}

/** Organisations of a group at MISP that are no members of ours: an edit leaves them there. */
export const surplusMembers = (
  ours: DirectorySharingGroup,
  theirs: SharingGroupReply,
): { id: string; name: string }[] => {
  const here = new Set(ours.members.map(({ uuid }) => uuid.toLowerCase()));
  return theirs.SharingGroupOrg.flatMap(({ org_id, Organisation }) =>
    Organisation && !here.has(Organisation.uuid.toLowerCase())
      ? [{ id: Organisation.id ?? org_id ?? '', name: Organisation.name }]
      : [],
  );
};

/** One line a difference, for a cell of a table. */
export const lines = ({ differences }: Comparison): string[] =>
  differences.map(({ field, here, there }) => `${field}: ${here || '(none)'} here, ${there || '(none)'} there`);
