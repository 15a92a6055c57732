import {
  isFieldTypeId,
  type MetaFieldInput,
  type OldValuesHolder,
  type RecordMigrated,
  type RecordMigration,
  semanticTypeOf,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, InvalidInput, NotFound, type Principal, Store, sql, type Work } from '../../kernel/index.js';
import { MetaFields } from '../meta-fields/meta-fields.service.js';
import { metaFieldOwners, ownerViewOf } from '../owners.js';
import { metaTemplateChanged } from './meta-template.events.js';
import type { HeldValue } from './record-judge.js';
import { holdsValuesOf, type JudgedRecord, judgeNext, loadedPair } from './record-moves.js';
import { newerLoaded, type StoredTemplate, storedTemplate } from './stored-template.js';
import { TemplateMigrations } from './template-migrations.js';
import type { Read } from './update-conflicts.js';

interface Sides {
  readonly from: StoredTemplate;
  readonly to: StoredTemplate;
  readonly record: JudgedRecord;
}

/** One record between an old version of a template and the newest loaded one (FEATURES MT-11). */
@Injectable()
export class RecordMigrations {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(TemplateMigrations) private readonly migrations: TemplateMigrations,
  ) {}

  /** The records that hold values of this version, as far as the caller sees them, with their conflicts. */
  async list(principal: Principal, templateId: number, { page, limit }: { page: number; limit: number }) {
    const read: Read = (query) => this.store.read(query);
    const from = await storedTemplate(read, templateId);
    const to = await newerLoaded(read, from);
    const { records } = metaFieldOwners[from.scope];
    const view = ownerViewOf(from.scope);
    const seen = sql`from ${records} o where ${view.where(principal, 'o')} and ${holdsValuesOf(from.scope, from.id)}`;
    const rows = await read<{ id: number; name: string }>(
      sql`select o.id, ${view.title('o')} as name ${seen} order by 2, 1 limit ${limit} offset ${(page - 1) * limit}`,
    );
    const [count] = await read<{ n: number }>(sql`select count(*)::int as n ${seen}`);
    const pair = loadedPair(from.uuid, from.fields, to?.fields ?? from.fields);
    const items: OldValuesHolder[] = [];
    for (const { id, name } of rows) {
      const [judged] = await judgeNext(read, pair, from, to?.id ?? null, { after: 0, limit: 1, lock: false, only: id });
      const held = judged?.held.filter(({ isPresent }) => !isPresent) ?? [];
      items.push({ id, name, values: held.length, conflicts: to ? (judged?.verdict.conflicts.length ?? 0) : 0 });
    }
    return { items, total: count?.n ?? 0, page, limit };
  }

  /** Both sides of one record. Throws `NotFound` for a record without old values, `Conflict` without a newer version. */
  async get(principal: Principal, templateId: number, recordId: number): Promise<RecordMigration> {
    const { from, to, record } = await this.#sides(
      principal,
      (query) => this.store.read(query),
      templateId,
      recordId,
      false,
    );
    return {
      record: { id: record.id, name: record.name || `#${record.id}` },
      scope: from.scope,
      templateName: to.name,
      fromId: from.id,
      fromVersion: from.templateVersion,
      toId: to.id,
      toVersion: to.templateVersion,
      old: oldFields(from, to, record),
      fields: to.fields.map((field) => ({
        ...field,
        meaning: semanticTypeOf(to.uuid, field.field, isFieldTypeId(field.type) ? field.type : 'text'),
        saneDefault: field.saneDefault ?? [],
        valuesList: field.valuesList ?? [],
        values: [...prefilled(record, field.field)],
        stored: record.held
          .filter(({ isPresent, fieldId }) => isPresent && fieldId === field.id)
          .map(({ id, value }) => ({ id, value })),
      })),
    };
  }

  /**
   * Moves the record: fields that the input mentions get its values, the others what comes along by itself; a value that
   * stays keeps its row, and so its id and uuid. Throws `NotFound`, `InvalidInput` as every change of meta-fields, and
   * `Conflict` naming the old values that are nowhere, unless `drop` lets them go.
   */
  async migrate(
    principal: Principal,
    templateId: number,
    recordId: number,
    { metaFields, drop, rehearse }: { metaFields: MetaFieldInput; drop: boolean; rehearse: boolean },
  ): Promise<RecordMigrated> {
    const act = (work: Work) => this.#move(work, principal, templateId, recordId, metaFields, drop);
    const done = rehearse ? (await this.store.rehearse(principal, act)).value : await this.store.work(principal, act);
    return { rehearsed: rehearse, ...done };
  }

  async #move(
    work: Work,
    principal: Principal,
    templateId: number,
    recordId: number,
    metaFields: MetaFieldInput,
    drop: boolean,
  ) {
    const read: Read = (query) => work.query(query);
    const { from, to, record } = await this.#sides(principal, read, templateId, recordId, true);
    const input = completed(to, record, metaFields);
    const wanted = new Map(input.map(({ fieldId, values }) => [fieldId, values]));
    const byName = new Map(to.fields.map((field) => [field.field, field.id]));
    // What may stand as it is goes over with its row; what then is not wanted is taken away by the change that follows.
    const going = record.held.filter(({ field, isPresent }) => !isPresent && byName.has(field));
    const here = new Set(
      record.held.filter(({ isPresent }) => isPresent).map(({ field, value }) => `${field}/${value}`),
    );
    const moving = going.filter(
      ({ field, value }) => !here.has(`${field}/${value}`) && wanted.get(byName.get(field) ?? 0)?.includes(value),
    );
    await work.query(sql`
      update meta_fields m set template_id = ${to.id}, directory_id = ${to.directoryId}, field_id = u.field_id
      from unnest(${moving.map(({ id }) => id)}::int[], ${moving.map(({ field }) => byName.get(field) ?? 0)}::int[]) u(id, field_id)
      where m.id = u.id`);
    await work.query(sql`
      delete from meta_fields where id = any(${record.held.filter((one) => !one.isPresent && !moving.includes(one)).map(({ id }) => id)}::int[])`);
    await this.metaFields.apply(work, from.scope, recordId, input);
    const after = await read<{ id: number; field: string; value: string }>(sql`
      select m.id, m.field, m.value from meta_fields m where m.${metaFieldOwners[from.scope].column} = ${recordId} and m.template_id = ${to.id} order by m.id`);
    const dropped = lost(record.held, after);
    if (dropped.length > 0 && !drop) throw refusal(dropped);
    await this.#note(work, from, record, after);
    work.emit(metaTemplateChanged, { id: from.id });
    const known = new Set(record.held.map(({ id }) => id));
    return { moved: moving.length, added: after.filter(({ id }) => !known.has(id)).length, dropped };
  }

  async #note(
    work: Work,
    from: StoredTemplate,
    record: JudgedRecord,
    after: readonly { field: string; value: string }[],
  ): Promise<void> {
    const texts = (list: readonly { field: string; value: string }[], field: string) => [
      ...new Set(list.filter((one) => one.field === field).map(({ value }) => value)),
    ];
    const fields = [...new Set([...record.held, ...after].map(({ field }) => field))].filter(
      (field) => JSON.stringify(texts(record.held, field).sort()) !== JSON.stringify(texts(after, field).sort()),
    );
    if (fields.length === 0) return;
    const key = (field: string) => `metaFields.${from.uuid}/${field}`;
    const { id, uuid, name } = record;
    work.log({
      kind: from.scope,
      entityId: id,
      entityUuid: uuid,
      title: name,
      action: 'edit',
      before: Object.fromEntries(fields.map((field) => [key(field), texts(record.held, field)])),
      after: Object.fromEntries(fields.map((field) => [key(field), texts(after, field)])),
    });
    await work.query(sql`
      update ${metaFieldOwners[from.scope].records} set version = version + 1, modified = ${work.now} where id = ${id}`);
    ownerViewOf(from.scope).changed(work, [id]);
  }

  async #sides(principal: Principal, read: Read, templateId: number, recordId: number, lock: boolean): Promise<Sides> {
    const from = await storedTemplate(read, templateId);
    const to = await this.migrations.targetOf(from);
    const [seen] = await read(sql`
      select 1 from ${metaFieldOwners[from.scope].records} o where o.id = ${recordId} and ${ownerViewOf(from.scope).where(principal, 'o')}`);
    const pair = loadedPair(from.uuid, from.fields, to.fields);
    const [record] = seen ? await judgeNext(read, pair, from, to.id, { after: 0, limit: 1, lock, only: recordId }) : [];
    if (!record)
      throw new NotFound(`there is no such ${from.scope} with values of this version, or it is outside your view`);
    return { from, to, record };
  }
}

function oldFields(from: StoredTemplate, to: StoredTemplate, { held, verdict }: JudgedRecord): RecordMigration['old'] {
  const reasons = new Map(verdict.conflicts.map(({ value, reason }) => [value.id, reason]));
  return from.fields.flatMap(({ id, field, type }) => {
    const values = held
      .filter(({ fieldId, isPresent }) => !isPresent && fieldId === id)
      .map((one) => ({ value: one.value, conflict: reasons.get(one.id) ?? null }));
    const newFieldId = to.fields.find((one) => one.field === field)?.id ?? null;
    return values.length === 0 ? [] : [{ field, type, fieldId: id, newFieldId, values }];
  });
}

/** What the record holds in a newer field if nobody changes it: its own there, and what comes along, rewritten where needed. */
function prefilled({ held, verdict }: JudgedRecord, field: string): Set<string> {
  const fates = new Map(verdict.conflicts.map(({ value, resolution }) => [value.id, resolution]));
  return new Set(
    [...held.filter(({ isPresent }) => isPresent), ...held.filter(({ isPresent }) => !isPresent)]
      .filter((one) => one.field === field)
      .flatMap(({ id, value }) => {
        const fate = fates.get(id);
        if (fate === 'drop') return [];
        return typeof fate === 'object' ? fate.map((one) => one.value) : [value];
      }),
  );
}

/** The input for every field of the newer version; a field it does not mention gets what comes along. */
function completed(
  to: StoredTemplate,
  record: JudgedRecord,
  input: MetaFieldInput,
): { fieldId: number; values: string[] }[] {
  const given = new Map<number, string[]>();
  for (const [place, { fieldId, templateUuid, field, values }] of input.entries()) {
    const found = to.fields.find((one) =>
      fieldId === undefined ? templateUuid === to.uuid && one.field === field : one.id === fieldId,
    );
    if (!found)
      throw InvalidInput.at(['metaFields', place], `names no field of version ${to.templateVersion} of '${to.name}'`);
    given.set(
      found.id,
      values.map((value) => value.trim()).filter((value) => value !== ''),
    );
  }
  return to.fields.map(({ id, field }) => ({ fieldId: id, values: given.get(id) ?? [...prefilled(record, field)] }));
}

/** Old texts that no field of the newer version holds now. A text that moved to another field is not lost. */
function lost(held: readonly HeldValue[], after: readonly { value: string }[]) {
  const texts = new Set(after.map(({ value }) => value));
  return held
    .filter(({ isPresent, value }) => !isPresent && !texts.has(value))
    .map(({ field, value }) => ({ field, value }));
}

function refusal(dropped: readonly { field: string; value: string }[]): Conflict {
  const told = dropped.slice(0, 5).map(({ field, value }) => `'${field}': "${value.slice(0, 60)}"`);
  const more = dropped.length > 5 ? ` and ${dropped.length - 5} more` : '';
  return new Conflict(
    `these values would be lost: ${told.join(', ')}${more}; put them into a field, or say that they may go`,
    dropped.map(({ field, value }) => ({
      path: ['metaFields', field],
      message: `"${value.slice(0, 60)}" would be lost`,
    })),
  );
}
