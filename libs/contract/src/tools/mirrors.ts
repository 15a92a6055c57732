import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { Done, Id, line, RefParams, Time } from '../shapes.js';

/** What a tool can let follow something of this node: a list of Mailman, a channel of Mattermost. */
export const MirrorTarget = z.strictObject({ id: z.string(), title: z.string() }).meta({ id: 'MirrorTarget' });

/** One change at the tool, shown before it is made. */
export const MirrorChange = z
  .strictObject({ kind: z.enum(['add', 'remove', 'change']), title: z.string() })
  .meta({ id: 'MirrorChange' });
export type MirrorChange = z.infer<typeof MirrorChange>;

/** Something at a tool that follows a mailing list or a sharing group of this node. */
export const Mirror = z
  .strictObject({
    id: Id,
    tool: z.strictObject({ id: Id, name: z.string() }),
    target: MirrorTarget,
    follows: z.enum(['mailing-list', 'sharing-group']),
    /** Null when the caller does not see it, or it is gone. */
    source: z.strictObject({ id: Id, name: z.string() }).nullable(),
    by: z.string(),
    created: Time,
    /** When it was brought in line last, and how many changes that took. */
    lastAt: Time.nullable(),
    lastCount: z.int().nullable(),
  })
  .meta({ id: 'Mirror' });
export type Mirror = z.infer<typeof Mirror>;

/** What came of the chosen changes. */
export const MirrorResult = z
  .strictObject({
    items: z.array(
      z.strictObject({ title: z.string(), outcome: z.enum(['done', 'unchanged', 'failed']), message: z.string() }),
    ),
  })
  .meta({ id: 'MirrorResult' });
export type MirrorResult = z.infer<typeof MirrorResult>;

const topic = 'Tools';
const read = { topic, allow: 'tool:read' } as const;
const administer = { topic, allow: 'tool:administer' } as const;

/** Our API for tools that follow our mailing lists and sharing groups (issue 186 of the original). */
export const mirrors = {
  targets: endpoint('GET /tools/:ref/mirror-targets', {
    ...read,
    summary: 'What at a tool can follow something of this node',
    params: RefParams,
    reply: z.array(MirrorTarget),
  }),
  list: endpoint('GET /tools/:ref/mirrors', {
    ...read,
    summary: 'What at a tool follows something of this node',
    params: RefParams,
    reply: z.array(Mirror),
  }),
  follow: endpoint('POST /tools/:ref/mirrors', {
    ...administer,
    summary: 'Lets something at a tool follow a mailing list or a sharing group; changes nothing there yet',
    params: RefParams,
    body: z.strictObject({ target: line(255, 1), sourceId: Id }),
    reply: Mirror,
    status: 201,
  }),
  release: endpoint('DELETE /mirrors/:ref', {
    ...administer,
    summary: 'Lets it follow no longer; its members stay as they are',
    params: RefParams,
    reply: Done,
  }),
  plan: endpoint('GET /mirrors/:ref/plan', {
    ...read,
    summary: 'What would have to change at the tool; empty when it is in line',
    params: RefParams,
    reply: z.array(MirrorChange),
  }),
  apply: endpoint('POST /mirrors/:ref/apply', {
    topic,
    allow: 'tool:act',
    summary: 'Makes the chosen changes, by the titles that the plan showed; others that are due meanwhile are left',
    params: RefParams,
    body: z.strictObject({ changes: z.array(line(1000, 1)).min(1, 'choose at least one').max(10_000) }),
    reply: MirrorResult,
  }),
};
