import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, RefParams, Time, Uuid } from '../shapes.js';

/** What can be merged. */
export const mergedKinds = ['organisation', 'individual'] as const;
export type MergedKind = (typeof mergedKinds)[number];

const Side = z.strictObject({ id: Id, uuid: Uuid, name: z.string(), version: z.int() });

/** A field of both records; `here` is the survivor's. */
const MergeField = z.strictObject({ field: z.string(), here: z.string().nullable(), there: z.string().nullable() });

/** What happens to records of one table that refer to the other one. */
const MergeRelation = z.strictObject({
  /** The table, in words: `alignments`. */
  label: z.string(),
  /** How many come over. */
  moves: z.int(),
  /** How many the survivor has already; of two one stays. */
  folds: z.int(),
});

/** What a merge would do. */
export const MergePreview = z
  .strictObject({
    here: Side,
    there: Side,
    fields: z.array(MergeField),
    relations: z.array(MergeRelation),
    /** Sentences; there is no merging while there are any. */
    blockedBy: z.array(z.string()),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.infer<typeof MergePreview>;

/** A merge that was made. */
export const Merge = z
  .strictObject({
    id: Id,
    kind: z.enum(mergedKinds),
    survivor: z.strictObject({ id: Id, uuid: Uuid, name: z.string() }),
    /** The record that is gone; its uuid leads to the survivor. */
    merged: z.strictObject({ id: Id, uuid: Uuid, name: z.string() }),
    at: Time,
    by: z.string(),
    undoneAt: Time.nullable(),
  })
  .meta({ id: 'Merge' });
export type Merge = z.infer<typeof Merge>;

/** The other record, and the fields whose value is taken from it. */
export const MergeRequest = z.strictObject({
  other: Id,
  take: z.array(z.string().max(64)).max(50).default([]),
});
export type MergeRequest = z.infer<typeof MergeRequest>;

const topic = 'Merging';
const organisation = { topic, allow: 'organisation:delete', params: RefParams } as const;
const individual = { topic, allow: 'individual:delete', params: RefParams } as const;
const Merges = z.strictObject({ items: z.array(Merge) });

/** Our API for making one record of two. */
export const merges = {
  previewOrganisation: endpoint('POST /organisations/:ref/merge/preview', {
    ...organisation,
    summary: 'What merging another organisation into this one would do',
    body: MergeRequest,
    reply: MergePreview,
    safe: true,
  }),
  mergeOrganisation: endpoint('POST /organisations/:ref/merge', {
    ...organisation,
    summary: 'Merges another organisation into this one: what refers to it comes over, its uuid stays as an alias',
    body: MergeRequest,
    reply: Merge,
  }),
  ofOrganisation: endpoint('GET /organisations/:ref/merges', {
    ...organisation,
    summary: 'The organisations merged into this one, newest first',
    reply: Merges,
  }),
  undoOrganisation: endpoint('POST /organisations/:ref/merges/undo', {
    ...organisation,
    summary: 'Takes the latest merge into this organisation back, unless something moved on since',
    body: z.strictObject({ merge: Id }),
    reply: Merge,
  }),
  previewIndividual: endpoint('POST /individuals/:ref/merge/preview', {
    ...individual,
    summary: 'What merging another person into this one would do',
    body: MergeRequest,
    reply: MergePreview,
    safe: true,
  }),
  mergeIndividual: endpoint('POST /individuals/:ref/merge', {
    ...individual,
    summary: 'Merges another person into this one',
    body: MergeRequest,
    reply: Merge,
  }),
  ofIndividual: endpoint('GET /individuals/:ref/merges', {
    ...individual,
    summary: 'The people merged into this one, newest first',
    reply: Merges,
  }),
  undoIndividual: endpoint('POST /individuals/:ref/merges/undo', {
    ...individual,
    summary: 'Takes the latest merge into this person back, unless something moved on since',
    body: z.strictObject({ merge: Id }),
    reply: Merge,
  }),
};
