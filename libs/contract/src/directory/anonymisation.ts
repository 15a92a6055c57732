import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, line, RefParams, Time, Uuid } from '../shapes.js';

const Count = z.strictObject({
  /** In words: `meta-fields`. */
  label: z.string(),
  count: z.int(),
});

/** What anonymising a person would erase, and what of them would stay. */
export const AnonymisationPreview = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    version: z.int(),
    /** Whether the person is deleted already: hidden, but still known. */
    isDeleted: z.boolean(),
    /** What the person is called afterwards. */
    becomes: z.string(),
    goes: z.array(Count),
    stays: z.array(Count),
    /** Records that say an address or name of the person as their own; they are left alone. */
    elsewhere: z.array(
      z.strictObject({ kind: z.enum(['organisation', 'individual']), id: Id, name: z.string(), says: z.string() }),
    ),
    /** Sentences; there is no anonymising while there are any. */
    blockedBy: z.array(z.string()),
  })
  .meta({ id: 'AnonymisationPreview' });
export type AnonymisationPreview = z.infer<typeof AnonymisationPreview>;

/** That a person was anonymised. */
export const Anonymisation = z
  .strictObject({ id: Id, uuid: Uuid, name: z.string(), at: Time, goes: z.array(Count) })
  .meta({ id: 'Anonymisation' });
export type Anonymisation = z.infer<typeof Anonymisation>;

/** Why; it is kept, so it must not name the person. */
export const AnonymisationRequest = z.strictObject({ reason: line(255, 3) });
export type AnonymisationRequest = z.infer<typeof AnonymisationRequest>;

const common = { topic: 'People', allow: 'individual:anonymise', params: RefParams } as const;

/** Our API for erasing what is known of a person (decision 060). */
export const anonymisation = {
  preview: endpoint('GET /individuals/:ref/anonymise', {
    ...common,
    summary: 'What anonymising a person, deleted ones included, would erase',
    reply: AnonymisationPreview,
  }),
  anonymise: endpoint('POST /individuals/:ref/anonymise', {
    ...common,
    summary: 'Erases what is known of a person for good; an anonymous person stays to be counted. Cannot be undone',
    body: AnonymisationRequest,
    reply: Anonymisation,
  }),
};
