import { Module } from '@nestjs/common';
import { FieldsModule, metaFieldOwnerViews, tagOwnerViews } from '../fields/index.js';
import { name, sql } from '../kernel/index.js';
import { AnonymisationController } from './anonymisation/anonymisation.controller.js';
import { AnonymisationService } from './anonymisation/anonymisation.service.js';
import { OfferedFields } from './capture/offered-fields.js';
import { ConsentsController } from './consent/consents.controller.js';
import { ConsentsService } from './consent/consents.service.js';
import { FreshnessService } from './consent/freshness.service.js';
import { PublicDirectory } from './consent/public-directory.js';
import { directoryChanged } from './directory-changed.js';
import { EncryptionKeysModule } from './encryption-keys/encryption-keys.module.js';
import { publicKeyOwners } from './encryption-keys/public-keys.js';
import { BatchJudge } from './import/batch-judge.js';
import { ImportJobs } from './import/import-jobs.js';
import { ImportLedger } from './import/import-ledger.js';
import { ImportReport } from './import/import-report.js';
import { ImportRunner } from './import/import-runner.js';
import { ImportSource } from './import/import-source.js';
import { ImportsController } from './import/imports.controller.js';
import { ImportsService } from './import/imports.service.js';
import { OrganisationImporter } from './import/organisation-importer.js';
import { AlignmentsController } from './individuals/alignments.controller.js';
import { AlignmentsService } from './individuals/alignments.service.js';
import { individualScope } from './individuals/individual.scope.js';
import { IndividualCapture } from './individuals/individual-capture.js';
import { IndividualDeletion } from './individuals/individual-deletion.service.js';
import { IndividualReader } from './individuals/individual-reader.js';
import { IndividualStatisticsReader } from './individuals/individual-statistics.js';
import { IndividualsController } from './individuals/individuals.controller.js';
import { IndividualsService } from './individuals/individuals.service.js';
import { MailingListPeople } from './mailing-lists/mailing-list-people.js';
import { MailingListReader } from './mailing-lists/mailing-list-reader.js';
import { MailingListsController } from './mailing-lists/mailing-lists.controller.js';
import { MailingListsService } from './mailing-lists/mailing-lists.service.js';
import { MergesController } from './merges/merges.controller.js';
import { Merges } from './merges/merges.service.js';
import { orgGroupScope } from './org-groups/org-group.scope.js';
import { OrgGroupMembers } from './org-groups/org-group-members.js';
import { OrgGroupsController } from './org-groups/org-groups.controller.js';
import { OrgGroupsService } from './org-groups/org-groups.service.js';
import { organisationScope } from './organisations/organisation.scope.js';
import { OrganisationCapture } from './organisations/organisation-capture.js';
import { OrganisationDeletion } from './organisations/organisation-deletion.service.js';
import { OrganisationPageCapture } from './organisations/organisation-page-capture.js';
import { OrganisationReader } from './organisations/organisation-reader.js';
import { OrganisationStatisticsReader } from './organisations/organisation-statistics.js';
import { OrganisationsController } from './organisations/organisations.controller.js';
import { OrganisationsService } from './organisations/organisations.service.js';
import { RuleConditions } from './rules/rule-conditions.js';
import { RuleJobs } from './rules/rule-jobs.js';
import { BlueprintCapture } from './sharing-group-blueprints/blueprint-capture.js';
import { BlueprintExecution } from './sharing-group-blueprints/blueprint-execution.js';
import { BlueprintsController } from './sharing-group-blueprints/blueprints.controller.js';
import { BlueprintsService } from './sharing-group-blueprints/blueprints.service.js';
import { SharingGroupCapture } from './sharing-groups/sharing-group-capture.js';
import { SharingGroupConsumer } from './sharing-groups/sharing-group-consumer.js';
import { SharingGroupMembers } from './sharing-groups/sharing-group-members.js';
import { SharingGroupOverlapReader } from './sharing-groups/sharing-group-overlap.js';
import { SharingGroupPreview } from './sharing-groups/sharing-group-preview.js';
import { SharingGroupReader } from './sharing-groups/sharing-group-reader.js';
import { SharingGroupsController } from './sharing-groups/sharing-groups.controller.js';
import { SharingGroupsService } from './sharing-groups/sharing-groups.service.js';
import { IndividualWireReader } from './wire-rows/individual-wire-reader.js';
import { MailingListWireReader } from './wire-rows/mailing-list-wire-reader.js';
import { OrgGroupWireReader } from './wire-rows/org-group-wire-reader.js';
import { OrganisationWireReader } from './wire-rows/organisation-wire-reader.js';
import { PersonWireReader } from './wire-rows/person-wire-reader.js';
import { SharingGroupWireReader } from './wire-rows/sharing-group-wire-reader.js';
import { WireMetaFields } from './wire-rows/wire-meta-fields.js';
import { WireSearchReader } from './wire-rows/wire-search-reader.js';

tagOwnerViews.add({ id: 'organisation', where: organisationScope.see.where });
tagOwnerViews.add({ id: 'individual', where: individualScope.see.where });
tagOwnerViews.add({ id: 'orgGroup', where: orgGroupScope.see.where });
metaFieldOwnerViews.add({
  id: 'organisation',
  title: (alias) => sql`${name(`${alias}.name`)}`,
  where: organisationScope.see.where,
  changed: (work, ids) => work.emit(directoryChanged, { noun: 'organisation', ids: [...ids] }),
});
metaFieldOwnerViews.add({
  id: 'individual',
  title: (alias) => sql`trim(${name(`${alias}.first_name`)} || ' ' || ${name(`${alias}.last_name`)})`,
  where: individualScope.see.where,
  changed: (work, ids) => work.emit(directoryChanged, { noun: 'individual', ids: [...ids] }),
});

publicKeyOwners.add({
  id: 'consent',
  where: sql`exists (select from public_consents pc where 'keys' = any(pc.fields)
    and (pc.organisation_id = k.organisation_id or pc.individual_id = k.individual_id))`,
});

/** Organisations, people and the groups they form. */
@Module({
  imports: [EncryptionKeysModule, FieldsModule],
  controllers: [
    AnonymisationController,
    ConsentsController,
    AlignmentsController,
    IndividualsController,
    ImportsController,
    BlueprintsController,
    MailingListsController,
    MergesController,
    OrganisationsController,
    OrgGroupsController,
    SharingGroupsController,
  ],
  providers: [
    AnonymisationService,
    OfferedFields,
    OrganisationCapture,
    OrganisationPageCapture,
    IndividualCapture,
    SharingGroupCapture,
    ConsentsService,
    FreshnessService,
    PublicDirectory,
    AlignmentsService,
    IndividualWireReader,
    IndividualReader,
    IndividualsService,
    IndividualDeletion,
    IndividualStatisticsReader,
    OrganisationReader,
    OrganisationsService,
    OrganisationDeletion,
    OrganisationStatisticsReader,
    Merges,
    OrgGroupMembers,
    OrgGroupsService,
    OrgGroupWireReader,
    OrganisationWireReader,
    PersonWireReader,
    WireMetaFields,
    WireSearchReader,
    ImportLedger,
    ImportSource,
    BatchJudge,
    OrganisationImporter,
    ImportRunner,
    ImportJobs,
    ImportsService,
    ImportReport,
    SharingGroupMembers,
    RuleConditions,
    RuleJobs,
    BlueprintCapture,
    BlueprintExecution,
    BlueprintsService,
    MailingListPeople,
    MailingListReader,
    MailingListsService,
    SharingGroupReader,
    SharingGroupsService,
    SharingGroupPreview,
    SharingGroupOverlapReader,
    SharingGroupConsumer,
    SharingGroupWireReader,
    MailingListWireReader,
  ],
  exports: [
    BlueprintCapture,
    OrganisationCapture,
    OrganisationPageCapture,
    IndividualCapture,
    SharingGroupCapture,
    PublicDirectory,
    EncryptionKeysModule,
    AlignmentsService,
    IndividualWireReader,
    IndividualReader,
    IndividualsService,
    IndividualDeletion,
    OrganisationReader,
    OrganisationsService,
    OrganisationDeletion,
    OrgGroupMembers,
    OrgGroupsService,
    OrgGroupWireReader,
    OrganisationWireReader,
    PersonWireReader,
    WireMetaFields,
    WireSearchReader,
    ImportsService,
    ImportRunner,
    SharingGroupMembers,
    MailingListReader,
    MailingListsService,
    SharingGroupsService,
    SharingGroupReader,
    SharingGroupWireReader,
    MailingListWireReader,
  ],
})
export class DirectoryModule {}
