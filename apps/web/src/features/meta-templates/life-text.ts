import type { FieldDifference, UpdateStrategy } from '@cerebrate/contract';

const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);
const many = (n: number, one: string, more: string): string => `${number(n)} ${n === 1 ? one : more}`;
const records = (n: number): string => many(n, 'record', 'records');
const values = (n: number): string => many(n, 'value', 'values');

/** What each way of taking a newer version does (WIRE-CONTRACT §8.2). */
const strategies: Readonly<Record<UpdateStrategy, { readonly label: string; readonly help: string }>> = {
  update_existing: {
    label: 'Update in place',
    help: 'The template becomes the newer version; every value stays with it.',
  },
  create_new: {
    label: 'Put the new version beside the old one',
    help: 'No value moves. Records can be moved one by one or all at once afterwards.',
  },
  keep_both: {
    label: 'Keep both',
    help: 'Records without conflicts move to the new version; the others stay on the old one, which is disabled.',
  },
  delete_all: {
    label: 'Delete what conflicts',
    help: 'Conflicting values are deleted, or rewritten where the new field can, then the template is updated in place.',
  },
};

/** The words of a template's life: editing it, newer versions, moving what is stored. */
export const life = {
  strategies,
  settings: {
    type: 'type',
    multiple: 'several values',
    regex: 'pattern',
    values_list: 'list of values',
    sane_default: 'suggestions',
    link: 'link',
  } as Readonly<Record<string, string>>,
  change: (change: FieldDifference['change'], what: string): string =>
    ({ added: 'new field', removed: 'removed', changed: `changes: ${what}`, moved: 'other place in the order' })[
      change
    ],
  plan: {
    title: (name: string, from: number, to: number) => `Update ${name}: version ${from} → ${to}`,
    lead: (n: number, v: number) => (v === 0 ? 'Nothing is stored in it.' : `${records(n)} hold ${values(v)} of it.`),
    same: 'Nothing stored conflicts with it.',
    conflicts: (n: number) => `${many(n, 'field conflicts', 'fields conflict')} with stored values`,
    fields: 'What differs',
    columns: { field: 'Field', conflict: 'Conflict', affected: 'Records', change: 'Change' },
    affected: (n: number, v: number) => `${records(n)}, ${values(v)}`,
    more: (n: number) => `and ${number(n)} more`,
    how: 'What becomes of the stored values',
    rehearse: 'Rehearse',
    rehearsing: 'Rehearsing…',
    act: 'Update template',
    done: (name: string, version: number) => `${name} is at version ${version}.`,
  },
  report: {
    title: 'This is what would happen',
    inPlace: 'The template becomes the newer version in place.',
    beside: 'The newer version stands beside the old one.',
    deleted: (n: number) => (n === 0 ? 'No value is deleted.' : `${values(n)} would be deleted.`),
    moved: (n: number, v: number) => `${records(n)} with ${values(v)} move.`,
    kept: (n: number, v: number) => `${records(n)} with ${values(v)} stay on the old version.`,
    rewritten: (n: number) => `${values(n)} become other text.`,
    dropped: (n: number) => `${values(n)} are dropped.`,
    losses: 'Values that do not come along as they are',
    columns: { record: 'Record', field: 'Field', value: 'Value', becomes: 'Becomes', reason: 'Why' },
    gone: 'dropped',
    shown: (n: number) => `The first ${number(n)} are shown.`,
  },
  migrate: {
    title: (name: string, version: number) => `Move the values of ${name}, version ${version}`,
    lead: (n: number, to: number | null) =>
      to === null
        ? 'This is the newest version that is loaded; nothing can be moved.'
        : n === 0
          ? 'No record holds values of this version any more; the template can be deleted.'
          : `${records(n)} still hold values of it. Version ${to} is loaded.`,
    force: 'Drop the values that conflict',
    forceHelp: 'Without it, records with conflicts stay on the old version.',
    act: 'Move records',
    forced: 'Move records and drop what conflicts',
    confirm: (n: number) => `Move all records and drop ${values(n)}`,
    confirmBody: 'The dropped values are listed with the move and in the history of each record.',
    columns: { name: 'Record', values: 'Values', conflicts: 'Conflicts' },
    one: (to: number) => `Migrate to version ${to}`,
    none: 'none',
    empty: 'No record holds values of this version.',
    running: (to: number) => `Moving to version ${to}`,
    stop: 'Stop',
    past: 'Earlier moves',
    states: { planned: 'planned', running: 'under way', done: 'done', failed: 'failed', stopped: 'stopped' } as const,
    by: (name: string) => `by ${name}`,
    done: (n: number, v: number) => `${records(n)} moved, ${values(v)}.`,
  },
  record: {
    title: (name: string, template: string) => `${name}: ${template}`,
    lead: (from: number, to: number) => `From version ${from} to version ${to}`,
    old: (version: number) => `Stored, version ${version}`,
    fresh: (version: number) => `Version ${version}`,
    drop: 'Let go of the values that are in none of the fields',
    act: 'Migrate record',
    done: (moved: number, dropped: number) =>
      `${values(moved)} moved${dropped > 0 ? `, ${number(dropped)} dropped` : ''}.`,
  },
  editor: {
    add: 'Add meta-template',
    edit: 'Edit',
    editTitle: (name: string) => `Edit ${name}`,
    copy: 'Copy and change',
    copyTitle: (name: string) => `Copy ${name}`,
    copyOf: (name: string) => `${name} (copy)`,
    lead: 'Fields are shown on forms in this order. Other Cerebrate nodes read the same template.',
    inUse: (version: number, n: number) =>
      `${values(n)} are stored under version ${version}; the change becomes a newer version.`,
    shipped: 'Shipped templates are copied, not changed.',
    submit: 'Save template',
    name: 'Name',
    namespace: 'Namespace',
    namespaceHelp: 'Who defines it: a short word, the same for all your templates.',
    scope: 'For',
    version: 'Version',
    source: 'Source',
    sourceHelp: 'Where the definition comes from: an address or a name.',
    description: 'Description',
    uuid: 'UUID',
    uuidHelp: 'Nodes recognise the template by it.',
    fields: 'Fields',
    addField: 'Add a field',
    settings: (name: string) => `Settings of ${name}`,
    removeField: (name: string) => `Remove ${name}`,
    duplicateField: (name: string) => `Duplicate ${name}`,
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    handle: (name: string) => `Move ${name}: drag it, or press the arrow keys up and down`,
    movedTo: (name: string, at: number, of: number) => `${name} is field ${at} of ${of} now`,
    unnamed: (n: number) => `field ${n}`,
    fieldName: 'Field name',
    type: 'Type',
    multiple: 'Takes several values',
    regex: 'Pattern',
    regexHelp: 'Must match the whole value. Matched in linear time: no look-around and no back-references.',
    valuesList: 'List of values',
    valuesListHelp: 'The only values taken.',
    defaults: 'Suggestions',
    defaultsHelp: 'Offered while typing; other values are taken too.',
    link: 'Link',
    linkHelp: 'Values become links: {value} is replaced by the value.',
    onePerLine: 'One per line.',
    tester: 'Try a value',
    takes: (stored: string) => `is taken, stored as ${stored}`,
    refuses: (why: string) => why,
    preview: 'Preview of the form',
    previewEmpty: 'Give a field a name to see the form.',
    saved: (name: string, version: number) => `${name}, version ${version}, saved.`,
    example: (text: string) => `for example ${text}`,
  },
  all: {
    title: 'Load and update all',
    lead: 'New templates are loaded, disabled. Templates nothing conflicts with are updated in place; the others are left as they are.',
    columns: { name: 'Template', version: 'Version', what: 'What happens', result: 'Result' },
    what: {
      load: 'is loaded',
      update: 'is updated in place',
      conflict: 'stays: stored values conflict',
      nothing: 'is up to date',
    },
    outcomes: { loaded: 'loaded', updated: 'updated', unchanged: 'unchanged', refused: 'refused' } as const,
    act: 'Load and update',
    decide: 'Decide',
  },
  outdated: (to: number) =>
    `A newer version of this template is loaded.`.replace('newer version', `newer version, ${to},`),
} as const;
