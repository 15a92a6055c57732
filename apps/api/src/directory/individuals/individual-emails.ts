import type { EmailKind } from '@cerebrate/contract';
import type { Work } from '../../kernel/index.js';
import type { IndividualEntity } from './individual.entity.js';
import { IndividualEmailEntity } from './individual-email.entity.js';

/** A further address as it is given. */
export interface GivenEmail {
  readonly address: string;
  readonly kind: EmailKind;
}

/** The list of further addresses as the log shows it, before and after. */
export interface EmailsChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Makes these the person's further addresses; those that stay keep their ids, so that lists which chose them keep them.
 * The primary address is none of them and is left out. The person is locked by the work.
 */
export async function replaceEmails(
  work: Work,
  person: IndividualEntity,
  given: readonly GivenEmail[],
): Promise<EmailsChange> {
  const stored = await work.findAll(IndividualEmailEntity, { individualId: person.id });
  const sorted = stored.sort((a, b) => a.position - b.position || a.id - b.id);
  const before = sorted.map(shown);
  const byAddress = new Map(sorted.map((row) => [row.address.toLowerCase(), row]));
  const wanted = given.filter(({ address }) => address.toLowerCase() !== person.email.toLowerCase());
  const added: Partial<IndividualEmailEntity>[] = [];
  for (const [position, { address, kind }] of wanted.entries()) {
    const row = byAddress.get(address.toLowerCase());
    byAddress.delete(address.toLowerCase());
    if (!row) added.push({ individualId: person.id, address, kind, position });
    else {
      Object.assign(row, { address, kind, position });
      await work.save(IndividualEmailEntity, row);
    }
  }
  for (const row of byAddress.values()) await work.remove(IndividualEmailEntity, row);
  if (added.length > 0) await work.insertMany(IndividualEmailEntity, added);
  return { before, after: wanted.map(shown) };
}

const shown = ({ address, kind }: GivenEmail): string => `${address} (${kind})`;
