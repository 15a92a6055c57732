import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';

/** What became of a request. Whatever was decided stays and can be read (FEATURES MSG-03). */
export const requestStates = ['open', 'accepted', 'declined', 'discarded'] as const;
export type RequestState = (typeof requestStates)[number];

/** How much a message matters; the original's numbers 0 to 3 are the places in this list. */
export const messageSeverities = ['notice', 'info', 'warning', 'danger'] as const;
export type MessageSeverity = (typeof messageSeverities)[number];

const Named = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

const facts = {
  id: Id,
  uuid: Uuid,
  /** Such as `user.registration`: which form decides it. */
  kind: z.string(),
  /** The kind in the original's words, by which peers send it. */
  scope: z.string(),
  action: z.string(),
  title: z.string(),
  /** Where it came from: an address, or the web address of another node. */
  origin: z.string(),
  severity: z.enum(messageSeverities),
  state: z.enum(requestStates),
  /** The account that sent it; null for strangers and accounts that are gone. */
  sender: z.strictObject({ id: Id, username: z.string() }).nullable(),
  /** The organisation it is about, as far as it is known. */
  organisation: Named.nullable(),
  /** Who decided; the name stays when the account is gone. */
  decidedBy: z.string().nullable(),
  decidedAt: Time.nullable(),
  /** What was told with the decision. */
  message: z.string().nullable(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** A request in a list. */
export const InboxRow = z.strictObject(facts).meta({ id: 'InboxRow' });
export type InboxRow = z.infer<typeof InboxRow>;

/** One request. Secrets of the payload are never in it. */
export const InboxRequest = z
  .strictObject({
    ...facts,
    payload: z.record(z.string(), z.unknown()),
    /** What came of it: ids of what was made. */
    outcome: z.record(z.string(), z.unknown()).nullable(),
    /** Whether this node can carry it out; what it cannot can be declined or discarded. */
    canAccept: z.boolean(),
  })
  .meta({ id: 'InboxRequest' });
export type InboxRequest = z.infer<typeof InboxRequest>;

export const InboxList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    state: { kind: 'choice', label: 'State', sort: true },
    severity: { kind: 'choice', label: 'Severity', sort: true },
    kind: { kind: 'choice', label: 'Kind', sort: true },
    scope: { kind: 'choice', label: 'Scope', sort: true },
    action: { kind: 'choice', label: 'Action', sort: true },
    title: { kind: 'text', label: 'Title', sort: true, search: 'contains' },
    origin: { kind: 'text', label: 'Origin', sort: true, search: 'contains' },
    sender: { kind: 'text', label: 'Sender', sort: true, search: 'contains' },
    organisation: { kind: 'text', label: 'Organisation', sort: true, search: 'contains' },
    organisationId: { kind: 'integer', label: 'Organisation' },
    decidedBy: { kind: 'text', label: 'Decided by', sort: true },
    message: { kind: 'text', label: 'Message' },
    created: { kind: 'time', label: 'Received', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  /** What is open comes first, the newest of it on top. */
  defaultSort: 'state',
});

/** A kind of request that this node takes (FEATURES MSG-05). */
export const RequestKindView = z
  .strictObject({
    kind: z.string(),
    scope: z.string(),
    action: z.string(),
    label: z.string(),
    description: z.string(),
    severity: z.enum(messageSeverities),
    /** Whether accepting does something here. */
    canAccept: z.boolean(),
    /** Whether administrators of the organisation it is about may decide. */
    forOrganisations: z.boolean(),
    /** Whether the caller may send one. */
    maySend: z.boolean(),
  })
  .meta({ id: 'RequestKindView' });
export type RequestKindView = z.infer<typeof RequestKindView>;

/** A request somebody sends: the payload is judged by its kind. */
export const NewRequest = z
  .strictObject({ kind: line(100, 1), payload: z.record(z.string().max(191), z.unknown()) })
  .meta({ id: 'NewRequest' });
export type NewRequest = z.infer<typeof NewRequest>;

/** What a sender is told: one that repeats an open request finds that one. */
export const ArrivedRequest = z.strictObject({ id: Id, uuid: Uuid, isNew: z.boolean() }).meta({ id: 'ArrivedRequest' });
export type ArrivedRequest = z.infer<typeof ArrivedRequest>;

/** What is told to whoever asked. */
const Message = paragraph(2000).nullable().optional();
/** The decision as the kind asks for it; one that needs nothing leaves it out. */
export const RequestAcceptance = z.strictObject({ decision: z.unknown().optional(), message: Message });
export const RequestRefusal = z.strictObject({ message: Message });

const topic = 'Inbox';

/** Our API for what others ask of us (FEATURES MSG-01…06). */
export const inbox = {
  list: endpoint('GET /inbox', {
    allow: 'inbox:read',
    topic,
    summary: 'Lists requests',
    query: listQuery(InboxList),
    reply: listReply(InboxRow),
  }),
  csv: endpoint('GET /inbox.csv', {
    allow: 'inbox:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(InboxList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  kinds: endpoint('GET /inbox/kinds', {
    allow: 'signed-in',
    topic,
    summary: 'The kinds of requests this node takes',
    reply: z.array(RequestKindView),
  }),
  send: endpoint('POST /inbox', {
    allow: 'inbox:send',
    topic,
    summary: 'Sends a request of a kind the caller may speak for',
    body: NewRequest,
    reply: ArrivedRequest,
    status: 201,
  }),
  discardMany: endpoint('POST /inbox/discard', {
    allow: 'inbox:decide',
    topic,
    summary: 'Discards open requests; nobody is told',
    body: z.strictObject({ ids: z.array(Id).min(1).max(500) }),
    reply: z.strictObject({ discarded: z.int(), skipped: z.int() }),
  }),
  get: endpoint('GET /inbox/:ref', {
    allow: 'inbox:read',
    topic,
    summary: 'One request',
    params: RefParams,
    reply: InboxRequest,
  }),
  history: endpoint('GET /inbox/:ref/history', {
    allow: 'inbox:read',
    topic,
    summary: 'Every change of the request, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  accept: endpoint('POST /inbox/:ref/accept', {
    allow: 'inbox:decide',
    topic,
    summary: 'Carries a request out',
    params: RefParams,
    body: RequestAcceptance,
    // What is decided may hand out a role.
    stepUp: ['decision'],
    reply: InboxRequest,
  }),
  decline: endpoint('POST /inbox/:ref/decline', {
    allow: 'inbox:decide',
    topic,
    summary: 'Refuses a request and tells whoever asked',
    params: RefParams,
    body: RequestRefusal,
    reply: InboxRequest,
  }),
  discard: endpoint('POST /inbox/:ref/discard', {
    allow: 'inbox:decide',
    topic,
    summary: 'Puts a request aside; nobody is told',
    params: RefParams,
    body: RequestRefusal,
    reply: InboxRequest,
  }),
};
