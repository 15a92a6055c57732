import type { MetaFieldInput, MetaFieldValue, MetaFilter } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  anyOf,
  InvalidInput,
  NotAllowed,
  type Principal,
  type Sql,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { FieldRights } from '../field-rights/field-rights.service.js';
import { isShown } from '../field-rights/shown-values.js';
import { FieldCatalogue, type FieldSnapshot } from '../meta-templates/field-catalogue.js';
import { type MetaFieldOwner, metaFieldOwners } from '../owners.js';
import { metaFieldCondition } from './meta-field-conditions.js';
import { CheckedMetaFields, type ReadingOptions, readMetaFields, type StoredTexts } from './meta-field-reader.js';
import {
  type MetaFieldChange,
  type OwnerChanges,
  replacementOf,
  replaceValues,
  type StoredValue,
  storedValues,
} from './meta-field-rows.js';
import { readWireForm, readWireSimple, type WireMetaField, type WireMetaFieldChanges } from './wire-meta-fields.js';

/** How a bulk write goes about its work. */
export interface BulkOptions {
  /** The records were made in this very work: nothing is stored yet, nothing is read. */
  readonly isNew?: boolean;
}

/** The record and what it is to hold, for `applyMany`. */
export interface OwnerInput {
  readonly ownerId: number;
  readonly input: MetaFieldInput | CheckedMetaFields;
}

const nothing: MetaFieldChange = { before: {}, after: {} };

/**
 * The values of template fields on records. Asks for `metaField:write` but for no right to the record itself: the noun
 * has found and locked it for change before it calls, and notes what comes back as part of its own change.
 */
@Injectable()
export class MetaFields {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(FieldRights) private readonly rights: FieldRights,
  ) {}

  /**
   * The condition of one `meta.<fieldId>[.<op>]` filter; uses an index whatever the operator. To somebody a field is kept
   * from, no record has a value of it. Throws `InvalidInput` at `query`, `meta.<id>` for a field that does not exist or
   * belongs to other records, or cannot be asked that.
   */
  conditions(principal: Principal, owner: MetaFieldOwner, idExpression: Sql, filter: MetaFilter): Sql {
    const path = ['query', `meta.${filter.fieldId}`];
    const field = this.catalogue.latest.byId(filter.fieldId);
    if (!field || field.scope !== owner)
      throw InvalidInput.at(path, `there is no meta-field ${filter.fieldId} of ${owner}s`);
    if (filter.values.some((value) => value.includes('\0')))
      throw InvalidInput.at(path, 'holds a character that cannot be stored');
    return metaFieldCondition(principal, owner, idExpression, field, filter);
  }

  /**
   * As `conditions` for a field named as it is on every node; values under any loaded version of the template count.
   * Throws `InvalidInput` at `path` for a field that does not exist or cannot be asked that.
   */
  async namedConditions(
    principal: Principal,
    owner: MetaFieldOwner,
    idExpression: Sql,
    { templateUuid, field, op, values }: Omit<MetaFilter, 'fieldId'> & { templateUuid: string; field: string },
    path: readonly (string | number)[],
  ): Promise<Sql> {
    const fields = (await this.catalogue.current())
      .versionsOf(templateUuid, field)
      .filter(({ scope }) => scope === owner);
    if (fields.length === 0)
      throw InvalidInput.at(
        [...path, 'field'],
        `there is no field '${field}' of ${owner}s in a template ${templateUuid}`,
      );
    if (values.some((value) => value.includes('\0')))
      throw InvalidInput.at([...path, 'values'], 'holds a character that cannot be stored');
    try {
      const lists = op === 'in' || values.length < 2 ? [values] : values.map((value) => [value]);
      return anyOf(
        fields.flatMap((one) =>
          lists.map((list) =>
            metaFieldCondition(principal, owner, idExpression, one, { fieldId: one.id, op, values: list }),
          ),
        ),
      );
    } catch (error) {
      if (error instanceof InvalidInput)
        throw InvalidInput.at([...path, 'values'], error.message.replace(/^query\.\S+: /, ''));
      throw error;
    }
  }

  /** The values of each of these records the caller sees, in the order of `jsonOf`. One statement. */
  async read(
    principal: Principal,
    owner: MetaFieldOwner,
    ids: readonly number[],
  ): Promise<Map<number, MetaFieldValue[]>> {
    if (ids.length === 0) return new Map();
    const rows = await this.store.read<{ id: number; values: MetaFieldValue[] }>(
      sql`select o.id, ${this.jsonOf(principal, owner, sql`o.id`)} as values from unnest(${ids}::int[]) o(id)`,
    );
    return new Map(rows.map((row) => [row.id, row.values]));
  }

  /**
   * The values of the record with that id that the caller sees as the JSON array our API answers, `MetaFieldValue[]`,
   * ordered by template, field and age: a correlated subquery.
   */
  jsonOf(principal: Principal, owner: MetaFieldOwner, idExpression: Sql): Sql {
    const { column } = metaFieldOwners[owner];
    return sql`(select coalesce(json_agg(json_build_object(
        'id', m.id, 'uuid', m.uuid, 'fieldId', m.field_id, 'templateId', m.template_id, 'templateUuid', d.uuid,
        'templateVersion', d.template_version, 'templateName', d.name, 'namespace', d.namespace, 'field', m.field,
        'type', coalesce(f.type, 'text'), 'value', m.value, 'link', f.link,
        'created', to_char(m.created at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'modified', to_char(m.modified at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) order by m.template_id, f.position, m.id), '[]')
      from meta_fields m join meta_template_directory d on d.id = m.directory_id
      left join meta_template_fields f on f.id = m.field_id
      where m.${column} = ${idExpression} and ${isShown(principal)})`;
  }

  /**
   * The values of these fields on the record with that id, those the caller sees, as a list shows them: the first twenty
   * of each and how many there are, by field. Null when there are none. A correlated subquery.
   */
  columnOf(principal: Principal, owner: MetaFieldOwner, idExpression: Sql, fieldIds: readonly number[]): Sql {
    const { column } = metaFieldOwners[owner];
    return sql`(
      select json_object_agg(v.field_id, json_build_object('values', v.list[1:20], 'count', cardinality(v.list)))
      from (select m.field_id, array_agg(m.value order by m.id) as list from meta_fields m
        where ${allOf([sql`m.${column} = ${idExpression}`, sql`m.field_id = any(${[...fieldIds]}::int[])`, isShown(principal)])}
        group by m.field_id) v)`;
  }

  /**
   * Validates without writing, and hands back what `apply` takes. Throws `InvalidInput` with every fault at once, each
   * at `metaFields.<place>` or `metaFields.<place>.values.<place>`. With `ownerId`, values that record holds already are
   * taken as they are, as `apply` takes them.
   */
  async check(
    owner: MetaFieldOwner,
    input: MetaFieldInput,
    { ownerId, ...options }: ReadingOptions & { readonly ownerId?: number } = {},
  ): Promise<CheckedMetaFields> {
    const snapshot = await this.catalogue.current();
    if (ownerId === undefined) return readMetaFields(snapshot, owner, input, options);
    const stored = await storedValues(this.store, owner, [ownerId], fieldIdsOf(snapshot, input));
    return readMetaFields(snapshot, owner, input, options, textsOf(stored));
  }

  /** `check` as a function that need not be awaited, for imports of many rows; it sees the templates as they are now. */
  async checker(
    owner: MetaFieldOwner,
  ): Promise<(input: MetaFieldInput, options?: ReadingOptions) => CheckedMetaFields> {
    const snapshot = await this.catalogue.current();
    return (input, options = {}) => readMetaFields(snapshot, owner, input, options);
  }

  /**
   * Gives a record the values of each mentioned field; others stay. A value that stays keeps its id. Nothing is written
   * when anything is refused: `InvalidInput` as `check` (but a value the record holds already is taken as it is),
   * `NotAllowed` when something would change in a field that is not the caller's to change. Answers what changed.
   */
  async apply(
    work: Work,
    owner: MetaFieldOwner,
    ownerId: number,
    input: MetaFieldInput | CheckedMetaFields,
    options: ReadingOptions = {},
  ): Promise<MetaFieldChange> {
    const snapshot = await this.catalogue.current();
    const stored = await this.#lockAndRead(work, owner, ownerId, fieldIdsOf(snapshot, input));
    const { changes } =
      input instanceof CheckedMetaFields ? input : readMetaFields(snapshot, owner, input, options, textsOf(stored));
    const noted = await this.#write(work, owner, [{ ownerId, changes }], stored);
    return noted.get(ownerId) ?? nothing;
  }

  /**
   * As `apply` for many records, in three statements and one more for each 2,000 new values. The inputs are judged
   * strictly; a refused one refuses all, its path beginning with its place in the list. Records nothing changes for are
   * absent from the answer.
   */
  async applyMany(
    work: Work,
    owner: MetaFieldOwner,
    list: readonly OwnerInput[],
    { isNew = false }: BulkOptions = {},
  ): Promise<ReadonlyMap<number, MetaFieldChange>> {
    const snapshot = await this.catalogue.current();
    const wanted = list.map(({ ownerId, input }, place): OwnerChanges => {
      const at = [place, 'metaFields'];
      return {
        ownerId,
        changes: (input instanceof CheckedMetaFields ? input : readMetaFields(snapshot, owner, input, { at })).changes,
      };
    });
    const fieldIds = new Set(wanted.flatMap(({ changes }) => changes.map(({ field }) => field.id)));
    const ownerIds = wanted.filter(({ changes }) => changes.length > 0).map(({ ownerId }) => ownerId);
    const stored = isNew ? [] : await storedValues(work, owner, ownerIds, [...fieldIds]);
    return this.#write(work, owner, wanted, stored);
  }

  /**
   * The original's simple form (WIRE-CONTRACT §3.11, FEATURES MT-16): every field mentioned is replaced by the values
   * listed for it, a blank value only clears; entries of templates we do not have are dropped, and so are, without a word
   * as there, those of fields that are not the caller's to change. Throws `InvalidInput` at `meta_fields.<place>`, having changed nothing.
   */
  async applyWireSimple(
    work: Work,
    owner: MetaFieldOwner,
    ownerId: number,
    entries: readonly WireMetaField[],
  ): Promise<MetaFieldChange> {
    if (entries.length === 0) return nothing;
    await work.query(sql`select 1 from ${metaFieldOwners[owner].records} where id = ${ownerId} for update`);
    const noted = await this.applyWireSimpleMany(work, owner, [{ ownerId, entries }]);
    return noted.get(ownerId) ?? nothing;
  }

  /** As `applyWireSimple` for many records, which the caller has locked; three statements and one for each 2,000 new values. */
  async applyWireSimpleMany(
    work: Work,
    owner: MetaFieldOwner,
    list: readonly { readonly ownerId: number; readonly entries: readonly WireMetaField[] }[],
    { isNew = false }: BulkOptions = {},
  ): Promise<ReadonlyMap<number, MetaFieldChange>> {
    const snapshot = await this.catalogue.current();
    const mentioned = new Set(
      list.flatMap(({ entries }) =>
        entries.flatMap(({ template_uuid: uuid, field, template_version: version }) => {
          const found = snapshot.byName(uuid, field, version);
          return found && found.scope === owner ? [found] : [];
        }),
      ),
    );
    const writes = await this.rights.writer(work, [...mentioned]);
    if (![...mentioned].some(writes)) return new Map();
    const ownerIds = list.filter(({ entries }) => entries.length > 0).map(({ ownerId }) => ownerId);
    const fieldIds = [...mentioned].map(({ id }) => id);
    const stored = isNew ? [] : await storedValues(work, owner, ownerIds, fieldIds);
    const held = new Map<number, StoredValue[]>(ownerIds.map((id) => [id, []]));
    for (const value of stored) held.get(value.ownerId)?.push(value);
    const wanted = list.map(({ ownerId, entries }): OwnerChanges => {
      const changes = readWireSimple(snapshot, owner, entries, textsOf(held.get(ownerId) ?? []));
      return { ownerId, changes: changes.filter(({ field }) => writes(field)) };
    });
    return this.#write(work, owner, wanted, stored);
  }

  /**
   * The original's complex form: values added to a field and stored values changed or, with a blank, removed. Fields and
   * values that are not there are dropped. Rights and faults as `applyWireSimple`, at `MetaTemplates`.
   */
  async applyWireForm(
    work: Work,
    owner: MetaFieldOwner,
    ownerId: number,
    fields: readonly WireMetaFieldChanges[],
  ): Promise<MetaFieldChange> {
    if (fields.length === 0) return nothing;
    const snapshot = await this.catalogue.current();
    const mentioned = fields.flatMap(({ fieldId }) => snapshot.byId(fieldId) ?? []);
    const writes = await this.rights.writer(work, mentioned);
    if (!mentioned.some(writes)) return nothing;
    const stored = await this.#lockAndRead(
      work,
      owner,
      ownerId,
      mentioned.map(({ id }) => id),
    );
    const changes = readWireForm(snapshot, owner, fields, stored).filter(({ field }) => writes(field));
    const noted = await this.#write(work, owner, [{ ownerId, changes }], stored);
    return noted.get(ownerId) ?? nothing;
  }

  /** The input that brings back what a change noted as a record's values: `before` or `after` of `apply`. */
  inputOf(noted: Readonly<Record<string, readonly string[]>>): MetaFieldInput {
    return Object.entries(noted).map(([key, values]) => ({
      templateUuid: key.slice(0, 36),
      field: key.slice(37),
      values: [...values],
    }));
  }

  /** Two works on one record follow each other: the second must see what the first stored. */
  async #lockAndRead(
    work: Work,
    owner: MetaFieldOwner,
    ownerId: number,
    fieldIds: readonly number[],
  ): Promise<StoredValue[]> {
    if (fieldIds.length === 0) return [];
    await work.query(sql`select 1 from ${metaFieldOwners[owner].records} where id = ${ownerId} for update`);
    return storedValues(work, owner, [ownerId], fieldIds);
  }

  async #write(
    work: Work,
    owner: MetaFieldOwner,
    wanted: readonly OwnerChanges[],
    stored: readonly StoredValue[],
  ): Promise<ReadonlyMap<number, MetaFieldChange>> {
    const replacement = replacementOf(wanted, stored);
    if (replacement.noted.size === 0) return replacement.noted;
    const touched = [...replacement.noted.values()].flatMap(({ after }) => Object.keys(after));
    const fields = wanted.flatMap(({ changes }) => changes.map(({ field }) => field));
    const changed = fields.filter(({ templateUuid, field }) => touched.includes(`${templateUuid}/${field}`));
    const writes = await this.rights.writer(work, changed);
    const refused = changed.find((field) => !writes(field));
    if (refused)
      throw new NotAllowed(`the values of '${refused.field}' are not yours to change`, [
        { path: ['metaFields'], message: `'${refused.field}' is not yours to change` },
      ]);
    await replaceValues(work, owner, replacement);
    return replacement.noted;
  }
}

/** The fields an input mentions; what it mentions wrongly is found out when it is read. */
function fieldIdsOf(snapshot: FieldSnapshot, input: MetaFieldInput | CheckedMetaFields): number[] {
  if (input instanceof CheckedMetaFields) return input.changes.map(({ field }) => field.id);
  return input.flatMap(({ fieldId, templateUuid, templateVersion, field }) => {
    const id = fieldId ?? snapshot.byName(templateUuid ?? '', field ?? '', templateVersion)?.id;
    return id === undefined ? [] : [id];
  });
}

function textsOf(stored: readonly StoredValue[]): StoredTexts {
  const texts = new Map<number, Set<string>>();
  for (const { fieldId, value } of stored) texts.set(fieldId, (texts.get(fieldId) ?? new Set()).add(value));
  return texts;
}
