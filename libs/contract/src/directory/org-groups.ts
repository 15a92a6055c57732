import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { BulkOutcome, DeletionImpact, TagChip } from './organisations.js';

/** A group of organisations (WIRE-CONTRACT §3.16, FEATURES OGR-01). */
export const OrgGroup = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    description: z.string().nullable(),
    tags: z.array(TagChip),
    /** How many of its organisations the caller may see. */
    organisations: z.int(),
    created: Time,
    modified: Time,
    version: z.int(),
    /** Whether the caller may change the group itself. */
    mayChange: z.boolean(),
    /** Whether the caller may attach and detach organisations: those of the group's administrators, too. */
    mayEnrol: z.boolean(),
  })
  .meta({ id: 'OrgGroup' });
export type OrgGroup = z.infer<typeof OrgGroup>;

const TagNames = z.array(line(191, 1)).max(100);
const Description = paragraph(10_000).nullable().optional();

export const NewOrgGroup = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1), description: Description, tags: TagNames.optional() })
  .meta({ id: 'NewOrgGroup' });
export type NewOrgGroup = z.infer<typeof NewOrgGroup>;

/** Absent keys stay as they are. */
export const OrgGroupChanges = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1).optional(), description: Description })
  .meta({ id: 'OrgGroupChanges' });
export type OrgGroupChanges = z.infer<typeof OrgGroupChanges>;

export const OrgGroupList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    description: { kind: 'text', label: 'Description', search: 'contains' },
    organisations: { kind: 'integer', label: 'Organisations', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
  tags: true,
});

/** A user who looks after a group, or may be asked to. */
export const GroupAdministrator = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    username: z.string(),
    name: z.string(),
    email: z.string(),
    disabled: z.boolean(),
    organisation: z.strictObject({ id: Id, uuid: Uuid, name: z.string() }).nullable(),
    role: z.strictObject({ id: Id, name: z.string() }),
    /** False when the role lost the right since: they stand here and can do nothing. */
    isEntitled: z.boolean(),
  })
  .meta({ id: 'GroupAdministrator' });
export type GroupAdministrator = z.infer<typeof GroupAdministrator>;

const Ids = z.array(Id).min(1).max(500);
const topic = 'Organisation groups';
const read = { topic, allow: 'orgGroup:read' } as const;
const write = { topic, allow: 'orgGroup:write' } as const;
const enrol = { topic, allow: 'orgGroup:enrol' } as const;

/** Our API for organisation groups (FEATURES OGR-01…05). */
export const orgGroups = {
  list: endpoint('GET /org-groups', {
    ...read,
    summary: 'Lists organisation groups',
    query: listQuery(OrgGroupList),
    reply: listReply(OrgGroup),
  }),
  csv: endpoint('GET /org-groups.csv', {
    ...read,
    summary: 'The same list as CSV',
    query: listQuery(OrgGroupList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  get: endpoint('GET /org-groups/:ref', {
    ...read,
    summary: 'One organisation group; its organisations are listed at /organisations?group=',
    params: RefParams,
    reply: OrgGroup,
  }),
  create: endpoint('POST /org-groups', {
    ...write,
    summary: 'Adds an organisation group',
    body: NewOrgGroup,
    reply: OrgGroup,
    status: 201,
  }),
  update: endpoint('PATCH /org-groups/:ref', {
    ...write,
    summary: 'Changes name, description or uuid of a group',
    params: RefParams,
    body: OrgGroupChanges,
    reply: OrgGroup,
  }),
  impact: endpoint('GET /org-groups/:ref/impact', {
    ...write,
    summary: 'What deleting it would take along',
    params: RefParams,
    reply: DeletionImpact,
  }),
  remove: endpoint('DELETE /org-groups/:ref', {
    ...write,
    summary: 'Deletes a group, and with it what its administrators may do; it can be restored',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /org-groups/:ref/restore', {
    ...write,
    summary: 'Brings a deleted group back with its organisations and administrators',
    params: RefParams,
    reply: OrgGroup,
  }),
  tag: endpoint('POST /org-groups/:ref/tags', {
    ...write,
    summary: 'Adds and removes tags of a group',
    params: RefParams,
    body: z.strictObject({ add: TagNames.default([]), remove: TagNames.default([]) }),
    reply: z.array(TagChip),
  }),
  bulkTag: endpoint('POST /org-groups/bulk/tags', {
    ...write,
    summary: 'Adds and removes tags of many groups',
    body: z.strictObject({ ids: Ids, add: TagNames.default([]), remove: TagNames.default([]) }),
    reply: BulkOutcome,
  }),
  bulkRemove: endpoint('POST /org-groups/bulk/delete', {
    ...write,
    summary: 'Deletes many groups',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  bulkRestore: endpoint('POST /org-groups/bulk/restore', {
    ...write,
    summary: 'Brings many deleted groups back',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  attach: endpoint('POST /org-groups/:ref/organisations', {
    ...enrol,
    summary: 'Makes organisations members; a group administrator only those whose data they may change already',
    params: RefParams,
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  detach: endpoint('POST /org-groups/:ref/organisations/remove', {
    ...enrol,
    summary: 'Takes organisations out of the group',
    params: RefParams,
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  administrators: endpoint('GET /org-groups/:ref/administrators', {
    ...read,
    summary: 'The users who look after the group, as far as the caller may see them',
    params: RefParams,
    reply: z.strictObject({ items: z.array(GroupAdministrator) }),
  }),
  candidates: endpoint('GET /org-groups/:ref/candidates', {
    ...write,
    summary: 'At most 20 users whose role lets them administer groups and who are none of its administrators yet',
    params: RefParams,
    query: z.strictObject({ q: line(191).default('') }),
    reply: z.strictObject({ items: z.array(GroupAdministrator) }),
  }),
  assign: endpoint('POST /org-groups/:ref/administrators', {
    ...write,
    summary: 'Makes a user an administrator of the group',
    params: RefParams,
    body: z.strictObject({ userId: Id }),
    stepUp: true,
    reply: GroupAdministrator,
    status: 201,
  }),
  release: endpoint('POST /org-groups/:ref/administrators/remove', {
    ...write,
    summary: 'Takes the administration of the group from a user',
    params: RefParams,
    body: z.strictObject({ userId: Id }),
    reply: Done,
  }),
  history: endpoint('GET /org-groups/:ref/history', {
    ...read,
    summary: 'Every change of a group, its members and its administrators, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
};
