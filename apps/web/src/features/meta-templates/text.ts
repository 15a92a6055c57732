import type { MetaTemplateScope } from '@cerebrate/contract';

const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);
const many = (n: number, one: string, more: string): string => `${number(n)} ${n === 1 ? one : more}`;

/** Whose records a template extends, as people know them. */
export const scopes: Readonly<Record<MetaTemplateScope, string>> = {
  organisation: 'Organisations',
  individual: 'People',
  user: 'Users',
};

/** The words of the meta-template pages. */
export const text = {
  title: 'Meta-templates',
  kind: 'Meta-template',
  lead: 'Sets of extra fields for organisations, people and users. Forms and lists offer the enabled ones.',
  empty: 'No meta-templates are loaded.',
  emptyForReaders: 'No meta-template is enabled.',
  view: 'View',
  remove: 'Delete',
  enable: 'Enable',
  disable: 'Disable',
  enabled: 'Enabled',
  disabled: 'Disabled',
  default: 'Default',
  makeDefault: 'Make it the default',
  noDefault: 'No longer the default',
  updateOne: (version: number) => `Update to version ${version}`,
  updateAll: 'Load and update all',
  import: 'Import from a file',
  export: 'Export as a file',
  names: 'Name directory',
  presets: { newest: 'Newest versions', all: 'All versions', enabled: 'Enabled' },
  version: (version: number | string) => `Version ${version}`,
  columns: {
    id: '#',
    enabled: 'Enabled',
    isDefault: 'Default',
    scope: 'For',
    name: 'Name',
    namespace: 'Namespace',
    version: 'Version',
    uuid: 'UUID',
    fields: 'Fields',
    values: 'Values',
    modified: 'Last change',
  },
  facts: {
    scope: 'For',
    namespace: 'Namespace',
    version: 'Version',
    source: 'Source',
    uuid: 'UUID',
    id: 'Number',
    created: 'Loaded',
    modified: 'Last change',
    description: 'Description',
    values: 'Values stored',
  },
  fields: 'Fields',
  field: {
    name: 'Field',
    type: 'Type',
    meaning: 'Found as',
    multiple: 'Several',
    defaults: 'Suggestions',
    values: 'List',
    regex: 'Pattern',
    link: 'Link',
    use: 'Use',
    yes: 'Yes',
    no: 'No',
    uses: (records: number, values: number) =>
      records === 0 ? 'not used' : `${many(records, 'record', 'records')}, ${many(values, 'value', 'values')}`,
    showUses: (field: string) => `Show what has ${field}`,
  },
  switched: (name: string, on: boolean) =>
    on ? `${name} enabled.` : `${name} disabled. Its values stay and are still served.`,
  defaultSet: (name: string) => `${name} is the default now.`,
  defaultTaken: (name: string) => `${name} is no longer the default.`,
  confirmDefault: {
    title: (name: string, scope: string) => `Make ${name} the default for ${scope.toLowerCase()}`,
    body: (former: string) => `${former} is the default now and will no longer be.`,
    act: 'Make it the default',
  },
  available: {
    title: (n: number) => `${many(n, 'template is', 'templates are')} shipped with this program and not loaded:`,
    loadAll: 'Load all',
    load: (name: string) => `Load ${name}`,
    loaded: (names: string) => `${names} loaded, disabled.`,
  },
  update: {
    title: (version: number) => `Version ${version} is shipped with this program.`,
    safe: 'Nothing stored conflicts with it: values, identity and switches stay.',
    conflicts: 'Stored values stand in its way. Correct or remove them first:',
    conflict: (field: string, message: string, records: number) =>
      `${field}: ${message} (${many(records, 'record', 'records')})`,
    badge: (version: number) => `Version ${version} available`,
    blocked: (version: number) => `Version ${version}: conflicts`,
    done: (name: string, version: number) => `${name} is at version ${version}.`,
    confirm: {
      title: (name: string, version: number) => `Update ${name} to version ${version}`,
      act: 'Update template',
    },
    outcomes: (loaded: number, updated: number, refused: number) =>
      [
        loaded ? `${number(loaded)} loaded` : '',
        updated ? `${number(updated)} updated` : '',
        refused ? `${number(refused)} refused` : '',
      ]
        .filter((one) => one !== '')
        .join(', ') || 'Everything is up to date',
  },
  deletion: {
    title: (name: string, version: number) => `Delete ${name}, version ${version}`,
    body: 'Only a template without values is deleted. Its name stays in the directory.',
    act: 'Delete template',
    done: (name: string) => `${name} deleted.`,
    holds: (n: number) => `Holds ${many(n, 'value', 'values')}; disable it instead, or remove them first.`,
  },
  importForm: {
    title: 'Import a meta-template',
    lead: 'A JSON file as Cerebrate nodes exchange them. The template is added disabled.',
    file: 'File',
    json: 'Content',
    jsonHelp: 'Choose or drop a file, or paste its content here.',
    notJson: (why: string) => `is no JSON: ${why}`,
    act: 'Import template',
    done: (name: string) => `${name} imported, disabled.`,
    preview: (name: string, version: number, fields: number) =>
      `${name}, version ${version}, ${many(fields, 'field', 'fields')}`,
    unreadable: 'The file could not be read.',
  },
  directory: {
    title: 'Template names',
    lead: 'Every template this node has seen, also those that only peers have: values keep their origin by these names.',
    empty: 'No names yet.',
    columns: {
      id: '#',
      name: 'Name',
      namespace: 'Namespace',
      uuid: 'UUID',
      version: 'Version',
      loaded: 'Template',
      values: 'Values',
    },
    notLoaded: 'Not loaded',
  },
} as const;
