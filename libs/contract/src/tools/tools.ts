import * as z from 'zod';
import { BulkOutcome } from '../directory/organisations.js';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { toolTones } from './connectors.js';

/** How a tool is (WIRE-CONTRACT §6.5); the original's numbers 0 to 3 are the places in this list. */
export const toolHealthStates = ['unknown', 'ok', 'issues', 'error'] as const;
export type ToolHealthState = (typeof toolHealthStates)[number];

export const ToolFinding = z.strictObject({
  id: z.string(),
  label: z.string(),
  severity: z.enum(['info', 'warning', 'danger']),
  message: z.string(),
  /** The action that mends it. */
  remedy: z.string().nullable(),
});

/** One look at a tool, as its health history keeps it. */
export const ToolCheck = z
  .strictObject({
    id: Id,
    at: Time,
    state: z.enum(toolHealthStates),
    message: z.string(),
    version: z.string().nullable(),
    latencyMs: z.int(),
    findings: z.array(ToolFinding),
  })
  .meta({ id: 'ToolCheck' });
export type ToolCheck = z.infer<typeof ToolCheck>;

/** A configured tool (FEATURES LTL-03). Sealed settings are never told: `sealed` says which of them are there. */
export const LocalTool = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    /** Id of the connector. */
    connector: z.string(),
    connectorTitle: z.string(),
    /** False when the connector is not installed any more: the tool is kept and cannot be used. */
    isUsable: z.boolean(),
    /** Whether other nodes are told of it. */
    exposed: z.boolean(),
    description: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()),
    sealed: z.array(z.string()),
    /** The last look at it. */
    lastCheck: ToolCheck.nullable(),
    /** Living connections to tools of others. */
    connectionCount: z.int(),
    created: Time,
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'LocalTool' });
export type LocalTool = z.infer<typeof LocalTool>;

const settings = z.record(z.string().max(100), z.unknown());

export const NewLocalTool = z
  .strictObject({
    name: line(191, 1),
    connector: line(63, 1),
    exposed: z.boolean().optional(),
    description: paragraph(10_000).nullable().optional(),
    /** By the fields of the connector. */
    settings,
  })
  .meta({ id: 'NewLocalTool' });
export type NewLocalTool = z.infer<typeof NewLocalTool>;

/** Absent keys stay as they are, also within `settings`; a new address asks for the sealed settings again. */
export const LocalToolChanges = z
  .strictObject({
    name: line(191, 1).optional(),
    exposed: z.boolean().optional(),
    description: paragraph(10_000).nullable().optional(),
    settings: settings.optional(),
  })
  .meta({ id: 'LocalToolChanges' });
export type LocalToolChanges = z.infer<typeof LocalToolChanges>;

export const LocalToolList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    connector: { kind: 'choice', label: 'Connector', sort: true },
    exposed: { kind: 'boolean', label: 'Exposed', sort: true },
    description: { kind: 'text', label: 'Description', search: 'contains' },
    health: { kind: 'choice', label: 'Health', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
});

export const ToolCheckList = defineList({
  fields: { at: { kind: 'time', label: 'When', sort: true }, state: { kind: 'choice', label: 'Health' } },
  defaultSort: '-at',
});

/** Parameters of an action, as the text of a JSON object: a connector names them, so no query could list them. */
const ParamsText = z
  .string()
  .max(20_000)
  .default('{}')
  .transform((text, context): Record<string, unknown> => {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // told below
    }
    context.addIssue({ code: 'custom', message: 'must be the text of a JSON object' });
    return z.NEVER;
  });

const ActionParams = z.strictObject({ ref: RefParams.shape.ref, action: line(63, 1) });
const number = (most: number, otherwise: number) => z.coerce.number().int().min(1).max(most).default(otherwise);

/** Which part of a connector's table is asked for. */
export const ToolTableQuery = z.strictObject({
  page: number(100_000, 1),
  limit: number(500, 50),
  q: z.string().max(200).default(''),
  /** Path of a sortable column; a minus before it turns the order. */
  sort: z.string().max(200).default(''),
  params: ParamsText,
});

/** What a table action found. */
export const ToolTable = z
  .strictObject({
    rows: z.array(z.record(z.string(), z.unknown())),
    total: z.int().nullable(),
    page: z.int(),
    limit: z.int(),
    facts: z.array(
      z.strictObject({
        label: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
        tone: z.enum(toolTones).nullable(),
      }),
    ),
  })
  .meta({ id: 'ToolTable' });
export type ToolTable = z.infer<typeof ToolTable>;

/** What came of a form. */
export const ToolActResult = z
  .strictObject({
    isDone: z.boolean(),
    message: z.string(),
    items: z.array(
      z.strictObject({ title: z.string(), outcome: z.enum(['done', 'unchanged', 'failed']), message: z.string() }),
    ),
    /** Shown once and kept nowhere. */
    revealed: z.strictObject({ label: z.string(), value: z.string() }).nullable(),
    answer: z.unknown(),
  })
  .meta({ id: 'ToolActResult' });
export type ToolActResult = z.infer<typeof ToolActResult>;

/** The same act on many tools (FEATURES LTL-12). */
export const ToolBatch = z
  .strictObject({
    toolIds: z.array(Id).min(1, 'must name at least one tool').max(200),
    params: z.record(z.string().max(100), z.unknown()).default({}),
    /** Says what would be done to each tool, and does nothing. */
    isRehearsal: z.boolean().default(true),
    /** At most so many tools a minute. */
    perMinute: z.int().min(1).max(600).default(120),
  })
  .meta({ id: 'ToolBatch' });
export type ToolBatch = z.infer<typeof ToolBatch>;

export const ToolBatchResult = z
  .strictObject({
    isRehearsal: z.boolean(),
    /** The run that was begun; null for a rehearsal. */
    runId: Id.nullable(),
    /** What would be done to each tool; none for a run, which tells by itself. */
    items: z.array(
      z.strictObject({
        tool: z.strictObject({ id: Id, name: z.string() }),
        outcome: z.enum(['planned', 'failed']),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'ToolBatchResult' });
export type ToolBatchResult = z.infer<typeof ToolBatchResult>;

const topic = 'Tools';
const read = { topic, allow: 'tool:read' } as const;
const administer = { topic, allow: 'tool:administer' } as const;

const Several = z.strictObject({ ids: z.array(Id).min(1).max(500) });

/** Our API for this node's own tools (FEATURES LTL-03…05, LTL-12, LTL-15). */
export const localTools = {
  list: endpoint('GET /tools', {
    ...read,
    summary: 'Lists the tools of this node, each with the last look at it',
    query: listQuery(LocalToolList),
    reply: listReply(LocalTool),
  }),
  csv: endpoint('GET /tools.csv', {
    ...read,
    summary: 'The same list as CSV, unpaged',
    query: listQuery(LocalToolList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  get: endpoint('GET /tools/:ref', { ...read, summary: 'One tool', params: RefParams, reply: LocalTool }),
  create: endpoint('POST /tools', {
    ...administer,
    summary: 'Adds a tool; its sealed settings are never told again',
    body: NewLocalTool,
    reply: LocalTool,
    status: 201,
  }),
  update: endpoint('PATCH /tools/:ref', {
    ...administer,
    summary: 'Changes a tool; another address asks for its sealed settings again',
    params: RefParams,
    body: LocalToolChanges,
    reply: LocalTool,
  }),
  remove: endpoint('DELETE /tools/:ref', {
    ...administer,
    summary: 'Forgets a tool and destroys its sealed settings; one with living connections is refused',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /tools/:ref/restore', {
    ...administer,
    summary: 'Brings a forgotten tool back; its sealed settings must be entered again',
    params: RefParams,
    reply: LocalTool,
  }),
  bulkRemove: endpoint('POST /tools/bulk/delete', {
    ...administer,
    summary: 'Forgets many tools; those with living connections are refused, each with the reason, and the others go',
    body: Several,
    reply: BulkOutcome,
  }),
  bulkRestore: endpoint('POST /tools/bulk/restore', {
    ...administer,
    summary: 'Brings many forgotten tools back; their sealed settings must be entered again',
    body: Several,
    reply: BulkOutcome,
  }),
  check: endpoint('POST /tools/:ref/check', {
    topic,
    allow: 'tool:read',
    summary: 'Looks at the tool now; what is found joins its health history',
    params: RefParams,
    reply: ToolCheck,
  }),
  checks: endpoint('GET /tools/:ref/checks', {
    ...read,
    summary: 'The health history of a tool, newest first',
    params: RefParams,
    query: listQuery(ToolCheckList),
    reply: listReply(ToolCheck),
  }),
  history: endpoint('GET /tools/:ref/history', {
    ...read,
    summary: 'Every change of a tool, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  table: endpoint('GET /tools/:ref/tables/:action', {
    ...read,
    summary: 'Asks the tool for one of its tables',
    params: ActionParams,
    query: ToolTableQuery,
    reply: ToolTable,
  }),
  prefill: endpoint('GET /tools/:ref/forms/:action', {
    ...read,
    summary: 'What a form of the tool begins with',
    params: ActionParams,
    query: z.strictObject({ params: ParamsText }),
    reply: z.record(z.string(), z.unknown()),
  }),
  act: endpoint('POST /tools/:ref/forms/:action', {
    topic,
    allow: 'tool:act',
    summary: 'Does something to the tool; some acts ask for the permission to administer tools',
    params: ActionParams,
    body: z.strictObject({ params: z.record(z.string().max(100), z.unknown()).default({}) }),
    reply: ToolActResult,
  }),
  batch: endpoint('POST /connectors/:connector/batches/:action', {
    ...administer,
    summary: 'Says what the same act would do to many tools of a connector, or begins to do it in the background',
    params: z.strictObject({ connector: line(63, 1), action: line(63, 1) }),
    body: ToolBatch,
    reply: ToolBatchResult,
  }),
};
