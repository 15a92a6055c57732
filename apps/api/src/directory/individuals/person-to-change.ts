import type { RecordRef } from '@cerebrate/contract';
import { type FindOptionsWhere, IsNull } from 'typeorm';
import { Conflict, NotAllowed, notFound, StaleWrite, sql, type Work } from '../../kernel/index.js';
import { withoutAlias } from '../merges/aliases.js';
import { IndividualEntity } from './individual.entity.js';
import { type AlignedIndividual, individualScope, isCurrent } from './individual.scope.js';

/** The organisations a person is aligned with, in the words of the scope. */
export async function alignedOf(
  work: Work,
  individualId: number,
): Promise<Pick<AlignedIndividual, 'alignedWith' | 'currentlyWith'>> {
  const rows = await work.query<{ id: number; current: boolean }>(sql`
    select a.organisation_id as id, ${isCurrent('a')} as current from alignments a where a.individual_id = ${individualId}`);
  return {
    alignedWith: rows.map(({ id }) => id),
    currentlyWith: rows.filter(({ current }) => current).map(({ id }) => id),
  };
}

/**
 * The living person of that ref, locked, whom the work's principal may change: the one authorised is the one changed.
 * Invisible → `NotFound`; visible but not theirs → `NotAllowed`; another version than `ifMatch` → `StaleWrite`.
 */
export async function personToChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<IndividualEntity> {
  const own = await withoutAlias(work, 'individual', ref);
  const which = own.id === undefined ? { uuid: own.uuid } : { id: own.id };
  const row = await work.find(IndividualEntity, {
    ...which,
    deletedAt: IsNull(),
  } as FindOptionsWhere<IndividualEntity>);
  if (!row) throw notFound(individualScope.noun);
  const judged: AlignedIndividual = { ...row, ...(await alignedOf(work, row.id)) };
  if (!individualScope.see.allows(judged, work.principal)) throw notFound(individualScope.noun);
  if (row.anonymisedAt)
    throw new Conflict(
      'nothing is known of this person any more; an anonymous person is counted and cannot be changed',
    );
  if (!individualScope.change.allows(judged, work.principal))
    throw new NotAllowed('you may see this person but not change them: they are not of an organisation you administer');
  if (ifMatch !== undefined && row.version !== ifMatch)
    throw new StaleWrite(
      `this person was changed meanwhile (version ${row.version}, you had ${ifMatch}); read them again`,
    );
  return row;
}
