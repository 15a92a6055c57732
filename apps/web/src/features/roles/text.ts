import type { Resource } from '@cerebrate/contract';

/** What a permission is about, and what it lets one do: `organisation:update` → Organisations: change. */
export const resourceWords: Readonly<Partial<Record<Resource, string>>> = {
  organisation: 'Organisations',
  individual: 'People',
  orgGroup: 'Organisation groups',
  tag: 'Tags',
  enumeration: 'Enumerations',
  metaTemplate: 'Meta-templates',
  metaField: 'Meta-fields',
  audit: 'Audit log',
  history: 'History of records',
  role: 'Roles',
  user: 'Users',
  authKey: 'Auth keys',
  directory: 'Directory',
  instance: 'Instance',
};

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
};

/** The words of the role pages. */
export const text = {
  title: 'Roles',
  kind: 'Role',
  lead: 'What a user may do follows from their role.',
  add: 'Add role',
  edit: 'Edit',
  view: 'View',
  remove: 'Delete',
  empty: 'No role matches.',
  emptyAction: 'Show all roles',
  default: 'Default',
  defaultHelp: 'Preselected for new users. At most one role is the default; the former one steps back.',
  yes: 'Yes',
  no: 'No',
  mightier: 'This role holds more than your own: you may look at it but not change it.',
  columns: { name: 'Name', uuid: 'UUID', id: '#', isDefault: 'Default' },
  facts: { flags: 'Flags', uuid: 'UUID', id: 'Number', isDefault: 'Default for new users' },
  permissions: 'What it permits',
  permissionsLead: 'Which records, is decided by the organisation of the user.',
  users: 'Users with this role',
  form: {
    addTitle: 'Add role',
    editTitle: (name: string) => `Edit ${name}`,
    name: 'Name',
    flags: 'Flags',
    notYours: 'More than your own role holds.',
    create: 'Create role',
    save: 'Save changes',
    created: (name: string) => `${name} created.`,
    saved: (name: string) => `${name} saved. It holds from the next request of whoever has it.`,
  },
  deletion: {
    title: (name: string) => `Delete the role ${name}`,
    body: 'A role that somebody has is not deleted.',
    act: 'Delete role',
    done: (name: string) => `${name} deleted.`,
  },
} as const;
