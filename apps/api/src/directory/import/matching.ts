import { Uuid } from '@cerebrate/contract';
import type { FieldChange } from '../../fields/index.js';
import { type Sql, sql, type Work } from '../../kernel/index.js';
import type { Candidate } from './candidate.js';

/** A field of a loaded template. */
export type TemplateField = FieldChange['field'];

/** By what candidates are matched; a meta-field with all that is known of it. */
export type MatchBy =
  | { readonly kind: 'uuid' }
  | { readonly kind: 'name' }
  | { readonly kind: 'meta'; readonly field: TemplateField };

/** The ids of the organisations each candidate, by row, could mean; usually one or none. */
export type Matches = ReadonlyMap<number, readonly number[]>;

/** Finds the organisations of many candidates in one statement, among those that are not deleted. */
export async function findMatches(work: Work, by: MatchBy, candidates: readonly Candidate[]): Promise<Matches> {
  const asked = candidates.flatMap(({ row, sought }) => sought.map((text) => ({ row, text })));
  const usable =
    by.kind === 'uuid'
      ? asked.filter(({ text }) => Uuid.safeParse(text).success)
      : asked.filter(({ text }) => !text.includes('\0'));
  if (usable.length === 0) return new Map();
  const found = await work.query<{ row: number; id: number }>(sql`
    select distinct n."row", o.id
    from unnest(${usable.map(({ row }) => row)}::int[], ${usable.map(({ text }) => text)}::text[]) n("row", sought)
    ${joinOf(by)} where o.deleted_at is null order by 1, 2`);
  const matches = new Map<number, number[]>();
  for (const { row, id } of found) matches.set(row, [...(matches.get(row) ?? []), id]);
  return matches;
}

function joinOf(by: MatchBy): Sql {
  switch (by.kind) {
    case 'uuid':
      return sql`join organisations o on o.uuid = n.sought::uuid`;
    case 'name':
      return sql`join organisations o on o.folded = fold_text(n.sought)`;
    case 'meta':
      return sql`join meta_fields m on m.field_id = ${by.field.id} and ${equals(by.field)} join organisations o on o.id = m.organisation_id`;
  }
}

/** Numbers are compared as numbers, all else as text without case, so that the indexes of values serve. */
function equals({ rule }: TemplateField): Sql {
  return rule.semanticType === 'asn'
    ? sql`m.v_asn = case when n.sought ~* '^(asn?)?\\s*[0-9]{1,10}$' then regexp_replace(n.sought, '\\D', '', 'g')::bigint end`
    : sql`lower(m.value) = lower(n.sought)`;
}

/** Names and ids of the organisations that hold the given uuids, by uuid. */
export async function holdersOf(work: Work, uuids: readonly string[]): Promise<Map<string, string>> {
  if (uuids.length === 0) return new Map();
  const rows = await work.query<{ uuid: string; id: number; name: string }>(
    sql`select uuid, id, name from organisations where uuid = any(${uuids}::uuid[]) and deleted_at is null`,
  );
  return new Map(rows.map(({ uuid, id, name }) => [uuid, `${name} (id ${id})`]));
}

/** The texts organisations hold in some fields now, by organisation and field, in their order. */
export type StoredTexts = ReadonlyMap<number, ReadonlyMap<number, readonly string[]>>;

/** Reads them in one statement. */
export async function storedTexts(
  work: Work,
  ids: readonly number[],
  fieldIds: readonly number[],
): Promise<StoredTexts> {
  if (ids.length === 0 || fieldIds.length === 0) return new Map();
  const rows = await work.query<{ id: number; field_id: number; texts: string[] }>(sql`
    select organisation_id as id, field_id, array_agg(value order by id) as texts from meta_fields
    where organisation_id = any(${ids}::int[]) and field_id = any(${fieldIds}::int[]) group by 1, 2`);
  const stored = new Map<number, Map<number, readonly string[]>>();
  for (const { id, field_id, texts } of rows) stored.set(id, (stored.get(id) ?? new Map()).set(field_id, texts));
  return stored;
}
