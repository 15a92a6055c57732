import { randomUUID } from 'node:crypto';
import type { NewPerson } from '@cerebrate/contract';
import { AlignmentEntity, directoryChanged, IndividualEntity, individualScope } from '../../directory/index.js';
import { Conflict, InvalidInput, type Sql, sql, type Work } from '../../kernel/index.js';

/**
 * Somebody of the directory whom the caller sees, and who has no account unless several are allowed; the person is
 * locked, so that two accounts cannot be made at once. Throws `InvalidInput`, `Conflict` (FEATURES USR-10).
 */
export async function choosePerson(work: Work, id: number, maySeveral: boolean): Promise<number> {
  const path = ['individualId'];
  const visible: Sql = individualScope.see.where(work.principal, 'i');
  const found = await work.query(
    sql`select from individuals i where i.id = ${id} and i.anonymised_at is null and ${visible} for update`,
  );
  if (found.length === 0) throw InvalidInput.at(path, 'there is no such person, or they are outside your view');
  if (maySeveral) return id;
  const accounts = await work.query(sql`select from users where individual_id = ${id}`);
  if (accounts.length > 0)
    throw new Conflict('this person has an account already', [{ path, message: 'has an account already' }]);
  return id;
}

/**
 * A new person, who is a member of the user's organisation from the start. An existing one is never overwritten
 * (FEATURES USR-02). Throws `Conflict` when somebody has the e-mail address.
 */
export async function addPerson(work: Work, person: NewPerson, organisationId: number): Promise<number> {
  const taken = await work.query(
    sql`select from individuals where email = ${person.email}::citext and deleted_at is null`,
  );
  if (taken.length > 0)
    throw new Conflict('somebody in the directory has this e-mail address', [
      { path: ['individual', 'email'], message: 'belongs to somebody in the directory; choose that person instead' },
    ]);
  const individual = await work.insert(IndividualEntity, { uuid: randomUUID(), ...person });
  await work.insert(AlignmentEntity, { individualId: individual.id, organisationId, type: 'Member' });
  work.emit(directoryChanged, { noun: 'individual', ids: [individual.id] });
  return individual.id;
}

/** The person of that uuid or e-mail address whom the caller sees, as the original takes an existing one (WIRE-CONTRACT §3.4). */
export async function knownPerson(
  work: Work,
  { uuid, email }: { readonly uuid?: string | undefined; readonly email: string },
): Promise<number | undefined> {
  const [known] = await work.query<{ id: number }>(sql`
    select i.id from individuals i where (i.uuid = ${uuid ?? null}::uuid or i.email = ${email}::citext)
      and i.anonymised_at is null and ${individualScope.see.where(work.principal, 'i')} order by i.uuid = ${uuid ?? null}::uuid desc nulls last limit 1`);
  return known?.id;
}
