import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Id, line, Time, Uuid } from '../shapes.js';
import { CaptureItem, ComparedField } from './remote-records.js';
import { runKinds } from './runs.js';

export const proposalStates = ['waiting', 'accepted', 'refused'] as const;
export const proposalChanges = ['create', 'update', 'remove'] as const;

/** A change of a peer taken by hand that waits for a person (FEATURES BRD-05). */
export const BroodProposal = z
  .strictObject({
    id: Id,
    brood: z.strictObject({ id: Id, name: z.string() }),
    kind: z.enum(runKinds),
    uuid: Uuid,
    title: z.string(),
    change: z.enum(proposalChanges),
    state: z.enum(proposalStates),
    /** The record here. */
    localId: Id.nullable(),
    /** Which fields were accepted; null for all. */
    fields: z.array(z.string()).nullable(),
    reason: z.string().nullable(),
    created: Time,
    modified: Time,
    decidedAt: Time.nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'BroodProposal' });
export type BroodProposal = z.infer<typeof BroodProposal>;

/** A proposal with the record here beside what the peer would have it be. */
export const ProposalView = BroodProposal.extend({ compared: z.array(ComparedField) }).meta({ id: 'ProposalView' });
export type ProposalView = z.infer<typeof ProposalView>;

export const BroodProposalList = defineList({
  fields: {
    id: { kind: 'integer', label: '#', sort: true },
    title: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    brood: { kind: 'text', label: 'Brood', sort: true },
    broodId: { kind: 'integer', label: 'Brood (id)' },
    kind: { kind: 'choice', label: 'Kind', sort: true },
    change: { kind: 'choice', label: 'Change' },
    state: { kind: 'choice', label: 'State' },
    modified: { kind: 'time', label: 'Proposed', sort: true },
  },
  defaultSort: '-modified',
});

const topic = 'Broods';
const Params = z.strictObject({ id: z.coerce.number().pipe(Id) });

/** The review queue of changes that peers propose. */
export const broodProposals = {
  list: endpoint('GET /brood-proposals', {
    topic,
    allow: 'brood:read',
    summary: 'Changes that wait for a person, and those decided, newest first',
    query: listQuery(BroodProposalList),
    reply: listReply(BroodProposal),
  }),
  get: endpoint('GET /brood-proposals/:id', {
    topic,
    allow: 'brood:read',
    summary: 'One proposal, field by field',
    params: Params,
    reply: ProposalView,
  }),
  accept: endpoint('POST /brood-proposals/:id/accept', {
    topic,
    allow: 'brood:pull',
    summary: 'Takes the proposed change, or only some of its fields; the others stay as they are here',
    params: Params,
    body: z.strictObject({ fields: z.array(line(300, 1)).max(500).optional() }),
    reply: CaptureItem,
    status: 200,
  }),
  refuse: endpoint('POST /brood-proposals/:id/refuse', {
    topic,
    allow: 'brood:pull',
    summary: 'Refuses the proposed change; it is proposed again when the peer changes the record once more',
    params: Params,
    body: z.strictObject({ reason: line(500).optional() }),
    reply: BroodProposal,
    status: 200,
  }),
};
