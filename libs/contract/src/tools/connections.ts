import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Id, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { ToolField } from './tool-field.js';

/**
 * Where a connection stands. Asking side: offering → sending → requested → answered → finalising → connected. Asked
 * side: asked → accepting → answering → connected. `unsent` and `unanswered` wait in the outbox; `withdrawing` cleans up
 * and ends as one of the last three.
 */
export const connectionStates = [
  'offering',
  'sending',
  'unsent',
  'requested',
  'answered',
  'finalising',
  'asked',
  'accepting',
  'answering',
  'unanswered',
  'connected',
  'withdrawing',
  'declined',
  'cancelled',
  'disconnected',
] as const;
export type ConnectionState = (typeof connectionStates)[number];
/** How a connection ends. */
export const connectionEnds = ['declined', 'cancelled', 'disconnected'] as const;
export type ConnectionEnd = (typeof connectionEnds)[number];

const welcome = {
  /** That our tool runs an older version than the oldest that is welcome, and what comes of it; null when it does not. */
  warning: z.string().nullable(),
  /** The day has come: such a tool is connected with nothing before it is updated. */
  isLockedOut: z.boolean(),
};

const NamedTool = z.strictObject({ id: Id, uuid: Uuid, name: z.string(), connector: z.string() });
const NamedBrood = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

/** Something that happened to a connection. */
export const ConnectionEvent = z
  .strictObject({
    id: Id,
    at: Time,
    state: z.enum(connectionStates),
    message: z.string(),
    /** Who did it: an account of this node, or the other node. */
    who: z.string().nullable(),
    isFault: z.boolean(),
  })
  .meta({ id: 'ConnectionEvent' });
export type ConnectionEvent = z.infer<typeof ConnectionEvent>;

export const ConnectionTest = z
  .strictObject({
    at: Time,
    isConnected: z.boolean(),
    message: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
  })
  .meta({ id: 'ConnectionTest' });

const facts = {
  id: Id,
  uuid: Uuid,
  /** Whether we asked for it or were asked. */
  side: z.enum(['asking', 'asked']),
  state: z.enum(connectionStates),
  /** Our part is done and the other side has not finished: what it made for us is not open yet. */
  isAwaited: z.boolean(),
  /** While `withdrawing`: what it will be afterwards. */
  endsAs: z.enum(connectionEnds).nullable(),
  tool: NamedTool,
  /** The node at the other end; null when both tools are ours. */
  brood: NamedBrood.nullable(),
  /** The tool at the other end, by its number and name there. */
  remoteTool: z.strictObject({ id: z.int(), name: z.string() }),
  /** Why the last try failed; null when it did not. */
  fault: z.string().nullable(),
  /** The request of the inbox that waits for a decision about it, or that decided it. */
  requestId: Id.nullable(),
  /** The message of the outbox that did not arrive. */
  outboxId: Id.nullable(),
  startedBy: z.string().nullable(),
  created: Time,
  modified: Time,
  endedAt: Time.nullable(),
  version: z.int(),
};

/** A connection in a list. */
export const ConnectionRow = z.strictObject(facts).meta({ id: 'ConnectionRow' });
export type ConnectionRow = z.infer<typeof ConnectionRow>;

/** The three steps of the slides' line. */
export const ConnectionStep = z.strictObject({
  step: z.enum(['sent', 'accepted', 'done']),
  at: Time.nullable(),
  isFailed: z.boolean(),
});

/** One connection with its timeline. Credentials are never in it. */
export const Connection = z
  .strictObject({
    ...facts,
    /** What was chosen for our side. */
    options: z.record(z.string(), z.unknown()),
    /** What the tool itself said about the finished connection. */
    test: ConnectionTest.nullable(),
    steps: z.array(ConnectionStep),
    events: z.array(ConnectionEvent),
    /** What the caller may do with it now. */
    may: z.strictObject({
      cancel: z.boolean(),
      resume: z.boolean(),
      disconnect: z.boolean(),
      rotate: z.boolean(),
      test: z.boolean(),
    }),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof Connection>;

export const ConnectionList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    side: { kind: 'choice', label: 'Side', sort: true },
    state: { kind: 'choice', label: 'State', sort: true },
    tool: { kind: 'text', label: 'Tool', sort: true, search: 'contains' },
    toolId: { kind: 'integer', label: 'Tool (id)' },
    brood: { kind: 'text', label: 'Brood', sort: true, search: 'contains' },
    broodId: { kind: 'integer', label: 'Brood (id)' },
    remoteTool: { kind: 'text', label: 'Remote tool', sort: true, search: 'contains' },
    remoteToolId: { kind: 'integer', label: 'Remote tool (id)' },
    fault: { kind: 'text', label: 'Fault' },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: '-modified',
});

/** A tool that another node shows us, with our connections to it (FEATURES LTL-13). */
export const BroodTool = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    /** The name by which nodes call the connector. */
    connector: z.string(),
    description: z.string().nullable(),
    /** Our living connections and the last ended one, for each of our tools. */
    connections: z.array(
      z.strictObject({
        id: Id,
        uuid: Uuid,
        state: z.enum(connectionStates),
        tool: z.strictObject({ id: Id, name: z.string() }),
      }),
    ),
    /** Whether we have a tool of the same kind to connect it with. */
    canConnect: z.boolean(),
  })
  .meta({ id: 'BroodTool' });
export type BroodTool = z.infer<typeof BroodTool>;

export const BroodTools = z
  .strictObject({
    brood: NamedBrood,
    tools: z.array(BroodTool),
    /** What to change when the other node did not tell its tools; null when it did. */
    fault: z.string().nullable(),
  })
  .meta({ id: 'BroodTools' });
export type BroodTools = z.infer<typeof BroodTools>;

const RemoteToolParams = z.strictObject({ ref: RefParams.shape.ref, remoteToolId: z.coerce.number().int().min(0) });
const options = z.record(z.string().max(100), z.unknown());

/** What the dialog of a request shows. */
export const ConnectionOffer = z
  .strictObject({
    brood: NamedBrood,
    remoteTool: z.strictObject({ id: z.int(), name: z.string(), connector: z.string() }),
    /** Our tools of the same kind, each with the living connection it has to that remote tool. */
    candidates: z.array(
      z.strictObject({
        id: Id,
        name: z.string(),
        connection: z.strictObject({ id: Id, state: z.enum(connectionStates) }).nullable(),
        ...welcome,
      }),
    ),
    /** What may be chosen for our side; all of it may be left out. */
    options: z.array(ToolField),
  })
  .meta({ id: 'ConnectionOffer' });
export type ConnectionOffer = z.infer<typeof ConnectionOffer>;

/** What the dialog of a request in the inbox shows (FEATURES INT-02). */
export const ConnectionRequest = z
  .strictObject({
    /** `accept`: others ask. `finalise`: others accepted. `note`: others ended it. */
    phase: z.enum(['accept', 'finalise', 'note']),
    /** Null when the message fits nothing here; `obstacle` says why. */
    connection: Connection.nullable(),
    obstacle: z.string().nullable(),
    ...welcome,
    brood: NamedBrood.nullable(),
    /** Who sent it: the account, its person, what that person does for which organisation. */
    sender: z
      .strictObject({
        username: z.string(),
        individual: z.string().nullable(),
        alignments: z.array(z.strictObject({ type: z.string(), organisation: z.string() })),
      })
      .nullable(),
    /** What whoever accepts may choose; goes into `decision.options` of the acceptance. */
    options: z.array(ToolField),
    /** The message without its credentials. */
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ConnectionRequest' });
export type ConnectionRequest = z.infer<typeof ConnectionRequest>;

const Words = z.strictObject({ message: paragraph(2000).nullable().optional() });

const topic = 'Connections';
const read = { topic, allow: 'connection:read' } as const;
const write = { topic, allow: 'connection:write' } as const;

/** Our API for connections between tools (FEATURES INT-01…08, LTL-16). */
export const connections = {
  list: endpoint('GET /connections', {
    ...read,
    summary: 'Lists connections between our tools and others',
    query: listQuery(ConnectionList),
    reply: listReply(ConnectionRow),
  }),
  csv: endpoint('GET /connections.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(ConnectionList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  get: endpoint('GET /connections/:ref', {
    ...read,
    summary: 'One connection with its timeline',
    params: RefParams,
    reply: Connection,
  }),
  history: endpoint('GET /connections/:ref/history', {
    ...read,
    summary: 'Every change of a connection, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  broodTools: endpoint('GET /broods/:ref/tools', {
    ...read,
    summary: 'The tools another node shows us, with our connections to them',
    params: RefParams,
    reply: BroodTools,
  }),
  offer: endpoint('GET /broods/:ref/tools/:remoteToolId', {
    ...read,
    summary: 'What may be chosen when a connection to that tool is asked for',
    params: RemoteToolParams,
    reply: ConnectionOffer,
  }),
  request: endpoint('POST /broods/:ref/tools/:remoteToolId/connections', {
    ...write,
    summary: 'Asks for a connection; asked again while one is waiting it sends the same request again',
    params: RemoteToolParams,
    body: z.strictObject({ toolId: Id, options: options.default({}) }),
    reply: Connection,
  }),
  ofRequest: endpoint('GET /inbox/:ref/connection', {
    ...read,
    summary: 'The connection that a request of the inbox is about',
    params: RefParams,
    reply: ConnectionRequest,
  }),
  cancel: endpoint('POST /connections/:ref/cancel', {
    ...write,
    summary:
      'Gives a connection up before it is finished; what was made at our tool is removed, the other node is told',
    params: RefParams,
    body: Words,
    reply: Connection,
  }),
  resume: endpoint('POST /connections/:ref/resume', {
    ...write,
    summary: 'Goes on where a connection was interrupted',
    params: RefParams,
    reply: Connection,
  }),
  disconnect: endpoint('POST /connections/:ref/disconnect', {
    ...write,
    summary: 'Ends a finished connection: link, account and key are removed here, and there when the node knows how',
    params: RefParams,
    body: Words,
    reply: Connection,
  }),
  rotate: endpoint('POST /connections/:ref/rotate', {
    ...write,
    summary: 'Gives the other side a new key and tells its node',
    params: RefParams,
    reply: Connection,
  }),
  test: endpoint('POST /connections/:ref/test', {
    ...write,
    summary: "Tests a finished connection with the tool's own means",
    params: RefParams,
    reply: Connection,
  }),
  connectOwn: endpoint('POST /tools/:ref/connections', {
    ...write,
    summary: 'Connects two tools of this node, without a peer',
    params: RefParams,
    body: z.strictObject({
      otherToolId: Id,
      /** Whose tools they are, as each is told of the other; the caller's organisation when absent. */
      organisationId: Id.optional(),
      otherOrganisationId: Id.optional(),
      options: options.default({}),
      otherOptions: options.default({}),
    }),
    reply: Connection,
    status: 201,
  }),
};
