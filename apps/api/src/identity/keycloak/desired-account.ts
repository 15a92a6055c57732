import type { SsoDifference } from '@cerebrate/contract';
import { type Sql, type Store, sql } from '../../kernel/index.js';
import type { KeycloakAccount } from './keycloak-admin.js';
import { fixedAttributes } from './push-settings.js';

/** What a user's account must say at Keycloak. */
export interface DesiredAccount {
  readonly userId: number;
  readonly userUuid: string;
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly enabled: boolean;
  /** Every attribute that is ours to say; an empty list takes it away there. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

interface Row {
  id: number;
  uuid: string;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  disabled: boolean;
  fixed: Record<(typeof fixedAttributes)[number], string | null>;
  mapped: Record<string, string[]>;
}

/** What the accounts of these users must say, with the mapped meta-fields; one statement. */
export async function desiredAccounts(
  store: Store,
  condition: Sql,
  fields: readonly string[],
): Promise<DesiredAccount[]> {
  const rows = await store.read<Row>(sql`
    select u.id, u.uuid, u.username::text, i.email::text, i.first_name, i.last_name, u.disabled,
      jsonb_build_object('role_name', r.name, 'role_uuid', r.uuid, 'org_name', o.name, 'org_uuid', o.uuid) as fixed,
      coalesce((select jsonb_object_agg(m.field, m.values) from (
        select f.field, jsonb_agg(distinct f.value) as values from meta_fields f
        where f.user_id = u.id and f.field = any(${[...fields]}::text[]) group by f.field) m), '{}') as mapped
    from users u join individuals i on i.id = u.individual_id join roles r on r.id = u.role_id
      left join organisations o on o.id = u.organisation_id
    where ${condition} order by u.id`);
  return rows.map((row) => ({
    userId: row.id,
    userUuid: row.uuid,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    enabled: !row.disabled,
    attributes: {
      ...Object.fromEntries(fixedAttributes.map((name) => [name, listOf(row.fixed[name])])),
      ...Object.fromEntries(fields.map((name) => [name, row.mapped[name] ?? []])),
    },
  }));
}

const listOf = (value: string | null): string[] => (value === null || value === '' ? [] : [value]);

/** Pure: where the account there says something else than it must. Attributes that are not ours do not count. */
export function differencesOf(desired: DesiredAccount, there: KeycloakAccount): SsoDifference[] {
  const found: SsoDifference[] = [];
  const compare = (field: string, here: string, other: string): void => {
    if (here !== other) found.push({ field, here: here === '' ? null : here, there: other === '' ? null : other });
  };
  if (desired.email.toLowerCase() !== (there.email ?? '').toLowerCase())
    compare('email', desired.email, there.email ?? '');
  compare('firstName', desired.firstName.trim(), (there.firstName ?? '').trim());
  compare('lastName', desired.lastName.trim(), (there.lastName ?? '').trim());
  compare('enabled', String(desired.enabled), String(there.enabled));
  for (const [name, values] of Object.entries(desired.attributes))
    compare(name, inOrder(values), inOrder(there.attributes?.[name] ?? []));
  return found;
}

const inOrder = (values: readonly string[]): string => [...new Set(values.map((one) => one.trim()))].sort().join(', ');

/** Pure: the account as it must be written: everything that is not ours stays as it was. */
export function merged(desired: DesiredAccount, there: KeycloakAccount): KeycloakAccount {
  const { access: _access, ...kept } = there;
  return {
    ...kept,
    email: desired.email,
    firstName: desired.firstName,
    lastName: desired.lastName,
    enabled: desired.enabled,
    attributes: { ...Object.fromEntries(Object.entries(there.attributes ?? {})), ...filled(desired.attributes, there) },
  };
}

/** An attribute that must go is sent empty only where there is one. */
function filled(
  attributes: DesiredAccount['attributes'],
  there: Pick<KeycloakAccount, 'attributes'>,
): Record<string, string[]> {
  const kept = Object.entries(attributes).filter(
    ([name, values]) => values.length > 0 || there.attributes?.[name] !== undefined,
  );
  return Object.fromEntries(kept.map(([name, values]) => [name, [...values]]));
}

/** Pure: a new account with everything at once. */
export const newAccount = (desired: DesiredAccount): Omit<KeycloakAccount, 'id'> => ({
  username: desired.username,
  email: desired.email,
  firstName: desired.firstName,
  lastName: desired.lastName,
  enabled: desired.enabled,
  attributes: filled(desired.attributes, { attributes: {} }),
});
