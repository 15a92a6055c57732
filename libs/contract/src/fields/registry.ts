import { asn } from './as-number.js';
import { domain } from './domain.js';
import { email } from './email.js';
import type { FieldType } from './field-type.js';
import { ipv4, ipv6 } from './network-types.js';
import { phone } from './phone.js';
import { boolean, date, integer, select, text } from './plain-types.js';
import { url } from './web-address.js';

/**
 * Every field type by its id. The first five are the original's (WIRE-CONTRACT §8.1), the others ours; peers that do
 * not know ours take them as text.
 */
export const fieldTypes = Object.freeze({
  text,
  ipv4,
  ipv6,
  boolean,
  date,
  asn,
  domain,
  email,
  url,
  phone,
  integer,
  select,
});

/** The id of a field type. */
export type FieldTypeId = keyof typeof fieldTypes;

/** The ids in the order a person is offered them. */
export const fieldTypeIds: readonly [FieldTypeId, ...FieldTypeId[]] = [
  'text',
  'select',
  'boolean',
  'integer',
  'date',
  'ipv4',
  'ipv6',
  'asn',
  'domain',
  'email',
  'url',
  'phone',
];

/** Whether a template's declared type is one of ours. */
export function isFieldTypeId(type: string): type is FieldTypeId {
  return Object.hasOwn(fieldTypes, type);
}

/** The field type of this id, or undefined. */
export function fieldTypeOf(type: string): FieldType<FieldTypeId> | undefined {
  return isFieldTypeId(type) ? fieldTypes[type] : undefined;
}
