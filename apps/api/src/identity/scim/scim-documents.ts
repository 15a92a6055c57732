import { bulkLimits, mostResults, scim, scimRoot } from './scim-words.js';

interface Attribute {
  readonly name: string;
  readonly type?: 'string' | 'boolean' | 'complex' | 'reference';
  readonly multiValued?: boolean;
  readonly required?: boolean;
  readonly mutability?: 'readWrite' | 'readOnly' | 'immutable';
  readonly uniqueness?: 'none' | 'server';
  readonly caseExact?: boolean;
  readonly subAttributes?: readonly Attribute[];
}

/** An attribute with everything RFC 7643 §7 asks for. */
const attribute = ({ subAttributes, ...said }: Attribute): object => ({
  type: 'string',
  multiValued: false,
  description: said.name,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...said,
  ...(subAttributes ? { subAttributes: subAttributes.map(attribute) } : {}),
});

const schema = (id: string, name: string, description: string, attributes: readonly Attribute[], base: string) => ({
  schemas: [scim.schema],
  id,
  name,
  description,
  attributes: attributes.map(attribute),
  meta: { resourceType: 'Schema', location: `${base}${scimRoot}/Schemas/${id}` },
});

/** The schemas of what is served (RFC 7643 §7), with nothing that is not. */
export const schemas = (base: string) => [
  schema(
    scim.user,
    'User',
    'An account of a person',
    [
      { name: 'userName', required: true, uniqueness: 'server' },
      { name: 'externalId', caseExact: true },
      {
        name: 'name',
        type: 'complex',
        subAttributes: [{ name: 'formatted', mutability: 'readOnly' }, { name: 'givenName' }, { name: 'familyName' }],
      },
      { name: 'displayName', mutability: 'readOnly' },
      {
        name: 'emails',
        type: 'complex',
        multiValued: true,
        subAttributes: [{ name: 'value' }, { name: 'type' }, { name: 'primary', type: 'boolean' }],
      },
      { name: 'active', type: 'boolean' },
      {
        name: 'groups',
        type: 'complex',
        multiValued: true,
        mutability: 'readOnly',
        subAttributes: [
          { name: 'value', mutability: 'readOnly' },
          { name: 'display', mutability: 'readOnly' },
          { name: '$ref', type: 'reference', mutability: 'readOnly' },
        ],
      },
    ],
    base,
  ),
  schema(scim.enterprise, 'EnterpriseUser', 'The organisation of an account', [{ name: 'organization' }], base),
  schema(
    scim.group,
    'Group',
    'A role and who has it',
    [
      { name: 'displayName', required: true, mutability: 'immutable' },
      { name: 'externalId', caseExact: true },
      {
        name: 'members',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'value' },
          { name: 'display', mutability: 'readOnly' },
          { name: 'type', mutability: 'immutable' },
        ],
      },
    ],
    base,
  ),
];

/** The kinds of resources (RFC 7643 §6). */
export const resourceTypes = (base: string) => [
  {
    schemas: [scim.resourceType],
    id: 'User',
    name: 'User',
    endpoint: '/Users',
    description: 'Accounts',
    schema: scim.user,
    schemaExtensions: [{ schema: scim.enterprise, required: false }],
    meta: { resourceType: 'ResourceType', location: `${base}${scimRoot}/ResourceTypes/User` },
  },
  {
    schemas: [scim.resourceType],
    id: 'Group',
    name: 'Group',
    endpoint: '/Groups',
    description: 'Roles',
    schema: scim.group,
    meta: { resourceType: 'ResourceType', location: `${base}${scimRoot}/ResourceTypes/Group` },
  },
];

/** What of SCIM is spoken here (RFC 7643 §5). */
export const serviceProvider = (base: string) => ({
  schemas: [scim.service],
  patch: { supported: true },
  bulk: { supported: true, ...bulkLimits },
  filter: { supported: true, maxResults: mostResults },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'An auth key that is limited to SCIM',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}${scimRoot}/ServiceProviderConfig` },
});
