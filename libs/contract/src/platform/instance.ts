import * as z from 'zod';
import { endpoint, endpointAt } from '../endpoint.js';
import { line, Uuid } from '../shapes.js';

/** The steps of the first hour (LOOK, "First hour"); each ticks itself when it is done. */
export const firstHourSteps = ['name', 'organisation', 'templates', 'import', 'invite'] as const;

export const Instance = z
  .strictObject({
    name: z.string(),
    /** Of the program. */
    version: z.string(),
    uuid: Uuid,
    /** What `If-Match` takes when the name is changed. */
    revision: z.int(),
    firstHour: z.array(z.strictObject({ step: z.enum(firstHourSteps), done: z.boolean() })),
  })
  .meta({ id: 'Instance' });
export type Instance = z.infer<typeof Instance>;

export const InstanceChanges = z.strictObject({ name: line(191, 1) }).meta({ id: 'InstanceChanges' });
export type InstanceChanges = z.infer<typeof InstanceChanges>;

/** What a probe of a health check gets; nothing about the inside. */
export const Health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;

const topic = 'Instance';

/** The instance itself, and the checks of whoever runs it (FEATURES INS-06). */
export const instance = {
  get: endpoint('GET /instance', {
    allow: 'signed-in',
    topic,
    summary: 'Name, version and state of this instance',
    reply: Instance,
  }),
  update: endpoint('PATCH /instance', {
    allow: 'instance:manage',
    topic,
    summary: 'Names this instance',
    body: InstanceChanges,
    reply: Instance,
  }),
  alive: endpointAt('GET /healthz', { allow: 'anyone', topic, summary: 'The process is up', reply: Health }),
  ready: endpointAt('GET /readyz', {
    allow: 'anyone',
    topic,
    summary: 'The database answers and its schema is current; 503 otherwise',
    reply: Health,
  }),
};

/** The API document (FEATURES API-03); open, since it tells nothing about anybody. */
export const apiDocument = endpoint('GET /openapi.json', {
  allow: 'anyone',
  topic: 'API document',
  summary: 'This document, OpenAPI 3.1',
  reply: z.looseObject({ openapi: z.string() }),
});
