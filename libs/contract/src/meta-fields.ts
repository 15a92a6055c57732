import * as z from 'zod';
import { longestValue } from './fields/index.js';
import { Id, line, Time, Uuid } from './shapes.js';

/** Most values one input may give one field; a national constituency has a few thousand networks. */
export const mostValues = 20_000;

/**
 * One value of one field on one record, as lists and records carry it. The template is named by uuid and version: the
 * only reference that holds on another node (WIRE-CONTRACT §3.11). `fieldId` and `templateId` are null for values of
 * templates this node does not have.
 */
export const MetaFieldValue = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    fieldId: Id.nullable(),
    templateId: Id.nullable(),
    templateUuid: Uuid,
    /** Text, since a peer's may be anything. */
    templateVersion: z.string(),
    templateName: z.string(),
    namespace: z.string(),
    field: z.string(),
    /** The field's type; `text` when the template is unknown here. */
    type: z.string(),
    /** Canonical text. */
    value: z.string(),
    /** The field's link pattern; `metaFieldLink` makes the address. */
    link: z.string().nullable(),
    created: Time,
    modified: Time,
  })
  .meta({ id: 'MetaFieldValue' });
export type MetaFieldValue = z.infer<typeof MetaFieldValue>;

/**
 * The values one field is to have from now on: an empty list removes them all, a field not mentioned keeps its own.
 * The field is named by `fieldId`, or by `templateUuid` (with `templateVersion` where it matters; else the newest
 * enabled one) and `field`.
 */
export const MetaFieldEntry = z
  .strictObject({
    fieldId: Id.optional(),
    templateUuid: Uuid.optional(),
    templateVersion: z.union([z.int(), z.string().max(20)]).optional(),
    field: line(191, 1).optional(),
    values: z.array(z.string().max(longestValue * 2)).max(mostValues),
  })
  .refine(
    ({ fieldId, templateUuid, templateVersion, field }) =>
      fieldId === undefined
        ? templateUuid !== undefined && field !== undefined
        : templateUuid === undefined && templateVersion === undefined && field === undefined,
    'name the field either by fieldId or by templateUuid and field',
  )
  .meta({ id: 'MetaFieldEntry' });
export type MetaFieldEntry = z.infer<typeof MetaFieldEntry>;

/** The `metaFields` member of a record's input: the fields to change, each at most once. */
export const MetaFieldInput = z.array(MetaFieldEntry).max(1000).meta({ id: 'MetaFieldInput' });
export type MetaFieldInput = z.infer<typeof MetaFieldInput>;

/**
 * The address a value links to, or null: the pattern with `{value}` (or `{{value}}`) replaced by the encoded value,
 * which is put at the end of a pattern that has no such place.
 */
export function metaFieldLink(link: string | null, value: string): string | null {
  if (link === null || link === '') return null;
  const encoded = encodeURIComponent(value);
  return /\{\{?value\}?\}/.test(link) ? link.replace(/\{\{value\}\}|\{value\}/g, () => encoded) : link + encoded;
}
