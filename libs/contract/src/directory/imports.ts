import * as z from 'zod';
import { endpoint } from '../endpoint.js';
import { defineList, listQuery, listReply } from '../list.js';
import { Actor, FieldChange } from '../platform/history.js';
import { Done, Id, line, RefParams, Time, Uuid } from '../shapes.js';
import { ImportMapping, ImportMappingEntry, ImportMatch, ImportOptions, ImportReading } from './import-settings.js';

/** Where an import stands: being prepared, rehearsed, rehearsed whole, written, and how it ended. */
export const importStates = ['draft', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed'] as const;
export const ImportState = z.enum(importStates);
export type ImportState = z.infer<typeof ImportState>;

/** What became of one record of the source. */
export const importOutcomes = ['create', 'update', 'unchanged', 'refused'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

const Counts = z.strictObject({ create: z.int(), update: z.int(), unchanged: z.int(), refused: z.int() });

/** An import with its progress. Counts belong to the last check or run. */
export const Import = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    name: z.string(),
    state: ImportState,
    /** Who uploaded it, or started it last: its changes stand under that name. */
    user: Actor,
    size: z.int(),
    reading: ImportReading.nullable(),
    preset: z.string().nullable(),
    mapping: z.array(ImportMappingEntry),
    match: z.string().nullable(),
    options: ImportOptions,
    /** What a person should know before starting, for example columns that are left out. */
    warnings: z.array(z.string()),
    counts: Counts,
    /** Records gone through, and how many there are when that is known. */
    rows: z.int(),
    totalRows: z.int().nullable(),
    /** Bytes of the file gone through. */
    readBytes: z.int(),
    /** Records a second, while at work. */
    rate: z.number().nullable(),
    secondsLeft: z.int().nullable(),
    /** Whether the counts are a rehearsal's: nothing was written. */
    rehearsed: z.boolean(),
    /** Why the whole file could not be taken. */
    fault: z.string().nullable(),
    created: Time,
    modified: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;

/** One column or JSON path of the source with values of the first records. */
export const ImportColumn = z.strictObject({ path: z.string(), samples: z.array(z.string()), filled: z.int() });
export type ImportColumn = z.infer<typeof ImportColumn>;

/** What was found in the first records of the file, and how it could be mapped. */
export const ImportColumns = z
  .strictObject({
    reading: ImportReading,
    columns: z.array(ImportColumn),
    /** Records looked at. */
    looked: z.int(),
    preset: z.string().nullable(),
    mapping: z.array(ImportMappingEntry),
    match: z.string().nullable(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ImportColumns' });
export type ImportColumns = z.infer<typeof ImportColumns>;

/** A source that is known: what its columns mean. */
export const ImportPreset = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    /** What the file is and where it comes from. */
    description: z.string(),
    reading: ImportReading.nullable(),
    mapping: z.array(ImportMappingEntry),
    match: z.string().nullable(),
  })
  .meta({ id: 'ImportPreset' });
export type ImportPreset = z.infer<typeof ImportPreset>;

/** Something that can be filled. */
export const ImportTargetChoice = z.strictObject({
  target: z.string(),
  label: z.string(),
  group: z.string(),
  /** What its values are: a field type, or `text`. */
  type: z.string(),
  multiple: z.boolean(),
});
export type ImportTargetChoice = z.infer<typeof ImportTargetChoice>;

/** A record as the mapping understands it, for a look before anything is done. */
export const ImportSample = z.strictObject({
  row: z.int(),
  values: z.record(z.string(), z.array(z.string())),
  /** Why it would be refused, as far as can be told without the directory. */
  fault: z.string().nullable(),
});
export type ImportSample = z.infer<typeof ImportSample>;

/** What became of one record. `row` counts records from 1; `changes` shows long lists by what joined and what left. */
export const ImportRow = z
  .strictObject({
    row: z.int(),
    outcome: z.enum(importOutcomes),
    /** The organisation; null when it was refused, or would be created by a run. */
    entityId: Id.nullable(),
    title: z.string().nullable(),
    reason: z.string().nullable(),
    changes: z.array(FieldChange),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.infer<typeof ImportRow>;

export const ImportRowList = defineList({
  fields: {
    row: { kind: 'integer', label: 'Row', sort: true },
    outcome: { kind: 'choice', label: 'Outcome' },
    title: { kind: 'text', label: 'Organisation' },
    reason: { kind: 'text', label: 'Reason' },
  },
  defaultSort: 'row',
  quick: false,
});

export const ImportList = defineList({
  fields: {
    name: { kind: 'text', label: 'File', sort: true, search: 'contains' },
    state: { kind: 'choice', label: 'State', sort: true },
    created: { kind: 'time', label: 'Uploaded', sort: true },
  },
  defaultSort: '-created',
});

/** What may be set before a check or a run; a preset or an original configuration sets the rest, what is given beside it wins. */
export const ImportSettings = z
  .strictObject({
    name: line(255, 1).optional(),
    reading: ImportReading.optional(),
    preset: z.string().max(40).optional(),
    /** An importer configuration file of the original program. */
    configuration: z.json().optional(),
    mapping: ImportMapping.optional(),
    match: ImportMatch.optional(),
    options: ImportOptions.optional(),
  })
  .meta({ id: 'ImportSettings' });
export type ImportSettings = z.infer<typeof ImportSettings>;

/** Longest text that can be pasted; a file may have 512 MB. */
const longestPaste = 2_000_000;

const NewImport = z.strictObject({ name: line(255, 1), text: z.string().min(1, 'is empty').max(longestPaste) });

const topic = 'Imports';
const common = { topic, allow: 'directory:import' } as const;
const one = { ...common, params: RefParams } as const;

/** Our API for importing organisations (FEATURES CLI-01). */
export const imports = {
  list: endpoint('GET /imports', {
    ...common,
    summary: 'Lists imports, the caller’s own or, for community administrators, all',
    query: listQuery(ImportList),
    reply: listReply(Import),
  }),
  presets: endpoint('GET /imports/presets', {
    ...common,
    summary: 'Known sources and how they are mapped',
    reply: z.array(ImportPreset),
  }),
  targets: endpoint('GET /imports/targets', {
    ...common,
    summary: 'Everything an import can fill',
    reply: z.array(ImportTargetChoice),
  }),
  upload: endpoint('POST /imports/upload', {
    ...common,
    summary: 'Uploads a file as multipart/form-data, field `file`',
    reply: Import,
    status: 201,
  }),
  paste: endpoint('POST /imports', {
    ...common,
    summary: 'Takes text instead of a file',
    body: NewImport,
    reply: Import,
    status: 201,
  }),
  get: endpoint('GET /imports/:ref', { ...one, summary: 'One import with its progress', reply: Import }),
  columns: endpoint('GET /imports/:ref/columns', {
    ...one,
    summary: 'Columns, sample values and a guessed mapping',
    reply: ImportColumns,
  }),
  sample: endpoint('GET /imports/:ref/sample', {
    ...one,
    summary: 'The first five records as the mapping understands them',
    reply: z.array(ImportSample),
  }),
  update: endpoint('PATCH /imports/:ref', {
    ...one,
    summary: 'Sets how the file is read, mapped and matched',
    body: ImportSettings,
    reply: Import,
  }),
  check: endpoint('POST /imports/:ref/check', {
    ...one,
    summary: 'Rehearses the whole import; nothing is written',
    reply: Import,
  }),
  run: endpoint('POST /imports/:ref/run', {
    ...one,
    summary: 'Imports, or goes on with an import that was cancelled or failed',
    reply: Import,
  }),
  cancel: endpoint('POST /imports/:ref/cancel', {
    ...one,
    summary: 'Stops a check or a run; what was imported stays',
    reply: Import,
  }),
  rows: endpoint('GET /imports/:ref/rows', {
    ...one,
    summary: 'What became of each record',
    query: listQuery(ImportRowList),
    reply: listReply(ImportRow),
  }),
  rowsCsv: endpoint('GET /imports/:ref/rows.csv', {
    ...one,
    summary: 'The same as CSV, unpaged',
    query: listQuery(ImportRowList),
    reply: z.string(),
    produces: 'text/csv',
  }),
  remove: endpoint('DELETE /imports/:ref', {
    ...one,
    summary: 'Removes an import with its file and report; organisations stay',
    reply: Done,
  }),
};
