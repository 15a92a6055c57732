import * as z from 'zod';
import { endpoint } from './endpoint.js';
import { defineList, listQuery, listReply } from './list.js';
import { History, HistoryQuery } from './platform/history.js';
import { Done, Id, line, Ref, Time } from './shapes.js';

/** A label (WIRE-CONTRACT §3.12). `counter` is how many records the caller can see carry it. */
export const Tag = z
  .strictObject({
    id: Id,
    name: z.string(),
    namespace: z.string().nullable(),
    predicate: z.string().nullable(),
    value: z.string().nullable(),
    colour: z.string(),
    /** Names of tags that were merged into this one, in lower case: they keep leading here. */
    aliases: z.array(z.string()),
    counter: z.int(),
    created: Time,
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'Tag' });
export type Tag = z.infer<typeof Tag>;

const Colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #924da6');

export const NewTag = z.strictObject({ name: line(191, 1), colour: Colour.optional() }).meta({ id: 'NewTag' });
export type NewTag = z.infer<typeof NewTag>;

export const TagChanges = z
  .strictObject({ name: line(191, 1).optional(), colour: Colour.optional() })
  .meta({ id: 'TagChanges' });
export type TagChanges = z.infer<typeof TagChanges>;

/** What making one tag of two would do; counts are of the records the caller can see. */
export const TagMergePreview = z
  .strictObject({
    here: z.strictObject({ id: Id, name: z.string(), colour: z.string() }),
    there: z.strictObject({ id: Id, name: z.string(), colour: z.string() }),
    records: z.array(
      z.strictObject({
        kind: z.enum(['organisation', 'individual', 'orgGroup']),
        /** Records that carry the tag that goes. */
        carrying: z.int(),
        /** Those of them that carry the one that stays already. */
        both: z.int(),
      }),
    ),
  })
  .meta({ id: 'TagMergePreview' });
export type TagMergePreview = z.infer<typeof TagMergePreview>;

/** A tag as the picker offers it. */
export const TagSuggestion = z
  .strictObject({ id: Id, name: z.string(), colour: z.string(), counter: z.int() })
  .meta({ id: 'TagSuggestion' });
export type TagSuggestion = z.infer<typeof TagSuggestion>;

export const TagList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    colour: { kind: 'choice', label: 'Colour', search: 'exact' },
    namespace: { kind: 'choice', label: 'Namespace', sort: true },
    counter: { kind: 'integer', label: 'Used', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
  },
  defaultSort: 'name',
});

/** Tags have no uuid: the name is what nodes know them by. */
const TagParams = z.strictObject({ ref: Ref.refine(({ id }) => id !== undefined, 'is no id; tags have no uuid') });

const topic = 'Tags';

/** Our API for tags (FEATURES TAG-01). */
export const tags = {
  list: endpoint('GET /tags', {
    allow: 'tag:read',
    topic,
    summary: 'Lists tags',
    query: listQuery(TagList),
    reply: listReply(Tag),
  }),
  csv: endpoint('GET /tags.csv', {
    allow: 'tag:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(TagList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  suggest: endpoint('GET /tags/suggest', {
    allow: 'tag:read',
    topic,
    summary: 'At most 20 tags whose name begins with the text, then those that hold it, for pickers',
    query: z.strictObject({ q: line(191).default('') }),
    reply: z.array(TagSuggestion),
  }),
  get: endpoint('GET /tags/:ref', { allow: 'tag:read', topic, summary: 'One tag', params: TagParams, reply: Tag }),
  history: endpoint('GET /tags/:ref/history', {
    allow: 'history:read',
    topic,
    summary: 'Who changed the tag, newest first',
    params: TagParams,
    query: HistoryQuery,
    reply: History,
  }),
  create: endpoint('POST /tags', {
    allow: 'tag:write',
    topic,
    summary: 'Adds a tag',
    body: NewTag,
    reply: Tag,
    status: 201,
  }),
  update: endpoint('PATCH /tags/:ref', {
    allow: 'tag:write',
    topic,
    summary: 'Renames or recolours a tag',
    params: TagParams,
    body: TagChanges,
    reply: Tag,
  }),
  mergePreview: endpoint('GET /tags/:ref/merge', {
    allow: 'tag:write',
    topic,
    summary: 'What merging another tag into this one would do',
    params: TagParams,
    query: z.strictObject({ other: z.coerce.number().pipe(Id) }),
    reply: TagMergePreview,
  }),
  merge: endpoint('POST /tags/:ref/merge', {
    allow: 'tag:write',
    topic,
    summary: 'Merges another tag into this one: its records carry this one, its name leads here from now on',
    params: TagParams,
    body: z.strictObject({ other: Id }),
    reply: Tag,
  }),
  remove: endpoint('DELETE /tags/:ref', {
    allow: 'tag:write',
    topic,
    summary: 'Deletes a tag and takes it off every record',
    params: TagParams,
    reply: Done,
  }),
};
