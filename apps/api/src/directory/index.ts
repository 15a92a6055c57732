export type { Captured, CaptureSource, LocalFinding, LocalRecord, Offered } from './capture/capture.js';
export { isSettled, refusalOf, waitsForAPerson } from './capture/capture.js';
export type { OfferedValue } from './capture/offered-fields.js';
export type { CapturedKind, OfferSignature, SignatureState } from './capture/record-origins.js';
export { keepOrigin } from './capture/record-origins.js';
export {
  fieldsOf,
  isEmptyMerge,
  isSame,
  isSameSet,
  type Merged,
  type RecordState,
  stillUndoable,
} from './capture/record-state.js';
export { ConsentsService } from './consent/consents.service.js';
export { PublicDirectory, type PublicQuery } from './consent/public-directory.js';
export { DirectoryModule } from './directory.module.js';
export { directoryChanged } from './directory-changed.js';
export { eachApart } from './each-apart.js';
export { EncryptionKeyEntity } from './encryption-keys/encryption-key.entity.js';
export { encryptionKeyScope } from './encryption-keys/encryption-key.scope.js';
export { lookupCondition as keyNamed } from './encryption-keys/encryption-key-reader.js';
export { keysWithOwners, ownerName as keyOwnerName } from './encryption-keys/encryption-key-view.js';
export {
  columnsOf as columnsOfKey,
  EncryptionKeysService,
  unreadable as unreadableKey,
} from './encryption-keys/encryption-keys.service.js';
export { KeyBundle } from './encryption-keys/key-bundle.service.js';
export { KeyCapture, type OfferedKey, type ReadOffer } from './encryption-keys/key-capture.js';
export { KeyRefused, KeyThreads } from './encryption-keys/key-threads.js';
export { type PublicKey, PublicKeys } from './encryption-keys/public-keys.js';
export { ImportReport } from './import/import-report.js';
export { ImportRunner } from './import/import-runner.js';
export { ImportsService } from './import/imports.service.js';
export { nameUuid } from './import/mapping/name-uuid.js';
export { AlignmentEntity } from './individuals/alignment.entity.js';
export { AlignmentsService } from './individuals/alignments.service.js';
export { IndividualEntity } from './individuals/individual.entity.js';
export { individualScope } from './individuals/individual.scope.js';
export { IndividualCapture, type OfferedIndividual } from './individuals/individual-capture.js';
export { IndividualDeletion } from './individuals/individual-deletion.service.js';
export { IndividualsService, type IndividualWriteOptions } from './individuals/individuals.service.js';
export { MailingListEntity, MailingListMemberEntity } from './mailing-lists/mailing-list.entity.js';
export { mailingListScope } from './mailing-lists/mailing-list.scope.js';
export { MailingListReader } from './mailing-lists/mailing-list-reader.js';
export { MailingListsService } from './mailing-lists/mailing-lists.service.js';
export { refOrAlias } from './merges/aliases.js';
export { OrgGroupEntity, OrgGroupOrganisationEntity } from './org-groups/org-group.entity.js';
export { orgGroupScope } from './org-groups/org-group.scope.js';
export { OrgGroupMembers } from './org-groups/org-group-members.js';
export { OrgGroupsService } from './org-groups/org-groups.service.js';
export { OrganisationEntity } from './organisations/organisation.entity.js';
export { organisationScope } from './organisations/organisation.scope.js';
export {
  type JudgedOrganisation,
  type OfferedOrganisation,
  OrganisationCapture,
} from './organisations/organisation-capture.js';
export { OrganisationDeletion } from './organisations/organisation-deletion.service.js';
export { OrganisationPageCapture } from './organisations/organisation-page-capture.js';
export {
  belowDomain,
  type Meaning,
  organisationHits,
  selfAndParents,
  sightOf,
} from './organisations/organisation-search.js';
export { OrganisationsService, type OrganisationWriteOptions } from './organisations/organisations.service.js';
export { holdsText, holdsWords, mayBeMistyped, nearness } from './search-words.js';
export { blueprintScope } from './sharing-group-blueprints/blueprint.scope.js';
export { BlueprintCapture, type OfferedBlueprint } from './sharing-group-blueprints/blueprint-capture.js';
export { BlueprintsService } from './sharing-group-blueprints/blueprints.service.js';
export { SharingGroupEntity } from './sharing-groups/sharing-group.entity.js';
export { sharingGroupScope } from './sharing-groups/sharing-group.scope.js';
export { type OfferedSharingGroup, SharingGroupCapture } from './sharing-groups/sharing-group-capture.js';
export { SharingGroupsService } from './sharing-groups/sharing-groups.service.js';
export { EncryptionKeyWireReader, type WireKey } from './wire-rows/encryption-key-wire-reader.js';
export { IndividualWireReader, type WirePerson } from './wire-rows/individual-wire-reader.js';
export { MailingListWireReader } from './wire-rows/mailing-list-wire-reader.js';
export { OrgGroupWireReader, type WireOrgGroup } from './wire-rows/org-group-wire-reader.js';
export { nationalityOf, OrganisationWireReader, type WireRows } from './wire-rows/organisation-wire-reader.js';
export { PersonWireReader, type UserAssociations, type WireRecord } from './wire-rows/person-wire-reader.js';
export { SharingGroupWireReader } from './wire-rows/sharing-group-wire-reader.js';
export type { WireListRequest } from './wire-rows/wire-list-request.js';
export { WireSearchReader } from './wire-rows/wire-search-reader.js';
