import * as z from 'zod';
import { RoleFlags } from '../access/permissions.js';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, Ref, RefParams, Time, Uuid } from '../shapes.js';
import { BulkOutcome, DeletionImpact } from './organisations.js';

/** An organisation as a circle names it; `maySee` says whether the caller may open its record. */
const Party = z
  .strictObject({ id: Id, uuid: Uuid, name: z.string(), country: z.string().nullable(), maySee: z.boolean() })
  .meta({ id: 'SharingGroupParty' });
export type SharingGroupParty = z.infer<typeof Party>;

/** A circle of organisations that data may be shared with (FEATURES SGR-01, WIRE-CONTRACT §3.8). */
export const SharingGroup = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    releasability: z.string().nullable(),
    description: z.string().nullable(),
    owner: Party,
    /** Who made it; null when that user is gone. */
    creator: z.strictObject({ id: Id, username: z.string() }).nullable(),
    active: z.boolean(),
    local: z.boolean(),
    /** How many organisations are members today. */
    members: z.int(),
    /** The blueprint that makes its members, for callers who see that. */
    blueprint: z.strictObject({ id: Id, name: z.string() }).nullable(),
    created: Time,
    modified: Time,
    version: z.int(),
    /** Whether the caller may change it and its members. */
    mayChange: z.boolean(),
  })
  .meta({ id: 'SharingGroup' });
export type SharingGroup = z.infer<typeof SharingGroup>;

/** A member of today. */
export const SharingGroupMembership = z
  .strictObject({
    id: Id,
    organisation: Party,
    extend: z.boolean(),
    since: Time,
    source: z.enum(['hand', 'blueprint', 'peer']),
  })
  .meta({ id: 'SharingGroupMembership' });
export type SharingGroupMembership = z.infer<typeof SharingGroupMembership>;

const Releasability = paragraph(10_000).refine(
  (text) => text.trim() !== '',
  'is needed: say to whom it may be released',
);

const writable = {
  name: line(191, 1),
  releasability: Releasability,
  description: paragraph(10_000).nullable().optional(),
  /** The owner; only community administrators choose another organisation than their own. */
  organisationId: Id.optional(),
  active: z.boolean().optional(),
  local: z.boolean().optional(),
};

export const NewSharingGroup = z.strictObject({ uuid: Uuid.optional(), ...writable }).meta({ id: 'NewSharingGroup' });
export type NewSharingGroup = z.infer<typeof NewSharingGroup>;

/** Absent keys stay as they are. */
export const SharingGroupChanges = z
  .strictObject({ ...writable, name: writable.name.optional(), releasability: Releasability.optional() })
  .meta({ id: 'SharingGroupChanges' });
export type SharingGroupChanges = z.infer<typeof SharingGroupChanges>;

/** What filters, sorts and searches sharing groups (FEATURES SGR-01). */
export const SharingGroupList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    owner: { kind: 'text', label: 'Owner', sort: true, search: 'contains' },
    ownerId: { kind: 'integer', label: 'Owner (id)' },
    member: { kind: 'integer', label: 'Member (id)' },
    members: { kind: 'integer', label: 'Members', sort: true },
    releasability: { kind: 'text', label: 'Releasable to', search: 'contains' },
    description: { kind: 'text', label: 'Description', search: 'contains' },
    active: { kind: 'boolean', label: 'Active', sort: true },
    local: { kind: 'boolean', label: 'Local', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
});

/** What filters, sorts and searches the members of one group. */
export const SharingGroupMemberList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    country: { kind: 'country', label: 'Country', sort: true },
    extend: { kind: 'boolean', label: 'May extend', sort: true },
    source: { kind: 'choice', label: 'How', sort: true },
    since: { kind: 'time', label: 'Member since', sort: true },
  },
  defaultSort: 'name',
});

const OrganisationIds = z.array(Id).min(1).max(500);
const Enrolment = z.strictObject({ organisationIds: OrganisationIds, extend: z.boolean().default(false) });

/** How many joined, left, and stayed with another `extend`; and the group after it. */
export const SharingGroupMemberOutcome = z
  .strictObject({ joined: z.int(), left: z.int(), altered: z.int(), group: SharingGroup })
  .meta({ id: 'SharingGroupMemberOutcome' });
export type SharingGroupMemberOutcome = z.infer<typeof SharingGroupMemberOutcome>;

/** What an enrolment would do, before anybody decides (the sentence "… will see …"). */
export const SharingGroupEnrolmentPreview = z
  .strictObject({
    group: z.string(),
    /** Newcomers, with how many of their enabled users would see the group from then on. */
    joining: z.array(z.strictObject({ organisation: Party, users: z.int() })),
    /** Members already; only their `extend` would change, or nothing. */
    already: z.array(z.strictObject({ organisation: Party, extend: z.boolean(), changes: z.boolean() })),
    /** Whom the newcomers would see: the members of today and the owner. */
    willSee: z.strictObject({ members: z.int(), names: z.array(z.string()) }),
    /** Whom the members would see from then on: today's members with the newcomers. */
    membersAfter: z.int(),
  })
  .meta({ id: 'SharingGroupEnrolmentPreview' });
export type SharingGroupEnrolmentPreview = z.infer<typeof SharingGroupEnrolmentPreview>;

/** Who was a member at some time of a day (UTC), with the membership as it was last on that day. */
export const SharingGroupMembersOnDay = z
  .strictObject({
    day: z.iso.date(),
    members: z.array(z.strictObject({ organisation: Party, extend: z.boolean(), since: Time, until: Time.nullable() })),
  })
  .meta({ id: 'SharingGroupMembersOnDay' });
export type SharingGroupMembersOnDay = z.infer<typeof SharingGroupMembersOnDay>;

/** Who asks, for "what a consumer sees": the organisation of its sync user and the flags of that user's role. */
const ConsumerQuery = z.strictObject({
  organisationId: z.coerce.number().pipe(Id).optional(),
  flags: z
    .string()
    .max(400)
    .default('')
    .transform((text, context) => {
      const named = text.split(',').filter((flag) => flag !== '');
      const unknown = named.filter((flag) => !Object.hasOwn(RoleFlags.shape, flag));
      if (unknown.length > 0) {
        context.addIssue({ code: 'custom', message: `'${unknown[0]}' is no flag of a role` });
        return z.NEVER;
      }
      return named;
    }),
});

/** The group through the eyes of a consumer. */
export const SharingGroupConsumerView = z
  .strictObject({
    /** Whether such a consumer gets the group at all, and why. */
    sees: z.boolean(),
    reason: z.string(),
    /** The exact text a MISP or Cerebrate reads at `/sharingGroups/view/{id}`; null when it gets none. */
    json: z.string().nullable(),
    /** The members it reads, and whether it would also find them in its list of organisations. */
    members: z.array(
      z.strictObject({ uuid: Uuid, name: z.string(), extend: z.boolean(), inOrganisations: z.boolean() }),
    ),
    /** Whether MISP would take it: MISP refuses a group without members or without a name. */
    mispAccepts: z.boolean(),
  })
  .meta({ id: 'SharingGroupConsumerView' });
export type SharingGroupConsumerView = z.infer<typeof SharingGroupConsumerView>;

const GroupChip = z.strictObject({ id: Id, uuid: Uuid, name: z.string(), members: z.int() });
const Share = { common: z.int(), jaccard: z.number() };

/** How much the members of groups overlap: every pair that has members in common. */
export const SharingGroupOverlap = z
  .strictObject({
    groups: z.array(GroupChip),
    pairs: z.array(z.strictObject({ a: Id, b: Id, ...Share })),
    /** Groups the request found, of which `groups` are the first. */
    total: z.int(),
  })
  .meta({ id: 'SharingGroupOverlap' });
export type SharingGroupOverlap = z.infer<typeof SharingGroupOverlap>;

/** One group against all others, those with most in common first. */
export const OverlapOfSharingGroup = z
  .strictObject({ group: GroupChip, others: z.array(z.strictObject({ group: GroupChip, ...Share })) })
  .meta({ id: 'OverlapOfSharingGroup' });
export type OverlapOfSharingGroup = z.infer<typeof OverlapOfSharingGroup>;

/** Who is in both groups, and how many are in one only. */
export const CommonSharingGroupMembers = z
  .strictObject({ a: GroupChip, b: GroupChip, ...Share, members: z.array(Party) })
  .meta({ id: 'CommonSharingGroupMembers' });
export type CommonSharingGroupMembers = z.infer<typeof CommonSharingGroupMembers>;

const MemberParams = z.strictObject({ ref: Ref, organisation: Ref });
const Day = z.strictObject({ day: z.iso.date('must be a day such as 2026-01-31') });
const Ids = z.array(Id).min(1).max(500);

const topic = 'Sharing groups';
const read = { topic, allow: 'sharingGroup:read' } as const;
const write = { topic, allow: 'sharingGroup:write' } as const;

/** Our API for sharing groups (FEATURES SGR-01…05, SGR-07). */
export const sharingGroups = {
  list: endpoint('GET /sharing-groups', {
    ...read,
    summary: 'Lists sharing groups that the caller owns, is a member of, or administers',
    query: listQuery(SharingGroupList),
    reply: listReply(SharingGroup),
  }),
  csv: endpoint('GET /sharing-groups.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(SharingGroupList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  overlap: endpoint('GET /sharing-groups/overlap', {
    ...read,
    summary: 'Members in common of each pair of the groups listed; at most 60 groups',
    query: listQuery(SharingGroupList),
    reply: SharingGroupOverlap,
  }),
  get: endpoint('GET /sharing-groups/:ref', {
    ...read,
    summary: 'One sharing group',
    params: RefParams,
    reply: SharingGroup,
  }),
  create: endpoint('POST /sharing-groups', {
    ...write,
    summary: 'Adds a sharing group',
    body: NewSharingGroup,
    reply: SharingGroup,
    status: 201,
  }),
  update: endpoint('PATCH /sharing-groups/:ref', {
    ...write,
    summary: 'Changes a sharing group',
    params: RefParams,
    body: SharingGroupChanges,
    reply: SharingGroup,
  }),
  impact: endpoint('GET /sharing-groups/:ref/impact', {
    ...write,
    summary: 'What deleting it would take along',
    params: RefParams,
    reply: DeletionImpact,
  }),
  remove: endpoint('DELETE /sharing-groups/:ref', {
    ...write,
    summary: 'Deletes a sharing group; it can be restored',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /sharing-groups/:ref/restore', {
    ...write,
    summary: 'Brings a deleted sharing group back with its members',
    params: RefParams,
    reply: SharingGroup,
  }),
  bulkRemove: endpoint('POST /sharing-groups/bulk/delete', {
    ...write,
    summary: 'Deletes many sharing groups',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  bulkRestore: endpoint('POST /sharing-groups/bulk/restore', {
    ...write,
    summary: 'Brings many deleted sharing groups back',
    body: z.strictObject({ ids: Ids }),
    reply: BulkOutcome,
  }),
  members: endpoint('GET /sharing-groups/:ref/members', {
    ...read,
    summary: 'Lists the members of today',
    params: RefParams,
    query: listQuery(SharingGroupMemberList),
    reply: listReply(SharingGroupMembership),
  }),
  membersCsv: endpoint('GET /sharing-groups/:ref/members.csv', {
    ...read,
    summary: 'The members of today as CSV, unpaged',
    params: RefParams,
    query: listQuery(SharingGroupMemberList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  membersOn: endpoint('GET /sharing-groups/:ref/members-on', {
    ...read,
    summary: 'Who was a member on a day',
    params: RefParams,
    query: Day,
    reply: SharingGroupMembersOnDay,
  }),
  preview: endpoint('POST /sharing-groups/:ref/members/preview', {
    ...write,
    summary: 'What an enrolment would do; changes nothing',
    params: RefParams,
    body: Enrolment,
    reply: SharingGroupEnrolmentPreview,
    safe: true,
  }),
  enrol: endpoint('POST /sharing-groups/:ref/members', {
    ...write,
    summary: 'Makes organisations members, or changes what those that are members may do',
    params: RefParams,
    body: Enrolment,
    reply: SharingGroupMemberOutcome,
  }),
  releaseMany: endpoint('POST /sharing-groups/:ref/members/release', {
    ...write,
    summary: 'Ends memberships',
    params: RefParams,
    body: z.strictObject({ organisationIds: OrganisationIds }),
    reply: SharingGroupMemberOutcome,
  }),
  extend: endpoint('PATCH /sharing-groups/:ref/members/:organisation', {
    ...write,
    summary: 'Says whether a member may extend the group',
    params: MemberParams,
    body: z.strictObject({ extend: z.boolean() }),
    reply: SharingGroupMemberOutcome,
  }),
  release: endpoint('DELETE /sharing-groups/:ref/members/:organisation', {
    ...write,
    summary: 'Ends one membership',
    params: MemberParams,
    reply: SharingGroupMemberOutcome,
  }),
  consumer: endpoint('GET /sharing-groups/:ref/consumer', {
    ...write,
    summary: 'What a MISP or Cerebrate reads of the group, whose user has this organisation and role',
    params: RefParams,
    query: ConsumerQuery,
    reply: SharingGroupConsumerView,
  }),
  overlapOf: endpoint('GET /sharing-groups/:ref/overlap', {
    ...read,
    summary: 'The other groups that have members in common with it',
    params: RefParams,
    reply: OverlapOfSharingGroup,
  }),
  common: endpoint('GET /sharing-groups/:ref/overlap/:other', {
    ...read,
    summary: 'The members that two groups have in common',
    params: z.strictObject({ ref: Ref, other: Ref }),
    reply: CommonSharingGroupMembers,
  }),
  history: endpoint('GET /sharing-groups/:ref/history', {
    ...read,
    summary: 'Every change of a sharing group and its members, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
};
