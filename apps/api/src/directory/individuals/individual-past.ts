import { type EmailKind, emailKinds, type Individual, type IndividualChanges } from '@cerebrate/contract';
import { loggedTagsAndValues, type PastDifference, pastDifference } from '../../fields/index.js';

type Values = Record<string, unknown>;

/** What of a person can be set back; the address and the uuid are other people's business, too, and are among it. */
const columns = ['email', 'firstName', 'lastName', 'position', 'uuid'] as const;

/** Pure: a person under the names the log uses. */
export const loggedPerson = (person: Individual): Values => ({
  ...Object.fromEntries(columns.map((key) => [key, person[key]])),
  emails: person.emails.map(({ address, kind }) => `${address} (${kind})`),
  ...loggedTagsAndValues(person),
});

/**
 * Pure: a past state as input, only what differs from now and is not `hidden` from the caller; meta-fields only for
 * callers who may write them.
 */
export function personBefore(
  current: Individual,
  past: Values,
  hidden: ReadonlySet<string>,
  mayWriteMetaFields: boolean,
): { changes: IndividualChanges; tags: PastDifference['tags'] } {
  const difference = pastDifference(loggedPerson(current), past, columns, hidden);
  const { metaFields, tags } = difference;
  const changes: IndividualChanges = {
    ...difference.columns,
    ...(difference.changed.has('emails')
      ? { emails: ((past['emails'] as string[] | null | undefined) ?? []).map(addressOf) }
      : {}),
    ...(mayWriteMetaFields && metaFields.length > 0 ? { metaFields } : {}),
  };
  return { changes, tags };
}

/** As the log writes a further address: `ann@a.example (duty)`. */
function addressOf(logged: string): { address: string; kind: EmailKind } {
  const [, address = logged, kind = ''] = /^(.*) \((\w+)\)$/.exec(logged) ?? [];
  return { address, kind: emailKinds.find((one) => one === kind) ?? 'other' };
}
