import type { MergedKind } from '@cerebrate/contract';
import type { Principal, Sql, Work } from '../../kernel/index.js';
import { rowToChange, sql } from '../../kernel/index.js';
import { IndividualEntity } from '../individuals/individual.entity.js';
import { individualScope } from '../individuals/individual.scope.js';
import { personToChange } from '../individuals/person-to-change.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';

/** What the two kinds of records have in common for a merge. */
export type Mergeable = OrganisationEntity | IndividualEntity;

/** How one kind is merged. */
export interface MergeableKind {
  readonly kind: MergedKind;
  readonly table: 'organisations' | 'individuals';
  readonly entity: typeof OrganisationEntity | typeof IndividualEntity;
  /** Fields to choose, by the survivor's side unless taken: our name of each. */
  readonly fields: readonly string[];
  nameOf(row: Mergeable): string;
  /** The record of that id, locked and the caller's to change. Throws `NotFound`, `NotAllowed`. */
  toChange(work: Work, id: number): Promise<Mergeable>;
  see(principal: Principal, alias: string): Sql;
  /** Why the two cannot become one. */
  blockers(work: Work, survivor: number, merged: number): Promise<string[]>;
}

const organisation: MergeableKind = {
  kind: 'organisation',
  table: 'organisations',
  entity: OrganisationEntity,
  fields: ['name', 'url', 'country', 'nationalityText', 'sector', 'type', 'contacts'],
  nameOf: (row) => (row as OrganisationEntity).name,
  toChange: (work, id) => rowToChange(work, OrganisationEntity, organisationScope, { id }),
  see: (principal, alias) => organisationScope.see.where(principal, alias),
  blockers: async () => [],
};

const individual: MergeableKind = {
  kind: 'individual',
  table: 'individuals',
  entity: IndividualEntity,
  fields: ['email', 'firstName', 'lastName', 'position'],
  nameOf: (row) => nameOfPerson(row as IndividualEntity),
  toChange: (work, id) => personToChange(work, { id }),
  see: (principal, alias) => individualScope.see.where(principal, alias),
  async blockers(work, survivor, merged) {
    const users = await work.query<{ username: string }>(
      sql`select username::text as username from users where individual_id = any(${[survivor, merged]}::int[]) order by id`,
    );
    const persons = new Set(users.map(({ username }) => username));
    return persons.size > 1
      ? [`both have user accounts (${[...persons].join(', ')}); remove one of the accounts first`]
      : [];
  },
};

const nameOfPerson = ({ firstName, lastName, email }: IndividualEntity): string =>
  `${firstName} ${lastName}`.trim() || email;

/** Every kind that can be merged. */
export const mergeableKinds: Readonly<Record<MergedKind, MergeableKind>> = { organisation, individual };

/** Kinds of the log by table, for the histories of what came over. */
export const loggedKinds: Readonly<Record<string, string>> = {
  users: 'user',
  alignments: 'alignment',
  sharing_groups: 'sharingGroup',
  mailing_lists: 'mailingList',
  encryption_keys: 'encryptionKey',
};
