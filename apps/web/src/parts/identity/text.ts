import type { Resource, RoleFlag } from '@cerebrate/contract';

/** What each flag of a role is called and what it lets its holder do (WIRE-CONTRACT §9.1). */
export const flagWords: Readonly<Record<RoleFlag, { readonly label: string; readonly help: string }>> = {
  perm_admin: {
    label: 'Site admin',
    help: 'Runs the instance: settings, meta-templates, local tools. Sees every organisation.',
  },
  perm_community_admin: {
    label: 'Community admin',
    help: 'Manages all data: organisations, people, users, roles, tags, the audit log.',
  },
  perm_org_admin: { label: 'Organisation admin', help: 'Manages their own organisation, its people and its users.' },
  perm_group_admin: { label: 'Group admin', help: 'The same for every organisation of the groups they administer.' },
  perm_sync: { label: 'Sync', help: 'For programs of other nodes: exposed tools and messages to the inbox.' },
  perm_meta_field_editor: { label: 'Meta-field editor', help: 'Writes meta-field values of what they may change.' },
  perm_view_all_orgs: { label: 'Sees all orgs', help: 'Also those that are neither their own nor in their groups.' },
};

/** What a permission is about, and what it lets one do: `organisation:update` → Organisations: change. */
export const resourceWords: Readonly<Partial<Record<Resource, string>>> = {
  organisation: 'Organisations',
  individual: 'People',
  orgGroup: 'Organisation groups',
  alignment: 'Alignments',
  mailingList: 'Mailing lists',
  sharingGroup: 'Sharing groups',
  sharingGroupBlueprint: 'Blueprints',
  encryptionKey: 'Encryption keys',
  tag: 'Tags',
  enumeration: 'Enumerations',
  metaTemplate: 'Meta-templates',
  metaField: 'Meta-fields',
  audit: 'Audit log',
  history: 'History of records',
  role: 'Roles',
  user: 'Users',
  authKey: 'Auth keys',
  scim: 'SCIM',
  directory: 'Directory',
  instance: 'Instance',
  inbox: 'Inbox',
  outbox: 'Outbox',
  permissionLimitation: 'Permission limitations',
  brood: 'Broods',
};

/** What records of a kind are called: `organisation` → Organisations. */
export const nounLabel = (noun: string): string => resourceWords[noun as Resource] ?? noun;

export const verbWords: Readonly<Record<string, string>> = {
  read: 'see',
  create: 'add',
  update: 'change',
  delete: 'delete',
  write: 'add, change, delete',
  assign: 'put on records',
  manage: 'manage',
  verify: 'verify',
  import: 'import',
  search: 'search',
  provision: 'provision users',
  anonymise: 'forget',
  decide: 'decide',
  send: 'send',
  pull: 'take records',
  enrol: 'attach and detach organisations',
};

/** The words of pieces that several identity pages share. */
export const text = {
  disabled: 'Disabled',
  enabled: 'Enabled',
  never: 'Never',
  expired: 'Expired',
  deleteKey: {
    title: (key: string) => `Delete the auth key ${key}`,
    body: (user: string) =>
      `Programs that use it are refused from now on. It belongs to ${user}. It cannot be brought back.`,
    act: 'Delete auth key',
    done: (key: string) => `Auth key ${key} deleted.`,
  },
  editKey: 'Edit',
  rotateKey: 'Rotate…',
  rotated: 'Rotated',
  rotatedHint: (id: number) => `Key ${id} has taken its place`,
  limits: {
    readOnly: 'Reads only',
    none: 'None',
    networks: (networks: readonly string[]) => `From ${networks.join(', ')}`,
    network: (count: number) => (count === 1 ? '1 network' : `${count} networks`),
    account: 'Own account and status',
  },
  refused: (ip: string) => `It came from ${ip}, where it is not taken`,
  columns: {
    limits: 'Limits',
    key: 'Key',
    user: 'User',
    comment: 'Comment',
    created: 'Created',
    expires: 'Expires',
    lastUsed: 'Last used',
  },
  permissionsLead: 'Which records, is decided by the organisation of the user.',
  everyone: 'Everybody who is signed in',
  because: (sources: readonly string[]) => `Because of: ${sources.join(', ')}`,
  why: 'Because of',
  permission: 'Permits',
  about: 'About',
  allPermissions: 'Show what it does not permit, too',
  notPermitted: 'not permitted',
  gives: (sources: readonly string[]) => `given by ${sources.join(', ')}`,
  from: (ip: string) => `from ${ip}`,
} as const;
