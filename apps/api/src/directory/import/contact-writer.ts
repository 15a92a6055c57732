import { randomUUID } from 'node:crypto';
import { holds, NotAllowed, sql, type Work } from '../../kernel/index.js';
import { AlignmentEntity } from '../individuals/alignment.entity.js';
import { IndividualEntity } from '../individuals/individual.entity.js';
import type { Contact } from './candidate.js';

/** A person to be aligned with an organisation that is stored by now. */
export interface ContactOf {
  readonly organisationId: number;
  readonly contact: Contact;
}

/**
 * Aligns people with organisations: who is unknown by e-mail is added, who is known stays as they are. Answers the
 * organisations that got an alignment they did not have. Four statements however many. Throws `NotAllowed`.
 */
export async function alignContacts(work: Work, list: readonly ContactOf[]): Promise<ReadonlyMap<number, string>> {
  if (list.length === 0) return new Map();
  if (!holds(work.principal, 'individual:create'))
    throw new NotAllowed('your role may not add people; leave the contact columns out');
  const ids = await idsByEmail(work, list);
  const organisationIds = list.map(({ organisationId }) => organisationId);
  const known = await work.query<{ key: string }>(sql`
    select organisation_id || '/' || individual_id || '/' || type as key from alignments where organisation_id = any(${organisationIds}::int[])`);
  const held = new Set(known.map(({ key }) => key));
  const missing = list.flatMap(({ organisationId, contact }) => {
    const individualId = ids.get(contact.email.toLowerCase());
    const key = `${organisationId}/${individualId}/${contact.alignment}`;
    if (individualId === undefined || held.has(key)) return [];
    held.add(key);
    return [{ organisationId, individualId, contact }];
  });
  await work.insertMany(
    AlignmentEntity,
    missing.map(({ organisationId, individualId, contact }) => ({
      organisationId,
      individualId,
      type: contact.alignment,
    })),
  );
  return new Map(
    missing.map(({ organisationId, contact }) => [organisationId, `${contact.email} (${contact.alignment})`]),
  );
}

async function idsByEmail(work: Work, list: readonly ContactOf[]): Promise<Map<string, number>> {
  const contacts = new Map<string, Contact>();
  for (const { contact } of list) {
    const key = contact.email.toLowerCase();
    if (!contacts.has(key)) contacts.set(key, contact);
  }
  const rows = await work.query<{ id: number; email: string }>(
    sql`select id, lower(email::text) as email from individuals where email = any(${[...contacts.keys()]}::citext[]) and deleted_at is null`,
  );
  const ids = new Map(rows.map(({ id, email }) => [email, id]));
  const missing = [...contacts].filter(([email]) => !ids.has(email)).map(([, contact]) => contact);
  const made = await work.insertMany(
    IndividualEntity,
    missing.map(({ email, firstName, lastName, position }) => ({
      uuid: randomUUID(),
      email,
      firstName,
      lastName,
      position,
      deletedAt: null,
    })),
  );
  for (const { id, email } of made) ids.set(email.toLowerCase(), id);
  return ids;
}
