import { roleFlags } from '@cerebrate/contract';
import { holds, name, type Principal, type Sql, sql } from '../../kernel/index.js';

/** Who sees and who changes one field; see `FieldRight` of the contract. */
export interface FieldRule {
  readonly see: readonly string[] | null;
  readonly write: readonly string[] | null;
}

/** What a rule may name this caller by. */
const audienceOf = ({ flags, roleId }: Principal): string[] => [
  ...roleFlags.filter((flag) => flags[flag]),
  ...(roleId === null ? [] : [`role:${roleId}`]),
];

/** Community administrators make the roles; nothing is kept from them. */
const isAlwaysMeant = ({ flags }: Principal): boolean => flags.perm_community_admin;

const isMeant = (principal: Principal, audience: readonly string[]): boolean =>
  isAlwaysMeant(principal) || audienceOf(principal).some((word) => audience.includes(word));

/** Whether the caller sees values under this rule. */
export const maySeeField = (principal: Principal, { see }: FieldRule): boolean =>
  see === null || isMeant(principal, see);

/** Whether the caller changes values under this rule, the record being theirs to change; undefined: no rule for the field. */
export function mayWriteField(principal: Principal, rule: FieldRule | undefined): boolean {
  if (!rule) return holds(principal, 'metaField:write');
  if (!maySeeField(principal, rule)) return false;
  return rule.write === null ? holds(principal, 'metaField:write') : isMeant(principal, rule.write);
}

/**
 * The condition over a row of `meta_fields` that its value is one the caller sees, to stand in every read of values.
 * Values of templates this node lacks are judged, too: their names are known. One small hash table a statement, nothing
 * for community administrators.
 */
export function isShown(principal: Principal, alias = 'm'): Sql {
  if (isAlwaysMeant(principal)) return sql`true`;
  return sql`(${name(`${alias}.directory_id`)}, ${name(`${alias}.field`)}::text) not in (
    select named.id, kept.field::text from field_rights kept join meta_template_directory named on named.uuid = kept.template_uuid
    where ${isKeptFrom(principal)})`;
}

/** The condition over `field_rights kept` that the caller does not see the field. */
export const isKeptFrom = (principal: Principal): Sql =>
  isAlwaysMeant(principal)
    ? sql`false`
    : sql`kept.see is not null and not (kept.see && ${audienceOf(principal)}::text[])`;
