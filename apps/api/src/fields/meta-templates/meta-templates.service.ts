import {
  type FormTemplate,
  type History,
  type HistoryQuery,
  isFieldTypeId,
  type ListRequest,
  type MetaTemplate,
  type MetaTemplateChanges,
  type MetaTemplateDefinition,
  MetaTemplateList,
  type MetaTemplateRecord,
  type MetaTemplateScope,
  type RecordRef,
  semanticTypeOf,
  type TemplateField,
  type TemplateName,
  TemplateNameList,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  Conflict,
  defineListPlan,
  historyOf,
  holds,
  likeText,
  notFound,
  type Page,
  type Principal,
  Records,
  refCondition,
  rowToChange,
  Store,
  sql,
  whereClause,
} from '../../kernel/index.js';
import { FieldRights } from '../field-rights/field-rights.service.js';
import { FieldCatalogue } from './field-catalogue.js';
import { MetaTemplateEntity, MetaTemplateFieldEntity } from './meta-template.entity.js';
import { metaTemplateChanged } from './meta-template.events.js';
import { metaTemplateScope } from './meta-template.scope.js';
import { isShipped } from './shipped.js';
import { definitionOf, fieldDefinition } from './template-definition.js';
import { TemplateLibrary } from './template-library.js';

interface TemplateRow extends Omit<MetaTemplate, 'description' | 'created' | 'modified' | 'update' | 'isShipped'> {
  description: string | null;
  created: Date;
  modified: Date;
}

interface FieldRow extends Omit<TemplateField, 'meaning' | 'saneDefault' | 'valuesList'> {
  templateId: number;
  templateUuid: string;
  saneDefault: string[] | null;
  valuesList: string[] | null;
}

const isNewest = sql`not exists (select 1 from meta_templates n where n.uuid = t.uuid and n.template_version > t.template_version)`;

const plan = defineListPlan(MetaTemplateList, {
  key: sql`t.id`,
  fields: {
    name: sql`t.name`,
    namespace: sql`t.namespace`,
    scope: sql`t.scope`,
    uuid: sql`t.uuid`,
    templateVersion: sql`t.template_version`,
    enabled: sql`t.enabled`,
    isDefault: sql`t.is_default`,
    isNewest,
    modified: sql`t.modified`,
  },
  sorts: { name: sql`lower(t.name)` },
  search: (q) => {
    const like = `%${likeText(q)}%`;
    return sql`(t.name ilike ${like} or t.scope ilike ${like} or t.uuid::text = ${q.toLowerCase()})`;
  },
});

const namePlan = defineListPlan(TemplateNameList, {
  key: sql`d.id`,
  fields: {
    name: sql`d.name`,
    namespace: sql`d.namespace`,
    uuid: sql`d.uuid`,
    templateVersion: sql`d.template_version`,
    loaded: sql`(t.id is not null)`,
  },
  sorts: { name: sql`lower(d.name)` },
  search: (q) =>
    sql`(d.name ilike ${`%${likeText(q)}%`} or d.uuid::text = ${q.toLowerCase()} or d.template_version = ${q})`,
});

const columns = sql`t.id, t.uuid, t.template_version as "templateVersion", t.scope, t.name, t.namespace, t.description, t.source,
  t.enabled, t.is_default as "isDefault", t.created, t.modified, t.version, ${isNewest} as "isNewest",
  (select json_build_object('id', n.id, 'templateVersion', n.template_version) from meta_templates n
    where n.uuid = t.uuid and n.template_version > t.template_version order by n.template_version desc limit 1) as newest,
  (select count(*) from meta_template_fields f where f.template_id = t.id)::int as "fieldCount"`;

const fieldColumns = sql`f.id, f.template_id as "templateId", t.uuid as "templateUuid", f.field, f.type, f.multiple, f.regex,
  f.sane_default as "saneDefault", f.values_list as "valuesList", f.link, f.position`;

/** The templates that are loaded: reading them, switching them on and off, and the name directory. */
@Injectable()
export class MetaTemplates {
  readonly #records: Records<MetaTemplateEntity, TemplateRow, TemplateRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(TemplateLibrary) private readonly library: TemplateLibrary,
    @Inject(FieldRights) private readonly rights: FieldRights,
  ) {
    this.#records = new Records(store, {
      entity: MetaTemplateEntity,
      scope: metaTemplateScope,
      plan,
      select: { alias: 't', columns, from: sql`meta_templates t` },
      toView: (row) => row,
    });
  }

  /** A page of templates; whoever manages them also learns how much they are used and whether a newer one is shipped. */
  async list(principal: Principal, request: ListRequest): Promise<Page<MetaTemplate>> {
    const page = await this.#records.list(principal, request);
    const counts = await this.#valueCounts(
      principal,
      page.items.map(({ id }) => id),
    );
    const items: MetaTemplate[] = [];
    for (const row of page.items) items.push(await this.#view(principal, row, counts.get(row.id)));
    return { ...page, items };
  }

  /** The enabled templates of one kind of record with the fields the caller sees, the default first. Three statements. */
  async forms(principal: Principal, scope: MetaTemplateScope): Promise<FormTemplate[]> {
    const rights = await this.rights.fieldsOf(principal);
    const templates = await this.store.read<Omit<FormTemplate, 'fields'>>(sql`
      select t.id, t.uuid, t.template_version as "templateVersion", t.name, t.namespace, coalesce(t.description, '') as description,
        t.is_default as "isDefault"
      from meta_templates t where t.enabled and t.scope = ${scope} order by t.is_default desc, lower(t.name), t.template_version desc`);
    const fields = await this.store.read<FieldRow>(sql`
      select ${fieldColumns} from meta_template_fields f join meta_templates t on t.id = f.template_id
      where t.enabled and t.scope = ${scope} order by f.position`);
    return templates.map((template) => ({
      ...template,
      fields: fields
        .filter((field) => field.templateId === template.id && rights.sees(field))
        .map((field) => ({ ...fieldView(field), mayWrite: rights.writes(field) })),
    }));
  }

  /** One template with its fields; a uuid gives its newest version. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<MetaTemplateRecord> {
    const row = await this.#find(principal, ref);
    const counts = await this.#valueCounts(principal, [row.id]);
    const uses = await this.#fieldUses(principal, row.id);
    const fields = await this.#fields(row.id);
    return {
      ...(await this.#view(principal, row, counts.get(row.id))),
      fields: fields.map((field) => ({
        ...fieldView(field),
        valueCount: uses ? (uses.get(field.id)?.values ?? 0) : null,
        recordCount: uses ? (uses.get(field.id)?.records ?? 0) : null,
      })),
    };
  }

  /** Who changed it, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'metaTemplate', id, query);
  }

  /** The template as a file. Throws `NotFound`. */
  async definition(principal: Principal, ref: RecordRef): Promise<MetaTemplateDefinition> {
    const row = await this.#find(principal, ref);
    return definitionOf(row, await this.#fields(row.id));
  }

  /** A page of the name directory, seen by everybody; how much is stored under a name learns who manages templates (FEATURES MT-14). */
  async names(principal: Principal, request: ListRequest): Promise<Page<TemplateName>> {
    const uses = holds(principal, 'metaTemplate:manage')
      ? sql`(select count(*) from meta_fields m where m.directory_id = d.id)::int`
      : sql`null::int`;
    const from = sql`meta_template_directory d left join meta_templates t on t.directory_id = d.id`;
    const where = whereClause([namePlan.where(request)]);
    const items =
      request.limit === 0
        ? []
        : await this.store.read<TemplateName>(sql`
      select d.id, d.uuid, d.template_version as "templateVersion", d.name, d.namespace, t.id as "templateId", t.enabled,
        ${uses} as "valueCount"
      from ${from} ${where} ${namePlan.order(request)} ${namePlan.page(request)}`);
    const [count] = request.total
      ? await this.store.read<{ n: number }>(sql`select count(*)::int as n from ${from} ${where}`)
      : [];
    return { items, total: count?.n ?? null, page: request.page, limit: request.limit };
  }

  /**
   * Switches a template on or off, or makes it the default of its scope, which takes the mark from the others in the
   * same work. Throws `NotFound`, `NotAllowed`, `StaleWrite`.
   */
  async change(
    principal: Principal,
    ref: RecordRef,
    changes: MetaTemplateChanges,
    ifMatch?: number,
  ): Promise<MetaTemplateRecord> {
    const { id } = await this.#find(principal, ref);
    await this.store.work(principal, async (work) => {
      const template = await rowToChange(work, MetaTemplateEntity, metaTemplateScope, { id }, ifMatch);
      if (changes.isDefault) {
        for (const other of await work.findAll(MetaTemplateEntity, { scope: template.scope, isDefault: true })) {
          if (other.id === id) continue;
          other.isDefault = false;
          await work.save(MetaTemplateEntity, other);
          work.emit(metaTemplateChanged, { id: other.id });
        }
      }
      template.enabled = changes.enabled ?? template.enabled;
      template.isDefault = changes.isDefault ?? template.isDefault;
      if (await work.save(MetaTemplateEntity, template)) work.emit(metaTemplateChanged, { id });
    });
    await this.catalogue.current();
    return this.get(principal, { id });
  }

  /** The id of the template the reference means: of a uuid, its newest version. Throws `NotFound`. */
  async idOf(principal: Principal, ref: RecordRef): Promise<number> {
    return (await this.#find(principal, ref)).id;
  }

  /** Deletes a template nothing is stored in. Throws `NotFound`, `StaleWrite`, and `Conflict` with the number of values. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    const { id } = await this.#find(principal, ref);
    await this.store.work(principal, async (work) => {
      const template = await rowToChange(work, MetaTemplateEntity, metaTemplateScope, { id }, ifMatch);
      const fields = await work.findAll(MetaTemplateFieldEntity, { templateId: id });
      const ids = fields.map((field) => field.id);
      const [stored] = await work.query<{ n: number }>(
        sql`select count(*)::int as n from meta_fields m where m.field_id = any(${ids}::int[])`,
      );
      if (stored && stored.n > 0)
        throw new Conflict(
          `'${template.name}' holds ${stored.n} values; remove them first, or disable the template instead`,
        );
      work.note(MetaTemplateEntity, template, { fields: fields.map(fieldDefinition) }, { fields: null }, 'delete');
      await work.remove(MetaTemplateEntity, template);
      work.emit(metaTemplateChanged, { id });
    });
    await this.catalogue.current();
  }

  async #find(principal: Principal, ref: RecordRef): Promise<TemplateRow> {
    const row = await this.store.readOne<TemplateRow>(sql`
      select ${columns} from meta_templates t
      where ${metaTemplateScope.see.where(principal, 't')} and ${refCondition('t', ref)} order by t.template_version desc limit 1`);
    if (!row) throw notFound(metaTemplateScope.noun);
    return row;
  }

  #fields(templateId: number): Promise<FieldRow[]> {
    return this.store.read<FieldRow>(sql`
      select ${fieldColumns} from meta_template_fields f join meta_templates t on t.id = f.template_id
      where f.template_id = ${templateId} order by f.position`);
  }

  async #view(principal: Principal, row: TemplateRow, values: number | undefined): Promise<MetaTemplate> {
    const manages = holds(principal, 'metaTemplate:manage');
    return {
      ...row,
      description: row.description ?? '',
      isShipped: isShipped(row.uuid),
      created: row.created.toISOString(),
      modified: row.modified.toISOString(),
      valueCount: manages ? (values ?? 0) : null,
      update: manages ? await this.library.updateFor(row) : null,
    };
  }

  /** Counts say something about records the caller may not see; only who manages templates learns them. */
  async #valueCounts(principal: Principal, ids: readonly number[]): Promise<Map<number, number>> {
    if (ids.length === 0 || !holds(principal, 'metaTemplate:manage')) return new Map();
    const rows = await this.store.read<{ id: number; n: number }>(sql`
      select f.template_id as id, count(*)::int as n from meta_fields m join meta_template_fields f on f.id = m.field_id
      where f.template_id = any(${ids}::int[]) group by f.template_id`);
    return new Map(rows.map(({ id, n }) => [id, n]));
  }

  async #fieldUses(
    principal: Principal,
    templateId: number,
  ): Promise<Map<number, { values: number; records: number }> | undefined> {
    if (!holds(principal, 'metaTemplate:manage')) return undefined;
    const rows = await this.store.read<{ id: number; values: number; records: number }>(sql`
      select m.field_id as id, count(*)::int as values,
        count(distinct coalesce(m.organisation_id, m.individual_id, m.user_id))::int as records
      from meta_fields m where m.field_id in (select f.id from meta_template_fields f where f.template_id = ${templateId}) group by m.field_id`);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function fieldView({ templateId: _templateId, templateUuid, ...field }: FieldRow): TemplateField {
  return {
    ...field,
    meaning: semanticTypeOf(templateUuid, field.field, isFieldTypeId(field.type) ? field.type : 'text'),
    saneDefault: field.saneDefault ?? [],
    valuesList: field.valuesList ?? [],
  };
}
