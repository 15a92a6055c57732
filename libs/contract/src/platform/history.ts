import * as z from 'zod';
import { Id, Time } from '../shapes.js';

/** One field that a change touched. Absent is null; a secret shows dots on both sides, never a value. */
export const FieldChange = z
  .strictObject({ field: z.string(), before: z.json(), after: z.json() })
  .meta({ id: 'FieldChange' });
export type FieldChange = z.infer<typeof FieldChange>;

/** Who did it: the id is null for the program itself; the name is the one at that time. */
export const Actor = z.strictObject({ id: Id.nullable(), name: z.string() }).meta({ id: 'Actor' });
export type Actor = z.infer<typeof Actor>;

/** Through what a change came. */
export const channels = ['browser', 'api', 'command', 'job', 'system'] as const;
export const Channel = z.enum(channels);

/**
 * One change as the history of a record shows it (FEATURES AUD-03). `kind` and `entityId` tell whose change it is: the
 * record's own, or that of one related to it, such as an alignment in the history of its organisation.
 */
export const HistoryEntry = z
  .strictObject({
    seq: z.int().min(1),
    at: Time,
    actor: Actor,
    channel: Channel,
    action: z.string(),
    kind: z.string(),
    entityId: Id.nullable(),
    title: z.string(),
    message: z.string().nullable(),
    changes: z.array(FieldChange),
  })
  .meta({ id: 'HistoryEntry' });
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** A whole number in a query string. */
export const WholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** Position in the log; no log of ours grows beyond it. */
export const Sequence = WholeNumber(1, Number.MAX_SAFE_INTEGER);

/** Which part of a history: the `limit` (1..200, default 50) newest changes older than `before`. */
export const HistoryQuery = z.strictObject({
  before: Sequence.optional(),
  limit: WholeNumber(1, 200).optional(),
});
export type HistoryQuery = z.infer<typeof HistoryQuery>;

/** A part of a history, newest first. `next` is the `before` of the following part, null at the end. */
export const History = z
  .strictObject({ entries: z.array(HistoryEntry), next: z.int().nullable() })
  .meta({ id: 'History' });
export type History = z.infer<typeof History>;

/** The body of a call that sets a record back to the state after the change `seq`. */
export const RevertTo = z.strictObject({ seq: z.int().min(1) }).meta({ id: 'RevertTo' });
export type RevertTo = z.infer<typeof RevertTo>;
