import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, Ref, Time } from '../shapes.js';
import { remoteKinds, signatureStates } from './remote-records.js';

/** Where a field has its value from: as its peer says, or edited here since. */
export const FieldProvenance = z
  .strictObject({
    field: z.string(),
    label: z.string(),
    /** `peer`: as it was taken. `here`: edited here since, and so it stays. */
    source: z.enum(['peer', 'here']),
    here: z.array(z.string()),
    theirs: z.array(z.string()),
  })
  .meta({ id: 'FieldProvenance' });
export type FieldProvenance = z.infer<typeof FieldProvenance>;

/** Where a record came from; `origin` is null for this node's own. */
export const Provenance = z
  .strictObject({
    origin: z
      .strictObject({
        /** Null for callers who may not see the register of broods. */
        brood: z.strictObject({ id: Id, name: z.string() }).nullable(),
        isStub: z.boolean(),
        takenAt: Time,
        remoteModified: Time.nullable(),
        /** When it was found to be gone at its origin. */
        vanishedAt: Time.nullable(),
        signature: z.strictObject({ state: z.enum(signatureStates), keyId: z.string() }).nullable(),
      })
      .nullable(),
    fields: z.array(FieldProvenance),
    unplaced: z.array(z.strictObject({ template: z.string(), field: z.string(), value: z.string() })),
  })
  .meta({ id: 'Provenance' });
export type Provenance = z.infer<typeof Provenance>;

/** Where records came from, field by field (FEATURES BRD-08). */
export const provenance = {
  get: endpoint('GET /provenance/:kind/:ref', {
    topic: 'Broods',
    allow: 'signed-in',
    summary: 'Where a record came from, and which of its fields were edited here since',
    params: z.strictObject({ kind: z.enum(remoteKinds), ref: Ref }),
    reply: Provenance,
  }),
};
