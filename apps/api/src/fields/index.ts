export { EnumerationCollectionEntity, EnumerationEntity } from './enumerations/enumeration.entity.js';
export { MetaFieldEntity } from './meta-fields/meta-field.entity.js';
export {
  MetaTemplateDirectoryEntity,
  MetaTemplateEntity,
  MetaTemplateFieldEntity,
} from './meta-templates/meta-template.entity.js';
export { TagEntity } from './tags/tag.entity.js';
export { FieldsModule } from './fields.module.js';
