import {
  type FieldRule,
  isFieldTypeId,
  semanticTypeOf,
  type TypedColumns,
  typedColumnsOf,
  validateFieldValue,
} from '@cerebrate/contract';
import {
  EnumerationCollectionEntity,
  EnumerationEntity,
  MetaFieldEntity,
  MetaTemplateDirectoryEntity,
  MetaTemplateEntity,
  MetaTemplateFieldEntity,
  TagEntity,
} from '../../../fields/index.js';
import { sql, type Work } from '../../../kernel/index.js';
import type { Fields } from '../fields.js';
import { Joined, type Pass, type Step, step } from '../pass.js';

const scopes = ['organisation', 'individual', 'user'] as const;
/** Where the values of each scope belong, there and here. */
const owners = {
  organisation: { table: 'organisations', column: 'organisationId' },
  individual: { table: 'individuals', column: 'individualId' },
  user: { table: 'users', column: 'userId' },
} as const;

const scopeOf = (fields: Fields) => scopes.find((one) => one === fields.text('scope'));

const directory = step<MetaTemplateDirectoryEntity>({
  table: 'meta_template_name_directory',
  sharesUuids: true,
  target: 'meta_template_directory',
  entity: MetaTemplateDirectoryEntity,
  take: (fields, pass) => {
    const { ownUuid: uuid } = fields;
    if (!uuid) return pass.refuse(fields, 'has no uuid');
    return { uuid, templateVersion: fields.line('version', 20) ?? '1', ...namesOf(fields) };
  },
});

const namesOf = (fields: Fields) => ({
  name: fields.line('name') ?? '',
  namespace: fields.line('namespace') ?? '',
});

const templates = step<MetaTemplateEntity>({
  table: 'meta_templates',
  sharesUuids: true,
  target: 'meta_templates',
  entity: MetaTemplateEntity,
  take: async (fields, pass, work) => {
    const scope = scopeOf(fields);
    const uuid = fields.ownUuid;
    const templateVersion = fields.integer('version');
    if (!scope) return pass.refuse(fields, `is for '${fields.text('scope')}', which has no fields here`);
    if (!uuid) return pass.refuse(fields, 'has no uuid');
    if (templateVersion === null || templateVersion < 1)
      return pass.refuse(fields, `has the version '${fields.text('version')}', which is no whole number`);
    const versions = pass.memory('versions of templates');
    const first = versions.get(`${uuid}/${templateVersion}`) ?? fields.id;
    if (first !== fields.id) {
      pass.remark(fields, `is one with meta-template ${first}, which is the same version of it`);
      return new Joined(first);
    }
    versions.set(`${uuid}/${templateVersion}`, fields.id);
    const isDefault = fields.flag('is_default');
    const defaults = pass.memory('default templates');
    const isFirst = isDefault && (defaults.get(scope) ?? fields.id) === fields.id;
    if (isFirst) defaults.set(scope, fields.id);
    else if (isDefault) pass.remark(fields, 'is not the default any more: there can be one only for each scope');
    return {
      uuid,
      templateVersion,
      scope,
      ...namesOf(fields),
      description: fields.text('description'),
      source: fields.line('source'),
      enabled: fields.flag('enabled'),
      isDefault: isFirst,
      directoryId: await directoryEntry(work, uuid, String(templateVersion), fields),
      ...fields.moments,
    };
  },
});

/** Older nodes have no directory of names: a template's own entry is made. */
async function directoryEntry(work: Work, uuid: string, version: string, fields: Fields): Promise<number> {
  const { name, namespace } = namesOf(fields);
  const [row] = await work.query<{ id: number }>(sql`
    insert into meta_template_directory (id, uuid, template_version, name, namespace)
    select greatest((select coalesce(max(id), 0) from meta_template_directory), 1000000) + 1, ${uuid}, ${version}, ${name}, ${namespace}
    on conflict (uuid, template_version) do update set name = meta_template_directory.name returning id`);
  if (!row) throw new Error('a directory entry was not made');
  return row.id;
}

const templateFields = step<MetaTemplateFieldEntity>({
  table: 'meta_template_fields',
  target: 'meta_template_fields',
  entity: MetaTemplateFieldEntity,
  take: (fields, pass) => {
    const templateId = pass.known('meta_templates', fields.integer('meta_template_id'));
    const field = fields.line('field');
    if (templateId === undefined || !field)
      return pass.refuse(fields, 'belongs to a meta-template that does not exist');
    const type = fields.text('type') ?? 'text';
    if (!isFieldTypeId(type)) pass.remark(fields, `is text here: there is no type '${type}'`);
    const named = pass.memory('fields by name');
    const first = named.get(`${templateId}/${field}`) ?? fields.id;
    if (first !== fields.id) {
      pass.remark(fields, `is one with field ${first} of the same meta-template, which has the same name`);
      return new Joined(first);
    }
    named.set(`${templateId}/${field}`, fields.id);
    const places = pass.memory('places of fields');
    const position = places.get(`${templateId}/${field}`) ?? places.get(`${templateId}`) ?? 0;
    places
      .set(`${templateId}/${field}`, position)
      .set(`${templateId}`, Math.max(position + 1, places.get(`${templateId}`) ?? 0));
    return {
      templateId,
      field,
      type: isFieldTypeId(type) ? type : 'text',
      regex: fields.text('regex') || null,
      multiple: fields.flag('multiple'),
      enabled: fields.flag('enabled'),
      saneDefault: listIn(fields, 'sane_default', pass),
      valuesList: listIn(fields, 'values_list', pass),
      link: fields.text('link') || null,
      position,
    };
  },
});

function listIn(fields: Fields, key: string, pass: Pass): string[] | null {
  const list = fields.json(key);
  if (Array.isArray(list)) return list.length > 0 ? list.map(String) : null;
  if (list !== null && fields.line(key)) pass.remark(fields, `has no ${key} here: what stands there is no list`);
  return null;
}

const values = step<MetaFieldEntity>({
  table: 'meta_fields',
  target: 'meta_fields',
  entity: MetaFieldEntity,
  take: async (fields, pass, work) => {
    const scope = scopeOf(fields);
    const ownerId = scope && pass.known(owners[scope].table, fields.integer('parent_id'));
    if (!scope || ownerId === undefined) return pass.refuse(fields, 'belongs to a record that does not exist');
    const fieldId = pass.known('meta_template_fields', fields.integer('meta_template_field_id')) ?? null;
    const known = fieldId === null ? undefined : (await rulesOf(pass, work)).get(fieldId);
    const templateHere = pass.known('meta_templates', fields.integer('meta_template_id'));
    const directoryId =
      known?.directoryId ??
      pass.known('meta_template_name_directory', fields.integer('meta_template_directory_id')) ??
      (templateHere === undefined ? undefined : (await directoriesOf(pass, work)).get(templateHere));
    if (directoryId === undefined) return pass.refuse(fields, 'belongs to a meta-template that does not exist');
    if (!known) pass.remark(fields, 'is kept aside: its meta-template or its field does not exist, or is none here');
    const { value, typed } = read(fields, known, pass);
    const field = known?.field ?? fields.line('field') ?? '';
    const seen = pass.memory('values');
    const key = `${scope}/${ownerId}/${directoryId}/${field}/${value}`;
    const first = seen.get(key) ?? fields.id;
    if (first !== fields.id) {
      pass.remark(fields, `is one with value ${first}, which says the same`);
      return new Joined(first);
    }
    seen.set(key, fields.id);
    return {
      uuid: fields.uuid,
      organisationId: null,
      individualId: null,
      userId: null,
      [owners[scope].column]: ownerId,
      templateId: known?.templateId ?? null,
      fieldId: known ? fieldId : null,
      directoryId,
      field,
      value,
      ...typedColumns(typed),
      ...fields.moments,
    };
  },
});

const typedColumns = ({ net, asn, num, date, bool, domain }: TypedColumns): Partial<MetaFieldEntity> => ({
  net: net ?? null,
  asn: asn === undefined ? null : String(asn),
  num: num === undefined ? null : String(num),
  date: date ?? null,
  bool: bool ?? null,
  domain: domain ?? null,
});

interface KnownField {
  readonly templateId: number;
  readonly directoryId: number;
  readonly field: string;
  readonly rule: FieldRule & { readonly semanticType: ReturnType<typeof semanticTypeOf> };
}

/** What does not fit its field is kept as it was, found by its text alone. */
function read(fields: Fields, known: KnownField | undefined, pass: Pass): { value: string; typed: TypedColumns } {
  const raw = fields.text('value') ?? '';
  if (!known) return { value: raw, typed: {} };
  const parsed = validateFieldValue(known.rule, raw);
  const [only, ...more] = parsed.ok ? parsed.values : [];
  if (only && more.length === 0) {
    if (only.value !== raw) pass.remark(fields, `is written '${only.value}' here, and was '${raw}'`);
    return only;
  }
  pass.remark(
    fields,
    parsed.ok
      ? `is kept as text: it stands for ${parsed.values.length} networks; enter them one by one`
      : `is kept as text, since it matches no type: ${parsed.message}`,
  );
  return { value: raw.trim(), typed: typedColumnsOf(known.rule.semanticType, raw) };
}

/** The entry in the register of names that each template here has. */
async function directoriesOf(pass: Pass, work: Work): Promise<ReadonlyMap<number, number>> {
  const kept = directories.get(pass);
  if (kept) return kept;
  const rows = await work.query<{ id: number; entry: number }>(
    sql`select id, directory_id as entry from meta_templates`,
  );
  const found = new Map(rows.map(({ id, entry }) => [id, entry]));
  directories.set(pass, found);
  return found;
}

const directories = new WeakMap<Pass, Map<number, number>>();
const rules = new WeakMap<Pass, Map<number, KnownField>>();

/** The fields that came over, once they all have. */
async function rulesOf(pass: Pass, work: Work): Promise<Map<number, KnownField>> {
  const kept = rules.get(pass);
  if (kept) return kept;
  const rows = await work.query<
    MetaTemplateFieldEntity & { uuid: string; templateId: number; directoryId: number }
  >(sql`
    select f.id, f.field, f.type, f.regex, f.values_list as "valuesList", f.template_id as "templateId",
      t.uuid, t.directory_id as "directoryId"
    from meta_template_fields f join meta_templates t on t.id = f.template_id`);
  const found = new Map(
    rows.map(({ id, field, type, regex, valuesList, templateId, directoryId, uuid }) => {
      const typeId = isFieldTypeId(type) ? type : 'text';
      const rule = { type: typeId, regex, valuesList, semanticType: semanticTypeOf(uuid, field, typeId) };
      return [id, { templateId, directoryId, field, rule }];
    }),
  );
  rules.set(pass, found);
  return found;
}

const tags = step<TagEntity>({
  table: 'tags_tags',
  target: 'tags',
  entity: TagEntity,
  take: (fields, pass) => {
    const name = fields.line('name', 255);
    if (!name) return pass.refuse(fields, 'has no name');
    const names = pass.memory('tags');
    const known = names.get(name.toLowerCase()) ?? fields.id;
    if (known !== fields.id) {
      pass.remark(fields, `is one with tag ${known}, which has the same name in another spelling`);
      return new Joined(known);
    }
    names.set(name.toLowerCase(), fields.id);
    const colour = fields.text('colour')?.trim().toLowerCase() ?? '';
    return {
      name,
      namespace: fields.line('namespace'),
      predicate: fields.line('predicate'),
      value: fields.line('value'),
      colour: colourOf(colour, fields, pass),
      ...fields.moments,
    };
  },
});

function colourOf(colour: string, fields: Fields, pass: Pass): string {
  if (/^#[0-9a-f]{6}$/.test(colour)) return colour;
  pass.remark(fields, `has another colour here: '${colour}' is none`);
  return '#924da6';
}

const collections = step<EnumerationCollectionEntity>({
  table: 'enumeration_collections',
  target: 'enumeration_collections',
  entity: EnumerationCollectionEntity,
  take: (fields, pass) => ({
    uuid: fields.uuid,
    name: pass.nameOf(fields, 'list'),
    description: fields.text('description'),
    targetModel: fields.line('target_model') ?? '',
    targetField: fields.line('target_field') ?? '',
    enabled: fields.flagOr('enabled', true) && !isDeleted(fields, pass),
    ...fields.moments,
  }),
});

function isDeleted(fields: Fields, pass: Pass): boolean {
  if (!fields.flag('deleted')) return false;
  pass.remark(fields, 'is not offered here: it was marked as deleted');
  return true;
}

const enumerations = step<EnumerationEntity>({
  table: 'enumerations',
  target: 'enumerations',
  entity: EnumerationEntity,
  take: (fields, pass) => {
    const collectionId = pass.known('enumeration_collections', fields.integer('enumeration_collection_id'));
    const value = fields.line('value');
    if (collectionId === undefined || !value) return pass.refuse(fields, 'belongs to a list that does not exist');
    const seen = pass.memory('enumerations');
    const key = `${collectionId}/${value.toLowerCase()}`;
    const known = seen.get(key) ?? fields.id;
    if (known !== fields.id) {
      pass.remark(fields, `is one with value ${known} of the same list`);
      return new Joined(known);
    }
    seen.set(key, fields.id);
    return { collectionId, value, position: fields.id };
  },
});

/** Templates and their fields, tags and lists of values. */
export const labelSteps: readonly Step[] = [directory, templates, templateFields, tags, collections, enumerations];
/** The values of meta-fields, once all that may have some is there. */
export const valueSteps: readonly Step[] = [values];
