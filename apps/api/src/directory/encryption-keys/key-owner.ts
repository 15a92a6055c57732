import { InvalidInput, NotAllowed, notFound, sql, type Work } from '../../kernel/index.js';
import { IndividualEntity } from '../individuals/individual.entity.js';
import { individualScope } from '../individuals/individual.scope.js';
import { alignedOf } from '../individuals/person-to-change.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import type { EncryptionKeyEntity } from './encryption-key.entity.js';
import { keysOfIndividual, type OwnedKey } from './encryption-key.scope.js';

/** Whose key it is to be, as a caller says it; nothing said is the caller's own. */
export interface ClaimedOwner {
  readonly ownerKind?: 'organisation' | 'individual' | undefined;
  readonly ownerId?: number | undefined;
}

/** The columns of the owner. */
export type OwnerColumns = Pick<EncryptionKeyEntity, 'organisationId' | 'individualId'>;

/**
 * The owner a caller may give a key to: an id of a client is believed only inside the caller's scope (GCVE-1-2026-0006
 * was its absence). Throws `InvalidInput` for none or an invisible one, `NotAllowed` for one whose keys are not theirs.
 */
export async function ownerFor(work: Work, claimed: ClaimedOwner): Promise<OwnerColumns> {
  const { principal } = work;
  const kind = claimed.ownerKind ?? 'individual';
  const id = claimed.ownerId ?? principal.individualId;
  if (id === null) throw InvalidInput.at(['ownerId'], 'is needed: your account belongs to no person of the directory');
  const faces =
    kind === 'organisation'
      ? { table: sql`organisations`, see: organisationScope.see, change: organisationScope.change }
      : { table: sql`individuals`, see: individualScope.see, change: keysOfIndividual };
  const [found] = await work.query<{ may: boolean }>(sql`
    select (${faces.change.where(principal, 'x')}) as may from ${faces.table} x where x.id = ${id} and ${faces.see.where(principal, 'x')}`);
  const noun = kind === 'organisation' ? 'organisation' : 'person';
  if (!found) throw InvalidInput.at(['ownerId'], `there is no such ${noun}, or it is outside your view`);
  if (!found.may) throw new NotAllowed(`you may see this ${noun} but not write its keys`);
  return kind === 'organisation'
    ? { organisationId: id, individualId: null }
    : { organisationId: null, individualId: id };
}

/** A key with the owner it has now, for the scope's rule. */
export async function withOwner(work: Work, key: EncryptionKeyEntity): Promise<OwnedKey> {
  const organisation =
    key.organisationId === null ? null : await work.find(OrganisationEntity, { id: key.organisationId });
  const individual = key.individualId === null ? null : await work.find(IndividualEntity, { id: key.individualId });
  return {
    ...key,
    organisation,
    individual: individual && { ...individual, ...(await alignedOf(work, individual.id)) },
  };
}

/**
 * The persons with these addresses whose keys the caller may write, by lower-case address: by the primary address, else
 * by a further one that nobody else has (a duty mailbox of several is nobody's).
 */
export async function ownersByEmail(work: Work, emails: readonly string[]): Promise<Map<string, OwnerColumns>> {
  const rows = await work.query<{ id: number; email: string }>(sql`
    select x.id, found.email from (
      select i.id, lower(i.email::text) as email, 1 as rank from individuals i where i.email = any(${[...emails]}::citext[])
      union all
      select min(e.individual_id), lower(e.address::text), 0 from individual_emails e
        join individuals i on i.id = e.individual_id and i.deleted_at is null
        where e.address = any(${[...emails]}::citext[]) group by lower(e.address::text) having count(*) = 1) found
    join individuals x on x.id = found.id
    where ${keysOfIndividual.where(work.principal, 'x')} order by found.rank, x.id desc`);
  return new Map(rows.map(({ id, email }) => [email, { organisationId: null, individualId: id }]));
}

/** The error for a key that is absent or out of scope. */
export const noSuchKey = () => notFound('encryption key');
