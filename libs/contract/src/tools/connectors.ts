import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { line } from '../shapes.js';
import { ToolField } from './tool-field.js';

/** What an action does to a tool; a caller needs the permission `tool:read`, `tool:act` or `tool:administer`. */
export const toolRisks = ['read', 'act', 'administer'] as const;
export const toolTones = ['neutral', 'good', 'info', 'warning', 'danger'] as const;

const Tone = z.enum(toolTones);

/** A column of a connector's table; `path` is dotted. */
export const ToolColumn = z
  .strictObject({
    path: z.string(),
    label: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'moment', 'badge', 'json', 'list']),
    tones: z.record(z.string(), Tone),
    isSortable: z.boolean(),
  })
  .meta({ id: 'ToolColumn' });
export type ToolColumn = z.infer<typeof ToolColumn>;

/** An action as its page draws it (FEATURES LTL-05). */
export const ToolAction = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['table', 'form', 'batch']),
    risk: z.enum(toolRisks),
    title: z.string(),
    description: z.string().nullable(),
    params: z.array(ToolField),
    columns: z.array(ToolColumn),
    /** Offered beside each row: parameter → dotted path into the row. */
    rowActions: z.array(
      z.strictObject({
        action: z.string(),
        params: z.record(z.string(), z.string()),
        when: z.strictObject({ path: z.string(), is: z.array(z.union([z.string(), z.boolean()])) }).nullable(),
      }),
    ),
    /** Offered for chosen rows: the values at the path go into the parameter as a list. */
    selectionActions: z.array(z.strictObject({ action: z.string(), param: z.string(), path: z.string() })),
    /** Offered above the table. */
    tableActions: z.array(z.string()),
    /** The table that shows what a form changed. */
    shows: z.string().nullable(),
    /** Whether the form begins with what the tool has at present: ask `GET …/forms/:action` first. */
    isPrefilled: z.boolean(),
  })
  .meta({ id: 'ToolAction' });
export type ToolAction = z.infer<typeof ToolAction>;

/** A kind of tool this node knows (FEATURES LTL-01, LTL-02). */
export const Connector = z
  .strictObject({
    id: z.string(),
    /** By which name nodes of the original know it; null when tools of it are not shown to them. */
    wireName: z.string().nullable(),
    title: z.string(),
    description: z.string(),
    version: z.string(),
    settings: z.array(ToolField),
    actions: z.array(ToolAction),
    /** Whether two tools of it can be connected, and what each side may choose then. */
    canInterconnect: z.boolean(),
    connectionOptions: z.array(ToolField),
    /** Whether keys of its connections can be changed in place. */
    canRotate: z.boolean(),
    canTestConnections: z.boolean(),
    /** What of this node its tools can follow. */
    follows: z.enum(['mailing-list', 'sharing-group']).nullable(),
    /** Whether its tools are watched beside each other, and can be brought in line. */
    hasFleet: z.boolean(),
    /** Tools of it that the caller sees. */
    toolCount: z.int(),
  })
  .meta({ id: 'Connector' });
export type Connector = z.infer<typeof Connector>;

/** A package of `CONNECTORS` that could not be used. */
export const RefusedConnector = z
  .strictObject({ name: z.string(), reason: z.string() })
  .meta({ id: 'RefusedConnector' });
export type RefusedConnector = z.infer<typeof RefusedConnector>;

const topic = 'Tools';

/** Our API for connectors. */
export const connectors = {
  list: endpoint('GET /connectors', {
    allow: 'tool:read',
    topic,
    summary: 'The kinds of tools this node knows, with their forms and actions',
    reply: z.array(Connector),
  }),
  get: endpoint('GET /connectors/:connector', {
    allow: 'tool:read',
    topic,
    summary: 'One kind of tool',
    params: z.strictObject({ connector: line(63, 1) }),
    reply: Connector,
  }),
  refused: endpoint('GET /refused-connectors', {
    allow: 'tool:read',
    topic,
    summary: 'Packages of CONNECTORS that could not be used, and why',
    reply: z.array(RefusedConnector),
  }),
};
