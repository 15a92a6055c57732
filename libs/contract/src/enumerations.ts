import * as z from 'zod';
import { endpoint } from './endpoint.js';
import { defineList, listQuery, listReply } from './list.js';
import { History, HistoryQuery } from './platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from './shapes.js';

/**
 * The fields a collection may govern: the original's three (WIRE-CONTRACT §3.17; `country` is the nationality), the
 * position of a person and the role of a person in an organisation.
 */
export const enumerationTargets = {
  Organisations: ['country', 'sector', 'type'],
  Individuals: ['position'],
  Alignments: ['type'],
} as const;
export type EnumeratedModel = keyof typeof enumerationTargets;

const columns = {
  id: Id,
  uuid: Uuid,
  name: z.string(),
  description: z.string(),
  targetModel: z.string(),
  targetField: z.string(),
  enabled: z.boolean(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** A collection in the list. */
export const EnumerationCollection = z
  .strictObject({ ...columns, valueCount: z.int() })
  .meta({ id: 'EnumerationCollection' });
export type EnumerationCollection = z.infer<typeof EnumerationCollection>;

/** An allowed value; the id stays the same while the value does. */
export const EnumerationValue = z.strictObject({ id: Id, value: z.string() }).meta({ id: 'EnumerationValue' });
export type EnumerationValue = z.infer<typeof EnumerationValue>;

/** One collection with its values in order. */
export const EnumerationCollectionRecord = z
  .strictObject({ ...columns, valueCount: z.int(), values: z.array(EnumerationValue) })
  .meta({ id: 'EnumerationCollectionRecord' });
export type EnumerationCollectionRecord = z.infer<typeof EnumerationCollectionRecord>;

const Values = z
  .array(line(191, 1))
  .max(2000)
  .superRefine((values, context) => {
    const seen = new Set<string>();
    for (const [index, value] of values.entries()) {
      if (seen.has(value.toLowerCase()))
        context.addIssue({ code: 'custom', path: [index], message: `'${value}' is in the list twice` });
      seen.add(value.toLowerCase());
    }
  });

const isTarget = ({ targetModel, targetField }: { targetModel: EnumeratedModel; targetField: string }): boolean =>
  (enumerationTargets[targetModel] as readonly string[]).includes(targetField);
const noTarget = { path: ['targetField'], message: 'is no field that a collection can govern in this model' };

const Model = z.enum(Object.keys(enumerationTargets) as [EnumeratedModel, ...EnumeratedModel[]], {
  error: `is no model; choose one of ${Object.keys(enumerationTargets).join(', ')}`,
});

export const NewEnumerationCollection = z
  .strictObject({
    name: line(191, 1),
    description: paragraph(10_000).default(''),
    targetModel: Model,
    targetField: line(191, 1),
    enabled: z.boolean().default(true),
    /** In the order they are offered. */
    values: Values.default([]),
  })
  .refine(isTarget, noTarget)
  .meta({ id: 'NewEnumerationCollection' });
export type NewEnumerationCollection = z.infer<typeof NewEnumerationCollection>;

/** Model and field change together. `values` is the whole list: those that stay keep their ids. */
export const EnumerationCollectionChanges = z
  .strictObject({
    name: line(191, 1).optional(),
    description: paragraph(10_000).optional(),
    targetModel: Model.optional(),
    targetField: line(191, 1).optional(),
    enabled: z.boolean().optional(),
    values: Values.optional(),
  })
  .refine(({ targetModel, targetField }) => (targetModel === undefined) === (targetField === undefined), {
    path: ['targetField'],
    message: 'give model and field together',
  })
  .refine(
    ({ targetModel, targetField }) =>
      targetModel === undefined || targetField === undefined || isTarget({ targetModel, targetField }),
    noTarget,
  )
  .meta({ id: 'EnumerationCollectionChanges' });
export type EnumerationCollectionChanges = z.infer<typeof EnumerationCollectionChanges>;

export const EnumerationCollectionList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    targetModel: { kind: 'choice', label: 'Model', sort: true, search: 'exact' },
    targetField: { kind: 'choice', label: 'Field', sort: true, search: 'exact' },
    enabled: { kind: 'boolean', label: 'Enabled', sort: true },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    valueCount: { kind: 'integer', label: 'Values', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: 'name',
});

const topic = 'Enumerations';
const read = { allow: 'enumeration:read', topic } as const;
const write = { allow: 'enumeration:write', topic } as const;

/** Our API for enumeration collections (FEATURES ENU-01…03). */
export const enumerations = {
  list: endpoint('GET /enumeration-collections', {
    ...read,
    summary: 'Lists enumeration collections',
    query: listQuery(EnumerationCollectionList),
    reply: listReply(EnumerationCollection),
  }),
  options: endpoint('GET /enumeration-collections/options/:model/:field', {
    ...read,
    summary: 'The values allowed in a field, or null when no enabled collection governs it',
    params: z.strictObject({ model: Model, field: line(191, 1) }),
    reply: z.strictObject({ values: z.array(z.string()).nullable() }),
  }),
  get: endpoint('GET /enumeration-collections/:ref', {
    ...read,
    summary: 'One collection with its values in order',
    params: RefParams,
    reply: EnumerationCollectionRecord,
  }),
  history: endpoint('GET /enumeration-collections/:ref/history', {
    allow: 'history:read',
    topic,
    summary: 'Who changed the collection, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  create: endpoint('POST /enumeration-collections', {
    ...write,
    summary: 'Adds a collection with its values',
    body: NewEnumerationCollection,
    reply: EnumerationCollectionRecord,
    status: 201,
  }),
  update: endpoint('PATCH /enumeration-collections/:ref', {
    ...write,
    summary: 'Changes a collection; values that stay keep their ids',
    params: RefParams,
    body: EnumerationCollectionChanges,
    reply: EnumerationCollectionRecord,
  }),
  remove: endpoint('DELETE /enumeration-collections/:ref', {
    ...write,
    summary: 'Deletes a collection and its values',
    params: RefParams,
    reply: Done,
  }),
};
