import { defineScope, type Face, name, type Principal, type Sql, sql, toldNouns } from '../../kernel/index.js';
import { type AlignedIndividual, individualScope } from '../individuals/individual.scope.js';
import type { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import type { EncryptionKeyEntity } from './encryption-key.entity.js';

/** A key with its owner, for the rule on a row in hand. */
export type OwnedKey = EncryptionKeyEntity & {
  organisation: OrganisationEntity | null;
  individual: AlignedIndividual | null;
};

/** Who may write the keys of a person: who may change the person, and the person (WIRE-CONTRACT §9.2). */
export const keysOfIndividual: Face<AlignedIndividual> = {
  where: (principal, alias) => sql`((${individualScope.change.where(principal, alias)})
    or (${name(`${alias}.id`)} = ${principal.individualId} and ${individualScope.see.where(principal, alias)}))`,
  allows: (row, principal) =>
    individualScope.change.allows(row, principal) ||
    (row.id === principal.individualId && individualScope.see.allows(row, principal)),
};

/**
 * Who sees and changes which keys (WIRE-CONTRACT §9.2; FEATURES KEY-01, KEY-05): a key is seen with its owner. Changed by
 * whoever may change the organisation; a person's by whoever may change the person, and by the person.
 */
export const encryptionKeyScope = defineScope<OwnedKey>({
  noun: 'encryption key',
  see: {
    where: (principal, alias) => ownedBy(principal, alias, organisationScope.see, individualScope.see),
    allows: (row, principal) => allowedBy(row, principal, organisationScope.see, individualScope.see),
  },
  change: {
    where: (principal, alias) => ownedBy(principal, alias, organisationScope.change, keysOfIndividual),
    allows: (row, principal) => allowedBy(row, principal, organisationScope.change, keysOfIndividual),
  },
});

toldNouns.add({
  id: 'encryptionKey',
  table: 'encryption_keys',
  allow: 'encryptionKey:read',
  see: encryptionKeyScope.see.where,
});

function ownedBy(
  principal: Principal,
  alias: string,
  organisation: Face<OrganisationEntity>,
  individual: Face<AlignedIndividual>,
): Sql {
  return sql`${name(`${alias}.deleted_at`)} is null and (
    exists (select from organisations so where so.id = ${name(`${alias}.organisation_id`)} and ${organisation.where(principal, 'so')})
    or exists (select from individuals si where si.id = ${name(`${alias}.individual_id`)} and ${individual.where(principal, 'si')}))`;
}

const allowedBy = (
  row: OwnedKey,
  principal: Principal,
  organisation: Face<OrganisationEntity>,
  individual: Face<AlignedIndividual>,
): boolean =>
  row.deletedAt === null &&
  ((row.organisation !== null && organisation.allows(row.organisation, principal)) ||
    (row.individual !== null && individual.allows(row.individual, principal)));
