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
 * Adds a template with its fields, disabled and not default unless said otherwise. Values that came from peers before the template did
 * (FEATURES MT-14) become values of its fields. Throws `Conflict` when that uuid and version is loaded.
 */
export async function insertTemplate(
  work: Work,
  definition: MetaTemplateDefinition,
  { enabled = false, isDefault = false }: { readonly enabled?: boolean; readonly isDefault?: boolean } = {},
): Promise<MetaTemplateEntity> {
  const directoryId = await directoryEntry(work, definition);
  const template = await work.insert(MetaTemplateEntity, {
    uuid: definition.uuid,
    templateVersion: definition.version,
    scope: definition.scope,
    name: definition.name,
    namespace: definition.namespace,
    description: definition.description,
    source: definition.source,
    enabled,
    isDefault,
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

/**
 * The values follow by their name entry: the entry becomes the newer version's and the older version gets another, so
 * that half a million values need not be touched. Values that peers sent under either version keep their origin.
 */
async function bringForward(work: Work, template: MetaTemplateEntity, newer: MetaTemplateDefinition): Promise<void> {
  const { uuid, directoryId, templateVersion, name, namespace } = template;
  if (templateVersion !== newer.version) {
    const aside = await setAside(work, uuid, String(newer.version));
    await work.query(
      sql`update meta_template_directory set template_version = ${String(newer.version)} where id = ${directoryId}`,
    );
    const olderId = await directoryEntry(work, { uuid, version: templateVersion, name, namespace });
    await work.query(
      sql`update meta_fields set directory_id = ${olderId} where directory_id = ${directoryId} and template_id is null`,
    );
    if (aside !== null) await bringIn(work, aside, directoryId);
  }
  await work.query(
    sql`update meta_template_directory set name = ${newer.name}, namespace = ${newer.namespace} where id = ${directoryId}`,
  );
  template.templateVersion = newer.version;
  template.name = newer.name;
  template.namespace = newer.namespace;
  template.description = newer.description;
  template.source = newer.source;
  await work.save(MetaTemplateEntity, template);
  await adoptValues(work, template);
}

/** Frees a version's name entry, which a peer's values may have made, for the template that comes to it. */
async function setAside(work: Work, uuid: string, version: string): Promise<number | null> {
  const [seen] = await work.query<{ id: number }>(sql`
    update meta_template_directory set template_version = 'moving'
    where uuid = ${uuid} and template_version = ${version} returning id`);
  return seen?.id ?? null;
}

/** Values that peers sent under the version before it was loaded come under its entry; what is there already is one value. */
async function bringIn(work: Work, aside: number, directoryId: number): Promise<void> {
  await work.query(sql`
    delete from meta_fields m using meta_fields n where m.directory_id = ${aside} and n.directory_id = ${directoryId}
      and n.field = m.field and n.value = m.value and (n.organisation_id, n.individual_id, n.user_id)
        is not distinct from (m.organisation_id, m.individual_id, m.user_id)`);
  await work.query(sql`update meta_fields set directory_id = ${directoryId} where directory_id = ${aside}`);
  await work.query(sql`delete from meta_template_directory where id = ${aside}`);
}

/** The id of the name entry of that uuid and version; made when it is new, renamed when a peer had called it otherwise. */
async function directoryEntry(
  work: Work,
  { uuid, version, name, namespace }: Pick<MetaTemplateDefinition, 'uuid' | 'version' | 'name' | 'namespace'>,
): Promise<number> {
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

/** Fills the typed columns of these values; one list beside the other. */
export async function setTyped(work: Work, ids: readonly number[], typed: readonly TypedColumns[]): Promise<void> {
  await work.query(sql`
    update meta_fields m set v_net = u.net, v_asn = u.asn, v_num = u.num, v_date = u.date, v_bool = u.bool, v_domain = u.domain
    from unnest(${ids}::int[], ${typed.map(({ net }) => net ?? null)}::inet[], ${typed.map(({ asn }) => asn ?? null)}::bigint[],
      ${typed.map(({ num }) => num ?? null)}::numeric[], ${typed.map(({ date }) => date ?? null)}::date[],
      ${typed.map(({ bool }) => bool ?? null)}::boolean[], ${typed.map(({ domain }) => domain ?? null)}::text[])
      u(id, net, asn, num, date, bool, domain)
    where m.id = u.id`);
}
