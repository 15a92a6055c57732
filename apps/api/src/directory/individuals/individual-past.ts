import { type EmailKind, emailKinds, type Individual, type IndividualChanges } from '@cerebrate/contract';

type Values = Record<string, unknown>;

/** In the log, a person's meta-fields stand under this prefix and `<template uuid>/<field>`. */
export const metaPrefix = 'metaFields.';

/** What of a person can be set back; the address and the uuid are other people's business, too, and are among it. */
const columns = ['email', 'firstName', 'lastName', 'position', 'uuid'] as const;

/** Pure: a person under the names the log uses. */
export function loggedPerson(person: Individual): Values {
  const state: Values = {
    ...Object.fromEntries(columns.map((key) => [key, person[key]])),
    emails: person.emails.map(({ address, kind }) => `${address} (${kind})`),
    tags: person.tags.map((tag) => tag.name),
  };
  for (const value of person.metaFields) {
    const key = `${metaPrefix}${value.templateUuid}/${value.field}`;
    state[key] = [...((state[key] as string[] | undefined) ?? []), value.value];
  }
  return state;
}

/** Pure: a past state as input, only what differs from now; meta-fields only for callers who may write them. */
export function personBefore(
  current: Individual,
  state: Values,
  mayWriteMetaFields: boolean,
): { changes: IndividualChanges; tags: readonly string[] } {
  const now = loggedPerson(current);
  const changed = Object.keys({ ...now, ...state }).filter(
    (key) => JSON.stringify(now[key] ?? null) !== JSON.stringify(state[key] ?? null),
  );
  const changes: Values = Object.fromEntries(
    columns.filter((key) => changed.includes(key)).map((key) => [key, state[key] ?? null]),
  );
  if (changed.includes('emails')) changes['emails'] = ((state['emails'] as string[] | null) ?? []).map(addressOf);
  const metaFields = changed
    .filter((key) => key.startsWith(metaPrefix))
    .map((key) => {
      const [templateUuid = '', ...field] = key.slice(metaPrefix.length).split('/');
      return { templateUuid, field: field.join('/'), values: (state[key] as string[] | null) ?? [] };
    });
  if (mayWriteMetaFields && metaFields.length > 0) changes['metaFields'] = metaFields;
  return { changes: changes as IndividualChanges, tags: (state['tags'] as string[] | null) ?? [] };
}

/** As the log writes a further address: `ann@a.example (duty)`. */
function addressOf(logged: string): { address: string; kind: EmailKind } {
  const [, address = logged, kind = ''] = /^(.*) \((\w+)\)$/.exec(logged) ?? [];
  return { address, kind: emailKinds.find((one) => one === kind) ?? 'other' };
}
