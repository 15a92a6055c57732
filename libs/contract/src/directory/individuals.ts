import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { readEmail } from '../fields/email.js';
import { defineList, listQuery, listReply } from '../list.js';
import { MetaFieldInput, MetaFieldValue } from '../meta-fields.js';
import { History, HistoryQuery, RevertTo } from '../platform/history.js';
import { Done, Id, line, RefParams, Time, Uuid } from '../shapes.js';
import { BulkOutcome, DeletionImpact, TagChip } from './organisations.js';

/** A calendar day, `2026-11-28`. */
export const Day = z.iso.date().meta({ format: 'date' });

/** An e-mail address as people type it; domain in lower case, no display name. */
export const EmailAddress = line(191, 1)
  .refine((text) => readEmail(text).ok, 'is no e-mail address; write for example name@example.org')
  .overwrite((text) => {
    const read = readEmail(text);
    return read.ok ? read.email : text;
  });

/** What a further address of a person is for. */
export const emailKinds = ['work', 'duty', 'private', 'other'] as const;
export const EmailKind = z.enum(emailKinds);
export type EmailKind = z.infer<typeof EmailKind>;

/** A further address of a person; the primary one is the person's `email` (FEATURES IND-06). */
export const FurtherEmail = z.strictObject({ id: Id, address: z.string(), kind: EmailKind });
export type FurtherEmail = z.infer<typeof FurtherEmail>;

/** A role of a person in an organisation, as the person shows it. */
const AlignedOrganisation = z.strictObject({
  id: Id,
  type: z.string(),
  validFrom: Day.nullable(),
  validUntil: Day.nullable(),
  /** Whether today is inside its validity; others give no rights. */
  isCurrent: z.boolean(),
  organisation: z.strictObject({ id: Id, uuid: Uuid, name: z.string(), country: z.string().nullable() }),
});

const facts = {
  id: Id,
  uuid: Uuid,
  /** The primary address: unique in the directory, whatever its case. */
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  position: z.string().nullable(),
  /** Whether an account belongs to the person; whose it is, `users` tells those who may know. */
  hasUser: z.boolean(),
  tags: z.array(TagChip),
  alignments: z.array(AlignedOrganisation),
  /** Since when nothing is known of the person any more; they are only counted. */
  anonymisedAt: Time.nullable(),
  created: Time,
  modified: Time,
  version: z.int(),
  /** Whether the caller may change the person; the pages show their buttons by this. */
  mayChange: z.boolean(),
};

const MetaColumn = z.strictObject({ values: z.array(z.string()), count: z.int() });

/** A person in a list. `meta` holds the columns asked for, by field id. */
export const IndividualRow = z
  .strictObject({ ...facts, meta: z.record(z.string(), MetaColumn) })
  .meta({ id: 'IndividualRow' });
export type IndividualRow = z.infer<typeof IndividualRow>;

/** One person whole (FEATURES IND-04). */
export const Individual = z
  .strictObject({ ...facts, emails: z.array(FurtherEmail), metaFields: z.array(MetaFieldValue) })
  .meta({ id: 'Individual' });
export type Individual = z.infer<typeof Individual>;

const TagNames = z.array(line(191, 1)).max(100);
const Emails = z
  .array(z.strictObject({ address: EmailAddress, kind: EmailKind.default('work') }))
  .max(20)
  .superRefine((emails, context) => {
    const seen = new Set<string>();
    for (const [at, { address }] of emails.entries()) {
      if (seen.has(address.toLowerCase()))
        context.addIssue({ code: 'custom', path: [at, 'address'], message: 'is in the list twice' });
      seen.add(address.toLowerCase());
    }
  });

const writable = {
  firstName: line(191).optional(),
  lastName: line(191).optional(),
  position: line(191).nullable().optional(),
  /** The whole list of further addresses; those that stay keep their ids. */
  emails: Emails.optional(),
  metaFields: MetaFieldInput.optional(),
};

export const NewIndividual = z
  .strictObject({ uuid: Uuid.optional(), email: EmailAddress, ...writable, tags: TagNames.optional() })
  .meta({ id: 'NewIndividual' });
export type NewIndividual = z.infer<typeof NewIndividual>;

/** Absent keys stay as they are; null empties. The uuid is for community administrators. */
export const IndividualChanges = z
  .strictObject({ uuid: Uuid.optional(), email: EmailAddress.optional(), ...writable })
  .meta({ id: 'IndividualChanges' });
export type IndividualChanges = z.infer<typeof IndividualChanges>;

/** What of many people may be changed at once: never what makes each the one they are. Absent keys stay, null empties. */
export const ManyIndividualsChanges = z
  .strictObject({ position: line(191, 1).nullable().optional(), metaFields: MetaFieldInput.optional() })
  .refine(
    ({ position, metaFields = [] }) => position !== undefined || metaFields.length > 0,
    'name at least one field to change',
  )
  .meta({ id: 'ManyIndividualsChanges' });
export type ManyIndividualsChanges = z.infer<typeof ManyIndividualsChanges>;

/** What filters, sorts and searches people (FEATURES IND-01). */
export const IndividualList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    email: { kind: 'text', label: 'E-mail', sort: true, search: 'contains' },
    firstName: { kind: 'text', label: 'First name', sort: true, search: 'contains' },
    lastName: { kind: 'text', label: 'Last name', sort: true, search: 'contains' },
    position: { kind: 'choice', label: 'Position', sort: true, search: 'exact' },
    organisation: { kind: 'integer', label: 'Organisation' },
    country: { kind: 'country', label: 'Country of the organisation' },
    role: { kind: 'choice', label: 'Role in an organisation' },
    hasUser: { kind: 'boolean', label: 'Has an account' },
    anonymised: { kind: 'boolean', label: 'Anonymised' },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'lastName',
  tags: true,
  meta: 'individual',
});

const Slice = z.strictObject({ key: z.string(), label: z.string(), count: z.int() });
/** Numbers beside the list, over what the caller may see (FEATURES IND-07). */
export const IndividualStatistics = z
  .strictObject({
    days: z.int(),
    total: z.int(),
    created: z.int(),
    modified: z.int(),
    series: z.array(z.strictObject({ day: z.string(), created: z.int(), modified: z.int() })),
    position: z.array(Slice),
  })
  .meta({ id: 'IndividualStatistics' });
export type IndividualStatistics = z.infer<typeof IndividualStatistics>;

/** Somebody who may be the person one is about to add, and why (FEATURES IND-08). */
export const LikelyDuplicate = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    email: z.string(),
    name: z.string(),
    /** `email`: has this very address; `address`: has it as a further one; `name`: is called alike. */
    because: z.enum(['email', 'address', 'name']),
  })
  .meta({ id: 'LikelyDuplicate' });
export type LikelyDuplicate = z.infer<typeof LikelyDuplicate>;

const DuplicatesQuery = z.strictObject({
  email: line(191).default(''),
  name: line(400).default(''),
  /** The id of the person being edited, who is no duplicate of themselves. */
  except: z.coerce.number().pipe(Id).optional(),
});

const Ids = z.array(Id).min(1).max(500);
const StatisticsQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(365).default(30),
  slices: z.coerce.number().int().min(1).max(30).default(6),
});

const topic = 'People';
const read = { topic, allow: 'individual:read' } as const;

/** Our API for people (FEATURES IND-01…08). */
export const individuals = {
  list: endpoint('GET /individuals', {
    ...read,
    summary: 'Lists people the caller may see',
    query: listQuery(IndividualList),
    reply: listReply(IndividualRow),
  }),
  csv: endpoint('GET /individuals.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(IndividualList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  statistics: endpoint('GET /individuals/statistics', {
    ...read,
    summary: 'Activity and positions over what the caller may see',
    query: StatisticsQuery,
    reply: IndividualStatistics,
  }),
  duplicates: endpoint('GET /individuals/duplicates', {
    topic,
    allow: 'individual:create',
    summary: 'People who may be the one about to be added, by address and name; at most ten',
    query: DuplicatesQuery,
    reply: z.array(LikelyDuplicate),
  }),
  get: endpoint('GET /individuals/:ref', { ...read, summary: 'One person', params: RefParams, reply: Individual }),
  create: endpoint('POST /individuals', {
    topic,
    allow: 'individual:create',
    summary: 'Adds a person; aligned with the own organisation unless a community administrator adds them',
    body: NewIndividual,
    reply: Individual,
    status: 201,
  }),
  update: endpoint('PATCH /individuals/:ref', {
    topic,
    allow: 'individual:update',
    summary: 'Changes a person',
    params: RefParams,
    body: IndividualChanges,
    reply: Individual,
  }),
  impact: endpoint('GET /individuals/:ref/impact', {
    topic,
    allow: 'individual:delete',
    summary: 'What deleting would take along',
    params: RefParams,
    reply: DeletionImpact,
  }),
  remove: endpoint('DELETE /individuals/:ref', {
    topic,
    allow: 'individual:delete',
    summary: 'Deletes a person without an account; they can be restored',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /individuals/:ref/restore', {
    topic,
    allow: 'individual:delete',
    summary: 'Brings a deleted person back',
    params: RefParams,
    reply: Individual,
  }),
  tag: endpoint('POST /individuals/:ref/tags', {
    topic,
    allow: 'tag:assign',
    summary: 'Adds and removes tags of a person',
    params: RefParams,
    body: z.strictObject({ add: TagNames.default([]), remove: TagNames.default([]) }),
    reply: z.array(TagChip),
  }),
  bulkTag: endpoint('POST /individuals/bulk/tags', {
    topic,
    allow: 'tag:assign',
    summary: 'Adds and removes tags of many people',
    body: z.strictObject({ ids: Ids, add: TagNames.default([]), remove: TagNames.default([]) }),
    reply: BulkOutcome,
  }),
  bulkUpdate: endpoint('POST /individuals/bulk/update', {
    topic,
    allow: 'individual:update',
    summary: 'Changes many people alike; what is not named stays as it is in each',
    body: z.strictObject({ ids: Ids, changes: ManyIndividualsChanges }),
    reply: BulkOutcome,
  }),
  bulkRemove: endpoint('POST /individuals/bulk/delete', {
    topic,
    allow: 'individual:delete',
    summary: 'Deletes many people',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  bulkRestore: endpoint('POST /individuals/bulk/restore', {
    topic,
    allow: 'individual:delete',
    summary: 'Brings many deleted people back',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  history: endpoint('GET /individuals/:ref/history', {
    ...read,
    summary: 'Every change of a person and of their alignments, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  revert: endpoint('POST /individuals/:ref/revert', {
    topic,
    allow: 'individual:update',
    summary: 'Sets a person back to how they were after a change',
    params: RefParams,
    body: RevertTo,
    reply: Individual,
  }),
};
