import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, paragraph, RefParams, Time, Uuid } from '../shapes.js';

/** `global`: all users of this node together; `organisation`: the users of each organisation by itself. */
export const LimitationScope = z.enum(['global', 'organisation']);
export type LimitationScope = z.infer<typeof LimitationScope>;

/**
 * How many enabled users may hold a value of a user meta-field (WIRE-CONTRACT §3.20, FEATURES USR-16). `value` null
 * counts every value that means yes: anything but `0`, `no`, `false` and nothing.
 */
export const PermissionLimitation = z
  .strictObject({
    id: Id,
    scope: LimitationScope,
    /** Name of the field, in whichever template of users it is. */
    permission: z.string(),
    value: z.string().nullable(),
    maxOccurrence: z.int(),
    comment: z.string(),
    created: Time,
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'PermissionLimitation' });
export type PermissionLimitation = z.infer<typeof PermissionLimitation>;

const maxOccurrence = z.int('must be a whole number').min(0, 'must be 0 or more').max(1_000_000);
const fields = {
  scope: LimitationScope,
  permission: line(40, 1),
  value: line(191, 1).nullable(),
  maxOccurrence,
  comment: paragraph(2000),
};

/** Without `value` every value that means yes counts. */
export const NewPermissionLimitation = z
  .strictObject({ ...fields, value: fields.value.default(null), comment: fields.comment.default('') })
  .meta({ id: 'NewPermissionLimitation' });
export type NewPermissionLimitation = z.infer<typeof NewPermissionLimitation>;

/** Absent keys stay as they are. */
export const PermissionLimitationChanges = z.strictObject(fields).partial().meta({ id: 'PermissionLimitationChanges' });
export type PermissionLimitationChanges = z.infer<typeof PermissionLimitationChanges>;

export const PermissionLimitationList = defineList({
  fields: {
    permission: { kind: 'text', label: 'Permission', sort: true, search: 'contains' },
    scope: { kind: 'choice', label: 'Scope', sort: true },
    value: { kind: 'text', label: 'Value', sort: true },
    maxOccurrence: { kind: 'integer', label: 'Limit', sort: true },
    comment: { kind: 'text', label: 'Comment', search: 'contains' },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: 'permission',
});

/** How far a limit is used up, as far as the caller administers users. Disabled users hold nothing. */
export const LimitationUsage = z
  .strictObject({
    /** Enabled users of the whole node that count; for `organisation` the most in one organisation the caller sees. */
    used: z.int(),
    /** Enabled and disabled users the caller sees, by value of the field. */
    values: z.array(z.strictObject({ value: z.string(), enabled: z.int(), disabled: z.int(), counts: z.boolean() })),
    /** The fullest organisations the caller sees, at most fifty. */
    organisations: z.array(z.strictObject({ id: Id, uuid: Uuid, name: z.string(), used: z.int() })),
  })
  .meta({ id: 'LimitationUsage' });
export type LimitationUsage = z.infer<typeof LimitationUsage>;

/** The counter beside a field of the user form (FEATURES USR-17). */
export const LimitationCounter = z
  .strictObject({
    scope: LimitationScope,
    permission: z.string(),
    value: z.string().nullable(),
    max: z.int(),
    /** Enabled users that count, without the user being edited. */
    used: z.int(),
  })
  .meta({ id: 'LimitationCounter' });
export type LimitationCounter = z.infer<typeof LimitationCounter>;

const topic = 'Permission limitations';
const read = { topic, allow: 'permissionLimitation:read' } as const;
const write = { topic, allow: 'permissionLimitation:write' } as const;

/** Our API for the limits on user meta-fields (FEATURES USR-16, USR-17). */
export const permissionLimitations = {
  list: endpoint('GET /permission-limitations', {
    ...read,
    summary: 'Lists the limits on meta-fields of users',
    query: listQuery(PermissionLimitationList),
    reply: listReply(PermissionLimitation),
  }),
  csv: endpoint('GET /permission-limitations.csv', {
    ...read,
    summary: 'The same list as CSV',
    query: listQuery(PermissionLimitationList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  counters: endpoint('GET /permission-limitations/counters', {
    topic,
    allow: 'user:write',
    summary: 'What is used of each limit that holds for the users of an organisation',
    query: z.strictObject({
      organisationId: z.coerce.number('is needed').pipe(Id),
      /** The user being edited, who is not counted. */
      userId: z.coerce.number().pipe(Id).optional(),
    }),
    reply: z.strictObject({ items: z.array(LimitationCounter) }),
  }),
  get: endpoint('GET /permission-limitations/:ref', {
    ...read,
    summary: 'One limit',
    params: RefParams,
    reply: PermissionLimitation,
  }),
  usage: endpoint('GET /permission-limitations/:ref/usage', {
    topic,
    allow: 'user:write',
    summary: 'How far a limit is used up, by value and by organisation',
    params: RefParams,
    reply: LimitationUsage,
  }),
  history: endpoint('GET /permission-limitations/:ref/history', {
    ...read,
    summary: 'Every change of a limit, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  create: endpoint('POST /permission-limitations', {
    ...write,
    summary: 'Limits how many users may hold a value of a meta-field',
    body: NewPermissionLimitation,
    reply: PermissionLimitation,
    status: 201,
  }),
  update: endpoint('PATCH /permission-limitations/:ref', {
    ...write,
    summary: 'Changes a limit; users beyond a lower one keep what they hold',
    params: RefParams,
    body: PermissionLimitationChanges,
    reply: PermissionLimitation,
  }),
  remove: endpoint('DELETE /permission-limitations/:ref', {
    ...write,
    summary: 'Lifts a limit',
    params: RefParams,
    reply: Done,
  }),
};
