import { normalisedUsername } from '@cerebrate/contract';
import * as z from 'zod';
import { sql } from '../../kernel/index.js';
import { scimFault } from './scim-fault.js';
import type { FilterPlan } from './scim-filter.js';
import { type ScimResource, scim, scimRoot } from './scim-words.js';

/** A user with all that SCIM tells of it. */
export interface UserRow {
  readonly id: number;
  readonly uuid: string;
  readonly username: string;
  readonly disabled: boolean;
  readonly created: Date;
  readonly modified: Date;
  /** Grows with every change of account, person or link. */
  readonly stamp: number;
  readonly individual_id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly organisation_id: number | null;
  readonly organisation: string | null;
  readonly role_uuid: string;
  readonly role: string;
  readonly external_id: string | null;
}

export const userColumns = sql`u.id, u.uuid, u.username::text as username, u.disabled, u.created,
  greatest(u.modified, i.modified, l.modified) as modified,
  u.version + i.version + coalesce(l.version, 0) as stamp,
  i.id as individual_id, i.email, i.first_name, i.last_name, o.id as organisation_id, o.name as organisation,
  r.uuid as role_uuid, r.name as role, l.external_id`;
export const userTables = sql`users u join individuals i on i.id = u.individual_id join roles r on r.id = u.role_id
  left join organisations o on o.id = u.organisation_id left join scim_links l on l.user_id = u.id`;

const fullName = sql`(i.first_name || ' ' || i.last_name)`;
/** What users can be filtered by: what Entra, Keycloak and authentik ask for, and what else there is. */
export const userFilters: FilterPlan = {
  columns: {
    id: { expression: sql`u.uuid`, kind: 'uuid' },
    username: { expression: sql`u.username::text`, kind: 'folded' },
    externalid: { expression: sql`l.external_id`, kind: 'exact' },
    displayname: { expression: fullName, kind: 'folded' },
    'name.formatted': { expression: fullName, kind: 'folded' },
    'name.givenname': { expression: sql`i.first_name`, kind: 'folded' },
    'name.familyname': { expression: sql`i.last_name`, kind: 'folded' },
    emails: { expression: sql`i.email`, kind: 'folded' },
    'emails.value': { expression: sql`i.email`, kind: 'folded' },
    active: { expression: sql`(not u.disabled)`, kind: 'boolean' },
    organization: { expression: sql`o.name`, kind: 'folded' },
    'groups.value': { expression: sql`r.uuid`, kind: 'uuid' },
    'meta.created': { expression: sql`u.created`, kind: 'time' },
    'meta.lastmodified': { expression: sql`greatest(u.modified, i.modified)`, kind: 'time' },
  },
  constants: { 'emails.type': 'work', 'emails.primary': true },
};

/** The user as SCIM tells it (RFC 7643 §4.1, §4.3). Never a password, never what a role permits. */
export function toUser(row: UserRow, baseUrl: string): ScimResource {
  const name = `${row.first_name} ${row.last_name}`.trim();
  return {
    schemas: [scim.user, scim.enterprise],
    id: row.uuid,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    userName: row.username,
    name: { formatted: name, givenName: row.first_name, familyName: row.last_name },
    displayName: name,
    emails: [{ value: row.email, type: 'work', primary: true }],
    active: !row.disabled,
    groups: [{ value: row.role_uuid, display: row.role, $ref: `${baseUrl}${scimRoot}/Groups/${row.role_uuid}` }],
    [scim.enterprise]: row.organisation === null ? {} : { organization: row.organisation },
    meta: {
      resourceType: 'User',
      created: row.created.toISOString(),
      lastModified: row.modified.toISOString(),
      location: `${baseUrl}${scimRoot}/Users/${row.uuid}`,
      version: `W/"${row.stamp}"`,
    },
  };
}

/** What a provider wants a user to be; what it does not say is undefined. */
export interface WantedUser {
  readonly userName: string;
  readonly externalId: string | null;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly email: string | undefined;
  readonly active: boolean | undefined;
  readonly organisation: string | undefined;
}

const Word = z.string().trim().max(191).nullish();
const Flag = z
  .union([z.boolean(), z.stringFormat('flag', /^(true|false)$/i)])
  .transform((value) => String(value).toLowerCase() === 'true');
const Email = z.looseObject({ value: Word, type: Word, primary: Flag.nullish() });
const Wanted = z.looseObject({
  username: z.string('is needed').min(1, 'is needed').max(191),
  externalid: z.string().max(255, 'is longer than 255 characters').nullish(),
  displayname: Word,
  name: z.looseObject({ givenname: Word, familyname: Word, formatted: Word }).nullish(),
  emails: z.array(Email).max(20).nullish(),
  active: Flag.nullish(),
});
const Enterprise = z.looseObject({ organization: Word }).nullish();

/** Reads what a provider sent, whatever the letter case of its names. Throws a fault naming each attribute that is wrong. */
export function wantedUser(body: unknown): WantedUser {
  const read = Wanted.safeParse(lowered(body));
  if (!read.success) {
    const issues = read.error.issues.map(({ path, message }) => ({ path: path.map(String), message }));
    throw scimFault(
      'invalidValue',
      issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      issues,
    );
  }
  const { username, externalid, displayname, name, emails, active } = read.data;
  const enterprise = Enterprise.safeParse(read.data[scim.enterprise.toLowerCase()]).data;
  const spoken = (name?.formatted || displayname || '').split(/\s+/).filter(Boolean);
  return {
    userName: normalisedUsername(username),
    externalId: externalid || null,
    firstName: name?.givenname || spoken[0],
    lastName: name?.familyname || spoken.slice(1).join(' ') || undefined,
    email: mainEmail(emails ?? []),
    active: active ?? undefined,
    organisation: enterprise?.organization || undefined,
  };
}

function mainEmail(emails: readonly z.output<typeof Email>[]): string | undefined {
  const found =
    emails.find((email) => email.primary) ?? emails.find(({ type }) => type?.toLowerCase() === 'work') ?? emails[0];
  return found?.value || undefined;
}

/** The same value with the names of all attributes in lower case: SCIM does not mind it (RFC 7643 §2.1). */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key.toLowerCase(), lowered(part)]));
}
