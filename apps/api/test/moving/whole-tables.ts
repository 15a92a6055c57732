import { countryName } from '@cerebrate/contract';

type Row = Record<string, unknown>;

/** One table of the original, and the statement that tells the same of what is here. */
interface Counterpart {
  /** Ours, with the columns' names there; what is not in it is not compared. */
  readonly ours: string;
  /** What tells rows apart; `id` unless said. */
  readonly key?: readonly string[];
}

/** Every table that moves. Columns that have no counterpart are left out: counters, colours of texts, secrets. */
export const counterparts: Readonly<Record<string, Counterpart>> = {
  roles: {
    ours: `select id, uuid, name, is_default, perm_admin, perm_community_admin, perm_group_admin, perm_org_admin, perm_sync,
      perm_meta_field_editor, perm_view_all_orgs from roles`,
  },
  organisations: {
    ours: `select id, uuid, name, url, coalesce(country, nationality_text) as nationality, sector, type, contacts, created,
      modified from organisations`,
  },
  individuals: { ours: 'select id, uuid, email, first_name, last_name, position, created, modified from individuals' },
  alignments: { ours: 'select id, individual_id, organisation_id, type, created, modified from alignments' },
  org_groups: { ours: 'select id, uuid, name, description, created, modified from org_groups' },
  org_groups_organisations: { ours: 'select id, org_group_id, organisation_id from org_group_organisations' },
  org_groups_admins: { ours: 'select id, org_group_id, user_id from org_group_admins' },
  encryption_keys: {
    ours: `select id, uuid, type, text as encryption_key, revoked, coalesce(organisation_id, individual_id) as owner_id,
      case when organisation_id is null then 'individual' else 'organisation' end as owner_model, created, modified
      from encryption_keys`,
  },
  users: {
    ours: `select id, uuid, username, password_hash as password, role_id, individual_id, organisation_id, disabled, created,
      modified from users`,
  },
  auth_keys: {
    ours: `select k.id, uuid, hash as authkey, authkey_start, authkey_end, extract(epoch from created)::int as created,
      coalesce(extract(epoch from expires_at), 0)::bigint as expiration, user_id, comment
      from auth_keys k left join carried_key_hashes c on c.auth_key_id = k.id`,
  },
  meta_template_name_directory: {
    ours: 'select id, name, namespace, template_version as version, uuid from meta_template_directory',
  },
  meta_templates: {
    ours: `select id, scope, name, namespace, description, template_version as version, uuid, source, enabled, is_default,
      created, modified from meta_templates`,
  },
  meta_template_fields: {
    ours: `select id, field, type, template_id as meta_template_id, regex, multiple, enabled, sane_default, values_list, link
      from meta_template_fields`,
  },
  meta_fields: {
    ours: `select v.id, case when organisation_id is not null then 'organisation' when individual_id is not null
      then 'individual' else 'user' end as scope, coalesce(organisation_id, individual_id, user_id) as parent_id, field,
      value, uuid, template_id as meta_template_id, field_id as meta_template_field_id, created, modified from meta_fields v`,
  },
  tags_tags: {
    ours: 'select id, name, namespace, predicate, value, lower(colour) as colour, created, modified from tags',
  },
  tags_tagged: {
    key: ['fk_model', 'fk_id', 'tag_id'],
    ours: `select 'organisations' as fk_model, organisation_id as fk_id, tag_id from organisation_tags union all
      select 'individuals', individual_id, tag_id from individual_tags union all
      select 'orggroups', org_group_id, tag_id from org_group_tags`,
  },
  enumeration_collections: {
    ours: `select id, uuid, name, description, target_model, target_field, enabled, created, modified
      from enumeration_collections`,
  },
  enumerations: { ours: 'select id, value, enumeration_collection_id from enumerations' },
  sharing_groups: {
    ours: `select id, uuid, name, releasability, description, organisation_id, user_id, active, local, created, modified
      from sharing_groups where deleted_at is null`,
  },
  sgo: {
    key: ['sharing_group_id', 'organisation_id'],
    ours: 'select sharing_group_id, organisation_id, extend from sharing_group_members where until is null',
  },
  broods: {
    ours: `select id, uuid, name, url, description, organisation_id, strategy = 'trusted' as trusted, pull, skip_proxy,
      created, modified from broods`,
  },
  mailing_lists: {
    ours: `select id, uuid, name, recipients, description, user_id, active, deleted_at is not null as deleted, created,
      modified from mailing_lists`,
  },
  mailing_lists_individuals: {
    ours: 'select id, mailing_list_id, individual_id, include_primary_email from mailing_list_members',
  },
  mailing_lists_meta_fields: {
    key: ['mailing_list_id', 'meta_field_id'],
    ours: `select mailing_list_id, meta_field_id from mailing_list_meta_fields f
      join mailing_list_members m on m.id = f.member_id`,
  },
  user_settings: {
    ours: `select id, user_id, name, coalesce(value #>> '{}', value::text) as value, created, modified from user_settings`,
  },
  permission_limitations: { ours: 'select id, scope, permission, max_occurrence, comment from permission_limitations' },
  local_tools: { ours: 'select id, name, exposed, description, created, modified from local_tools' },
  remote_tool_connections: {
    ours: `select id, tool_id as local_tool_id, remote_tool_id, remote_tool_name, brood_id, created, modified
      from connections`,
  },
  inbox: { ours: 'select id, uuid, scope, action, title, user_id, message, severity, created, modified from inbox' },
  outbox: { ours: 'select id, uuid, scope, action, title, user_id, severity, created, modified from outbox' },
  audit_logs: {
    ours: `select substring(message from 'row (\\d+)$')::int as id, actor_id as user_id, auth_key_id as authkey_id,
      entity_id as model_id, title as model_title, at as created from audit_log where message like 'from the audit log%'`,
  },
};

/** The columns that hold flags. */
const flags =
  /^(is_default|perm_.*|revoked|disabled|multiple|enabled|active|local|extend|trusted|pull|skip_proxy|deleted|exposed|include_primary_email)$/;
/** What stands where nothing does, in columns whose tables say so there. */
const otherwise: Readonly<Record<string, unknown>> = { active: 1, local: 1 };

/** A value as both sides mean it: no text is nothing, moments are seconds, flags are yes or no, lists are their items. */
function meant(column: string, value: unknown): unknown {
  if (flags.test(column)) return Number(value ?? otherwise[column] ?? 0) !== 0;
  if (value instanceof Date) return Math.floor(value.getTime() / 1000);
  const text = (Buffer.isBuffer(value) ? value.toString('utf8') : String(value ?? '')).trim();
  if (column === 'uuid' || column === 'fk_model') return text.toLowerCase();
  if (column === 'nationality') return (countryName(text) ?? text).toLowerCase();
  if (column === 'user_id' && text === '0') return '';
  if (column === 'colour') return text.toLowerCase();
  if (column === 'sane_default' || column === 'values_list' || column === 'value') return listed(value, text);
  return text;
}

/** A list whether it is one or JSON of one; none is nothing. */
function listed(value: unknown, text: string): string {
  if (value !== null && typeof value === 'object' && !Buffer.isBuffer(value))
    return listed(null, JSON.stringify(value));
  if (!/^[[{]/.test(text)) return text;
  try {
    const read = JSON.parse(text, (_key, part: unknown) =>
      part !== null && typeof part === 'object' && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) as unknown;
    return Array.isArray(read) && read.length === 0 ? '' : JSON.stringify(read);
  } catch {
    return text;
  }
}

const keyOf = (row: Row, key: readonly string[]): string => key.map((column) => meant(column, row[column])).join('/');

/** What one row there and the row here say otherwise. */
export interface Discrepancy {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly there: unknown;
  readonly here: unknown;
}

/** Compares all rows of a table with what is here; a row that is not here says so, one too many as well. */
export function discrepancies(table: string, there: readonly Row[], here: readonly Row[]): Discrepancy[] {
  const key = counterparts[table]?.key ?? ['id'];
  const ours = new Map(here.map((row) => [keyOf(row, key), row]));
  const found: Discrepancy[] = [];
  const seen = new Set<string>();
  for (const row of there) {
    const own = keyOf(row, key);
    seen.add(own);
    const mine = ours.get(own);
    if (!mine) found.push({ table, key: own, column: '', there: row, here: null });
    else
      for (const [column, value] of Object.entries(mine)) {
        const [theirs, now] = [meant(column, row[column]), meant(column, value)];
        if (theirs !== now) found.push({ table, key: own, column, there: theirs, here: now });
      }
  }
  for (const [own, row] of ours)
    if (!seen.has(own)) found.push({ table, key: own, column: '', there: null, here: row });
  return found;
}
