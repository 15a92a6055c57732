import * as z from 'zod';
import { endpoint } from './endpoint.js';
import { MetaTemplateDefinition, MetaTemplateScope } from './fields/index.js';
import { defineList, listQuery, listReply } from './list.js';
import { History, HistoryQuery } from './platform/history.js';
import { Done, Id, RefParams, Time, Uuid } from './shapes.js';

/** One field of a template as forms, columns and filters need it. */
export const TemplateField = z
  .strictObject({
    id: Id,
    field: z.string(),
    /** The declared type, also on the wire. */
    type: z.string(),
    /** What the values mean whatever the declared type: a field type, `network` or `country`. */
    meaning: z.string(),
    multiple: z.boolean(),
    regex: z.string().nullable(),
    /** Suggestions; other values are taken too. */
    saneDefault: z.array(z.string()),
    /** The only values taken; empty when any is. */
    valuesList: z.array(z.string()),
    /** Link pattern, see `metaFieldLink`. */
    link: z.string().nullable(),
    position: z.int(),
  })
  .meta({ id: 'TemplateField' });
export type TemplateField = z.infer<typeof TemplateField>;

const templateColumns = {
  id: Id,
  uuid: Uuid,
  templateVersion: z.int(),
  scope: MetaTemplateScope,
  name: z.string(),
  namespace: z.string(),
  description: z.string(),
  source: z.string().nullable(),
  enabled: z.boolean(),
  isDefault: z.boolean(),
  created: Time,
  modified: Time,
  version: z.int(),
};

/** A field as the caller is offered it: those they do not see are left out (issue #202). */
export const FormField = z
  .strictObject({
    ...TemplateField.shape,
    /** Whether the caller changes its values on records that are theirs to change. */
    mayWrite: z.boolean(),
  })
  .meta({ id: 'FormField' });
export type FormField = z.infer<typeof FormField>;

/** An enabled template with its fields: what forms, tabs, columns and filters of one kind of record offer. */
export const FormTemplate = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    templateVersion: z.int(),
    name: z.string(),
    namespace: z.string(),
    description: z.string(),
    isDefault: z.boolean(),
    fields: z.array(FormField),
  })
  .meta({ id: 'FormTemplate' });
export type FormTemplate = z.infer<typeof FormTemplate>;

/** Why a field stands in the way of an update in place (WIRE-CONTRACT §8.2, and the type, which the original ignored). */
export const UpdateConflict = z
  .strictObject({
    field: z.string(),
    kind: z.enum(['removed', 'single', 'type', 'rule']),
    message: z.string(),
    /** How many records hold such values. */
    records: z.int(),
  })
  .meta({ id: 'UpdateConflict' });
export type UpdateConflict = z.infer<typeof UpdateConflict>;

/** The newer version this program ships, or null; without conflicts it can be taken in place. */
export const TemplateUpdate = z
  .strictObject({ toVersion: z.int(), conflicts: z.array(UpdateConflict) })
  .meta({ id: 'TemplateUpdate' });
export type TemplateUpdate = z.infer<typeof TemplateUpdate>;

/** A loaded template in the list. */
export const MetaTemplate = z
  .strictObject({
    ...templateColumns,
    fieldCount: z.int(),
    /** Number of values stored in its fields; null for callers who do not manage templates. */
    valueCount: z.int().nullable(),
    /** Whether no other loaded template of that uuid has a higher version. */
    isNewest: z.boolean(),
    /** The loaded template of that uuid with the highest version, when it is another one: where values can be moved. */
    newest: z.strictObject({ id: Id, templateVersion: z.int() }).nullable(),
    /** Shipped with this program; such templates are copied, not edited. */
    isShipped: z.boolean(),
    update: TemplateUpdate.nullable(),
  })
  .meta({ id: 'MetaTemplate' });
export type MetaTemplate = z.infer<typeof MetaTemplate>;

/** A field of a template with how much it is used; null for callers who do not manage templates. */
export const UsedTemplateField = z
  .strictObject({ ...TemplateField.shape, valueCount: z.int().nullable(), recordCount: z.int().nullable() })
  .meta({ id: 'UsedTemplateField' });
export type UsedTemplateField = z.infer<typeof UsedTemplateField>;

/** One template with its fields in order. */
export const MetaTemplateRecord = z
  .strictObject({ ...MetaTemplate.shape, fields: z.array(UsedTemplateField) })
  .meta({ id: 'MetaTemplateRecord' });
export type MetaTemplateRecord = z.infer<typeof MetaTemplateRecord>;

/** A shipped template that is not loaded yet. */
export const AvailableTemplate = z
  .strictObject({
    uuid: Uuid,
    templateVersion: z.int(),
    scope: MetaTemplateScope,
    name: z.string(),
    namespace: z.string(),
    description: z.string(),
    source: z.string(),
    fieldCount: z.int(),
  })
  .meta({ id: 'AvailableTemplate' });
export type AvailableTemplate = z.infer<typeof AvailableTemplate>;

/** What became of one shipped template. */
export const TemplateOutcome = z
  .strictObject({
    uuid: Uuid,
    name: z.string(),
    outcome: z.enum(['loaded', 'updated', 'unchanged', 'refused']),
    /** The row, when there is one. */
    id: Id.nullable(),
    /** Why it was refused. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'TemplateOutcome' });
export type TemplateOutcome = z.infer<typeof TemplateOutcome>;

export const MetaTemplateChanges = z
  .strictObject({
    enabled: z.boolean().optional(),
    /** True takes the mark from the other templates of that scope. */
    isDefault: z.boolean().optional(),
  })
  .meta({ id: 'MetaTemplateChanges' });
export type MetaTemplateChanges = z.infer<typeof MetaTemplateChanges>;

/** A name the node has seen (FEATURES MT-14). */
export const TemplateName = z
  .strictObject({
    id: Id,
    uuid: Uuid,
    templateVersion: z.string(),
    name: z.string(),
    namespace: z.string(),
    /** The loaded template of that uuid and version. */
    templateId: Id.nullable(),
    enabled: z.boolean().nullable(),
    /** Values stored under that name, also of templates that are not loaded; null for callers who do not manage templates. */
    valueCount: z.int().nullable(),
  })
  .meta({ id: 'TemplateName' });
export type TemplateName = z.infer<typeof TemplateName>;

export const MetaTemplateList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    namespace: { kind: 'choice', label: 'Namespace', sort: true },
    scope: { kind: 'choice', label: 'Scope', sort: true, search: 'contains' },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    templateVersion: { kind: 'integer', label: 'Version', sort: true },
    enabled: { kind: 'boolean', label: 'Enabled', sort: true },
    isDefault: { kind: 'boolean', label: 'Default', sort: true },
    isNewest: { kind: 'boolean', label: 'Newest version' },
    modified: { kind: 'time', label: 'Last change', sort: true },
  },
  defaultSort: 'name',
});

export const TemplateNameList = defineList({
  fields: {
    name: { kind: 'text', label: 'Name', sort: true, search: 'contains' },
    namespace: { kind: 'choice', label: 'Namespace', sort: true },
    uuid: { kind: 'uuid', label: 'UUID', search: 'exact' },
    templateVersion: { kind: 'choice', label: 'Version', sort: true, search: 'exact' },
    loaded: { kind: 'boolean', label: 'Loaded' },
  },
  defaultSort: 'name',
});

const topic = 'Meta-templates';
const manage = { allow: 'metaTemplate:manage', topic } as const;
const read = { allow: 'metaTemplate:read', topic } as const;

/** Our API for meta-templates (FEATURES MT-01…19). Who may manage them sees all, others the enabled ones. */
export const metaTemplates = {
  list: endpoint('GET /meta-templates', {
    ...read,
    summary: 'Lists the loaded meta-templates',
    query: listQuery(MetaTemplateList),
    reply: listReply(MetaTemplate),
  }),
  forms: endpoint('GET /meta-templates/forms/:scope', {
    ...read,
    summary: 'The enabled meta-templates of one kind of record with the fields the caller sees, the default one first',
    params: z.strictObject({ scope: MetaTemplateScope }),
    reply: z.array(FormTemplate),
  }),
  available: endpoint('GET /meta-templates/available', {
    ...manage,
    summary: 'Meta-templates this program ships that are not loaded',
    reply: z.array(AvailableTemplate),
  }),
  names: endpoint('GET /meta-templates/names', {
    ...read,
    summary: 'Every meta-template name, uuid and version this node has seen',
    query: listQuery(TemplateNameList),
    reply: listReply(TemplateName),
  }),
  get: endpoint('GET /meta-templates/:ref', {
    ...read,
    summary: 'One meta-template with its fields and their use; a uuid gives its newest version',
    params: RefParams,
    reply: MetaTemplateRecord,
  }),
  history: endpoint('GET /meta-templates/:ref/history', {
    allow: 'history:read',
    topic,
    summary: 'Who changed the meta-template, newest first',
    params: RefParams,
    query: HistoryQuery,
    reply: History,
  }),
  definition: endpoint('GET /meta-templates/:ref/definition', {
    ...read,
    summary: 'The meta-template as a file that every Cerebrate reads',
    params: RefParams,
    reply: MetaTemplateDefinition,
  }),
  load: endpoint('POST /meta-templates/load', {
    ...manage,
    summary: 'Loads one shipped meta-template, or all that are new',
    body: z.strictObject({ uuid: Uuid.optional() }),
    reply: z.array(TemplateOutcome),
  }),
  importDefinition: endpoint('POST /meta-templates/import', {
    ...manage,
    summary: 'Adds a meta-template from its file',
    body: MetaTemplateDefinition,
    reply: MetaTemplateRecord,
    status: 201,
  }),
  updateAll: endpoint('POST /meta-templates/update', {
    ...manage,
    summary: 'Loads every new shipped meta-template and takes every newer version that has no conflict',
    reply: z.array(TemplateOutcome),
  }),
  change: endpoint('PATCH /meta-templates/:ref', {
    ...manage,
    summary: 'Enables, disables or makes a meta-template the default of its scope',
    params: RefParams,
    body: MetaTemplateChanges,
    reply: MetaTemplateRecord,
  }),
  remove: endpoint('DELETE /meta-templates/:ref', {
    ...manage,
    summary: 'Deletes a meta-template that holds no values',
    params: RefParams,
    reply: Done,
  }),
};
