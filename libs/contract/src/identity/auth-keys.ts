import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Done, Id, paragraph, RefParams, Time, Uuid } from '../shapes.js';

/** An API key of a user, as lists show it: the first and the last four characters, never the key, never its digest. */
export const AuthKey = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    user: z.strictObject({ id: Id, username: z.string() }),
    start: z.string().length(4),
    end: z.string().length(4),
    comment: z.string().nullable(),
    created: Time,
    /** Null: it never expires. */
    expiresAt: Time.nullable(),
    isExpired: z.boolean(),
    lastUsedAt: Time.nullable(),
    lastUsedIp: z.string().nullable(),
  })
  .meta({ id: 'AuthKey' });
export type AuthKey = z.infer<typeof AuthKey>;

/** Without `userId` the key is the caller's own. */
export const NewAuthKey = z.strictObject({
  userId: Id.optional(),
  comment: paragraph(1000).nullable().default(null),
  expiresAt: Time.nullable().default(null),
});
export type NewAuthKey = z.infer<typeof NewAuthKey>;

/** The only reply that holds the key itself: 40 hexadecimal digits, to be kept by the caller now. */
export const CreatedAuthKey = AuthKey.extend({ key: z.string().length(40) }).meta({ id: 'CreatedAuthKey' });
export type CreatedAuthKey = z.infer<typeof CreatedAuthKey>;

export const AuthKeyList = defineList({
  fields: {
    username: { kind: 'text', label: 'User', sort: true, search: 'contains' },
    userId: { kind: 'integer', label: 'User' },
    comment: { kind: 'text', label: 'Comment', sort: true, search: 'contains' },
    created: { kind: 'time', label: 'Created', sort: true },
    expiresAt: { kind: 'time', label: 'Expires', sort: true },
    lastUsedAt: { kind: 'time', label: 'Last used', sort: true },
  },
  defaultSort: '-created',
});

const topic = 'Auth keys';

/** Our API for auth keys (FEATURES AKY-01…04). */
export const authKeys = {
  list: endpoint('GET /auth-keys', {
    allow: 'authKey:read',
    topic,
    summary: "Lists one's own keys and those of the users one administers",
    query: listQuery(AuthKeyList),
    reply: listReply(AuthKey),
  }),
  csv: endpoint('GET /auth-keys.csv', {
    allow: 'authKey:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(AuthKeyList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  create: endpoint('POST /auth-keys', {
    allow: 'authKey:write',
    topic,
    summary: 'Makes a key and tells it once',
    body: NewAuthKey,
    reply: CreatedAuthKey,
    status: 201,
  }),
  remove: endpoint('DELETE /auth-keys/:ref', {
    allow: 'authKey:write',
    topic,
    summary: 'Ends a key at once',
    params: RefParams,
    reply: Done,
  }),
};
