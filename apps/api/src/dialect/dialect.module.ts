import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { FederationModule } from '../federation/index.js';
import { FieldsModule } from '../fields/index.js';
import { IdentityModule } from '../identity/index.js';
import { PlatformModule } from '../platform/index.js';
import { ToolsModule } from '../tools/index.js';
import { ShapedIndividuals } from './answers/shaped-individuals.js';
import { ShapedOrganisations } from './answers/shaped-organisations.js';
import { ShapedUsers } from './answers/shaped-users.js';
import { TagNames } from './answers/tag-names.js';
import { WireTemplates } from './answers/templates.js';
import { WireUsers } from './answers/wire-users.js';
import { DialectAlignments } from './nouns/alignments.controller.js';
import { DialectAuditLogs } from './nouns/audit-logs.controller.js';
import { DialectAuthKeys } from './nouns/auth-keys.controller.js';
import { DialectBookmarks } from './nouns/bookmarks.controller.js';
import { DialectBroods } from './nouns/broods.controller.js';
import { DialectDocument } from './nouns/document.controller.js';
import { DialectEncryptionKeys } from './nouns/encryption-keys.controller.js';
import { DialectEnumerations } from './nouns/enumerations.controller.js';
import { DialectFiltering } from './nouns/filtering.controller.js';
import { DialectInbox } from './nouns/inbox.controller.js';
import { DialectIndividuals } from './nouns/individuals.controller.js';
import { DialectInstance } from './nouns/instance.controller.js';
import { DialectInstanceSettings } from './nouns/instance-settings.controller.js';
import { DialectLocalTools } from './nouns/local-tools.controller.js';
import { DialectMailingLists } from './nouns/mailing-lists.controller.js';
import { DialectMetaTemplates } from './nouns/meta-templates.controller.js';
import { DialectOpenDirectory } from './nouns/open-directory.controller.js';
import { DialectOrgGroups } from './nouns/org-groups.controller.js';
import { DialectOrganisations } from './nouns/organisations.controller.js';
import { DialectOutbox } from './nouns/outbox.controller.js';
import { DialectPermissionLimitations } from './nouns/permission-limitations.controller.js';
import { DialectRegistration } from './nouns/registration.controller.js';
import { DialectRoles } from './nouns/roles.controller.js';
import { DialectSharingGroups } from './nouns/sharing-groups.controller.js';
import { DialectTags } from './nouns/tags.controller.js';
import { DialectTopology } from './nouns/topology.controller.js';
import { DialectUserSettings } from './nouns/user-settings.controller.js';
import { DialectUsers } from './nouns/users.controller.js';
import { SignInFormController } from './sign-in-form/sign-in-form.controller.js';

/** Speaks as a node of the original: its paths, its shapes, its refusals; every decision is another room's. */
@Module({
  imports: [FieldsModule, DirectoryModule, IdentityModule, FederationModule, ToolsModule, PlatformModule],
  controllers: [
    DialectAlignments,
    DialectAuditLogs,
    DialectAuthKeys,
    DialectBookmarks,
    DialectBroods,
    DialectInstanceSettings,
    DialectUserSettings,
    DialectDocument,
    DialectEncryptionKeys,
    DialectEnumerations,
    DialectFiltering,
    DialectInbox,
    DialectIndividuals,
    DialectInstance,
    DialectTopology,
    DialectMetaTemplates,
    DialectOpenDirectory,
    DialectOrganisations,
    DialectOrgGroups,
    DialectOutbox,
    DialectRegistration,
    DialectRoles,
    DialectSharingGroups,
    DialectLocalTools,
    DialectMailingLists,
    DialectTags,
    DialectPermissionLimitations,
    DialectUsers,
    SignInFormController,
  ],
  providers: [ShapedIndividuals, ShapedUsers, ShapedOrganisations, TagNames, WireTemplates, WireUsers],
})
export class DialectModule {}
