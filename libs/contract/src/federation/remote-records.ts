import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, line, Ref, Time, Uuid } from '../shapes.js';

/** What a remote node has that can be taken, as our paths name it. */
export const remoteKinds = ['organisations', 'individuals', 'sharing-groups'] as const;
export type RemoteKind = (typeof remoteKinds)[number];
const Kind = z.enum(remoteKinds);

/**
 * How a remote record stands to what is here: `new` is not here, `same` holds the same, `newer` and `older` were changed
 * there after, or before, what is here, `differs` otherwise, `refused` may not be taken.
 */
export const remoteStates = ['new', 'same', 'newer', 'older', 'differs', 'refused'] as const;
export type RemoteState = (typeof remoteStates)[number];

/** What a signature says: by a key trusted for such records, by one that is not, or over something else. */
export const signatureStates = ['verified', 'unknown', 'broken'] as const;
export type RecordSignature = (typeof signatureStates)[number];

/** A record of a remote as its list shows it. */
export const RemoteRow = z
  .strictObject({
    remoteId: Id,
    uuid: Uuid.nullable(),
    title: z.string(),
    /** Its columns, as text. */
    columns: z.record(z.string(), z.string().nullable()),
    tags: z.array(z.string()),
    modified: Time.nullable(),
    state: z.enum(remoteStates),
    /** For `refused` why; else what taking it would be kept from. */
    reason: z.string().nullable(),
    /** The record of that uuid here. */
    localId: Id.nullable(),
    /** What the signature under the record here said; null for none. */
    signature: z.enum(signatureStates).nullable(),
  })
  .meta({ id: 'RemoteRow' });
export type RemoteRow = z.infer<typeof RemoteRow>;

/** A page of a remote's list; the total is what the remote says, null when it does not. */
export const RemotePage = z
  .strictObject({
    items: z.array(RemoteRow),
    total: z.int().nullable(),
    page: z.int(),
    limit: z.int(),
    /** By what the remote was searched: nodes of 1.35 fail with their quick filter, and are then asked by a column. */
    searchedBy: z.string().nullable(),
  })
  .meta({ id: 'RemotePage' });
export type RemotePage = z.infer<typeof RemotePage>;

/** One field of a comparison; `override` was edited here since it was taken, and stays. */
export const ComparedField = z
  .strictObject({
    field: z.string(),
    label: z.string(),
    local: z.array(z.string()),
    remote: z.array(z.string()),
    state: z.enum(['same', 'differs', 'override']),
  })
  .meta({ id: 'ComparedField' });
export type ComparedField = z.infer<typeof ComparedField>;

/** A remote record beside the one here, field by field. */
export const RemoteComparison = z
  .strictObject({
    row: RemoteRow,
    /** From where the record here came: a brood, or null for this node itself. */
    origin: z.strictObject({ broodId: Id, brood: z.string(), isStub: z.boolean(), takenAt: Time }).nullable(),
    localModified: Time.nullable(),
    fields: z.array(ComparedField),
    /** Values of meta-fields whose templates are not loaded here, or refuse them; they are kept with the record. */
    unplaced: z.array(z.strictObject({ template: z.string(), field: z.string(), value: z.string() })),
  })
  .meta({ id: 'RemoteComparison' });
export type RemoteComparison = z.infer<typeof RemoteComparison>;

/** `proposed` waits for a person, `removed` vanished at the peer it came from. */
export const captureOutcomes = ['created', 'updated', 'unchanged', 'refused', 'removed', 'proposed'] as const;
export type CaptureOutcome = (typeof captureOutcomes)[number];

/** What became of one record. */
export const CaptureItem = z
  .strictObject({
    remoteId: Id,
    uuid: Uuid.nullable(),
    title: z.string(),
    outcome: z.enum(captureOutcomes),
    /** For `refused` why; else what is worth saying. */
    reason: z.string().nullable(),
    localId: Id.nullable(),
    /** Fields that were edited here and stayed so. */
    overrides: z.array(z.string()),
  })
  .meta({ id: 'CaptureItem' });
export type CaptureItem = z.infer<typeof CaptureItem>;

export const CaptureCounts = z.strictObject({
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  refused: z.int(),
  removed: z.int(),
  proposed: z.int(),
});
export type CaptureCounts = z.infer<typeof CaptureCounts>;

export const CaptureReport = z
  .strictObject({ isRehearsal: z.boolean(), counts: CaptureCounts, items: z.array(CaptureItem) })
  .meta({ id: 'CaptureReport' });
export type CaptureReport = z.infer<typeof CaptureReport>;

const BroodParams = z.strictObject({ ref: Ref, kind: Kind });
const topic = 'Broods';

/** Looking into a remote node and taking from it (FEATURES BRD-03, BRD-04, BRD-08). */
export const remoteRecords = {
  list: endpoint('GET /broods/:ref/remote/:kind', {
    topic,
    allow: 'brood:read',
    summary: 'A page of what the remote has, each with how it stands to what is here; asks the remote',
    params: BroodParams,
    query: z.strictObject({
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      limit: z.coerce.number().int().min(1).max(100).default(20),
      q: line(191).optional(),
    }),
    reply: RemotePage,
  }),
  compare: endpoint('GET /broods/:ref/remote/:kind/:id', {
    topic,
    allow: 'brood:read',
    summary: 'One remote record beside the one here, field by field',
    params: BroodParams.extend({ id: z.coerce.number().pipe(Id) }),
    reply: RemoteComparison,
  }),
  capture: endpoint('POST /broods/:ref/capture', {
    topic,
    allow: 'brood:pull',
    summary: 'Takes chosen records of the remote, each in a change of its own; rehearsed it changes nothing',
    params: z.strictObject({ ref: Ref }),
    body: z.strictObject({
      kind: Kind,
      remoteIds: z.array(Id).min(1, 'choose at least one').max(200, 'choose at most 200 at once'),
      isRehearsal: z.boolean().default(false),
    }),
    reply: CaptureReport,
  }),
};
