/** Columns that most tables of the original have. */
const record = ['id', 'uuid', 'created', 'modified'];

/**
 * The columns of the original's tables (DATA-MODEL §1, from 1.20 on) that are read, that are worked out anew (counters,
 * colours of texts) or that nothing ever wrote to. Values in any other are told, so that none is lost in silence.
 */
export const knownColumns: Readonly<Record<string, readonly string[]>> = {
  roles: [
    ...['id', 'uuid', 'name', 'is_default', 'perm_admin', 'perm_community_admin', 'perm_group_admin'],
    ...['perm_org_admin', 'perm_sync', 'perm_meta_field_editor', 'perm_view_all_orgs'],
  ],
  organisations: [...record, 'name', 'url', 'nationality', 'sector', 'type', 'contacts'],
  individuals: [...record, 'email', 'first_name', 'last_name', 'position'],
  alignments: ['id', 'individual_id', 'organisation_id', 'type', 'created', 'modified'],
  org_groups: [...record, 'name', 'description'],
  org_groups_organisations: ['id', 'org_group_id', 'organisation_id'],
  org_groups_admins: ['id', 'org_group_id', 'user_id'],
  encryption_keys: [...record, 'type', 'encryption_key', 'revoked', 'owner_id', 'owner_model'],
  users: [...record, 'username', 'password', 'role_id', 'individual_id', 'organisation_id', 'disabled'],
  meta_template_name_directory: ['id', 'name', 'namespace', 'version', 'uuid'],
  meta_templates: [
    ...[...record, 'scope', 'name', 'namespace', 'description', 'version', 'source', 'enabled', 'is_default'],
    'meta_template_directory_id',
  ],
  meta_template_fields: [
    ...['id', 'field', 'type', 'meta_template_id', 'regex', 'multiple', 'enabled', 'sane_default', 'values_list'],
    ...['link', 'counter'],
  ],
  meta_fields: [
    ...[...record, 'scope', 'parent_id', 'field', 'value', 'meta_template_id', 'meta_template_field_id'],
    'meta_template_directory_id',
  ],
  tags_tags: [
    ...['id', 'name', 'namespace', 'predicate', 'value', 'colour', 'counter', 'text_colour', 'created', 'modified'],
  ],
  tags_tagged: ['id', 'tag_id', 'fk_id', 'fk_model', 'created', 'modified'],
  enumeration_collections: [
    ...[...record, 'name', 'description', 'target_model', 'target_field', 'enabled', 'deleted'],
  ],
  enumerations: ['id', 'value', 'enumeration_collection_id'],
  sharing_groups: [
    ...[...record, 'name', 'releasability', 'description', 'organisation_id', 'user_id', 'active', 'local'],
  ],
  sgo: ['id', 'sharing_group_id', 'organisation_id', 'deleted', 'extend'],
  broods: [...[...record, 'name', 'url', 'description', 'organisation_id', 'trusted', 'pull', 'skip_proxy', 'authkey']],
  mailing_lists: [...record, 'name', 'recipients', 'description', 'user_id', 'active', 'deleted'],
  mailing_lists_individuals: ['id', 'mailing_list_id', 'individual_id', 'include_primary_email'],
  mailing_lists_meta_fields: ['mailing_list_id', 'meta_field_id'],
  auth_keys: [
    ...['id', 'uuid', 'authkey', 'authkey_start', 'authkey_end', 'created', 'expiration', 'user_id', 'comment'],
  ],
  user_settings: ['id', 'user_id', 'name', 'value', 'created', 'modified'],
  permission_limitations: ['id', 'scope', 'permission', 'max_occurrence', 'comment'],
  local_tools: ['id', 'name', 'connector', 'settings', 'exposed', 'description', 'created', 'modified'],
  remote_tool_connections: [
    ...['id', 'local_tool_id', 'remote_tool_id', 'remote_tool_name', 'brood_id', 'status', 'created', 'modified'],
  ],
  inbox: [...[...record, 'scope', 'action', 'title', 'origin', 'user_id', 'message', 'comment', 'data', 'severity']],
  outbox: [...record, 'scope', 'action', 'title', 'user_id', 'message', 'comment', 'data', 'severity'],
};
