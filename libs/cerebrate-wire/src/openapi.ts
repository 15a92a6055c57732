import * as z from 'zod';
import { broodOperations } from './brood-operations.js';
import { localToolOperations } from './local-tool-operations.js';
import { mailingListOperations } from './mailing-list-operations.js';
import { messageOperations } from './message-operations.js';
import { index, operation, RefusedOr, shaping, type WireOperation } from './openapi-operation.js';
import { peopleOperations } from './people-operations.js';
import { Brood } from './shapes/brood.js';
import { ListedConnector } from './shapes/connector.js';
import {
  AddedEncryptionKey,
  EncryptionKey,
  ListedEncryptionKey,
  ViewedEncryptionKey,
} from './shapes/encryption-key.js';
import { AddedAuthKey, AuthKey, Role } from './shapes/identity.js';
import { MailingList } from './shapes/mailing-list.js';
import { InboxMessageOfList, OutboxMessageRow } from './shapes/message.js';
import { MetaTemplate, MetaTemplateField, MetaTemplateName, MetaTemplateRow, TemplateUpdate } from './shapes/meta.js';
import { AddedOrgGroup, OrgGroup, TaggedOrgGroup } from './shapes/org-group.js';
import { AddedOrganisation, EditedOrganisation, Organisation, TaggedOrganisation } from './shapes/organisation.js';
import {
  AddedEnumerationCollection,
  AuditLog,
  EditedEnumerationCollection,
  EmptyList,
  Enumeration,
  EnumerationCollection,
  InstanceStatus,
  ListedEnumerationCollection,
} from './shapes/platform.js';
import {
  AddedOrg,
  AddedSharingGroup,
  AddOrgBody,
  SharingGroup,
  SharingGroupBody,
  SharingGroupColumns,
} from './shapes/sharing-group.js';
import { AddedTag, Tag } from './shapes/tag.js';
import { userOperations } from './user-operations.js';

/** What every operation has in common; stands once in the document. */
export const wireNotes = {
  security: 'An auth key of 40 characters, alone, in the header `Authorization`; no scheme word.',
  media: 'Send `Accept: application/json`, or put `.json` after the path; `.csv` gives a list as CSV.',
  errors:
    '`{message, url, code}`. Wrong keys and missing rights are 405; a save that is refused is 200 with `message` only.',
} as const;

const MetaFieldsBody = z.array(
  z.looseObject({
    template_uuid: z.string(),
    template_version: z.union([z.string(), z.int()]),
    field: z.string(),
    value: z.string(),
  }),
);
const EncryptionKeyBody = z.looseObject({
  type: z.string().optional(),
  encryption_key: z.string().optional(),
  owner_model: z.string().optional(),
  owner_id: z.int().optional(),
  revoked: z.boolean().optional(),
});
const OrganisationBody = z.looseObject({
  uuid: z.string().optional(),
  name: z.string().optional(),
  url: z.string().nullable().optional(),
  nationality: z.string().nullable().optional(),
  sector: z.string().nullable().optional(),
  type: z.string().nullable().optional(),
  contacts: z.string().nullable().optional(),
  meta_fields: MetaFieldsBody.optional(),
});
const TagListBody = z.looseObject({
  tag_list: z
    .union([z.string(), z.array(z.union([z.string(), z.int()]))])
    .describe('Names or ids; a list, or a JSON list in text'),
});
const OrgGroupBody = z.looseObject({
  uuid: z.string().optional(),
  name: z.string().optional(),
  description: z.string().nullable().optional(),
});
const TagBody = z.looseObject({ name: z.string().optional(), colour: z.string().optional() });
const EnumerationBody = z.looseObject({
  name: z.string().optional(),
  target_model: z.string().optional(),
  target_field: z.string().optional(),
  enabled: z.boolean().optional(),
  values: z.union([z.string(), z.array(z.string())]).optional(),
});
const AuthKeyBody = z.looseObject({
  comment: z.string().optional(),
  expiration: z.string().optional(),
  user_id: z.int().optional(),
});

/** The operations of the original this node serves. */
export const wireOperations: readonly WireOperation[] = Object.freeze([
  index('organisations', 'getOrganisations', 'List organisations', Organisation),
  operation(
    'GET /organisations/view/{id}',
    'organisations',
    'view',
    'getOrganisationById',
    'One organisation',
    Organisation,
    {
      parameters: shaping,
    },
  ),
  operation(
    'POST /organisations/add',
    'organisations',
    'add',
    'addOrganisation',
    'Add an organisation',
    RefusedOr(AddedOrganisation),
    {
      body: OrganisationBody,
    },
  ),
  operation(
    'PUT /organisations/edit/{id}',
    'organisations',
    'edit',
    'editOrganisation',
    'Change an organisation',
    RefusedOr(EditedOrganisation),
    {
      body: OrganisationBody,
    },
  ),
  operation(
    'DELETE /organisations/delete/{id}',
    'organisations',
    'delete',
    'deleteOrganisationById',
    'Delete an organisation',
    EmptyList,
  ),
  operation(
    'POST /organisations/tag/{id}',
    'organisations',
    'tag',
    'tagOrganisationById',
    'Tag an organisation',
    TaggedOrganisation,
    {
      body: TagListBody,
    },
  ),
  operation(
    'POST /organisations/untag/{id}',
    'organisations',
    'untag',
    'untagOrganisationById',
    'Take tags off an organisation',
    TaggedOrganisation,
    {
      body: TagListBody,
    },
  ),
  index('orgGroups', 'getOrgGroups', 'List organisation groups', OrgGroup),
  operation('GET /orgGroups/view/{id}', 'orgGroups', 'view', 'getOrgGroupById', 'One organisation group', OrgGroup),
  operation(
    'POST /orgGroups/add',
    'orgGroups',
    'add',
    'addOrgGroup',
    'Add an organisation group',
    RefusedOr(AddedOrgGroup),
    { body: OrgGroupBody },
  ),
  operation(
    'PUT /orgGroups/edit/{id}',
    'orgGroups',
    'edit',
    'editOrgGroup',
    'Change an organisation group',
    RefusedOr(TaggedOrgGroup),
    { body: OrgGroupBody },
  ),
  operation(
    'DELETE /orgGroups/delete/{id}',
    'orgGroups',
    'delete',
    'deleteOrgGroupById',
    'Delete an organisation group',
    EmptyList,
  ),
  index('sharingGroups', 'getSharingGroups', 'List sharing groups with their members', SharingGroup),
  operation(
    'GET /sharingGroups/view/{id}',
    'sharingGroups',
    'view',
    'getSharingGroupById',
    'One sharing group',
    SharingGroup,
  ),
  operation(
    'POST /sharingGroups/add',
    'sharingGroups',
    'add',
    'addSharingGroup',
    'Add a sharing group',
    RefusedOr(AddedSharingGroup),
    { body: SharingGroupBody },
  ),
  operation(
    'PUT /sharingGroups/edit/{id}',
    'sharingGroups',
    'edit',
    'editSharingGroup',
    'Change a sharing group',
    RefusedOr(SharingGroupColumns),
    { body: SharingGroupBody },
  ),
  operation(
    'DELETE /sharingGroups/delete/{id}',
    'sharingGroups',
    'delete',
    'deleteSharingGroupById',
    'Delete a sharing group',
    EmptyList,
  ),
  operation(
    'POST /sharingGroups/addOrg/{id}',
    'sharingGroups',
    'addOrg',
    'addOrgToSharingGroup',
    'Make organisations members, or change what they may do',
    AddedOrg,
    { body: AddOrgBody },
  ),
  index('mailingLists', 'getMailingLists', 'List mailing lists', MailingList),
  ...mailingListOperations,
  index('broods', 'getBroods', 'List broods; their keys are not told', Brood),
  ...broodOperations,
  index('localTools', 'getLocalTools', 'List the kinds of tools, each with its local tools', ListedConnector),
  ...localToolOperations,
  index('inbox', 'getinbox', 'List the messages of the inbox', InboxMessageOfList),
  index('outbox', 'getOutbox', 'List the messages of the outbox', OutboxMessageRow),
  ...messageOperations,
  ...peopleOperations,
  index('tags', 'getTags', 'List tags', Tag),
  operation('GET /tags/view/{id}', 'tags', 'view', 'getTagById', 'One tag', Tag),
  operation('POST /tags/add', 'tags', 'add', 'addTag', 'Add a tag', RefusedOr(AddedTag), { body: TagBody }),
  operation('PUT /tags/edit/{id}', 'tags', 'edit', 'editTag', 'Change a tag', RefusedOr(Tag), { body: TagBody }),
  operation('DELETE /tags/delete/{id}', 'tags', 'delete', 'deleteTagById', 'Delete a tag', EmptyList),
  index('encryptionKeys', 'getEncryptionKeys', 'List encryption keys', ListedEncryptionKey),
  operation(
    'GET /encryptionKeys/view/{id}',
    'encryptionKeys',
    'view',
    'getEncryptionKeyById',
    'One key',
    ViewedEncryptionKey,
  ),
  operation(
    'POST /encryptionKeys/add',
    'encryptionKeys',
    'add',
    'addEncryptionKey',
    'Add a key',
    RefusedOr(AddedEncryptionKey),
    {
      body: EncryptionKeyBody,
    },
  ),
  operation(
    'PUT /encryptionKeys/edit/{id}',
    'encryptionKeys',
    'edit',
    'editEncryptionKey',
    'Change a key',
    RefusedOr(EncryptionKey),
    {
      body: EncryptionKeyBody,
    },
  ),
  operation(
    'DELETE /encryptionKeys/delete/{id}',
    'encryptionKeys',
    'delete',
    'deleteEncryptionKeyById',
    'Delete a key',
    EmptyList,
  ),
  index('metaTemplates', 'getMetaTemplates', 'List meta-templates', MetaTemplate),
  operation(
    'GET /metaTemplates/view/{id}',
    'metaTemplates',
    'view',
    'getMetaTemplateById',
    'One meta-template',
    MetaTemplate,
  ),
  operation(
    'POST /metaTemplates/toggle/{id}/enabled',
    'metaTemplates',
    'toggle',
    'toggleEnableMetaTemplate',
    'Enable or disable a meta-template',
    MetaTemplateRow,
  ),
  operation(
    'POST /metaTemplates/updateAllTemplates',
    'metaTemplates',
    'updateAllTemplates',
    'updateAllMetaTemplates',
    'Load new templates and update the known ones',
    TemplateUpdate,
  ),
  index('metaTemplateFields', 'getMetaTemplateFields', 'List the fields of meta-templates', MetaTemplateField),
  index(
    'metaTemplateNameDirectory',
    'getMetaTemplateNames',
    'List every template and version ever known',
    MetaTemplateName,
  ),
  index('enumerationCollections', 'getEnumerationCollections', 'List enumerations', ListedEnumerationCollection),
  operation(
    'GET /enumerationCollections/view/{id}',
    'enumerationCollections',
    'view',
    'getEnumerationCollectionById',
    'One enumeration',
    EnumerationCollection,
  ),
  operation(
    'POST /enumerationCollections/add',
    'enumerationCollections',
    'add',
    'addEnumerationCollection',
    'Add an enumeration',
    RefusedOr(AddedEnumerationCollection),
    { body: EnumerationBody },
  ),
  operation(
    'PUT /enumerationCollections/edit/{id}',
    'enumerationCollections',
    'edit',
    'editEnumerationCollection',
    'Change an enumeration; the values are replaced',
    RefusedOr(EditedEnumerationCollection),
    { body: EnumerationBody },
  ),
  operation(
    'DELETE /enumerationCollections/delete/{id}',
    'enumerationCollections',
    'delete',
    'deleteEnumerationCollectionById',
    'Delete an enumeration',
    EmptyList,
  ),
  index('enumerations', 'getEnumerations', 'List the values of enumerations', Enumeration),
  index('auditLogs', 'getAuditLogs', 'List changes, newest first', AuditLog),
  index('roles', 'getRoles', 'List roles', Role),
  operation('GET /roles/view/{id}', 'roles', 'view', 'getRoleById', 'One role', Role),
  ...userOperations,
  index('authKeys', 'getAuthKeys', 'List auth keys, without hashes', AuthKey),
  operation(
    'POST /authKeys/add',
    'authKeys',
    'add',
    'addAuthKey',
    'Make an auth key; it is shown once',
    RefusedOr(AddedAuthKey),
    {
      body: AuthKeyBody,
      parameters: [{ name: 'Users_id', description: 'Owner' }],
    },
  ),
  operation('DELETE /authKeys/delete/{id}', 'authKeys', 'delete', 'deleteAuthKeyById', 'Delete an auth key', EmptyList),
  operation(
    'GET /instance/status',
    'instance',
    'status',
    'getInstanceStatus',
    'Version and caller: the handshake of peers',
    InstanceStatus,
  ),
]);
