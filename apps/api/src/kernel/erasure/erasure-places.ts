import { erased } from '../audit/erase.js';
import { type Known, knows, withoutMentions } from '../audit/known-words.js';
import { Registry } from '../registry.js';
import { join, name, type Sql, sql } from '../store/sql.js';
import type { Work } from '../store/work.js';

/** Somebody of whom nothing may be known any more, and what is known by now. */
export interface ErasedSubject {
  /** The record and those merged into it. */
  readonly ids: readonly number[];
  readonly uuids: readonly string[];
  readonly known: Known;
  /** Accounts that were theirs and are gone, and what those were called. */
  readonly userIds: readonly number[];
  readonly usernames: readonly string[];
  /** What they are called from now on. */
  readonly title: string;
}

/** A place where somebody may be known, and how it forgets them. */
export interface ErasurePlace {
  readonly id: string;
  /** What goes, in the plural: `notifications`. */
  readonly label: string;
  /** Forgets the subject; answers how many rows said something of them. Only statements of its own, nothing audited. */
  erase(work: Work, subject: ErasedSubject): Promise<number>;
}

/** Every such place outside of the directory's own records; rooms add theirs while they are loaded. */
export const erasurePlaces = new Registry<ErasurePlace>('place of erasure');

/**
 * A table whose words may mention somebody: what they are known by is replaced in these columns (text, arrays of text,
 * JSON), the rows stay. `signed` names a column that holds the name of an account.
 */
export const mentions = (
  id: string,
  label: string,
  { columns, signed, also }: { columns: readonly string[]; signed?: string; also?: (word: string) => string },
): ErasurePlace => ({
  id,
  label,
  async erase(work, subject) {
    const known = also
      ? { ...subject.known, words: [...subject.known.words, ...subject.known.words.map(also)] }
      : subject.known;
    const replaced = await replaceMentions(work, id, columns, known);
    return replaced + (signed ? await renameSigner(work, id, signed, subject.usernames) : 0);
  },
});

async function replaceMentions(work: Work, table: string, columns: readonly string[], known: Known): Promise<number> {
  if (columns.length === 0) return 0;
  const listed = join(
    columns.map((column) => name(column)),
    ', ',
  );
  const said = sql`concat_ws(' ', ${join(
    columns.map((column) => sql`${name(column)}::text`),
    ', ',
  )})`;
  const rows = await work.query<Record<string, unknown> & { place: string }>(
    sql`select ctid::text as place, ${listed} from ${name(table)} where ${knows(said, known)} for update`,
  );
  let changed = 0;
  for (const { place, ...row } of rows) {
    const next = withoutMentions(row, known, erased) as Record<string, unknown>;
    if (JSON.stringify(next) === JSON.stringify(row)) continue;
    const set: Sql[] = columns.map((column) => sql`${name(column)} = r.${name(column)}`);
    await work.query(sql`update ${name(table)} t set ${join(set, ', ')}
      from jsonb_populate_record(null::${name(table)}, ${JSON.stringify(next)}::jsonb) r where t.ctid = ${place}::tid`);
    changed++;
  }
  return changed;
}

async function renameSigner(work: Work, table: string, column: string, usernames: readonly string[]): Promise<number> {
  const rows = await work.query(sql`update ${name(table)} set ${name(column)} = ${erased}
    where ${name(column)} = any(${[...usernames]}::text[]) returning 1 as done`);
  return rows.length;
}
