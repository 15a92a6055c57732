import { defineScope, name, type Principal, type Sql, sql } from '../../kernel/index.js';
import type { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import type { AlignmentEntity } from './alignment.entity.js';
import { type AlignedIndividual, individualScope } from './individual.scope.js';

/** An alignment with both ends, for the rule on a row in hand. */
export type JoinedAlignment = AlignmentEntity & {
  readonly individual: AlignedIndividual;
  readonly organisation: OrganisationEntity;
};

type Face = 'see' | 'change';

/**
 * Who sees and changes which alignments: those who see, or change, the person and the organisation both
 * (WIRE-CONTRACT §9.2; the original shows all of them to everybody, FEATURES ALN-01). So nobody aligns a person of
 * others with their own organisation, nor one of theirs with a foreign one.
 */
export const alignmentScope = defineScope<JoinedAlignment>({
  noun: 'alignment',
  see: { where: (principal, alias) => bothEnds('see', principal, alias), allows: allowsBoth('see') },
  change: { where: (principal, alias) => bothEnds('change', principal, alias), allows: allowsBoth('change') },
});

/** The inner aliases end in `_end`, so that they never meet those of the query around. */
function bothEnds(face: Face, principal: Principal, alias: string): Sql {
  return sql`(exists (select from individuals i_end where i_end.id = ${name(`${alias}.individual_id`)}
      and ${individualScope[face].where(principal, 'i_end')})
    and exists (select from organisations o_end where o_end.id = ${name(`${alias}.organisation_id`)}
      and ${organisationScope[face].where(principal, 'o_end')}))`;
}

function allowsBoth(face: Face) {
  return (row: JoinedAlignment, principal: Principal): boolean =>
    individualScope[face].allows(row.individual, principal) &&
    organisationScope[face].allows(row.organisation, principal);
}
