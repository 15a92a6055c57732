/** The names of RFC 7643 and RFC 7644. */
export const scim = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  bulkResponse: 'urn:ietf:params:scim:api:messages:2.0:BulkResponse',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  service: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  resourceType: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
} as const;
export const scimType = 'application/scim+json';
/** Where it is served. */
export const scimRoot = '/scim/v2';
/** What one bulk request may hold. */
export const bulkLimits = { maxOperations: 500, maxPayloadSize: 1_048_576 } as const;
/** A page at most. */
export const mostResults = 200;

/** A resource as it goes over the wire. */
export type ScimResource = Record<string, unknown> & { readonly id: string; readonly meta: ScimMeta };
export interface ScimMeta {
  readonly resourceType: 'User' | 'Group';
  readonly created?: string;
  readonly lastModified?: string;
  readonly location: string;
  readonly version: string;
}
