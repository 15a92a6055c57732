import { ConfirmationEntity, PublicConsentEntity } from './directory/consent/public-consent.entity.js';
import { EncryptionKeyEntity } from './directory/encryption-keys/encryption-key.entity.js';
import { SignatureCheckEntity } from './directory/encryption-keys/signature-check.entity.js';
import { ImportEntity } from './directory/import/import.entity.js';
import { AlignmentEntity } from './directory/individuals/alignment.entity.js';
import { IndividualEntity } from './directory/individuals/individual.entity.js';
import { IndividualEmailEntity } from './directory/individuals/individual-email.entity.js';
import {
  MailingListEmailEntity,
  MailingListEntity,
  MailingListMemberEntity,
  MailingListMetaFieldEntity,
} from './directory/mailing-lists/mailing-list.entity.js';
import { MergeEntity } from './directory/merges/merge.entity.js';
import { OrgGroupEntity, OrgGroupOrganisationEntity } from './directory/org-groups/org-group.entity.js';
import { OrganisationEntity } from './directory/organisations/organisation.entity.js';
import { BlueprintEntity, BlueprintRunEntity } from './directory/sharing-group-blueprints/blueprint.entity.js';
import { SharingGroupEntity, SharingGroupMemberEntity } from './directory/sharing-groups/sharing-group.entity.js';
import { BroodEntity } from './federation/broods/brood.entity.js';
import { EnumerationCollectionEntity, EnumerationEntity } from './fields/enumerations/enumeration.entity.js';
import { FieldRightEntity } from './fields/field-rights/field-right.entity.js';
import { MetaFieldEntity } from './fields/meta-fields/meta-field.entity.js';
import {
  MetaTemplateDirectoryEntity,
  MetaTemplateEntity,
  MetaTemplateFieldEntity,
} from './fields/meta-templates/meta-template.entity.js';
import { TagEntity } from './fields/tags/tag.entity.js';
import { AuthKeyEntity } from './identity/auth-keys/auth-key.entity.js';
import { KeycloakRunEntity } from './identity/keycloak/keycloak-run.entity.js';
import { PermissionLimitationEntity } from './identity/permission-limitations/permission-limitation.entity.js';
import { RoleEntity } from './identity/roles/role.entity.js';
import { ScimLinkEntity } from './identity/scim/scim-link.entity.js';
import { PasskeyEntity } from './identity/sign-in/factors/passkey.entity.js';
import { TotpFactorEntity } from './identity/sign-in/factors/totp-factor.entity.js';
import { SessionEntity } from './identity/sign-in/session.entity.js';
import { SsoAccountEntity, SsoSessionEntity } from './identity/single-sign-on/sso-account.entity.js';
import { OrgGroupAdminEntity, UserEntity, UserSettingEntity } from './identity/users/user.entity.js';
import { type EntityClass, SettingEntity } from './kernel/index.js';
import { InstanceEntity } from './platform/instance/instance.entity.js';
import { SavedViewEntity } from './platform/saved-views/saved-view.entity.js';
import { WebhookEntity } from './platform/webhooks/webhook.entity.js';
import { InboxEntity } from './requests/inbox/inbox.entity.js';
import { OutboxEntity } from './requests/outbox/outbox.entity.js';
import { ConnectionEntity } from './tools/connections/connection.entity.js';
import { LocalToolEntity } from './tools/local-tools/local-tool.entity.js';

/** Every entity of every room. */
export const entities: readonly EntityClass[] = [
  AlignmentEntity,
  AuthKeyEntity,
  ConfirmationEntity,
  BlueprintEntity,
  BlueprintRunEntity,
  BroodEntity,
  WebhookEntity,
  ConnectionEntity,
  EncryptionKeyEntity,
  EnumerationCollectionEntity,
  EnumerationEntity,
  FieldRightEntity,
  ImportEntity,
  InboxEntity,
  IndividualEmailEntity,
  IndividualEntity,
  InstanceEntity,
  MailingListEmailEntity,
  KeycloakRunEntity,
  LocalToolEntity,
  MailingListEntity,
  MailingListMemberEntity,
  MailingListMetaFieldEntity,
  MergeEntity,
  MetaFieldEntity,
  MetaTemplateDirectoryEntity,
  MetaTemplateEntity,
  MetaTemplateFieldEntity,
  OutboxEntity,
  OrgGroupAdminEntity,
  OrgGroupEntity,
  OrgGroupOrganisationEntity,
  OrganisationEntity,
  PasskeyEntity,
  PermissionLimitationEntity,
  PublicConsentEntity,
  RoleEntity,
  SavedViewEntity,
  ScimLinkEntity,
  SessionEntity,
  SettingEntity,
  SharingGroupEntity,
  SharingGroupMemberEntity,
  SignatureCheckEntity,
  SsoAccountEntity,
  SsoSessionEntity,
  TagEntity,
  TotpFactorEntity,
  UserEntity,
  UserSettingEntity,
];
