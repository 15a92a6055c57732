import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Id, Ref, Time, Uuid } from '../shapes.js';
import { CaptureCounts, captureOutcomes, remoteKinds } from './remote-records.js';

/** What a run takes: the kinds a person can look at, the keys of those that were taken, and from nodes of ours blueprints. */
export const runKinds = [...remoteKinds, 'encryption-keys', 'blueprints'] as const;
export type RunKind = (typeof runKinds)[number];

export const runStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type RunState = (typeof runStates)[number];

/** A pull of all that a remote has, or a rehearsal of one (FEATURES BRD-07). */
export const BroodRun = z
  .strictObject({
    id: Id,
    trigger: z.enum(['hand', 'schedule']),
    /** Who started it; null for the schedule, or when that user is gone. */
    startedBy: z.string().nullable(),
    isRehearsal: z.boolean(),
    kinds: z.array(z.enum(runKinds)),
    state: z.enum(runStates),
    /** Where it is: the kind, and how many pages of it are done. */
    kind: z.enum(runKinds).nullable(),
    page: z.int(),
    counts: CaptureCounts,
    /** Whether all was asked for; else only what changed since the last run. */
    isFull: z.boolean(),
    /** Records that vanished there but are so many that a person decides, by kind. */
    held: z.record(z.string(), z.int()),
    undoneAt: Time.nullable(),
    /** Why it failed, or what it is waiting for. */
    fault: z.string().nullable(),
    created: Time,
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
  })
  .meta({ id: 'BroodRun' });
export type BroodRun = z.infer<typeof BroodRun>;

/** What a run did with one record; unchanged ones are counted and not listed. */
export const BroodRunRecord = z
  .strictObject({
    kind: z.enum(runKinds),
    remoteId: Id,
    uuid: Uuid.nullable(),
    title: z.string(),
    outcome: z.enum(captureOutcomes),
    reason: z.string().nullable(),
    localId: Id.nullable(),
    undoneAt: Time.nullable(),
    /** Why it could not be undone. */
    undoFault: z.string().nullable(),
  })
  .meta({ id: 'BroodRunRecord' });
export type BroodRunRecord = z.infer<typeof BroodRunRecord>;

export const BroodRunList = defineList({
  fields: { id: { kind: 'integer', label: '#', sort: true }, state: { kind: 'choice', label: 'State' } },
  defaultSort: '-id',
});
export const BroodRunRecordList = defineList({
  fields: {
    title: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    kind: { kind: 'choice', label: 'Kind', sort: true },
    outcome: { kind: 'choice', label: 'Outcome', sort: true },
  },
  defaultSort: 'title',
});

const topic = 'Broods';
const RunParams = z.strictObject({ ref: Ref, run: z.coerce.number().pipe(Id) });

/** Pulls of all that a remote has, as jobs (FEATURES BRD-07). */
export const broodRuns = {
  start: endpoint('POST /broods/:ref/runs', {
    topic,
    allow: 'brood:pull',
    summary: 'Starts to take all that the remote has, as far as the strategy allows; one run of a brood at a time',
    params: z.strictObject({ ref: Ref }),
    body: z.strictObject({
      kinds: z.array(z.enum(runKinds)).min(1, 'choose at least one').max(runKinds.length),
      isRehearsal: z.boolean().default(false),
      /** Asks for all again although the peer can tell what changed. */
      isFull: z.boolean().default(false),
    }),
    reply: BroodRun,
    status: 201,
  }),
  list: endpoint('GET /broods/:ref/runs', {
    topic,
    allow: 'brood:read',
    summary: 'The runs of a brood, newest first',
    params: z.strictObject({ ref: Ref }),
    query: listQuery(BroodRunList),
    reply: listReply(BroodRun),
  }),
  get: endpoint('GET /broods/:ref/runs/:run', {
    topic,
    allow: 'brood:read',
    summary: 'One run',
    params: RunParams,
    reply: BroodRun,
  }),
  records: endpoint('GET /broods/:ref/runs/:run/records', {
    topic,
    allow: 'brood:read',
    summary: 'What a run created, updated and refused',
    params: RunParams,
    query: listQuery(BroodRunRecordList),
    reply: listReply(BroodRunRecord),
  }),
  cancel: endpoint('POST /broods/:ref/runs/:run/cancel', {
    topic,
    allow: 'brood:pull',
    summary: 'Ends a run after the page it is at; what it took stays',
    params: RunParams,
    reply: BroodRun,
  }),
  undo: endpoint('POST /broods/:ref/runs/:run/undo', {
    topic,
    allow: 'brood:pull',
    summary: 'Takes back what a run did, each record in a change of its own; what was edited since stays',
    params: RunParams,
    reply: z.strictObject({
      undone: z.int(),
      kept: z.array(z.strictObject({ title: z.string(), reason: z.string() })),
    }),
    status: 200,
  }),
  release: endpoint('POST /broods/:ref/runs/:run/removals', {
    topic,
    allow: 'brood:pull',
    summary: 'Removes the vanished records that a run held back because they were so many',
    params: RunParams,
    reply: BroodRun,
    status: 200,
  }),
};
