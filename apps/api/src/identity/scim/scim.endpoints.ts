import { endpointAt, type Method } from '@cerebrate/contract';
import * as z from 'zod';
import { ScimQuery } from './scim-list.js';
import { scimRoot } from './scim-words.js';

const allow = 'scim:provision' as const;
const topic = 'SCIM 2.0';
const params = z.object({ id: z.string().max(100) });
const reply = z.unknown();

const document = (name: string, summary: string) =>
  endpointAt(`GET ${scimRoot}/${name}`, { allow, topic, summary, query: ScimQuery, reply });
const documentOf = (name: string, summary: string) =>
  endpointAt(`GET ${scimRoot}/${name}/:id`, { allow, topic, summary, params, query: ScimQuery, reply });
const collection = (method: Method, name: string, summary: string, status = 200) =>
  endpointAt(`${method} ${scimRoot}/${name}`, {
    allow,
    topic,
    summary,
    query: ScimQuery,
    ...(method === 'GET' ? {} : { body: z.unknown() }),
    reply,
    status,
  });
const single = (method: Method, name: string, summary: string, status = 200) =>
  endpointAt(`${method} ${scimRoot}/${name}/:id`, {
    allow,
    topic,
    summary,
    params,
    query: ScimQuery,
    body: z.unknown(),
    reply,
    status,
  });

const me = (method: Method, summary: string) =>
  endpointAt(`${method} ${scimRoot}/Me`, {
    allow,
    topic,
    summary,
    query: ScimQuery,
    ...(method === 'GET' ? {} : { body: z.unknown() }),
    reply,
  });
const search = (name: string, summary: string) =>
  endpointAt(`POST ${scimRoot}/${name}/.search`, { allow, topic, summary, body: z.unknown(), reply, safe: true });

/** SCIM 2.0 (RFC 7644) for identity providers; off unless the setting `scim.enabled` says otherwise. */
export const scimEndpoints = {
  service: document('ServiceProviderConfig', 'What of SCIM is spoken here'),
  resourceTypes: document('ResourceTypes', 'The kinds of resources'),
  resourceType: documentOf('ResourceTypes', 'One kind of resource'),
  schemas: document('Schemas', 'The schemas of what is served'),
  schema: documentOf('Schemas', 'One schema'),
  me: me('GET', 'The user whose key it is'),
  replaceMe: me('PUT', 'Makes the user whose key it is what the body says'),
  patchMe: me('PATCH', 'Changes the user whose key it is'),
  users: collection('GET', 'Users', 'Lists users'),
  searchUsers: search('Users', 'Lists users as a body asks'),
  addUser: collection('POST', 'Users', 'Adds a user with the default role', 201),
  user: single('GET', 'Users', 'One user'),
  replaceUser: single('PUT', 'Users', 'Makes a user what the body says'),
  patchUser: single('PATCH', 'Users', 'Changes a user'),
  removeUser: single('DELETE', 'Users', 'Disables a user and tells of it no more', 204),
  bulk: endpointAt(`POST ${scimRoot}/Bulk`, {
    allow,
    topic,
    summary: 'Many operations in one request, each as it would be alone',
    body: z.unknown(),
    reply,
  }),
  groups: collection('GET', 'Groups', 'Lists roles and who has them'),
  searchGroups: search('Groups', 'Lists roles as a body asks'),
  addGroup: collection('POST', 'Groups', 'Refused: people make roles', 201),
  group: single('GET', 'Groups', 'One role'),
  replaceGroup: single('PUT', 'Groups', 'Says who has a role; never raises what a user may do'),
  patchGroup: single('PATCH', 'Groups', 'Changes who has a role; never raises what a user may do'),
  removeGroup: single('DELETE', 'Groups', 'Refused: people delete roles', 204),
};
