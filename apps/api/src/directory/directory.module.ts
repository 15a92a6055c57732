import { Module } from '@nestjs/common';
import { FieldsModule } from '../fields/index.js';
import { OrganisationDeletion } from './organisations/organisation-deletion.service.js';
import { OrganisationReader } from './organisations/organisation-reader.js';
import { OrganisationStatisticsReader } from './organisations/organisation-statistics.js';
import { OrganisationsController } from './organisations/organisations.controller.js';
import { OrganisationsService } from './organisations/organisations.service.js';

/** Organisations, people and the groups they form. */
@Module({
  imports: [FieldsModule],
  controllers: [OrganisationsController],
  providers: [OrganisationReader, OrganisationsService, OrganisationDeletion, OrganisationStatisticsReader],
  exports: [OrganisationReader, OrganisationsService, OrganisationDeletion],
})
export class DirectoryModule {}
