import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, Ref, Time } from '../shapes.js';
import { PublicKind } from './consent.js';

/** When a record was last known to be right. */
export const Freshness = z
  .strictObject({
    /** Null when nobody ever confirmed it. */
    confirmedAt: Time.nullable(),
    /** User name; null when nobody did or the account is gone. */
    confirmedBy: z.string().nullable(),
    /** Neither confirmed nor changed for as long as the instance allows. */
    isStale: z.boolean(),
    /** Months after which a record counts as stale. */
    months: z.int(),
    mayConfirm: z.boolean(),
  })
  .meta({ id: 'Freshness' });
export type Freshness = z.infer<typeof Freshness>;

export const StaleRecord = z.strictObject({
  kind: PublicKind,
  id: Id,
  name: z.string(),
  /** When it was last confirmed or changed. */
  since: Time,
});
export type StaleRecord = z.infer<typeof StaleRecord>;

/** Records the caller looks after that nobody confirmed for long, the oldest first. */
export const StaleRecords = z
  .strictObject({
    months: z.int(),
    items: z.array(StaleRecord),
    organisations: z.int(),
    individuals: z.int(),
    /** Counts stop here. */
    countedTo: z.int(),
  })
  .meta({ id: 'StaleRecords' });
export type StaleRecords = z.infer<typeof StaleRecords>;

const topic = 'Freshness';
const Owner = z.strictObject({ kind: PublicKind, ref: Ref });

/** Whether the directory is still right (FEATURES HOM-01…04, issue of stale contacts). */
export const freshness = {
  list: endpoint('GET /freshness', {
    allow: 'signed-in',
    topic,
    summary: 'Records the caller may change that nobody confirmed or changed for long',
    query: z.strictObject({ limit: z.coerce.number().int().min(0).max(100).default(8) }),
    reply: StaleRecords,
  }),
  get: endpoint('GET /freshness/:kind/:ref', {
    allow: 'signed-in',
    topic,
    summary: 'When a record was last confirmed and by whom',
    params: Owner,
    reply: Freshness,
  }),
  confirm: endpoint('POST /freshness/:kind/:ref', {
    allow: 'signed-in',
    topic,
    summary: 'Confirms that a record is still right',
    params: Owner,
    reply: Freshness,
  }),
};
