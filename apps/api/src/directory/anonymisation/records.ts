import { type ErasedSubject, erased, raw, type Sql, sql, type Work } from '../../kernel/index.js';
import { anonymousAddress } from './what-is-known.js';

/** How many rows of a table went. */
export interface Gone {
  readonly label: string;
  readonly count: number;
}

/** Tables whose rows outlive the person: an account forbids anonymising, an alignment is what is counted. */
const kept = ['users', 'alignments'];

/**
 * Removes every row that refers to these people by a foreign key, asked of the catalogue itself: a table that is added
 * tomorrow is emptied with the rest.
 */
export async function removeReferences(work: Work, ids: readonly number[]): Promise<Gone[]> {
  const columns = await work.query<{ table: string; column: string }>(sql`
    select c.relname as "table", a.attname as "column" from pg_constraint r
    join pg_class c on c.oid = r.conrelid join pg_attribute a on a.attrelid = r.conrelid and a.attnum = r.conkey[1]
    where r.contype = 'f' and r.confrelid = 'individuals'::regclass and c.relname <> all(${kept}::text[]) order by c.relname`);
  const gone: Gone[] = [];
  for (const { table, column } of columns) {
    const rows = await work.query(
      sql`delete from ${quoted(table)} where ${quoted(column)} = any(${[...ids]}::int[]) returning 1 as done`,
    );
    if (rows.length > 0) gone.push({ label: labels[table] ?? table.replaceAll('_', ' '), count: rows.length });
  }
  return gone;
}

const labels: Readonly<Record<string, string>> = {
  individual_emails: 'further addresses',
  individual_tags: 'tags',
  mailing_list_members: 'memberships of mailing lists',
  meta_fields: 'meta-fields',
};

/** The records themselves: only number, uuid and moments stay. */
export async function emptyRecords(work: Work, { ids, title }: ErasedSubject): Promise<void> {
  for (const id of ids)
    await work.query(sql`
      update individuals set email = ${anonymousAddress(id)}, first_name = ${firstWord(title)}, last_name = ${rest(title, id)},
        position = null, anonymised_at = ${work.now}, modified = ${work.now}, version = version + 1 where id = ${id}`);
}

/** Roles say who somebody is, and become the one of everybody; what becomes the same twice is one. Answers how many stay. */
export async function generaliseAlignments(work: Work, ids: readonly number[], type: string): Promise<number> {
  await work.query(sql`
    delete from alignments a where a.individual_id = any(${[...ids]}::int[]) and exists (
      select from alignments b where b.individual_id = a.individual_id and b.organisation_id = a.organisation_id
        and (b.type = ${type}, -b.id) > (a.type = ${type}, -a.id))`);
  const rows = await work.query(sql`
    update alignments set type = ${type}, modified = ${work.now}, version = version + 1
    where individual_id = any(${[...ids]}::int[]) returning 1 as done`);
  return rows.length;
}

/** What merges keep of them, of their own and of organisations'; none into them can be undone any more. */
export async function emptyMerges(work: Work, { ids, title }: ErasedSubject): Promise<number> {
  const list = sql`${[...ids]}::int[]`;
  const own = await work.query(sql`
    update merges set state = ${JSON.stringify({ fields: {}, relations: [], name: title, erased: true })}::jsonb
    where kind = 'individual' and (survivor_id = any(${list}) or merged_id = any(${list})) returning 1 as done`);
  const others = await work.query(sql`
    update merges m set state = jsonb_set(m.state, '{relations}', (
      select coalesce(jsonb_agg(jsonb_set(r, '{folded}', (
        select coalesce(jsonb_agg(f), '[]') from jsonb_array_elements(r -> 'folded') f
        where coalesce((f ->> 'individual_id')::int <> all(${list}), true)))), '[]')
      from jsonb_array_elements(m.state -> 'relations') r))
    where m.kind = 'organisation' and exists (
      select from jsonb_array_elements(m.state -> 'relations') r, jsonb_array_elements(r -> 'folded') f
      where (f ->> 'individual_id')::int = any(${list})) returning 1 as done`);
  return own.length + others.length;
}

/** Lists they were on look different to whoever reads them. Answers the lists. */
export async function leaveLists(
  work: Work,
  ids: readonly number[],
): Promise<{ id: number; uuid: string; name: string }[]> {
  return work.query(sql`
    update mailing_lists l set modified = ${work.now}, version = version + 1
    where l.id in (select m.mailing_list_id from mailing_list_members m where m.individual_id = any(${[...ids]}::int[]) and m.origin <> 'excluded')
    returning l.id, l.uuid, l.name`);
}

/** Values that a migration of a template could not take along are kept beside, by the number of the record. */
export async function emptyLosses(work: Work, ids: readonly number[]): Promise<number> {
  const rows = await work.query(sql`
    update meta_template_losses l set record_name = ${erased}, value = ${erased}, becomes = null
    from meta_template_migrations m join meta_templates t on t.id = m.from_template_id
    where m.id = l.migration_id and t.scope = 'individual' and l.record_id = any(${[...ids]}::int[]) returning 1 as done`);
  return rows.length;
}

const firstWord = (title: string): string => title.split(' ', 1)[0] ?? title;
const rest = (title: string, id: number): string => `${title.split(' ').slice(1, -1).join(' ')} ${id}`.trim();

/** A name out of the catalogue. */
const quoted = (identifier: string): Sql => raw(`"${identifier.replaceAll('"', '""')}"`);
