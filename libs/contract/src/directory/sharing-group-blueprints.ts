import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, Ref, RefParams, Time, Uuid } from '../shapes.js';
import { OrganisationRule, OrganisationTree } from './rules/index.js';

/** When a blueprint is executed: by hand alone, when the directory changes, or at set times. */
export const blueprintTriggers = ['hand', 'change', 'schedule'] as const;
export type BlueprintTrigger = (typeof blueprintTriggers)[number];

const Named = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

/** One execution: who joined and left, when, by what. */
export const BlueprintRun = z
  .strictObject({
    id: Id,
    at: Time,
    cause: z.enum(blueprintTriggers),
    /** Who executed it, or in whose view it was. */
    actor: z.string(),
    outcome: z.enum(['changed', 'unchanged', 'refused']),
    joined: z.int(),
    left: z.int(),
    members: z.int(),
    /** The first of them, by name. */
    firstJoined: z.array(z.string()),
    firstLeft: z.array(z.string()),
    problem: z.string().nullable(),
  })
  .meta({ id: 'BlueprintRun' });
export type BlueprintRun = z.infer<typeof BlueprintRun>;

const facts = {
  id: Id,
  uuid: Uuid,
  name: z.string(),
  description: z.string().nullable(),
  owner: Named,
  /** The group it makes; null until it is executed for the first time, and after it was detached. */
  sharingGroup: Named.extend({ members: z.int() }).nullable(),
  trigger: z.enum(blueprintTriggers),
  /** Five fields of cron, in UTC. */
  schedule: z.string().nullable(),
  nextRunAt: Time.nullable(),
  lastRun: BlueprintRun.nullable(),
  /** In whose view the rules are evaluated: who saved it last. */
  keeper: z.string().nullable(),
  /** Whether the caller may see what the rules find and execute it: its keeper, and community administrators. */
  mayRun: z.boolean(),
  mayChange: z.boolean(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** A blueprint in a list (FEATURES SGR-06). */
export const BlueprintRow = z.strictObject(facts).meta({ id: 'BlueprintRow' });
export type BlueprintRow = z.infer<typeof BlueprintRow>;

/** A rule as MISP writes it, and what MISP reads otherwise. */
export const MispBlueprint = z
  .strictObject({ rule: z.record(z.string(), z.json()), differences: z.array(z.string()) })
  .meta({ id: 'MispBlueprint' });
export type MispBlueprint = z.infer<typeof MispBlueprint>;

/** One blueprint: rules that make the members of a sharing group. */
export const Blueprint = z
  .strictObject({
    ...facts,
    rules: OrganisationTree,
    /** Whether members it makes may extend the group. */
    extend: z.boolean(),
    misp: MispBlueprint,
  })
  .meta({ id: 'Blueprint' });
export type Blueprint = z.infer<typeof Blueprint>;

const Schedule = line(100)
  .regex(/^(\S+ ){4}\S+$/, "must be five fields of cron, such as '0 6 * * 1'")
  .nullable();
const writable = {
  description: paragraph(10_000).nullable().optional(),
  trigger: z.enum(blueprintTriggers).optional(),
  schedule: Schedule.optional(),
  extend: z.boolean().optional(),
  /** The group it makes the members of: the owner's, and no other blueprint's. With null it lets go of one and makes its own when it is executed next. */
  sharingGroup: Ref.nullable().optional(),
};
export const NewBlueprint = z
  .strictObject({ uuid: Uuid.optional(), name: line(191, 1), rules: OrganisationRule, ...writable })
  .meta({ id: 'NewBlueprint' });
export type NewBlueprint = z.infer<typeof NewBlueprint>;
export const BlueprintChanges = z
  .strictObject({ name: line(191, 1).optional(), rules: OrganisationRule.optional(), ...writable })
  .meta({ id: 'BlueprintChanges' });
export type BlueprintChanges = z.infer<typeof BlueprintChanges>;

export const BlueprintList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    description: { kind: 'text', label: 'Description', search: 'contains' },
    owner: { kind: 'text', label: 'Owner', sort: true },
    sharingGroup: { kind: 'integer', label: 'Sharing group' },
    trigger: { kind: 'choice', label: 'Executed', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Modified', sort: true },
  },
  defaultSort: 'name',
});

const Organisation = Named.extend({ country: z.string().nullable(), sector: z.string().nullable() });
/** What executing would do. */
export const BlueprintPreview = z
  .strictObject({
    /** Organisations the rules find. */
    matched: z.int(),
    joins: z.int(),
    leaves: z.int(),
    /** Members chosen by hand or by a peer that the rules do not find; they stay. */
    kept: z.int(),
    firstMatched: z.array(Organisation),
    firstJoining: z.array(Organisation),
    firstLeaving: z.array(Organisation),
  })
  .meta({ id: 'BlueprintPreview' });
export type BlueprintPreview = z.infer<typeof BlueprintPreview>;

const topic = 'Sharing-group blueprints';
const read = { topic, allow: 'sharingGroupBlueprint:read' } as const;
const write = { topic, allow: 'sharingGroupBlueprint:write' } as const;

/** Our API for sharing-group blueprints (FEATURES SGR-06). */
export const sharingGroupBlueprints = {
  list: endpoint('GET /sharing-group-blueprints', {
    ...read,
    summary: 'Lists blueprints of the organisations the caller administers',
    query: listQuery(BlueprintList),
    reply: listReply(BlueprintRow),
  }),
  csv: endpoint('GET /sharing-group-blueprints.csv', {
    ...read,
    summary: 'The same list as CSV',
    query: listQuery(BlueprintList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  preview: endpoint('POST /sharing-group-blueprints/preview', {
    ...write,
    summary: 'Which organisations rules find in the view of the caller, and who would join and leave a sharing group',
    body: z.strictObject({ rules: OrganisationRule, sharingGroup: Ref.nullable().optional() }),
    reply: BlueprintPreview,
    safe: true,
  }),
  read: endpoint('POST /sharing-group-blueprints/read', {
    ...read,
    summary: "Reads rules in the shape of MISP's blueprints; every fault is told at its place",
    body: z.strictObject({ rule: z.json() }),
    reply: z.strictObject({ rules: OrganisationTree }),
    safe: true,
  }),
  write: endpoint('POST /sharing-group-blueprints/write', {
    ...read,
    summary: "Writes rules in the shape of MISP's blueprints, and says what MISP reads otherwise",
    body: z.strictObject({ rules: OrganisationRule }),
    reply: MispBlueprint,
    safe: true,
  }),
  get: endpoint('GET /sharing-group-blueprints/:ref', {
    ...read,
    summary: 'One blueprint',
    params: RefParams,
    reply: Blueprint,
  }),
  create: endpoint('POST /sharing-group-blueprints', {
    ...write,
    summary: 'Adds a blueprint; it makes nobody a member until it is executed',
    body: NewBlueprint,
    reply: Blueprint,
    status: 201,
  }),
  update: endpoint('PATCH /sharing-group-blueprints/:ref', {
    ...write,
    summary: 'Changes a blueprint; whoever saves it is its keeper',
    params: RefParams,
    body: BlueprintChanges,
    reply: Blueprint,
  }),
  remove: endpoint('DELETE /sharing-group-blueprints/:ref', {
    ...write,
    summary: 'Deletes a blueprint; its group and members stay',
    params: RefParams,
    reply: Done,
  }),
  restore: endpoint('POST /sharing-group-blueprints/:ref/restore', {
    ...write,
    summary: 'Brings a deleted blueprint back',
    params: RefParams,
    reply: Blueprint,
  }),
  impact: endpoint('GET /sharing-group-blueprints/:ref/preview', {
    ...write,
    summary: 'What executing it would do',
    params: RefParams,
    reply: BlueprintPreview,
  }),
  execute: endpoint('POST /sharing-group-blueprints/:ref/execute', {
    ...write,
    summary: 'Makes the organisations its rules find the members of its group, in one step or not at all',
    params: RefParams,
    body: z.strictObject({
      /** That the rules may find nobody, and the members it made leave. */
      mayEmpty: z.boolean().default(false),
    }),
    reply: BlueprintRun,
  }),
  detach: endpoint('POST /sharing-group-blueprints/:ref/detach', {
    ...write,
    summary: 'Lets go of its sharing group, whose members stay',
    params: RefParams,
    reply: Blueprint,
  }),
  runs: endpoint('GET /sharing-group-blueprints/:ref/runs', {
    ...read,
    summary: 'Its latest executions, newest first',
    params: RefParams,
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    reply: z.array(BlueprintRun),
  }),
  history: endpoint('GET /sharing-group-blueprints/:ref/history', {
    ...read,
    summary: 'Every change of a blueprint, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
};
