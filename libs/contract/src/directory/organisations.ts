import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { MetaFieldInput, MetaFieldValue } from '../meta-fields.js';
import { History, HistoryQuery, RevertTo } from '../platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';

/** A tag as a record carries it. */
export const TagChip = z.strictObject({ id: Id, name: z.string(), colour: z.string() });
export type TagChip = z.infer<typeof TagChip>;

const GroupChip = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

/** Values of one meta-field in a list: the first few, and how many there are. */
const MetaColumn = z.strictObject({ values: z.array(z.string()), count: z.int() });

const facts = {
  id: Id,
  uuid: Uuid,
  name: z.string(),
  url: z.string().nullable(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().nullable(),
  /** What a peer called the nationality when it is no country we know. */
  nationalityText: z.string().nullable(),
  sector: z.string().nullable(),
  type: z.string().nullable(),
  contacts: z.string().nullable(),
  tags: z.array(TagChip),
  orgGroups: z.array(GroupChip),
  /** People aligned with it that the caller may see. */
  people: z.int(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** An organisation in a list. `meta` holds the columns asked for, by field id. */
export const OrganisationRow = z
  .strictObject({ ...facts, meta: z.record(z.string(), MetaColumn), mayChange: z.boolean() })
  .meta({ id: 'OrganisationRow' });
export type OrganisationRow = z.infer<typeof OrganisationRow>;

const AlignedPerson = z.strictObject({
  id: Id,
  type: z.string(),
  individual: z.strictObject({ id: Id, uuid: Uuid, email: z.string(), name: z.string() }),
});

/** One organisation whole (FEATURES ORG-07). */
export const Organisation = z
  .strictObject({
    ...facts,
    metaFields: z.array(MetaFieldValue),
    alignments: z.array(AlignedPerson),
    /** Whether the caller may change it; the pages show their buttons by this. */
    mayChange: z.boolean(),
  })
  .meta({ id: 'Organisation' });
export type Organisation = z.infer<typeof Organisation>;

const WebAddress = line(191).refine(
  (text) => !/^[a-z][a-z0-9+.-]*:/i.test(text) || /^https?:\/\//i.test(text),
  'must be a web address that starts with http:// or https://',
);
const Country = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code such as LU');
const optional = <T extends z.ZodType>(schema: T) => schema.nullable().optional();
const TagNames = z.array(line(191, 1)).max(100);

const writable = {
  url: optional(WebAddress),
  country: optional(Country),
  sector: optional(line(191)),
  type: optional(line(191)),
  contacts: optional(paragraph(10_000)),
  metaFields: MetaFieldInput.optional(),
};

export const NewOrganisation = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1), ...writable, tags: TagNames.optional() })
  .meta({ id: 'NewOrganisation' });
export type NewOrganisation = z.infer<typeof NewOrganisation>;

/** Absent keys stay as they are; null empties. The uuid is for community administrators. */
export const OrganisationChanges = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1).optional(), ...writable })
  .meta({ id: 'OrganisationChanges' });
export type OrganisationChanges = z.infer<typeof OrganisationChanges>;

/** What of many organisations may be changed at once: never what makes each the one it is. Absent keys stay, null empties. */
export const ManyOrganisationsChanges = z
  .strictObject({
    url: optional(WebAddress.min(1, 'is needed')),
    country: optional(Country),
    sector: optional(line(191, 1)),
    type: optional(line(191, 1)),
    contacts: optional(paragraph(10_000).min(1, 'is needed')),
    metaFields: MetaFieldInput.optional(),
  })
  .refine((changes) => Object.values(changes).some((value) => !isNothing(value)), 'name at least one field to change')
  .meta({ id: 'ManyOrganisationsChanges' });
export type ManyOrganisationsChanges = z.infer<typeof ManyOrganisationsChanges>;

const isNothing = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

/** What filters, sorts and searches organisations (FEATURES ORG-01, ORG-04). */
export const OrganisationList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    url: { kind: 'text', label: 'URL', sort: true, search: 'contains' },
    country: { kind: 'country', label: 'Country', sort: true, search: 'exact' },
    sector: { kind: 'choice', label: 'Sector', sort: true, search: 'exact' },
    type: { kind: 'choice', label: 'Type', sort: true, search: 'exact' },
    people: { kind: 'integer', label: 'People', sort: true },
    group: { kind: 'integer', label: 'Organisation group' },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
  tags: true,
  meta: 'organisation',
});

/** What deleting would take along, and what forbids it. */
export const DeletionImpact = z
  .strictObject({
    name: z.string(),
    /** Counts by noun, for example `{ alignments: 21 }`; they disappear with it and come back with it. */
    takesAlong: z.record(z.string(), z.int()),
    /** Sentences; the record cannot be deleted while there are any. */
    blockedBy: z.array(z.string()),
  })
  .meta({ id: 'DeletionImpact' });
export type DeletionImpact = z.infer<typeof DeletionImpact>;

const Slice = z.strictObject({ key: z.string(), label: z.string(), count: z.int() });
/** Numbers beside the list, over what the caller may see (FEATURES ORG-03). */
export const OrganisationStatistics = z
  .strictObject({
    days: z.int(),
    total: z.int(),
    created: z.int(),
    modified: z.int(),
    series: z.array(z.strictObject({ day: z.string(), created: z.int(), modified: z.int() })),
    nationality: z.array(Slice),
    sector: z.array(Slice),
  })
  .meta({ id: 'OrganisationStatistics' });
export type OrganisationStatistics = z.infer<typeof OrganisationStatistics>;

const Ids = z.array(Id).min(1).max(500);
/** What happened to each of many: how many were done, and why others were not. */
export const BulkOutcome = z
  .strictObject({ done: z.int(), refused: z.array(z.strictObject({ id: Id, reason: z.string() })) })
  .meta({ id: 'BulkOutcome' });
export type BulkOutcome = z.infer<typeof BulkOutcome>;

const StatisticsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(365).default(30),
  slices: z.coerce.number().int().min(1).max(30).default(6),
});

const topic = 'Organisations';
const read = { topic, allow: 'organisation:read' } as const;
const update = { topic, allow: 'organisation:update' } as const;

/** Our API for organisations (FEATURES ORG-01…13). */
export const organisations = {
  list: endpoint('GET /organisations', {
    ...read,
    summary: 'Lists organisations the caller may see',
    query: listQuery(OrganisationList),
    reply: listReply(OrganisationRow),
  }),
  csv: endpoint('GET /organisations.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(OrganisationList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  statistics: endpoint('GET /organisations/statistics', {
    ...read,
    summary: 'Activity, nationality and sector over what the caller may see',
    query: StatisticsQuery,
    reply: OrganisationStatistics,
  }),
  get: endpoint('GET /organisations/:ref', {
    ...read,
    summary: 'One organisation',
    params: RefParams,
    reply: Organisation,
  }),
  create: endpoint('POST /organisations', {
    topic,
    allow: 'organisation:create',
    summary: 'Adds an organisation',
    body: NewOrganisation,
    reply: Organisation,
    status: 201,
  }),
  update: endpoint('PATCH /organisations/:ref', {
    ...update,
    summary: 'Changes an organisation',
    params: RefParams,
    body: OrganisationChanges,
    reply: Organisation,
  }),
  impact: endpoint('GET /organisations/:ref/impact', {
    topic,
    allow: 'organisation:delete',
    summary: 'What deleting it would take along',
    params: RefParams,
    reply: DeletionImpact,
  }),
  remove: endpoint('DELETE /organisations/:ref', {
    topic,
    allow: 'organisation:delete',
    summary: 'Deletes an organisation; it can be restored',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /organisations/:ref/restore', {
    topic,
    allow: 'organisation:delete',
    summary: 'Brings a deleted organisation back',
    params: RefParams,
    reply: Organisation,
  }),
  tag: endpoint('POST /organisations/:ref/tags', {
    topic,
    allow: 'tag:assign',
    summary: 'Adds and removes tags of an organisation',
    params: RefParams,
    body: z.strictObject({ add: TagNames.default([]), remove: TagNames.default([]) }),
    reply: z.array(TagChip),
  }),
  bulkTag: endpoint('POST /organisations/bulk/tags', {
    topic,
    allow: 'tag:assign',
    summary: 'Adds and removes tags of many organisations',
    body: z.strictObject({ ids: Ids, add: TagNames.default([]), remove: TagNames.default([]) }),
    reply: BulkOutcome,
  }),
  bulkUpdate: endpoint('POST /organisations/bulk/update', {
    ...update,
    summary: 'Changes many organisations alike; what is not named stays as it is in each',
    body: z.strictObject({ ids: Ids, changes: ManyOrganisationsChanges }),
    reply: BulkOutcome,
  }),
  bulkRemove: endpoint('POST /organisations/bulk/delete', {
    topic,
    allow: 'organisation:delete',
    summary: 'Deletes many organisations',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  bulkRestore: endpoint('POST /organisations/bulk/restore', {
    topic,
    allow: 'organisation:delete',
    summary: 'Brings many deleted organisations back',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  history: endpoint('GET /organisations/:ref/history', {
    ...read,
    summary: 'Every change of an organisation, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  revert: endpoint('POST /organisations/:ref/revert', {
    ...update,
    summary: 'Sets an organisation back to how it was after a change',
    params: RefParams,
    body: RevertTo,
    reply: Organisation,
  }),
};
