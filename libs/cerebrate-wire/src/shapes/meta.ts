import * as z from 'zod';
import { wireTime } from '../time.js';
import { phpMapOf, WireId, WireTimeText, WireUuid } from './scalars.js';

/** A meta-field row without the names of its template, as `searchAll` and the complex form have it (contract 3.11). */
export const RawMetaField = z.strictObject({
  id: WireId,
  scope: z.string(),
  parent_id: WireId,
  field: z.string(),
  value: z.string(),
  uuid: WireUuid,
  meta_template_id: WireId,
  meta_template_field_id: WireId,
  is_default: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
  meta_template_directory_id: WireId,
});
export type RawMetaField = z.infer<typeof RawMetaField>;

const portable = {
  template_uuid: WireUuid,
  template_version: z.string(),
  template_name: z.string(),
  template_namespace: z.string(),
};

/** A meta-field nested in a record; the `template_…` members are the only reference that holds on another node. */
export const MetaField = z.strictObject({ ...RawMetaField.shape, ...portable });
export type MetaField = z.infer<typeof MetaField>;

/** A meta-field in the reply of the add or edit that made it: `is_default` is not there yet (recording 072). */
export const NewMetaField = z.strictObject({ ...MetaField.shape, is_default: z.boolean().optional() });

const templateFieldColumns = {
  id: WireId,
  field: z.string(),
  type: z.string(),
  meta_template_id: WireId,
  regex: z.string().nullable(),
  multiple: z.boolean().nullable(),
  enabled: z.boolean().nullable(),
  counter: z.int().nonnegative(),
  sane_default: z.array(z.string()).nullable(),
  values_list: z.array(z.string()).nullable(),
  link: z.string().nullable(),
};
const FormOptions = z.union([
  z.tuple([]),
  z.strictObject({ options: z.record(z.string(), z.string()), default: z.string().optional() }),
]);
const computed = {
  index_type: z.enum(['text', 'boolean', 'datetime']),
  form_type: z.enum(['text', 'checkbox', 'dropdown']),
  form_options: FormOptions,
};

export const MetaTemplateField = z.strictObject({ ...templateFieldColumns, ...computed });
export type MetaTemplateField = z.infer<typeof MetaTemplateField>;

/** A template without its fields: toggles, the name directory, `full=1`. */
export const MetaTemplateRow = z.strictObject({
  id: WireId,
  scope: z.enum(['organisation', 'individual', 'user']),
  name: z.string(),
  namespace: z.string(),
  description: z.string().nullable(),
  version: z.string(),
  uuid: WireUuid,
  source: z.string().nullable(),
  enabled: z.boolean().nullable(),
  is_default: z.boolean(),
  created: WireTimeText,
  modified: WireTimeText,
  meta_template_directory_id: WireId,
});
export type MetaTemplateRow = z.infer<typeof MetaTemplateRow>;

export const UpdateStatus = z.strictObject({
  'up-to-date': z.boolean(),
  'automatically-updateable': z.boolean(),
  'is-new': z.boolean(),
  'has-conflict': z.boolean(),
  'to-existing': z.boolean(),
  'can-be-removed': z.boolean(),
});
export type UpdateStatus = z.infer<typeof UpdateStatus>;

export const MetaTemplate = z.strictObject({
  ...MetaTemplateRow.shape,
  meta_template_fields: z.array(MetaTemplateField),
  updateStatus: UpdateStatus.optional(),
});
export type MetaTemplate = z.infer<typeof MetaTemplate>;

/** A meta-field under `full=1` (recording 089). */
export const FullMetaField = z.strictObject({
  ...MetaField.shape,
  meta_template_field: z.strictObject({ ...templateFieldColumns, meta_template: MetaTemplateRow, ...computed }),
});
export type FullMetaField = z.infer<typeof FullMetaField>;

/** `MetaTemplates` under `includeMetatemplate=1`: by template id, fields by field id, values by meta-field id. */
export const MetaTemplatesById = phpMapOf(
  z.strictObject({
    ...MetaTemplateRow.shape,
    meta_template_fields: phpMapOf(
      z.strictObject({ ...MetaTemplateField.shape, metaFields: phpMapOf(RawMetaField).optional() }),
    ),
    hasNewerVersion: MetaTemplateRow.optional(),
  }),
);
export type MetaTemplatesById = z.infer<typeof MetaTemplatesById>;

/** `meta_fields` under `includeFullMetaFields=1`. */
export const MetaFieldsByName = phpMapOf(z.record(z.string(), z.union([z.string(), z.array(z.string())])));
export type MetaFieldsByName = z.infer<typeof MetaFieldsByName>;

export const MetaTemplateName = z.strictObject({
  id: WireId,
  name: z.string(),
  namespace: z.string(),
  version: z.string(),
  uuid: WireUuid,
  meta_template: MetaTemplateRow.nullable(),
});
export type MetaTemplateName = z.infer<typeof MetaTemplateName>;

/** Reply of the loading and updating actions (contract 8.2). */
export const TemplateUpdate = z.strictObject({
  update_errors: z.array(z.unknown()),
  files_processed: z.array(WireUuid),
  success: z.boolean(),
});
export type TemplateUpdate = z.infer<typeof TemplateUpdate>;

/** Reply of `migrateMetafieldsToNewestTemplate` (contract 8.2): records moved, and records left on the old version. */
export const MetaTemplateMigration = z.strictObject({
  success: z.boolean(),
  migrated_count: z.int(),
  conflicting_entities: z.int(),
  migration_errors: z.int(),
});
export type MetaTemplateMigration = z.infer<typeof MetaTemplateMigration>;

/** What a meta-field is made from: our row, its template's names joined. */
export interface MetaFieldRow {
  readonly id: number;
  readonly scope: string;
  readonly parent_id: number;
  readonly field: string;
  readonly value: string;
  readonly uuid: string;
  readonly meta_template_id: number;
  readonly meta_template_field_id: number;
  readonly is_default: boolean;
  readonly created: Date;
  readonly modified: Date;
  readonly meta_template_directory_id: number;
  readonly template_uuid: string;
  readonly template_version: string | number;
  readonly template_name: string;
  readonly template_namespace: string;
}

/** The version is text on the wire, whatever it is inside (contract 3.11). */
export function metaFieldToWire(row: MetaFieldRow): MetaField {
  return {
    ...row,
    created: wireTime(row.created),
    modified: wireTime(row.modified),
    template_version: String(row.template_version),
  };
}

/** What a template field is made from; lists may be null. */
export type MetaTemplateFieldColumns = Omit<MetaTemplateField, keyof typeof computed>;

/** Adds the three computed members (contract 3.11). */
export function metaTemplateFieldToWire(row: MetaTemplateFieldColumns): MetaTemplateField {
  const choices = [...(row.sane_default ?? []), ...(row.values_list ?? [])];
  const index_type = row.type === 'boolean' ? 'boolean' : row.type === 'date' ? 'datetime' : 'text';
  const form_type = choices.length > 0 ? 'dropdown' : row.type === 'boolean' ? 'checkbox' : 'text';
  const form_options: [] | { options: Record<string, string> } =
    choices.length > 0 ? { options: Object.fromEntries(choices.map((choice) => [choice, choice])) } : [];
  return { ...row, index_type, form_type, form_options };
}
