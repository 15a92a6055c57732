import type { MetaFieldInput, MetaFieldValue, TagChip } from '@cerebrate/contract';

type Values = Readonly<Record<string, unknown>>;

/** In the log and in reports a record's meta-fields stand under this prefix and `<template uuid>/<field>`. */
export const metaPrefix = 'metaFields.';

/** Pure: values by `<template uuid>/<field>`, under the names of the log. */
export const loggedMetaFields = (values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [metaPrefix + key, value]));

/** Pure: the tags and meta-fields of a record under the names of the log. */
export function loggedTagsAndValues(record: {
  readonly tags: readonly TagChip[];
  readonly metaFields: readonly MetaFieldValue[];
}): Record<string, unknown> {
  const state: Record<string, unknown> = { tags: record.tags.map(({ name }) => name) };
  for (const { templateUuid, field, value } of record.metaFields) {
    const key = `${metaPrefix}${templateUuid}/${field}`;
    state[key] = [...((state[key] as string[] | undefined) ?? []), value];
  }
  return state;
}

/** What of a record differed at a moment of its past, and what it was then. */
export interface PastDifference {
  /** The names of the log under which something differed. */
  readonly changed: ReadonlySet<string>;
  /** Those of the record's own columns that differed, as they were. */
  readonly columns: Record<string, unknown>;
  readonly metaFields: MetaFieldInput;
  /** Tags to add and to remove. */
  readonly tags: { readonly add: readonly string[]; readonly remove: readonly string[] };
}

/**
 * Pure: how a record differs now from a state of its past, both under the names of the log. What is kept from whoever
 * asks is in neither the record they see nor theirs to set back: `hidden` names it.
 */
export function pastDifference(
  now: Values,
  past: Values,
  columns: readonly string[],
  hidden: ReadonlySet<string>,
): PastDifference {
  const was = (key: string): unknown => past[key] ?? null;
  const changed = Object.keys({ ...now, ...past }).filter(
    (key) => !hidden.has(key) && JSON.stringify(now[key] ?? null) !== JSON.stringify(was(key)),
  );
  const tagsNow = (now['tags'] as string[] | undefined) ?? [];
  const tagsThen = (was('tags') as string[] | null) ?? [];
  return {
    changed: new Set(changed),
    columns: Object.fromEntries(columns.filter((key) => changed.includes(key)).map((key) => [key, was(key)])),
    metaFields: changed
      .filter((key) => key.startsWith(metaPrefix))
      .map((key) => {
        const [templateUuid = '', ...field] = key.slice(metaPrefix.length).split('/');
        return { templateUuid, field: field.join('/'), values: (was(key) as string[] | null) ?? [] };
      }),
    tags: {
      add: tagsThen.filter((tag) => !tagsNow.includes(tag)),
      remove: tagsNow.filter((tag) => !tagsThen.includes(tag)),
    },
  };
}
