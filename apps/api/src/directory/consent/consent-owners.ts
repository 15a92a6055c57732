import type { PublicKind, RecordRef } from '@cerebrate/contract';
import {
  holds,
  notFound,
  type Principal,
  raw,
  refCondition,
  type Sql,
  type Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { organisationScope } from '../organisations/organisation.scope.js';

/** A record that may be shown to strangers, as far as the caller sees it. */
export interface ConsentOwner {
  readonly id: number;
  readonly name: string;
  readonly modified: Date;
  /** Whether the caller answers for it: may change it, or is the person. */
  readonly mayAnswer: boolean;
}

interface OwnerTable {
  readonly table: Sql;
  /** The column of consents and confirmations that names the record. */
  readonly column: Sql;
  readonly property: 'organisationId' | 'individualId';
  /** The record's name over the alias `x`. */
  readonly name: Sql;
  see(principal: Principal): Sql;
  /** Who answers for the record: whoever may change it; of a person also that person. */
  answer(principal: Principal): Sql;
}

/** The kinds of records that may be shown to strangers, over the alias `x`. */
export const consentOwners: Readonly<Record<PublicKind, OwnerTable>> = {
  organisation: {
    table: raw('organisations'),
    column: raw('organisation_id'),
    property: 'organisationId',
    name: sql`x.name`,
    see: (principal) => organisationScope.see.where(principal, 'x'),
    answer: (principal) =>
      holds(principal, 'organisation:update') ? organisationScope.change.where(principal, 'x') : sql`false`,
  },
  individual: {
    table: raw('individuals'),
    column: raw('individual_id'),
    property: 'individualId',
    name: sql`trim(x.first_name || ' ' || x.last_name)`,
    see: (principal) => individualScope.see.where(principal, 'x'),
    answer: (principal) =>
      holds(principal, 'individual:update')
        ? sql`(x.id = ${principal.individualId} or (${individualScope.change.where(principal, 'x')}))`
        : sql`coalesce(x.id = ${principal.individualId}, false)`,
  },
};

/** The record of that kind in the caller's view; locked when a `work` reads it. Throws `NotFound`. */
export async function consentOwner(
  reader: Store | Work,
  principal: Principal,
  kind: PublicKind,
  ref: RecordRef,
): Promise<ConsentOwner> {
  const { table, name, see, answer } = consentOwners[kind];
  const query = sql`select x.id, ${name} as name, x.modified, (${answer(principal)}) as "mayAnswer" from ${table} x
    where ${refCondition('x', ref)} and (${see(principal)})`;
  const [row] =
    'read' in reader
      ? await reader.read<ConsentOwner & object>(query)
      : await reader.query<ConsentOwner & object>(sql`${query} for update`);
  if (!row) throw notFound(kind);
  return row;
}
