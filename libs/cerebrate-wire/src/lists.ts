import type { ControllerName } from './controllers.js';

/** The kinds of filter fields; `boolean` ones know the value `any`. */
export type FilterKind = 'text' | 'boolean' | 'time' | 'integer';

/** What one index of the original accepts (contract 2.6). */
export interface ListRules {
  /** Field → kind. A dotted name is a column of an association; the list's own alias is already taken off. */
  readonly filters: Readonly<Record<string, FilterKind>>;
  /** The names under which a filter is asked for, where they differ from the field: field → name in the table. */
  readonly askedAs: Readonly<Record<string, string>>;
  readonly quick: readonly { readonly field: string; readonly like: boolean }[];
  /** The quick filter also looks into every meta-field value, with LIKE. */
  readonly quickMetaValues: boolean;
  /** `filteringTags` works here. */
  readonly tags: boolean;
  /** `_metafield_{template}_{field}` works here. */
  readonly metaFields: boolean;
  /** Columns to sort by. A dotted one is a column of an association. */
  readonly sortable: readonly string[];
  /** The list's own alias: `sort=Organisations.name` is `sort=name`. */
  readonly alias: string;
}

/** Columns of the tables that other lists sort by, too. */
const columns = {
  Organisations: 'id uuid name url nationality sector type contacts created modified',
  Individuals: 'id uuid email first_name last_name position created modified',
  Users: 'id uuid username role_id individual_id disabled created modified organisation_id',
  Roles:
    'id uuid name is_default perm_admin perm_sync perm_org_admin perm_group_admin perm_community_admin perm_meta_field_editor perm_view_all_orgs',
} as const;

/**
 * Builds the rules of one list. `filters` and `quick` are written as in contract 2.6: names apart by spaces, `?`
 * marks a boolean, `#` an integer, `@` a time, `~` LIKE in the quick filter.
 */
function list(
  alias: string,
  filters: string,
  quick: string,
  own: string,
  more: { associations?: readonly (keyof typeof columns)[]; tags?: boolean; metaFields?: boolean } = {},
): ListRules {
  const kinds: Record<string, FilterKind> = {};
  const askedAs: Record<string, string> = {};
  for (const word of words(filters)) {
    const asked = word.replace(/[?#@]$/, '');
    const field = withoutAlias(alias, asked);
    kinds[field] = kindOf(word);
    if (field !== asked) askedAs[field] = asked;
  }
  const foreign = (more.associations ?? []).flatMap((name) =>
    words(columns[name]).map((column) => `${name}.${column}`),
  );
  return Object.freeze({
    filters: kinds,
    askedAs,
    quick: words(quick).map((word) => ({
      field: withoutAlias(alias, word.replace('~', '')),
      like: word.endsWith('~'),
    })),
    quickMetaValues: more.metaFields === true,
    tags: more.tags === true,
    metaFields: more.metaFields === true,
    sortable: [...words(own), ...foreign],
    alias,
  });
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

const withoutAlias = (alias: string, name: string): string =>
  name.startsWith(`${alias}.`) ? name.slice(alias.length + 1) : name;

function kindOf(word: string): FilterKind {
  if (word.endsWith('?')) return 'boolean';
  if (word.endsWith('#')) return 'integer';
  return word.endsWith('@') ? 'time' : 'text';
}

/**
 * Every index of contract 2.6. Two departures, both in Appendix A.2 under "fix": the quick filters of `mailingLists` and
 * `permissionLimitations` name columns that exist (the original's do not, and fail).
 */
export const listRules: Readonly<Partial<Record<ControllerName | `open/${string}`, ListRules>>> = Object.freeze({
  organisations: list(
    'Organisations',
    'name uuid nationality sector type url Alignments.id# MetaFields.field MetaFields.value MetaFields.MetaTemplates.name',
    'name~ uuid nationality sector type url',
    columns.Organisations,
    { tags: true, metaFields: true },
  ),
  individuals: list(
    'Individuals',
    'uuid email first_name last_name position Alignments.type Organisations.id#',
    'uuid email~ first_name~ last_name~ position',
    columns.Individuals,
    { tags: true, metaFields: true },
  ),
  users: list(
    'Users',
    'Individuals.email username disabled? Individuals.first_name Individuals.last_name Individuals.uuid Organisations.id# Organisations.nationality Roles.id#',
    'Individuals.uuid username~ Individuals.first_name~ Individuals.last_name~ Individuals.email',
    columns.Users,
    { associations: ['Individuals', 'Organisations', 'Roles'], metaFields: true },
  ),
  roles: list('Roles', 'name uuid perm_admin? perm_community_admin? Users.id# perm_org_admin?', 'name', columns.Roles),
  authKeys: list(
    'AuthKeys',
    'Users.username authkey comment Users.id#',
    'authkey comment~',
    'id uuid authkey_start authkey_end created expiration user_id comment',
    { associations: ['Users'] },
  ),
  encryptionKeys: list(
    'EncryptionKeys',
    'owner_model owner_id# encryption_key Individuals.email Organisations.name',
    'encryption_key~ Individuals.email~ Organisations.name~',
    'id uuid type encryption_key revoked expires owner_id owner_model created modified',
    { associations: ['Individuals', 'Organisations'] },
  ),
  sharingGroups: list(
    'SharingGroups',
    'SharingGroups.uuid SharingGroups.name description releasability Organisations.name Organisations.uuid',
    'SharingGroups.uuid SharingGroups.name~ description~ releasability~',
    'id uuid name releasability description organisation_id user_id active local created modified',
    { associations: ['Organisations', 'Users'] },
  ),
  broods: list(
    'Broods',
    'Broods.name Broods.uuid Broods.url Broods.description Organisations.id# Broods.trusted? pull? authkey',
    'Broods.name~ Broods.uuid Broods.description~',
    'id uuid name url description organisation_id trusted pull skip_proxy created modified',
    { associations: ['Organisations'] },
  ),
  orgGroups: list('OrgGroups', 'name uuid', 'name~ uuid', 'id uuid name description created modified', { tags: true }),
  mailingLists: list(
    'MailingLists',
    'MailingLists.uuid MailingLists.name description releasability',
    'MailingLists.uuid MailingLists.name~ description~ recipients~',
    'id uuid name recipients description user_id active deleted created modified',
    { associations: ['Users'] },
  ),
  metaTemplates: list(
    'MetaTemplates',
    'name uuid scope namespace',
    'name~ uuid scope~',
    'id scope name namespace description version uuid source enabled is_default created modified',
  ),
  metaTemplateFields: list(
    'MetaTemplateFields',
    'field type meta_template_id#',
    'field type',
    'id field type meta_template_id regex multiple enabled counter',
  ),
  metaTemplateNameDirectory: list(
    'MetaTemplateNameDirectory',
    'name uuid version',
    'name~ uuid version',
    'id name namespace version uuid',
  ),
  inbox: list(
    'Inbox',
    'scope action Inbox.created@ severity# title origin message Users.id# Users.username',
    'scope action title~ message~ origin',
    'id uuid scope action title origin user_id message severity created modified',
    { associations: ['Users'] },
  ),
  outbox: list(
    'Outbox',
    'scope action title message',
    'scope action title~ message~',
    'id uuid scope action title user_id message severity created modified',
    { associations: ['Users'] },
  ),
  auditLogs: list(
    'AuditLogs',
    'model_id# model request_action user_id# model_title AuditLogs.created@',
    'model request_action model_title',
    'id created user_id authkey_id request_ip request_type request_id request_action model model_id model_title',
    { associations: ['Users'] },
  ),
  tags: list(
    'Tags',
    'name colour',
    'name~ colour',
    'id namespace predicate value name colour counter created modified',
  ),
  enumerations: list('Enumerations', 'value', 'value', 'id value enumeration_collection_id'),
  enumerationCollections: list(
    'EnumerationCollections',
    'name target_model target_field',
    'name target_model target_field',
    'id uuid name description target_model target_field enabled deleted created modified',
  ),
  permissionLimitations: list(
    'PermissionLimitations',
    'scope permission',
    'permission',
    'id scope permission max_occurrence comment',
  ),
  userSettings: list('UserSettings', 'name value Users.id#', 'name~ value~', 'id name value user_id created modified', {
    associations: ['Users'],
  }),
  localTools: list(
    'LocalTools',
    'name connector',
    'name connector',
    'id name connector exposed description created modified',
  ),
  'open/organisations': list(
    'Organisations',
    'name uuid nationality sector type url Alignments.id#',
    'name uuid nationality sector type url',
    columns.Organisations,
  ),
  'open/individuals': list(
    'Individuals',
    'uuid email first_name last_name position Organisations.id#',
    'uuid email first_name last_name position',
    columns.Individuals,
  ),
});

/** The alias in its own spelling, when `alias` means it: singular or plural, any case, dashes or underscores. */
export function sameAlias(alias: string, asked: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '').replace(/s$/, '');
  return plain(alias) === plain(asked);
}
