import type { MetaFieldDefinition, MetaTemplateDefinition } from '@cerebrate/contract';
import type { MetaTemplateEntity, MetaTemplateFieldEntity } from './meta-template.entity.js';

/** The columns of a template field that its file decides. */
export type DefinedField = Pick<
  MetaTemplateFieldEntity,
  'field' | 'type' | 'regex' | 'multiple' | 'saneDefault' | 'valuesList' | 'link' | 'position'
>;

/** A field of a file as the table holds it. */
export function fieldColumns(definition: MetaFieldDefinition, position: number): DefinedField {
  return {
    field: definition.field,
    type: definition.type,
    regex: definition.regex ?? null,
    multiple: definition.multiple ?? false,
    saneDefault: definition.sane_default?.length ? definition.sane_default : null,
    valuesList: definition.values_list?.length ? definition.values_list : null,
    link: definition.link ?? null,
    position,
  };
}

/** A template as its file: keys and their order are the original's, and what is not set is left out (WIRE-CONTRACT §8.1). */
export function definitionOf(
  template: Pick<
    MetaTemplateEntity,
    'name' | 'namespace' | 'description' | 'templateVersion' | 'scope' | 'uuid' | 'source'
  >,
  fields: readonly DefinedField[],
): MetaTemplateDefinition {
  return {
    name: template.name,
    namespace: template.namespace,
    description: template.description ?? '',
    version: template.templateVersion,
    scope: template.scope,
    uuid: template.uuid,
    source: template.source ?? template.namespace,
    metaFields: fields.map(fieldDefinition),
  };
}

/** One field as the file has it; also what the audit log shows of it. */
export function fieldDefinition(field: DefinedField): MetaFieldDefinition {
  return {
    field: field.field,
    type: field.type as MetaFieldDefinition['type'],
    ...(field.multiple ? { multiple: true } : {}),
    ...(field.regex === null ? {} : { regex: field.regex }),
    ...(field.saneDefault?.length ? { sane_default: field.saneDefault } : {}),
    ...(field.valuesList?.length ? { values_list: field.valuesList } : {}),
    ...(field.link === null ? {} : { link: field.link }),
  };
}
