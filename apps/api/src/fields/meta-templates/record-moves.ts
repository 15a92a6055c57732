import {
  isFieldTypeId,
  type MetaFieldDefinition,
  semanticTypeOf,
  type TypedColumns,
  type ValueLoss,
} from '@cerebrate/contract';
import { raw, type Sql, sql, type Work } from '../../kernel/index.js';
import { type MetaFieldOwner, metaFieldOwners, ownerViewOf } from '../owners.js';
import { type HeldValue, judgeRecord, type RecordVerdict, type TargetField, type VersionPair } from './record-judge.js';
import { fieldDefinition } from './template-definition.js';
import { setTyped } from './template-writing.js';
import type { Read, StoredField } from './update-conflicts.js';

/** A loaded template as moving values needs it. */
export interface TemplateEnd {
  readonly id: number;
  readonly uuid: string;
  readonly directoryId: number;
  readonly scope: MetaFieldOwner;
}

/** A record with what is to become of its values. */
export interface JudgedRecord {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly held: readonly HeldValue[];
  readonly verdict: RecordVerdict;
}

/** The two versions as the judge takes them; `ids` are those of the loaded newer fields, absent while it is planned. */
export function versionPair(
  templateUuid: string,
  source: readonly StoredField[],
  target: readonly MetaFieldDefinition[],
  ids: ReadonlyMap<string, number> = new Map(),
): VersionPair {
  return {
    templateUuid,
    source: new Map(source.map((field) => [field.id, field])),
    target: new Map(
      target.map((definition): [string, TargetField] => [
        definition.field,
        {
          id: ids.get(definition.field) ?? null,
          definition,
          semanticType: semanticTypeOf(
            templateUuid,
            definition.field,
            isFieldTypeId(definition.type) ? definition.type : 'text',
          ),
        },
      ]),
    ),
  };
}

/** As `versionPair` for a newer version that is loaded. */
export function loadedPair(
  templateUuid: string,
  source: readonly StoredField[],
  target: readonly StoredField[],
): VersionPair {
  return versionPair(
    templateUuid,
    source,
    target.map(fieldDefinition),
    new Map(target.map(({ field, id }) => [field, id])),
  );
}

/** The records of that kind that hold values of a template: a condition on `o`. */
export const holdsValuesOf = (owner: MetaFieldOwner, templateId: number): Sql =>
  sql`exists (select 1 from meta_fields m where m.${metaFieldOwners[owner].column} = o.id and m.template_id = ${templateId})`;

/** The next records behind `after` that hold values of the old version, judged. Two statements; `lock` holds the records. */
export async function judgeNext(
  read: Read,
  pair: VersionPair,
  from: Pick<TemplateEnd, 'id' | 'scope'>,
  toId: number | null,
  { after, limit, lock, only }: { after: number; limit: number; lock: boolean; only?: number },
): Promise<JudgedRecord[]> {
  const { column, records } = metaFieldOwners[from.scope];
  const which = only === undefined ? sql`o.id > ${after}` : sql`o.id = ${only}`;
  const owners = await read<{ id: number; uuid: string; name: string }>(sql`
    select o.id, o.uuid, ${ownerViewOf(from.scope).title('o')} as name from ${records} o
    where ${which} and ${holdsValuesOf(from.scope, from.id)} order by o.id limit ${limit} ${raw(lock ? 'for update of o' : '')}`);
  if (owners.length === 0) return [];
  const values = await read<HeldValue & { ownerId: number }>(sql`
    select m.id, m.${column} as "ownerId", m.field, m.field_id as "fieldId", m.value, m.template_id <> ${from.id} as "isPresent"
    from meta_fields m where m.${column} = any(${owners.map(({ id }) => id)}::int[])
      and m.template_id = any(${toId === null ? [from.id] : [from.id, toId]}::int[]) order by m.id`);
  const held = new Map<number, HeldValue[]>(owners.map(({ id }) => [id, []]));
  for (const { ownerId, ...value } of values) held.get(ownerId)?.push(value);
  return owners.map((owner) => {
    const own = held.get(owner.id) ?? [];
    return { ...owner, held: own, verdict: judgeRecord(pair, own) };
  });
}

/** The values of a record that do not go over as they are, as people read them. */
export function lossesOf({ id, name, verdict }: JudgedRecord): ValueLoss[] {
  return verdict.conflicts.flatMap(({ value, reason, resolution }): ValueLoss[] =>
    resolution === 'keep'
      ? []
      : [
          {
            record: { id, name: name || `#${id}` },
            field: value.field,
            value: value.value,
            reason,
            becomes: resolution === 'drop' ? null : textOf(resolution) || value.value,
          },
        ],
  );
}

const textOf = (values: readonly { readonly value: string }[]): string => values.map(({ value }) => value).join(', ');

interface Writing {
  readonly deleted: number[];
  readonly moved: { id: number; target: TargetField }[];
  readonly rewritten: { id: number; value: string; typed: TypedColumns }[];
  readonly retyped: { id: number; typed: TypedColumns }[];
  readonly added: { from: number; value: string; typed: TypedColumns; target: TargetField }[];
}

/**
 * Carries verdicts out, with force where a verdict has conflicts: four statements at most for any number of records,
 * and a change record for each that loses or changes a text. With `to` the values go over to that version, without it
 * they stay where they are, for an update in place that follows. The caller holds the records' locks.
 */
export async function carryOut(
  work: Work,
  from: TemplateEnd,
  to: TemplateEnd | null,
  records: readonly JudgedRecord[],
): Promise<void> {
  const writing = writingOf(records);
  if (writing.deleted.length > 0)
    await work.query(sql`delete from meta_fields where id = any(${writing.deleted}::int[])`);
  if (to && writing.moved.length > 0) {
    const { moved } = writing;
    await work.query(sql`
      update meta_fields m set template_id = ${to.id}, directory_id = ${to.directoryId}, field_id = u.field_id
      from unnest(${moved.map(({ id }) => id)}::int[], ${moved.map(({ target }) => target.id)}::int[]) u(id, field_id) where m.id = u.id`);
  }
  if (writing.rewritten.length > 0)
    await work.query(sql`
      update meta_fields m set value = u.value, modified = ${work.now}
      from unnest(${writing.rewritten.map(({ id }) => id)}::int[], ${writing.rewritten.map(({ value }) => value)}::text[]) u(id, value) where m.id = u.id`);
  await addBeside(work, writing);
  const typed = [...writing.rewritten, ...(to ? writing.retyped : [])];
  if (typed.length > 0)
    await setTyped(
      work,
      typed.map(({ id }) => id),
      typed.map((one) => one.typed),
    );
  await noteChanges(work, from, records);
}

/** A text that became several: the first took the row, the others get rows like it. */
async function addBeside(work: Work, { added }: Writing): Promise<void> {
  if (added.length === 0) return;
  const rows = await work.query<{ id: number; at: number }>(sql`
    with source as (
      select gen_random_uuid() as uuid, m.organisation_id, m.individual_id, m.user_id, m.template_id, m.field_id, m.directory_id, m.field,
        u.value, m.created, u.at
      from unnest(${added.map(({ from }) => from)}::int[], ${added.map(({ value }) => value)}::text[]) with ordinality u(id, value, at)
      join meta_fields m on m.id = u.id),
    made as (
      insert into meta_fields (uuid, organisation_id, individual_id, user_id, template_id, field_id, directory_id, field, value, created, modified)
      select uuid, organisation_id, individual_id, user_id, template_id, field_id, directory_id, field, value, created, ${work.now}::timestamptz
      from source on conflict do nothing returning id, uuid)
    select made.id, source.at::int as at from made join source using (uuid)`);
  await setTyped(
    work,
    rows.map(({ id }) => id),
    rows.map(({ at }) => added[at - 1]?.typed ?? {}),
  );
}

function writingOf(records: readonly JudgedRecord[]): Writing {
  const writing: Writing = { deleted: [], moved: [], rewritten: [], retyped: [], added: [] };
  for (const { verdict } of records) {
    for (const { id } of verdict.merges) writing.deleted.push(id);
    for (const { value, target, typed } of verdict.moves) {
      writing.moved.push({ id: value.id, target });
      if (typed) writing.retyped.push({ id: value.id, typed });
    }
    for (const {
      value: { id },
      target,
      resolution,
    } of verdict.conflicts) {
      const texts = typeof resolution === 'string' ? [] : resolution;
      const [first, ...more] = texts;
      if (!target || (resolution !== 'keep' && !first)) {
        writing.deleted.push(id);
        continue;
      }
      writing.moved.push({ id, target });
      if (first) writing.rewritten.push({ id, value: first.value, typed: first.typed });
      for (const { value, typed } of more) writing.added.push({ from: id, value, typed, target });
    }
  }
  return writing;
}

/** What a record holds in each field that loses or changes a text, before and after; as its own changes note it. */
async function noteChanges(work: Work, from: TemplateEnd, records: readonly JudgedRecord[]): Promise<void> {
  const changed = records.filter((record) => lossesOf(record).length > 0);
  if (changed.length === 0) return;
  for (const record of changed) {
    const { before, after } = changeOf(from.uuid, record);
    const { id, uuid, name } = record;
    work.log({ kind: from.scope, entityId: id, entityUuid: uuid, title: name, action: 'edit', before, after });
  }
  const ids = changed.map(({ id }) => id);
  await work.query(sql`
    update ${metaFieldOwners[from.scope].records} set version = version + 1, modified = ${work.now} where id = any(${ids}::int[])`);
  ownerViewOf(from.scope).changed(work, ids.length > 100 ? [] : ids);
}

function changeOf(templateUuid: string, { held, verdict }: JudgedRecord) {
  const before: Record<string, string[]> = {};
  const after: Record<string, string[]> = {};
  const fate = new Map(verdict.conflicts.map((conflict) => [conflict.value.id, conflict.resolution]));
  for (const field of new Set(verdict.conflicts.map(({ value }) => value.field))) {
    const key = `metaFields.${templateUuid}/${field}`;
    const own = held.filter((value) => value.field === field);
    before[key] = [...new Set(own.map(({ value }) => value))];
    after[key] = [
      ...new Set(
        own.flatMap(({ id, value }) => {
          const resolution = fate.get(id);
          if (resolution === 'drop') return [];
          return typeof resolution === 'object' ? resolution.map((one) => one.value) : [value];
        }),
      ),
    ];
  }
  return { before, after };
}
