import * as z from 'zod';
import { RoleFlags } from '../access/index.js';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Id, line, RefParams, Time, Uuid } from '../shapes.js';
import { NewPassword, Username } from './credentials.js';

const Named = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

/** An account: one person who may sign in, for one organisation, with one role (WIRE-CONTRACT §3.4). Never a password. */
export const User = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    username: z.string(),
    disabled: z.boolean(),
    role: Named.extend({ flags: RoleFlags }),
    organisation: Named.extend({ country: z.string().nullable() }).nullable(),
    individual: z.strictObject({ id: Id, uuid: Uuid, email: z.string(), firstName: z.string(), lastName: z.string() }),
    /** Organisation groups this user administers. */
    administeredGroups: z.array(Named),
    /** False for an account without a password of its own. */
    hasPassword: z.boolean(),
    /** Whether the caller may change this account. */
    mayChange: z.boolean(),
    created: Time,
    modified: Time,
    version: z.int(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** A person who is not in the directory yet. */
export const NewPerson = z.strictObject({
  email: z.email('is no e-mail address').max(191),
  firstName: line(191, 1),
  lastName: line(191, 1),
});
export type NewPerson = z.infer<typeof NewPerson>;

/** Without `roleId` the default role; without `password` an account that cannot sign in by password yet. */
export const NewUser = z
  .strictObject({
    username: Username,
    organisationId: z.int('is needed').min(1, 'is needed').max(2_147_483_647),
    /** Somebody of the directory who has no account yet … */
    individualId: Id.optional(),
    /** … or a new person, who becomes a member of the organisation. */
    individual: NewPerson.optional(),
    roleId: Id.optional(),
    password: NewPassword.optional(),
    disabled: z.boolean().default(false),
  })
  .refine((user) => (user.individualId === undefined) !== (user.individual === undefined), {
    path: ['individualId'],
    message: "is needed, or else 'individual' with a new person; not both",
  });
export type NewUser = z.infer<typeof NewUser>;

/** User name and person cannot change; nobody changes their own role or disables themselves. */
export const UserChanges = z.strictObject({
  roleId: Id.optional(),
  organisationId: Id.optional(),
  disabled: z.boolean().optional(),
  password: NewPassword.optional(),
});
export type UserChanges = z.infer<typeof UserChanges>;

export const UserList = defineList({
  fields: {
    username: { kind: 'text', label: 'User name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID' },
    firstName: { kind: 'text', label: 'First name', sort: true, search: 'contains' },
    lastName: { kind: 'text', label: 'Last name', sort: true, search: 'contains' },
    email: { kind: 'text', label: 'E-mail', sort: true, search: 'contains' },
    individualId: { kind: 'integer', label: 'Person' },
    organisation: { kind: 'text', label: 'Organisation', sort: true, search: 'contains' },
    organisationId: { kind: 'integer', label: 'Organisation' },
    country: { kind: 'country', label: 'Country', sort: true },
    role: { kind: 'text', label: 'Role', sort: true },
    roleId: { kind: 'integer', label: 'Role' },
    disabled: { kind: 'boolean', label: 'Disabled', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: 'username',
});

/** Somebody of the directory who could be given an account. */
export const Candidate = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    organisations: z.array(z.string()),
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof Candidate>;

const topic = 'Users';

/** Our API for users (FEATURES USR-01…13). */
export const users = {
  list: endpoint('GET /users', {
    allow: 'user:read',
    topic,
    summary: 'Lists the users one administers, and oneself',
    query: listQuery(UserList),
    reply: listReply(User),
  }),
  csv: endpoint('GET /users.csv', {
    allow: 'user:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(UserList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  candidates: endpoint('GET /users/candidates', {
    allow: 'user:write',
    topic,
    summary: 'The first twenty people without an account whose name or e-mail holds the text',
    query: z.strictObject({ q: line(200).default('') }),
    reply: z.strictObject({ items: z.array(Candidate) }),
  }),
  get: endpoint('GET /users/:ref', { allow: 'user:read', topic, summary: 'One user', params: RefParams, reply: User }),
  history: endpoint('GET /users/:ref/history', {
    allow: 'user:read',
    topic,
    summary: 'Every change of the user, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  create: endpoint('POST /users', {
    allow: 'user:write',
    topic,
    summary: 'Adds an account for a person',
    body: NewUser,
    stepUp: true,
    reply: User,
    status: 201,
  }),
  update: endpoint('PATCH /users/:ref', {
    allow: 'user:write',
    topic,
    summary: 'Changes role, organisation or password, disables or enables',
    params: RefParams,
    body: UserChanges,
    stepUp: ['roleId', 'password'],
    reply: User,
  }),
};
