import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, Ref, RefParams, Time, Uuid } from '../shapes.js';
import { IndividualRule, IndividualTree } from './rules/index.js';

const Owner = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

const facts = {
  id: Id,
  uuid: Uuid,
  name: z.string(),
  /** For whom the list is meant: the releasability of the original's form. */
  recipients: z.string().nullable(),
  description: z.string().nullable(),
  active: z.boolean(),
  /** Mail to it shall be encrypted: members without a usable key are told. */
  encryptedOnly: z.boolean(),
  /** The organisation that looks after it; null when it was made without one. */
  owner: Owner.nullable(),
  creator: z.strictObject({ id: Id, username: z.string() }).nullable(),
  members: z.int(),
  /** Its members follow a rule. */
  isDynamic: z.boolean(),
  created: Time,
  modified: Time,
  version: z.int(),
  mayChange: z.boolean(),
};

/** A mailing list in a list (FEATURES MLS-01). */
export const MailingListRow = z.strictObject(facts).meta({ id: 'MailingListRow' });
export type MailingListRow = z.infer<typeof MailingListRow>;

/** One mailing list. The rule is told to those who may change the list. */
export const MailingList = z
  .strictObject({
    ...facts,
    rule: IndividualTree.nullable(),
    /** In whose view the rule is evaluated: who saved it last. */
    keeper: z.string().nullable(),
    recalculatedAt: Time.nullable(),
    /** Why the rule could not be followed the last time; the members stayed as they were. */
    ruleProblem: z.string().nullable(),
    /** People whom the rule finds and who were taken off by hand. */
    keptOff: z.int(),
  })
  .meta({ id: 'MailingList' });
export type MailingList = z.infer<typeof MailingList>;

const writable = {
  recipients: line(191).nullable().optional(),
  description: paragraph(10_000).nullable().optional(),
  active: z.boolean().optional(),
  encryptedOnly: z.boolean().optional(),
  /** Null: members are chosen by hand alone. */
  rule: IndividualRule.nullable().optional(),
};
export const NewMailingList = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1), ...writable })
  .meta({ id: 'NewMailingList' });
export type NewMailingList = z.infer<typeof NewMailingList>;
export const MailingListChanges = z
  .strictObject({ name: line(191, 1).optional(), ...writable })
  .meta({ id: 'MailingListChanges' });
export type MailingListChanges = z.infer<typeof MailingListChanges>;

/** What filters, sorts and searches mailing lists. */
export const MailingListList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    recipients: { kind: 'text', label: 'Intended recipients', sort: true, search: 'contains' },
    description: { kind: 'text', label: 'Description', search: 'contains' },
    active: { kind: 'boolean', label: 'Active' },
    dynamic: { kind: 'boolean', label: 'By rule' },
    members: { kind: 'integer', label: 'Members', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
});

/** An address of a person, and whether the list uses it. */
export const MailingAddress = z.strictObject({
  /** `primary`, or `address` and `metaField` with their id. */
  source: z.enum(['primary', 'address', 'metaField']),
  id: Id.nullable(),
  address: z.string(),
  /** What kind of address: `primary`, its type, or the name of the field. */
  label: z.string(),
  chosen: z.boolean(),
});
export type MailingAddress = z.infer<typeof MailingAddress>;

/** A person on a list. */
export const MailingListMember = z
  .strictObject({
    id: Id,
    individual: z.strictObject({ id: Id, uuid: Uuid, name: z.string(), email: z.string() }),
    /** `hand`: chosen; `rule`: found by the rule of the list. */
    origin: z.enum(['hand', 'rule']),
    addresses: z.array(MailingAddress),
    /** Whether a valid key that can encrypt is known. */
    hasKey: z.boolean(),
    since: Time,
  })
  .meta({ id: 'MailingListMember' });
export type MailingListMember = z.infer<typeof MailingListMember>;

export const MailingListMembers = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    email: { kind: 'text', label: 'E-mail', sort: true, search: 'contains' },
    origin: { kind: 'choice', label: 'Origin', sort: true },
    since: { kind: 'time', label: 'Member since', sort: true },
  },
  defaultSort: 'name',
});

/** Which of a person's addresses a list uses. */
export const ChosenAddresses = z.strictObject({
  primary: z.boolean(),
  addressIds: z.array(Id).max(50).default([]),
  metaFieldIds: z.array(Id).max(50).default([]),
});
export type ChosenAddresses = z.infer<typeof ChosenAddresses>;

/** What an act on the members did. */
export const MemberOutcome = z
  .strictObject({ joined: z.int(), left: z.int(), unchanged: z.int() })
  .meta({ id: 'MemberOutcome' });
export type MemberOutcome = z.infer<typeof MemberOutcome>;

const Person = z.strictObject({ id: Id, uuid: Uuid, name: z.string(), email: z.string() });
/** Whom a rule finds, and what following it would do to a list. */
export const MailingListPreview = z
  .strictObject({
    matched: z.int(),
    joins: z.int(),
    leaves: z.int(),
    firstMatched: z.array(Person),
    firstLeaving: z.array(Person),
  })
  .meta({ id: 'MailingListPreview' });
export type MailingListPreview = z.infer<typeof MailingListPreview>;

export const exportFormats = ['comma', 'semicolon', 'csv', 'vcard', 'mailto'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The list as text to take elsewhere. */
export const MailingListExport = z
  .strictObject({
    format: z.enum(exportFormats),
    /** The text; of `mailto` the links, one a line. */
    text: z.string(),
    /** `mailto` alone: links that mail programs take, each short enough for them. */
    links: z.array(z.string()),
    fileName: z.string(),
    addresses: z.int(),
    /** Sentences about what a sender should know: an inactive list, people without an address or without a key. */
    warnings: z.array(z.string()),
  })
  .meta({ id: 'MailingListExport' });
export type MailingListExport = z.infer<typeof MailingListExport>;

const topic = 'Mailing lists';
const read = { topic, allow: 'mailingList:read' } as const;
const write = { topic, allow: 'mailingList:write' } as const;
const Ids = z.array(Id).max(500);

/** Our API for mailing lists (FEATURES MLS-01…05). */
export const mailingLists = {
  list: endpoint('GET /mailing-lists', {
    ...read,
    summary: 'Lists mailing lists the caller may see: their own, those they are on, all for community administrators',
    query: listQuery(MailingListList),
    reply: listReply(MailingListRow),
  }),
  csv: endpoint('GET /mailing-lists.csv', {
    ...read,
    summary: 'The same list as CSV',
    query: listQuery(MailingListList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  preview: endpoint('POST /mailing-lists/preview', {
    ...write,
    summary: 'Whom a rule finds in the view of the caller, and who would join and leave a list',
    body: z.strictObject({ rule: IndividualRule, list: Ref.optional() }),
    reply: MailingListPreview,
    safe: true,
  }),
  get: endpoint('GET /mailing-lists/:ref', {
    ...read,
    summary: 'One mailing list',
    params: RefParams,
    reply: MailingList,
  }),
  create: endpoint('POST /mailing-lists', {
    ...write,
    summary: 'Adds a mailing list; with a rule its members are found at once',
    body: NewMailingList,
    reply: MailingList,
    status: 201,
  }),
  update: endpoint('PATCH /mailing-lists/:ref', {
    ...write,
    summary: 'Changes a mailing list; whoever saves a rule is its keeper',
    params: RefParams,
    body: MailingListChanges,
    reply: MailingList,
  }),
  remove: endpoint('DELETE /mailing-lists/:ref', {
    ...write,
    summary: 'Deletes a mailing list; it can be restored',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /mailing-lists/:ref/restore', {
    ...write,
    summary: 'Brings a deleted mailing list back with its members',
    params: RefParams,
    reply: MailingList,
  }),
  members: endpoint('GET /mailing-lists/:ref/members', {
    ...read,
    summary: 'Who is on the list, with the addresses of each that can be used and those that are',
    params: RefParams,
    query: listQuery(MailingListMembers),
    reply: listReply(MailingListMember),
  }),
  addMembers: endpoint('POST /mailing-lists/:ref/members', {
    ...write,
    summary:
      'Adds people, and all people of organisations, as far as the caller sees them; the addresses of one person may be chosen',
    params: RefParams,
    body: z.strictObject({
      individualIds: Ids.default([]),
      organisationIds: Ids.default([]),
      /** By id of the person; who is not named gets mail at the primary address. */
      addresses: z.record(z.string().regex(/^[1-9]\d{0,9}$/), ChosenAddresses).default({}),
    }),
    reply: MemberOutcome,
  }),
  removeMembers: endpoint('POST /mailing-lists/:ref/members/remove', {
    ...write,
    summary: 'Takes people off; whom the rule found stays off from now on',
    params: RefParams,
    body: z.strictObject({ individualIds: Ids.min(1) }),
    reply: MemberOutcome,
  }),
  setAddresses: endpoint('PUT /mailing-lists/:ref/addresses', {
    ...write,
    summary: 'Which addresses of a member the list uses',
    params: RefParams,
    body: ChosenAddresses.extend({ individualId: Id }),
    reply: MailingListMember,
  }),
  recalculate: endpoint('POST /mailing-lists/:ref/recalculate', {
    ...write,
    summary: 'Follows the rule now instead of at the next change of the directory',
    params: RefParams,
    reply: MemberOutcome,
  }),
  export: endpoint('GET /mailing-lists/:ref/export', {
    ...read,
    summary: 'The addresses as text: for mail programs, as CSV, as vCard or as mailto links',
    params: RefParams,
    query: z.strictObject({ format: z.enum(exportFormats), names: z.enum(['true', 'false']).default('true') }),
    reply: MailingListExport,
  }),
  history: endpoint('GET /mailing-lists/:ref/history', {
    ...read,
    summary: 'Every change of a mailing list and its members, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
};
