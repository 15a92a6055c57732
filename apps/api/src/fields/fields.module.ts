import { Module } from '@nestjs/common';
import { EnumerationCollections } from './enumerations/enumeration-collections.service.js';
import { EnumerationsController } from './enumerations/enumerations.controller.js';
import { Enumerations } from './enumerations/enumerations.js';
import { FieldRightsController } from './field-rights/field-rights.controller.js';
import { FieldRights } from './field-rights/field-rights.service.js';
import { MetaFields } from './meta-fields/meta-fields.service.js';
import { FieldCatalogue } from './meta-templates/field-catalogue.js';
import { MetaTemplatesController } from './meta-templates/meta-templates.controller.js';
import { MetaTemplates } from './meta-templates/meta-templates.service.js';
import { MigrationJobs } from './meta-templates/migration-jobs.js';
import { MigrationSteps } from './meta-templates/migration-steps.js';
import { RecordMigrations } from './meta-templates/record-migration.js';
import { TemplateLibrary } from './meta-templates/template-library.js';
import { TemplateLifeController } from './meta-templates/template-life.controller.js';
import { TemplateMigrations } from './meta-templates/template-migrations.js';
import { TemplateUpdates } from './meta-templates/template-updates.js';
import { TagMerging } from './tags/tag-merging.service.js';
import { Tagging } from './tags/tagging.service.js';
import { TagsController } from './tags/tags.controller.js';
import { TagsService } from './tags/tags.service.js';

const offered = [
  EnumerationCollections,
  Enumerations,
  FieldRights,
  MetaFields,
  MetaTemplates,
  RecordMigrations,
  Tagging,
  TagMerging,
  TagsService,
  TemplateLibrary,
  TemplateMigrations,
  TemplateUpdates,
];

/** What extends a record: tags, enumerations, meta-templates and meta-fields. */
@Module({
  controllers: [
    TagsController,
    EnumerationsController,
    FieldRightsController,
    MetaTemplatesController,
    TemplateLifeController,
  ],
  providers: [...offered, FieldCatalogue, MigrationJobs, MigrationSteps],
  exports: offered,
})
export class FieldsModule {}
