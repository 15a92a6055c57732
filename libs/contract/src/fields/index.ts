export { readAsNumber } from './as-number.js';
export { readDomain, reverseDomain } from './domain.js';
export { readEmail } from './email.js';
export {
  type CanonicalValue,
  type FieldType,
  longestValue,
  type ParsedValue,
  type Refusal,
  type TypedColumns,
} from './field-type.js';
export { type FieldRule, validateFieldValue } from './field-value.js';
export {
  MetaFieldDefinition,
  MetaTemplateDefinition,
  MetaTemplateScope,
  metaTemplateScopes,
} from './meta-template-definition.js';
export {
  type Address,
  type Family,
  formatAddress,
  formatCidr,
  formatNetwork,
  holdsAddress,
  type Network,
  networkAround,
  readAddress,
  readNetwork,
  readPrefix,
  splitRange,
} from './networks.js';
export { compilePattern, InvalidPattern, longestPattern, type Pattern } from './pattern.js';
export { type FieldTypeId, fieldTypeIds, fieldTypeOf, fieldTypes, isFieldTypeId } from './registry.js';
export { constituencyTemplateUuid, type SemanticType, semanticTypeOf, typedColumnsOf } from './semantic-type.js';
