export { actingUser } from './acting-user.js';
export { EnumerationCollectionEntity, EnumerationEntity } from './enumerations/enumeration.entity.js';
export { EnumerationCollections } from './enumerations/enumeration-collections.service.js';
export { Enumerations, enumerationChanged } from './enumerations/enumerations.js';
export { FieldRights } from './field-rights/field-rights.service.js';
export { isShown } from './field-rights/shown-values.js';
export { FieldsModule } from './fields.module.js';
export {
  loggedMetaFields,
  loggedTagsAndValues,
  metaPrefix,
  type PastDifference,
  pastDifference,
} from './logged-record.js';
export { MetaFieldEntity } from './meta-fields/meta-field.entity.js';
export { CheckedMetaFields, type FieldChange, type ReadingOptions } from './meta-fields/meta-field-reader.js';
export type { MetaFieldChange } from './meta-fields/meta-field-rows.js';
export { type BulkOptions, MetaFields, type OwnerInput } from './meta-fields/meta-fields.service.js';
export type { WireMetaField, WireMetaFieldChanges } from './meta-fields/wire-meta-fields.js';
export {
  MetaTemplateDirectoryEntity,
  MetaTemplateEntity,
  MetaTemplateFieldEntity,
} from './meta-templates/meta-template.entity.js';
export { metaTemplateChanged } from './meta-templates/meta-template.events.js';
export { MetaTemplates } from './meta-templates/meta-templates.service.js';
export { RecordMigrations } from './meta-templates/record-migration.js';
export { TemplateLibrary } from './meta-templates/template-library.js';
export { TemplateMigrations } from './meta-templates/template-migrations.js';
export { TemplateUpdates } from './meta-templates/template-updates.js';
export {
  type MetaFieldOwner,
  type MetaFieldOwnerView,
  metaFieldOwnerViews,
  type TagOwner,
  type TagOwnerView,
  tagOwnerViews,
} from './owners.js';
export { applyMetaFields, changeTags, giveTags, type TagChanges, type WireForms } from './tagging-and-values.js';
export { TagEntity } from './tags/tag.entity.js';
export { tagChanged } from './tags/tag.events.js';
export { type TagChange, Tagging, type TaggingOptions, type TagLabel } from './tags/tagging.service.js';
export { TagsService } from './tags/tags.service.js';
