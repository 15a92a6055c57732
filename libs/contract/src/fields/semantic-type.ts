import type { TypedColumns } from './field-type.js';
import { formatCidr, networkAround, readAddress, readPrefix, unmapped, widthOf } from './networks.js';
import { type FieldTypeId, fieldTypes } from './registry.js';

/**
 * What the values of a field mean, whatever its template declares: a field type, or one of two meanings that exist
 * only inside text fields: `network` (an address or network of either family) and `country` (a name or code).
 */
export type SemanticType = FieldTypeId | 'network' | 'country';

/** The shipped template that says for whom an organisation answers (WIRE-CONTRACT §8.1). */
export const constituencyTemplateUuid = 'faca6acc-23e0-4585-8fd8-4379e3a6250d';

/**
 * The shipped templates declare `text` for fields that mean more, and must go on doing so on the wire. Keyed by
 * template uuid, then field name; holds for every version of a template.
 */
const meanings: Readonly<Record<string, Readonly<Record<string, SemanticType>>>> = {
  [constituencyTemplateUuid]: { 'AS Number': 'asn', Domain: 'domain', Country: 'country', 'Country Code': 'country' },
  '3bc374c8-3cdd-4900-823e-cc9100ad5179': { alternate_email: 'email', mobile_phone: 'phone' },
  'e833915c-6843-4eb4-8396-fe7ba7e0426e': {
    mobile_phone: 'phone',
    email: 'email',
    country: 'country',
    contact_number_landline: 'phone',
  },
  'bf72ff7f-ee63-4f13-94e9-fd046503a90c': {
    email: 'email',
    country: 'country',
    website: 'url',
    team_contact_number: 'phone',
  },
  '089c68c7-d97e-4f21-a798-159cd10f7864': {
    'ISO 3166-1 Code': 'country',
    website: 'url',
    email: 'email',
    'country-name': 'country',
  },
  'a89c80d0-7019-422a-b45b-fe59532886c7': {
    country: 'country',
    website: 'url',
    email: 'email',
    phone: 'phone',
    'phone-emergency': 'phone',
  },
  'a7674718-57c8-40e7-969e-d26ca911cb4a': {
    'Microsoft Exchange Server IP': 'network',
    'Microsfot Office 365 IP': 'network',
    'Microsoft SharePoint IP': 'network',
    'Microsoft Active Directory IP': 'network',
    'Proxy IP': 'network',
  },
};

/**
 * How a field's values are to be indexed and shown. Only text fields of the shipped templates differ from their
 * declared type; they are still validated as text: any text is taken, and the typed columns are filled when it reads.
 */
export function semanticTypeOf(templateUuid: string, fieldName: string, declaredType: FieldTypeId): SemanticType {
  if (declaredType !== 'text') return declaredType;
  const uuid = templateUuid.toLowerCase();
  const fields = Object.hasOwn(meanings, uuid) ? meanings[uuid] : undefined;
  return (fields && Object.hasOwn(fields, fieldName) ? fields[fieldName] : undefined) ?? 'text';
}

/**
 * The typed columns of a value as far as it reads, `{}` otherwise; never refuses. For text fields with a meaning, and
 * for values a peer sent that our own types would refuse: the text is kept, and a network with host bits set is
 * indexed as the network around it. A range of several networks has no single column and gives `{}`.
 */
export function typedColumnsOf(semanticType: SemanticType, value: string): TypedColumns {
  if (semanticType === 'country') return {};
  if (semanticType === 'network' || semanticType === 'ipv4' || semanticType === 'ipv6') {
    return networkColumns(semanticType, value.trim());
  }
  const parsed = fieldTypes[semanticType].parse(value);
  return (parsed.ok && parsed.values.length === 1 && parsed.values[0]?.typed) || {};
}

function networkColumns(semanticType: 'network' | 'ipv4' | 'ipv6', text: string): TypedColumns {
  for (const type of semanticType === 'network' ? (['ipv4', 'ipv6'] as const) : [semanticType]) {
    const parsed = fieldTypes[type].parse(text);
    if (parsed.ok) return (parsed.values.length === 1 && parsed.values[0]?.typed) || {};
  }
  const [host = '', mask] = text.split('/');
  const address = readAddress(host.trim());
  const prefix = address && (mask === undefined ? widthOf(address.family) : readPrefix(mask.trim(), address.family));
  if (!address || prefix === undefined) return {};
  const network = unmapped(networkAround(address, prefix));
  const isMeant = semanticType === 'network' || semanticType === `ipv${network.family}`;
  return isMeant ? { net: formatCidr(network) } : {};
}
