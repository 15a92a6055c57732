import type { IndividualInput } from '@cerebrate/cerebrate-wire';
import { IndividualChanges, NewIndividual } from '@cerebrate/contract';
import type { IndividualWriteOptions, WirePerson } from '../../directory/index.js';
import { judged } from '../answers/judged.js';

/** The wire's columns in our words; a name that is null is blank here. */
function columnsOf({ uuid, email, first_name, last_name, position }: IndividualInput) {
  const columns = {
    uuid,
    email,
    firstName: first_name === null ? '' : first_name,
    lastName: last_name === null ? '' : last_name,
    position,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** A new person as our own API takes it, judged by the same rules. Throws `InvalidInput`. */
export const newIndividualOf = (input: IndividualInput): NewIndividual => judged(NewIndividual, columnsOf(input));

/** The changes of an edit as our own API takes them. Throws `InvalidInput`. */
export const individualChangesOf = (input: IndividualInput): IndividualChanges =>
  judged(IndividualChanges, columnsOf(input));

/** What only the wire can say: moments of a peer, its forms of meta-fields. */
export function individualOptionsOf(input: IndividualInput): IndividualWriteOptions {
  const { created, modified, metaFields, metaTemplates } = input;
  return {
    ...(created ? { created } : {}),
    ...(modified ? { modified } : {}),
    ...(metaFields ? { wireMetaFields: metaFields } : {}),
    ...(metaTemplates ? { wireMetaFieldChanges: metaTemplates } : {}),
  };
}

/** The reply of tagging: columns, names and tags; values of meta-fields are not read there (recording 147). */
export function taggedIndividual({ meta_fields: _values, alignments: _alignments, ...tagged }: WirePerson) {
  return { ...tagged, alternate_emails: [] };
}
