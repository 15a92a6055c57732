import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Recorded, recordedSteps, recording } from '../../fixtures/index.js';
import { dialectRoute } from '../route.js';
import { AddedBrood, Brood, BroodColumns } from './brood.js';
import { ExposedTool, ListedConnector, WireConnector } from './connector.js';
import { AddedEncryptionKey, EncryptionKey, ListedEncryptionKey, ViewedEncryptionKey } from './encryption-key.js';
import { AddedAuthKey, AuthKey, Role } from './identity.js';
import { LocalToolColumns } from './local-tool.js';
import { AddedMailingList, ListedIndividual, MailingList, MailingListRow } from './mailing-list.js';
import {
  InboxMessage,
  InboxMessageOfList,
  MessageReply,
  OutboxMessageRow,
  Processors,
  UnknownBrood,
} from './message.js';
import {
  MetaField,
  MetaTemplate,
  MetaTemplateField,
  MetaTemplateName,
  MetaTemplateRow,
  metaFieldToWire,
  metaTemplateFieldToWire,
  TemplateUpdate,
} from './meta.js';
import { AddedOrgGroup, LinkDone, OrgGroup, TaggedOrgGroup } from './org-group.js';
import {
  AddedOrganisation,
  alignmentsToWire,
  EditedOrganisation,
  OpenOrganisation,
  Organisation,
  OrganisationColumns,
  organisationToWire,
  TaggedOrganisation,
} from './organisation.js';
import {
  AddedAlignment,
  Alignment,
  AlignmentOutcome,
  EditedIndividual,
  EditedUser,
  Individual,
  IndividualView,
  OpenIndividual,
  TaggedIndividual,
  User,
  UserWithRole,
} from './people.js';
import { PermissionLimitation } from './permission-limitation.js';
import {
  AddedEnumerationCollection,
  AuditLog,
  EditedEnumerationCollection,
  EmptyList,
  Enumeration,
  EnumerationCollection,
  ErrorBody,
  GeneratedUuid,
  InstanceStatus,
  ListedEnumerationCollection,
  RefusedSave,
  RoleAccess,
  SearchAll,
} from './platform.js';
import { AddedOrg, AddedSharingGroup, SharingGroup, SharingGroupColumns } from './sharing-group.js';
import { AddedTag, Tag, tagToWire } from './tag.js';

/** A setting of a user as its save answers (recording 553). */
const KeptUserSetting = z.strictObject({
  name: z.string(),
  value: z.string(),
  user_id: z.int(),
  created: z.string(),
  modified: z.string(),
  id: z.int(),
});

/** Shape of a 200 answer, by `controller/action`; `open/…` in front for the open directory. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  'organisations/index': z.array(Organisation),
  'organisations/view': Organisation,
  'organisations/add': z.union([AddedOrganisation, RefusedSave]),
  'organisations/edit': EditedOrganisation,
  'organisations/tag': TaggedOrganisation,
  'organisations/untag': TaggedOrganisation,
  'organisations/generateUUID': GeneratedUuid,
  'organisations/getRoleAccess': RoleAccess,
  'organisations/queryACL': RoleAccess,
  'open/organisations/index': z.array(OpenOrganisation),
  'open/individuals/index': z.array(OpenIndividual),
  // the original leaves in its answer what it joined for a filter (recordings 120, 121)
  'individuals/index': z.array(Individual.extend({ _matchingData: z.unknown().optional() })),
  'individuals/view': IndividualView,
  'individuals/add': z.union([EditedIndividual, RefusedSave]),
  'individuals/edit': z.union([EditedIndividual, RefusedSave]),
  'individuals/tag': TaggedIndividual,
  'individuals/untag': TaggedIndividual,
  'individuals/viewTags': TaggedIndividual,
  'alignments/index': z.array(Alignment),
  'alignments/view': Alignment,
  'alignments/add': AddedAlignment,
  'orgGroups/index': z.array(OrgGroup),
  'orgGroups/view': OrgGroup,
  'orgGroups/add': z.union([AddedOrgGroup, RefusedSave]),
  'orgGroups/edit': TaggedOrgGroup,
  'orgGroups/tag': TaggedOrgGroup,
  'orgGroups/attachOrg': LinkDone,
  'orgGroups/detachOrg': LinkDone,
  'orgGroups/removeAdmin': LinkDone,
  'broods/index': z.array(Brood),
  'broods/view': Brood,
  'broods/add': z.union([AddedBrood, RefusedSave]),
  'broods/edit': BroodColumns,
  'localTools/index': z.array(ListedConnector),
  'localTools/viewConnector': WireConnector,
  'localTools/connectorIndex': z.array(LocalToolColumns),
  'localTools/exposedTools': z.array(ExposedTool),
  'localTools/add': z.union([LocalToolColumns, RefusedSave]),
  'localTools/edit': LocalToolColumns,
  'sharingGroups/index': z.array(SharingGroup),
  'sharingGroups/view': SharingGroup,
  'sharingGroups/add': z.union([AddedSharingGroup, RefusedSave]),
  'sharingGroups/edit': SharingGroupColumns,
  'sharingGroups/addOrg': AddedOrg,
  'sharingGroups/removeOrg': RefusedSave,
  'mailingLists/index': z.array(MailingList),
  'mailingLists/add': z.union([AddedMailingList, RefusedSave]),
  'mailingLists/edit': MailingListRow,
  'mailingLists/listIndividuals': z.array(ListedIndividual),
  'mailingLists/addIndividual': MailingListRow,
  'mailingLists/removeIndividual': MailingListRow,
  'inbox/index': z.array(InboxMessageOfList),
  'inbox/view': InboxMessage,
  'inbox/createEntry': z.union([MessageReply, UnknownBrood]),
  'inbox/process': MessageReply,
  'inbox/listProcessors': Processors,
  'outbox/index': z.array(OutboxMessageRow),
  'outbox/createEntry': MessageReply,
  'outbox/process': MessageReply,
  'outbox/listProcessors': Processors,
  'tags/index': z.array(Tag),
  'tags/view': Tag,
  'tags/add': z.union([AddedTag, RefusedSave]),
  'tags/edit': Tag,
  'metaTemplates/index': z.array(MetaTemplate),
  'metaTemplates/view': MetaTemplate,
  'metaTemplates/toggle': MetaTemplateRow,
  'metaTemplates/update': TemplateUpdate,
  'metaTemplates/updateAllTemplates': TemplateUpdate,
  'metaTemplates/createNewTemplate': TemplateUpdate,
  'metaTemplateFields/index': z.array(MetaTemplateField),
  'metaTemplateNameDirectory/index': z.array(MetaTemplateName),
  'roles/index': z.array(Role),
  'roles/add': RefusedSave,
  'roles/edit': Role,
  'users/index': z.array(User),
  'users/view': User,
  'users/add': z.union([EditedUser, RefusedSave]),
  'users/edit': EditedUser,
  'users/toggle': UserWithRole,
  'users/getLimitationForOrganisation': z.strictObject({ organisation_id: z.string() }),
  'permissionLimitations/add': RefusedSave,
  'permissionLimitations/index': z.array(PermissionLimitation),
  'permissionLimitations/view': PermissionLimitation,
  'permissionLimitations/edit': PermissionLimitation,
  'encryptionKeys/index': z.array(ListedEncryptionKey),
  'encryptionKeys/view': ViewedEncryptionKey,
  'encryptionKeys/add': z.union([AddedEncryptionKey, RefusedSave]),
  'encryptionKeys/edit': EncryptionKey,
  'authKeys/index': z.array(AuthKey),
  'authKeys/add': z.union([AddedAuthKey, RefusedSave]),
  'enumerationCollections/index': z.array(ListedEnumerationCollection),
  'enumerationCollections/view': EnumerationCollection,
  'enumerationCollections/add': z.union([AddedEnumerationCollection, RefusedSave]),
  'enumerationCollections/edit': EditedEnumerationCollection,
  'enumerations/index': z.array(Enumeration),
  'auditLogs/index': z.array(AuditLog),
  'userSettings/add': RefusedSave,
  'userSettings/setMySetting': KeptUserSetting,
  'instance/saveSetting': z.strictObject({ name: z.string(), value: z.string() }),
  'instance/migrate': z.strictObject({
    saved: z.literal(true),
    success: z.literal(true),
    name: z.string(),
    message: z.string(),
    url: z.string(),
  }),
  'instance/status': InstanceStatus,
  'instance/searchAll': SearchAll,
};

function shapeOf({ recording: path }: Recorded): z.ZodType | null {
  const { request, response } = recording(path);
  const route = dialectRoute({ method: request.method, url: request.path, accept: request.headers.accept });
  if (route === null || response.dropped) return null;
  if (
    !('refused' in route) &&
    route.controller === 'alignments' &&
    (route.action === 'delete' || (route.action === 'add' && response.status === 403))
  )
    return AlignmentOutcome;
  if (response.status >= 400) return ErrorBody;
  if ('refused' in route || route.format === 'csv' || response.status !== 200) return null;
  if (route.controller === 'inbox' && route.action === 'delete') return MessageReply;
  if (route.action === 'delete') return EmptyList;
  const key = `${route.scope === 'open' ? 'open/' : ''}${route.controller}/${route.action}`;
  const shape = shapes[key];
  if (!shape) throw new Error(`No shape is known for ${key}.`);
  return shape;
}

const bodied = recordedSteps().flatMap((step) => {
  // made up to see what a MISP asks: no answer of the original
  if (step.recording.startsWith('misp-client/')) return [];
  const shape = shapeOf(step);
  return shape ? [{ path: step.recording, shape }] : [];
});

describe('the shapes', () => {
  test.each(bodied)('parse the body of $path without a key too many or too few', ({ path, shape }) => {
    const parsed = shape.safeParse(JSON.parse(recording(path).response.body));
    expect(parsed.error?.issues ?? []).toEqual([]);
  });

  test('cover all recordings but CSV, redirects and HTML', () => {
    expect(bodied.length).toBeGreaterThan(225);
  });
});

const bodyOf = <T extends z.ZodType>(path: string, shape: T): z.infer<T> =>
  shape.parse(JSON.parse(recording(path).response.body));
const times = (row: { created: string; modified: string }) => ({
  created: new Date(row.created),
  modified: new Date(row.modified),
});

describe('the mappers', () => {
  test('make every recorded tag from its row', () => {
    for (const tag of bodyOf('http/246-tags-index-noext-accept-json.json', z.array(Tag))) {
      const { text_colour, ...row } = tag;
      expect(tagToWire({ ...row, ...times(tag) })).toEqual(tag);
    }
  });

  test('make every recorded organisation from its row', () => {
    for (const organisation of bodyOf('http/026-organisations-index.json', z.array(Organisation))) {
      const row = OrganisationColumns.strip().parse(organisation);
      expect(organisationToWire({ ...row, ...times(row) })).toEqual(row);
    }
  });

  test('make every recorded meta-field from its row, the version as text', () => {
    const [, organisation] = bodyOf(
      'http/026-organisations-index.json',
      z.array(z.looseObject({ meta_fields: z.array(MetaField) })),
    );
    for (const field of organisation?.meta_fields ?? []) {
      expect(metaFieldToWire({ ...field, ...times(field), template_version: 1 })).toEqual(field);
    }
  });

  test('compute form and index type of every recorded template field', () => {
    for (const path of ['http/241-metaTemplateFields-index-filter.json', 'http/240-metaTemplateFields-index.json']) {
      for (const field of bodyOf(path, z.array(MetaTemplateField))) {
        const { index_type, form_type, form_options, ...columns } = field;
        expect(metaTemplateFieldToWire(columns)).toEqual(field);
      }
    }
  });

  test('offer the choices of a field as a dropdown', () => {
    const [field] = bodyOf('http/240-metaTemplateFields-index.json', z.array(MetaTemplateField));
    const served = metaTemplateFieldToWire({ ...(field as MetaTemplateField), values_list: ['a', 'b'] });
    expect(served).toMatchObject({ form_type: 'dropdown', form_options: { options: { a: 'a', b: 'b' } } });
  });

  test('serve nobody aligned as an empty list, somebody as a map', () => {
    expect(alignmentsToWire([])).toEqual([]);
    expect(alignmentsToWire([{ id: 2, email: 'a@b.example' }])).toEqual({
      individual: [{ id: 2, email: 'a@b.example' }],
    });
  });
});
