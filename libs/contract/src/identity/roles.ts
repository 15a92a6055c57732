import * as z from 'zod';
import { permissions, RoleFlags } from '../access/index.js';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { History, HistoryQuery } from '../platform/history.js';
import { Done, Id, line, RefParams, Uuid } from '../shapes.js';

/** One of the verbs a role grants, such as `organisation:update`. */
export const PermissionName = z.enum(permissions).meta({ id: 'Permission' });

/** A named set of the original's seven flags (WIRE-CONTRACT §3.5), with the permissions that follow from them. */
export const Role = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    isDefault: z.boolean(),
    flags: RoleFlags,
    permissions: z.array(PermissionName),
    version: z.int(),
  })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

const name = line(191, 1);
/** Flags a caller leaves out are not set. */
const someFlags = RoleFlags.partial();

export const NewRole = z.strictObject({ name, isDefault: z.boolean().default(false), flags: someFlags.default({}) });
export type NewRole = z.infer<typeof NewRole>;

/** Flags that are left out stay as they are. */
export const RoleChanges = z.strictObject({
  name: name.optional(),
  isDefault: z.boolean().optional(),
  flags: someFlags.optional(),
});
export type RoleChanges = z.infer<typeof RoleChanges>;

export const RoleList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID' },
    isDefault: { kind: 'boolean', label: 'Default', sort: true },
    perm_admin: { kind: 'boolean', label: 'Site admin', sort: true },
    perm_community_admin: { kind: 'boolean', label: 'Community admin', sort: true },
    perm_org_admin: { kind: 'boolean', label: 'Organisation admin', sort: true },
    perm_group_admin: { kind: 'boolean', label: 'Group admin', sort: true },
    perm_sync: { kind: 'boolean', label: 'Sync', sort: true },
    perm_meta_field_editor: { kind: 'boolean', label: 'Meta-field editor', sort: true },
    perm_view_all_orgs: { kind: 'boolean', label: 'Sees all organisations', sort: true },
  },
  defaultSort: 'name',
});

const topic = 'Roles';

/** Our API for roles (FEATURES USR-12, USR-13). */
export const roles = {
  list: endpoint('GET /roles', {
    allow: 'role:read',
    topic,
    summary: 'Lists roles',
    query: listQuery(RoleList),
    reply: listReply(Role),
  }),
  csv: endpoint('GET /roles.csv', {
    allow: 'role:read',
    topic,
    summary: 'The same list as CSV',
    query: listQuery(RoleList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  get: endpoint('GET /roles/:ref', { allow: 'role:read', topic, summary: 'One role', params: RefParams, reply: Role }),
  history: endpoint('GET /roles/:ref/history', {
    allow: 'role:read',
    topic,
    summary: 'Every change of the role, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  create: endpoint('POST /roles', {
    allow: 'role:write',
    topic,
    summary: 'Adds a role with at most the flags the caller may hand on',
    body: NewRole,
    stepUp: true,
    reply: Role,
    status: 201,
  }),
  update: endpoint('PATCH /roles/:ref', {
    allow: 'role:write',
    topic,
    summary: 'Changes a role',
    params: RefParams,
    body: RoleChanges,
    // the default role is what new accounts get
    stepUp: ['flags', 'isDefault'],
    reply: Role,
  }),
  remove: endpoint('DELETE /roles/:ref', {
    allow: 'role:write',
    topic,
    summary: 'Deletes a role that nobody has',
    params: RefParams,
    stepUp: true,
    reply: Done,
  }),
};
