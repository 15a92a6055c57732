import * as z from 'zod';
import { endpoint, endpointAt } from '../endpoint.js';
import { Time } from '../shapes.js';
import { settingSeverities } from './settings.js';

/** One thing that was looked at; `severity` is null when it is well. */
export const Check = z
  .strictObject({
    id: z.string(),
    group: z.string(),
    label: z.string(),
    value: z.string(),
    severity: z.enum(settingSeverities).nullable(),
    /** What to do about it. */
    remedy: z.string().nullable(),
  })
  .meta({ id: 'Check' });
export type Check = z.infer<typeof Check>;

/** A step of the database's schema. */
export const Migration = z
  .strictObject({ id: z.int().nullable(), name: z.string(), writtenAt: Time, isApplied: z.boolean() })
  .meta({ id: 'Migration' });
export type Migration = z.infer<typeof Migration>;

const topic = 'Diagnostics';

/** How the instance is (FEATURES INS-05, INS-06). */
export const diagnostics = {
  checks: endpoint('GET /diagnostics', {
    allow: 'instance:manage',
    topic,
    summary: 'What was looked at, with severity and remedy, worst first within each group',
    reply: z.array(Check),
  }),
  migrations: endpoint('GET /migrations', {
    allow: 'instance:manage',
    topic,
    summary: 'The steps of the schema, newest first; they run when the program starts',
    reply: z.array(Migration),
  }),
  metrics: endpointAt('GET /metrics', {
    allow: 'anyone',
    topic,
    summary: 'Figures in the text format of Prometheus, for the networks and the token that the settings name',
    reply: z.string(),
    produces: 'text/plain',
  }),
};
