import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';
import { ToolCheck } from './tools.js';

/** Something the board shows of every tool of a kind; a connector names it. */
export const FleetFigure = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    type: z.enum(['number', 'text', 'moment']),
    /** From this number on it is a warning. */
    warnsFrom: z.number().nullable(),
  })
  .meta({ id: 'FleetFigure' });

const figures = z.record(z.string(), z.union([z.number(), z.string()]).nullable());

/** How a tool was at one moment; with a fault when it could not be seen. */
export const FleetObservation = z
  .strictObject({ id: Id, at: Time, version: z.string().nullable(), figures, fault: z.string().nullable() })
  .meta({ id: 'FleetObservation' });
export type FleetObservation = z.infer<typeof FleetObservation>;

/** What a setting is to be on every tool of the kind. */
export const FleetSetting = z
  .strictObject({
    setting: z.string(),
    value: z.string(),
    note: z.string().nullable(),
    /** Who wanted it. */
    by: z.string(),
    modified: Time,
  })
  .meta({ id: 'FleetSetting' });
export type FleetSetting = z.infer<typeof FleetSetting>;

/** A setting that is not as it is to be; `actual` is null where the tool has no such setting. */
export const FleetDrift = z
  .strictObject({ setting: z.string(), desired: z.string(), actual: z.string().nullable(), isChangeable: z.boolean() })
  .meta({ id: 'FleetDrift' });
export type FleetDrift = z.infer<typeof FleetDrift>;

/** The oldest version that is still welcome, and when older ones will no longer be (issue #199 of the original). */
export const FleetPolicy = z
  .strictObject({ minimumVersion: z.string().nullable(), lockOutAt: Time.nullable() })
  .meta({ id: 'FleetPolicy' });
export type FleetPolicy = z.infer<typeof FleetPolicy>;

/** One tool on the board. */
export const FleetMember = z
  .strictObject({
    tool: z.strictObject({ id: Id, uuid: Uuid, name: z.string() }),
    health: ToolCheck.nullable(),
    /** The last time it could be seen. */
    seen: FleetObservation.nullable(),
    /** Why it could not be seen since; null when the last look succeeded. */
    fault: z.string().nullable(),
    drift: z.array(FleetDrift),
    /** `warned`: older than the minimum version; `due`: and the day of the lock-out has come. */
    lockOut: z.enum(['none', 'warned', 'due']),
    /** The figures of former looks, oldest first, for a small curve. */
    curve: z.array(z.strictObject({ at: Time, figures })),
  })
  .meta({ id: 'FleetMember' });
export type FleetMember = z.infer<typeof FleetMember>;

/** All tools of a kind beside each other. */
export const FleetBoard = z
  .strictObject({
    connector: z.string(),
    title: z.string(),
    figures: z.array(FleetFigure),
    policy: FleetPolicy,
    desired: z.array(FleetSetting),
    members: z.array(FleetMember),
  })
  .meta({ id: 'FleetBoard' });
export type FleetBoard = z.infer<typeof FleetBoard>;

/** A setting of a tool as it was seen last, beside what it is to be. */
export const SeenSetting = z
  .strictObject({
    name: z.string(),
    value: z.string(),
    severity: z.enum(['critical', 'recommended', 'optional']),
    error: z.string().nullable(),
    isChangeable: z.boolean(),
    desired: z.string().nullable(),
  })
  .meta({ id: 'SeenSetting' });
export type SeenSetting = z.infer<typeof SeenSetting>;

export const fleetStates = ['proposed', 'approved', 'done', 'declined'] as const;

/** One change of a proposal: a setting of a tool. */
export const FleetChange = z
  .strictObject({
    tool: z.strictObject({ id: Id, name: z.string() }),
    setting: z.string(),
    from: z.string().nullable(),
    to: z.string(),
    outcome: z.enum(['waiting', 'done', 'failed']),
    message: z.string().nullable(),
  })
  .meta({ id: 'FleetChange' });
export type FleetChange = z.infer<typeof FleetChange>;

/** Settings that are to be brought in line, once somebody else has approved it. */
export const FleetProposal = z
  .strictObject({
    id: Id,
    connector: z.string(),
    state: z.enum(fleetStates),
    note: z.string().nullable(),
    proposedBy: z.string(),
    decidedBy: z.string().nullable(),
    created: Time,
    decidedAt: Time.nullable(),
    doneAt: Time.nullable(),
    changes: z.array(FleetChange),
    /** Whether the caller may approve it: another administrator than the one who proposed it, where there is one. */
    mayApprove: z.boolean(),
  })
  .meta({ id: 'FleetProposal' });
export type FleetProposal = z.infer<typeof FleetProposal>;

export const FleetObservationList = defineList({
  fields: { at: { kind: 'time', label: 'When', sort: true } },
  defaultSort: '-at',
});
export const FleetProposalList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    state: { kind: 'choice', label: 'State', sort: true },
    created: { kind: 'time', label: 'Proposed', sort: true },
  },
  defaultSort: '-id',
});

const OfKind = z.strictObject({ connector: line(63, 1) });
const topic = 'Tools';
const read = { topic, allow: 'tool:read' } as const;
const administer = { topic, allow: 'tool:administer' } as const;

/** Our API for running many tools of a kind (FEATURES LTL-06, LTL-12). */
export const fleet = {
  board: endpoint('GET /connectors/:connector/fleet', {
    ...read,
    summary: 'All tools of a kind beside each other, as they were seen last',
    params: OfKind,
    reply: FleetBoard,
  }),
  observe: endpoint('POST /connectors/:connector/fleet/observe', {
    topic,
    allow: 'tool:act',
    summary: 'Looks at all tools of a kind again, in the background',
    params: OfKind,
    reply: z.strictObject({ queued: z.int() }),
  }),
  observations: endpoint('GET /tools/:ref/observations', {
    ...read,
    summary: 'How a tool was, newest first',
    params: RefParams,
    query: listQuery(FleetObservationList),
    reply: listReply(FleetObservation),
  }),
  settings: endpoint('GET /tools/:ref/observed-settings', {
    ...read,
    summary: 'The settings of a tool as they were seen last, beside what they are to be',
    params: RefParams,
    reply: z.strictObject({ at: Time.nullable(), settings: z.array(SeenSetting) }),
  }),
  desire: endpoint('PUT /connectors/:connector/fleet/desired', {
    ...administer,
    summary: 'Says what a setting is to be on every tool of the kind; changes no tool',
    params: OfKind,
    body: z.strictObject({
      setting: line(191, 1),
      value: z.string().max(10_000),
      note: paragraph(2000).nullable().optional(),
    }),
    reply: FleetSetting,
  }),
  release: endpoint('DELETE /connectors/:connector/fleet/desired/:setting', {
    ...administer,
    summary: 'Lets a setting be as it is on each tool',
    params: OfKind.extend({ setting: line(191, 1) }),
    reply: Done,
  }),
  policy: endpoint('PUT /connectors/:connector/fleet/policy', {
    ...administer,
    summary: 'Says which version is the oldest that is welcome, and from when on',
    params: OfKind,
    body: z.strictObject({
      minimumVersion: z
        .string()
        .trim()
        .max(50)
        .regex(/^\d+(\.\d+){0,3}$/, 'must be a version such as 2.5.1')
        .nullable(),
      lockOutAt: Time.nullable().optional(),
    }),
    reply: FleetPolicy,
  }),
  proposals: endpoint('GET /connectors/:connector/fleet/proposals', {
    ...read,
    summary: 'Proposals to bring settings in line, newest first',
    params: OfKind,
    query: listQuery(FleetProposalList),
    reply: listReply(FleetProposal),
  }),
  proposal: endpoint('GET /fleet-proposals/:ref', {
    ...read,
    summary: 'One proposal',
    params: RefParams,
    reply: FleetProposal,
  }),
  propose: endpoint('POST /connectors/:connector/fleet/proposals', {
    ...administer,
    summary: 'Proposes to bring the settings that drifted in line; nothing is changed before it is approved',
    params: OfKind,
    body: z.strictObject({
      /** All tools of the kind when absent. */
      toolIds: z.array(Id).min(1, 'must name at least one tool').max(500).optional(),
      /** All settings that are to be something when absent. */
      settings: z.array(line(191, 1)).min(1, 'must name at least one setting').max(500).optional(),
      note: paragraph(2000).nullable().optional(),
    }),
    reply: FleetProposal,
    status: 201,
  }),
  approve: endpoint('POST /fleet-proposals/:ref/approve', {
    ...administer,
    summary: 'Approves a proposal of somebody else; its changes are made in the background, one after the other',
    params: RefParams,
    reply: FleetProposal,
  }),
  decline: endpoint('POST /fleet-proposals/:ref/decline', {
    ...administer,
    summary: 'Declines a proposal, or takes an own one back',
    params: RefParams,
    reply: FleetProposal,
  }),
};
