import {
  isFieldTypeId,
  type MetaTemplateDefinition,
  type SemanticType,
  semanticTypeOf,
  type TypedColumns,
  typedColumnsOf,
} from '@cerebrate/contract';
import { sql, type Work } from '../../kernel/index.js';
import { MetaTemplateEntity, MetaTemplateFieldEntity } from './meta-template.entity.js';
import { metaTemplateChanged } from './meta-template.events.js';
import { fieldColumns, fieldDefinition } from './template-definition.js';

/**
 * Adds a template with its fields, disabled and not default. Values that came from peers before the template did
 * (FEATURES MT-14) become values of its fields. Throws `Conflict` when that uuid and version is loaded.
 */
export async function insertTemplate(work: Work, definition: MetaTemplateDefinition): Promise<MetaTemplateEntity> {
  const directoryId = await directoryEntry(work, definition);
  const template = await work.insert(MetaTemplateEntity, {
    uuid: definition.uuid,
    templateVersion: definition.version,
    scope: definition.scope,
    name: definition.name,
    namespace: definition.namespace,
    description: definition.description,
    source: definition.source,
    enabled: false,
    isDefault: false,
    directoryId,
  });
  const fields = await work.insertMany(
    MetaTemplateFieldEntity,
    definition.metaFields.map((field, position) => ({
      ...fieldColumns(field, position),
      templateId: template.id,
      enabled: false,
    })),
  );
  work.note(MetaTemplateEntity, template, { fields: null }, { fields: fields.map(fieldDefinition) }, 'add');
  await adoptValues(work, template);
  work.emit(metaTemplateChanged, { id: template.id });
  return template;
}

/**
 * Changes a template and its fields in place to a newer definition; values stay and belong to the new version. The
 * caller has made sure that no stored value conflicts with it. `fields` are the template's, locked.
 */
export async function updateTemplate(
  work: Work,
  template: MetaTemplateEntity,
  fields: readonly MetaTemplateFieldEntity[],
  newer: MetaTemplateDefinition,
): Promise<void> {
  const before = [...fields].sort((a, b) => a.position - b.position).map(fieldDefinition);
  const kept = new Map(fields.map((field) => [field.field, field]));
  const added: Partial<MetaTemplateFieldEntity>[] = [];
  const retyped: MetaTemplateFieldEntity[] = [];
  for (const [position, definition] of newer.metaFields.entries()) {
    const field = kept.get(definition.field);
    kept.delete(definition.field);
    if (!field) {
      added.push({ ...fieldColumns(definition, position), templateId: template.id, enabled: false });
      continue;
    }
    if (field.type !== definition.type) retyped.push(field);
    Object.assign(field, fieldColumns(definition, position));
    await work.save(MetaTemplateFieldEntity, field);
  }
  for (const field of kept.values()) await work.remove(MetaTemplateFieldEntity, field);
  await work.insertMany(MetaTemplateFieldEntity, added);
  await bringForward(work, template, newer);
  for (const field of retyped) await retypeValues(work, template.uuid, field);
  work.note(
    MetaTemplateEntity,
    template,
    { fields: before },
    { fields: newer.metaFields.map((one, at) => fieldDefinition(fieldColumns(one, at))) },
  );
  work.emit(metaTemplateChanged, { id: template.id });
}

async function bringForward(work: Work, template: MetaTemplateEntity, newer: MetaTemplateDefinition): Promise<void> {
  const directoryId = await directoryEntry(work, newer);
  template.templateVersion = newer.version;
  template.name = newer.name;
  template.namespace = newer.namespace;
  template.description = newer.description;
  template.source = newer.source;
  template.directoryId = directoryId;
  await work.save(MetaTemplateEntity, template);
  await work.query(sql`
    update meta_fields m set directory_id = ${directoryId} from meta_template_fields f
    where f.template_id = ${template.id} and m.field_id = f.id and m.directory_id <> ${directoryId}`);
}

/** The id of the name entry of that uuid and version; made when it is new, renamed when a peer had called it otherwise. */
async function directoryEntry(work: Work, { uuid, version, name, namespace }: MetaTemplateDefinition): Promise<number> {
  const [row] = await work.query<{ id: number }>(sql`
    insert into meta_template_directory (uuid, template_version, name, namespace) values (${uuid}, ${String(version)}, ${name}, ${namespace})
    on conflict (uuid, template_version) do update set name = excluded.name, namespace = excluded.namespace returning id`);
  if (!row) throw new Error('the name directory gave no id');
  return row.id;
}

async function adoptValues(work: Work, template: MetaTemplateEntity): Promise<void> {
  const adopted = await work.query<{ field_id: number }>(sql`
    with adopted as (
      update meta_fields m set template_id = ${template.id}, field_id = f.id from meta_template_fields f
      where f.template_id = ${template.id} and m.directory_id = ${template.directoryId} and m.field_id is null and m.field = f.field
      returning f.id as field_id)
    select distinct field_id from adopted`);
  if (adopted.length === 0) return;
  const ids = new Set(adopted.map((row) => row.field_id));
  for (const field of await work.findAll(MetaTemplateFieldEntity, { templateId: template.id }))
    if (ids.has(field.id)) await retypeValues(work, template.uuid, field);
}

const batch = 5000;

/** Fills the typed columns of all values of a field anew, as its present type reads them. */
async function retypeValues(work: Work, templateUuid: string, field: MetaTemplateFieldEntity): Promise<void> {
  const type: SemanticType = semanticTypeOf(templateUuid, field.field, isFieldTypeId(field.type) ? field.type : 'text');
  for (let after = 0; ; ) {
    const rows = await work.query<{ id: number; value: string }>(sql`
      select id, value from meta_fields where field_id = ${field.id} and id > ${after} order by id limit ${batch}`);
    if (rows.length === 0) return;
    await setTyped(
      work,
      rows.map(({ id }) => id),
      rows.map(({ value }) => typedColumnsOf(type, value)),
    );
    after = rows.at(-1)?.id ?? after;
  }
}

async function setTyped(work: Work, ids: readonly number[], typed: readonly TypedColumns[]): Promise<void> {
  await work.query(sql`
    update meta_fields m set v_net = u.net, v_asn = u.asn, v_num = u.num, v_date = u.date, v_bool = u.bool, v_domain = u.domain
    from unnest(${ids}::int[], ${typed.map(({ net }) => net ?? null)}::inet[], ${typed.map(({ asn }) => asn ?? null)}::bigint[],
      ${typed.map(({ num }) => num ?? null)}::numeric[], ${typed.map(({ date }) => date ?? null)}::date[],
      ${typed.map(({ bool }) => bool ?? null)}::boolean[], ${typed.map(({ domain }) => domain ?? null)}::text[])
      u(id, net, asn, num, date, bool, domain)
    where m.id = u.id`);
}
