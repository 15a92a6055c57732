import * as z from 'zod';
import { RoleFlags } from '../access/index.js';
import { BulkOutcome } from '../directory/organisations.js';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { MetaFieldInput, MetaFieldValue } from '../meta-fields.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, RefParams, Time, Uuid } from '../shapes.js';
import { NewPassword, Username } from './credentials.js';
import { SsoStateName } from './keycloak.js';

const Named = z.strictObject({ id: Id, uuid: Uuid, name: z.string() });

const MetaColumn = z.strictObject({ values: z.array(z.string()), count: z.int() });

const facts = {
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
  /** How many settings of their own the user keeps: themes, columns of tables, bookmarks. */
  settings: z.int(),
  /** How far the account at the provider of single sign-on has got; null: none is known. */
  ssoState: SsoStateName.nullable(),
  /** Whether the caller may change this account. */
  mayChange: z.boolean(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** An account: one person who may sign in, for one organisation, with one role (WIRE-CONTRACT §3.4). Never a password. */
export const User = z.strictObject({ ...facts, metaFields: z.array(MetaFieldValue) }).meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** An account in a list: of its meta-fields those that the request names as `columns`. */
export const UserRow = z.strictObject({ ...facts, meta: z.record(z.string(), MetaColumn) }).meta({ id: 'UserRow' });
export type UserRow = z.infer<typeof UserRow>;

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
    metaFields: MetaFieldInput.optional(),
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
  metaFields: MetaFieldInput.optional(),
});
export type UserChanges = z.infer<typeof UserChanges>;

/** Changes of many accounts at once; what is left out is left unchanged (FEATURES USR-07). */
export const UserMassEdit = z
  .strictObject({
    ids: z.array(Id).min(1, 'name at least one user').max(500, 'name at most 500 users'),
    roleId: Id.optional(),
    organisationId: Id.optional(),
    disabled: z.boolean().optional(),
    metaFields: MetaFieldInput.optional(),
  })
  .refine(({ ids: _ids, ...changes }) => Object.values(changes).some((value) => value !== undefined), {
    message: 'changes nothing; name a role, an organisation, a state or meta-fields',
  })
  .meta({ id: 'UserMassEdit' });
export type UserMassEdit = z.infer<typeof UserMassEdit>;

/** What deleting an account ends, what stays, and whether it may be deleted at all (FEATURES USR-05). */
export const UserDeletion = z
  .strictObject({
    /** Why it is refused; null when it is not. */
    refusal: z.string().nullable(),
    /** Goes with the account, by name; only what there is. */
    ends: z.record(z.string(), z.int()),
    /** Stays without it, by name; only what there is. */
    stays: z.record(z.string(), z.int()),
  })
  .meta({ id: 'UserDeletion' });
export type UserDeletion = z.infer<typeof UserDeletion>;

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
    groupId: { kind: 'integer', label: 'Administers the group' },
    settings: { kind: 'integer', label: 'Settings', sort: true },
    disabled: { kind: 'boolean', label: 'Disabled', sort: true },
    ssoState: { kind: 'choice', label: 'Provider account', sort: true },
    created: { kind: 'time', label: 'Created', sort: true },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: 'username',
  meta: 'user',
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
    reply: listReply(UserRow),
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
  impact: endpoint('GET /users/:ref/impact', {
    allow: 'user:write',
    topic,
    summary: 'What deleting the account would end and leave, and whether it may be deleted',
    params: RefParams,
    reply: UserDeletion,
  }),
  remove: endpoint('DELETE /users/:ref', {
    allow: 'user:write',
    topic,
    summary: 'Deletes an account, where the instance allows it; what the user made stays',
    params: RefParams,
    stepUp: true,
    reply: Done,
  }),
  massEdit: endpoint('POST /users/mass-edit', {
    allow: 'user:write',
    topic,
    summary: 'Changes many accounts; each is refused alone, with the reason',
    body: UserMassEdit,
    stepUp: ['roleId'],
    reply: BulkOutcome,
  }),
};
