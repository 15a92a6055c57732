import { Module } from '@nestjs/common';
import { EnumerationCollections } from './enumerations/enumeration-collections.service.js';
import { EnumerationsController } from './enumerations/enumerations.controller.js';
import { Enumerations } from './enumerations/enumerations.js';
import { MetaFields } from './meta-fields/meta-fields.service.js';
import { FieldCatalogue } from './meta-templates/field-catalogue.js';
import { MetaTemplatesController } from './meta-templates/meta-templates.controller.js';
import { MetaTemplates } from './meta-templates/meta-templates.service.js';
import { TemplateLibrary } from './meta-templates/template-library.js';
import { Tagging } from './tags/tagging.service.js';
import { TagsController } from './tags/tags.controller.js';
import { TagsService } from './tags/tags.service.js';

const offered = [
  EnumerationCollections,
  Enumerations,
  MetaFields,
  MetaTemplates,
  Tagging,
  TagsService,
  TemplateLibrary,
];

/** What extends a record: tags, enumerations, meta-templates and meta-fields. */
@Module({
  controllers: [TagsController, EnumerationsController, MetaTemplatesController],
  providers: [...offered, FieldCatalogue],
  exports: offered,
})
export class FieldsModule {}
