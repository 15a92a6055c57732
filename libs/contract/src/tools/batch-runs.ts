import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Id, line, Time } from '../shapes.js';

/** What came of a batch at one tool. */
export const BatchItem = z
  .strictObject({
    tool: z.strictObject({ id: Id, name: z.string() }),
    outcome: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
    message: z.string(),
    answer: z.unknown(),
  })
  .meta({ id: 'BatchItem' });
export type BatchItem = z.infer<typeof BatchItem>;

/** The same act on many tools, done in the background at a bearable pace (FEATURES LTL-12). */
export const BatchRun = z
  .strictObject({
    id: Id,
    connector: z.string(),
    action: z.string(),
    title: z.string(),
    state: z.enum(['running', 'done', 'stopped']),
    by: z.string(),
    /** At most so many tools a minute. */
    perMinute: z.int(),
    created: Time,
    doneAt: Time.nullable(),
    items: z.array(BatchItem),
  })
  .meta({ id: 'BatchRun' });
export type BatchRun = z.infer<typeof BatchRun>;

const topic = 'Tools';
const administer = { topic, allow: 'tool:administer' } as const;
const OfKind = z.strictObject({ connector: line(63, 1) });
const One = OfKind.extend({ run: z.coerce.number().pipe(Id) });

/** Our API for batches on their way. */
export const batchRuns = {
  list: endpoint('GET /connectors/:connector/batch-runs', {
    ...administer,
    summary: 'The last batches at tools of a kind, newest first',
    params: OfKind,
    reply: z.array(BatchRun),
  }),
  get: endpoint('GET /connectors/:connector/batch-runs/:run', {
    ...administer,
    summary: 'How far a batch is, and what came of it at each tool',
    params: One,
    reply: BatchRun,
  }),
  stop: endpoint('POST /connectors/:connector/batch-runs/:run/stop', {
    ...administer,
    summary: 'Stops a batch: tools it has not come to are left alone',
    params: One,
    reply: BatchRun,
  }),
};
