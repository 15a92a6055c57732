import { anyOf, type Sql, sql } from '../store/sql.js';
import type { Work } from '../store/work.js';
import { type Known, knows, withoutMentions } from './known-words.js';

/** What stands in the log, and elsewhere, for words that were erased. */
export const erased = '[erased]';

/** What goes from the audit log, and where. */
export interface TrailErasure {
  /** The rows about the person themself, as a condition over `audit_log a`: of these every word goes. */
  readonly own: Sql;
  /** Accounts that were the person's: what they did stays, by whom only as a number. */
  readonly actorIds: readonly number[];
  /** What is known of the person; goes wherever else it is said. */
  readonly known: Known;
  /** What the person is called from now on. */
  readonly title: string;
  /** Whether the rows about the person also lose the network address of whoever acted without an account. */
  readonly strangers?: boolean;
}

/** What an erasure did to the log; the row of the log that tells of it holds both, so that the chain covers them. */
export interface ErasedTrail {
  readonly rows: number;
  readonly digest: string | null;
}

interface Row {
  seq: string;
  own: boolean;
  acted: boolean;
  actor_id: number | null;
  actor_name: string;
  ip: string | null;
  title: string;
  before: Values | null;
  after: Values | null;
  message: string | null;
}
type Values = Record<string, unknown>;

/**
 * Erases words from the audit log (decision 060). The chain stays verifiable: hashes and digests stay as they are, and what is
 * left of each row gets a digest under `erasure`. The caller writes a row of kind `erasure` with that uuid as
 * `entityUuid` and the answer in `after`; without it the log does not verify.
 */
export async function eraseFromTrail(work: Work, erasure: string, what: TrailErasure): Promise<ErasedTrail> {
  const acted = sql`coalesce(a.actor_id = any(${[...what.actorIds]}::int[]), false)`;
  const said = sql`concat_ws(' ', a.title, a.before::text, a.after::text, a.message)`;
  const rows = await work.query<Row>(sql`
    select a.seq, (${what.own}) as own, ${acted} as acted, a.actor_id, a.actor_name, host(a.ip) as ip, a.title, a.before,
      a.after, a.message
    from audit_log a where ${anyOf([
      sql`(${what.own})`,
      // what is not asked for is left out, so that an index can answer
      ...(what.actorIds.length > 0 ? [acted] : []),
      ...(what.known.words.length + what.known.keys.length > 0 ? [knows(said, what.known)] : []),
    ])}
    order by a.seq`);
  const changed = rows.filter((row) => row.own || row.acted || isOther(row, what.known));
  await work.query(sql`select set_config('cerebrate.erasing', 'on', true)`);
  for (let at = 0; at < changed.length; at += 500)
    await write(
      work,
      erasure,
      changed.slice(at, at + 500).map((row) => residueOf(row, what)),
    );
  await work.query(sql`select set_config('cerebrate.erasing', 'off', true)`);
  const [outcome] = await work.query<{ digest: string | null }>(
    sql`select audit_erasure_digest(${erasure}::uuid) as digest`,
  );
  return { rows: changed.length, digest: outcome?.digest ?? null };
}

/** Pure: the words of a row gone, its form kept. */
function residueOf(row: Row, { known, title, strangers }: TrailErasure): Omit<Row, 'own' | 'acted' | 'actor_id'> {
  const told = row.acted
    ? { actor_name: `erased user ${row.actor_id}`, ip: null }
    : { actor_name: row.actor_name, ip: strangers && row.own && row.actor_id === null ? null : row.ip };
  if (row.own)
    return {
      seq: row.seq,
      ...told,
      title,
      before: blanked(row.before),
      after: blanked(row.after),
      message: row.message === null ? null : erased,
    };
  return {
    seq: row.seq,
    ...told,
    title: withoutMentions(row.title, known, erased) as string,
    before: withoutMentions(row.before, known, erased) as Values | null,
    after: withoutMentions(row.after, known, erased) as Values | null,
    message: withoutMentions(row.message, known, erased) as string | null,
  };
}

/** Which fields there were stays, and what is no word: numbers of records, yes and no. */
const blanked = (values: Values | null): Values | null =>
  values &&
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value === null || typeof value === 'number' || typeof value === 'boolean' ? value : erased,
    ]),
  );

/** What the database found by folding letters is looked at again as it is written. */
const isOther = (row: Row, known: Known): boolean => {
  const words = [row.title, row.before, row.after, row.message];
  return JSON.stringify(words) !== JSON.stringify(withoutMentions(words, known, erased));
};

async function write(work: Work, erasure: string, rows: readonly object[]): Promise<void> {
  await work.query(sql`
    update audit_log a set actor_name = u.actor_name, ip = u.ip, title = u.title, before = u.before, after = u.after,
      message = u.message, salt = null, erasure = ${erasure}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as u (seq bigint, actor_name text, ip inet, title text, before jsonb, after jsonb, message text)
    where a.seq = u.seq`);
  await work.query(sql`
    insert into audit_erasures (erasure, seq, digest)
    select ${erasure}::uuid, a.seq, audit_residue(a) from audit_log a
    where a.seq = any(${rows.map((row) => (row as { seq: string }).seq)}::bigint[])`);
}
