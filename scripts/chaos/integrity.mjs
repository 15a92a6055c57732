/** What must hold in the whole database, whatever was killed. */
import pg from 'pg';

/**
 * Checks every foreign key by looking, every B-tree index against its table, every sequence, every job and everything
 * that has an end. Answers what is wrong, a sentence each.
 * @param {string} databaseUrl @returns {Promise<string[]>}
 */
export async function integrity(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const rows = async (/** @type {string} */ query) => (await client.query(query)).rows;
  try {
    return [
      ...(await orphans(rows)),
      ...(await brokenIndexes(rows)),
      ...(await lateSequences(rows)),
      ...(await unended(rows)),
      ...(await unlogged(rows)),
    ];
  } finally {
    await client.end();
  }
}

/** @typedef {(query: string) => Promise<any[]>} Rows */

/** @param {Rows} rows */
async function orphans(rows) {
  const keys = await rows(`
    select k.conrelid::regclass::text as child, k.confrelid::regclass::text as parent, k.conname as name,
      (select array_agg(quote_ident(attname) order by n) from unnest(k.conkey) with ordinality u(c, n)
        join pg_attribute on attrelid = k.conrelid and attnum = c) as of,
      (select array_agg(quote_ident(attname) order by n) from unnest(k.confkey) with ordinality u(c, n)
        join pg_attribute on attrelid = k.confrelid and attnum = c) as to
    from pg_constraint k where contype = 'f' and connamespace = 'public'::regnamespace`);
  const found = [];
  for (const { child, parent, name, of, to } of keys) {
    const same = of.map((/** @type {string} */ column, /** @type {number} */ at) => `p.${to[at]} = c.${column}`);
    const [{ n }] = await rows(`
      select count(*)::int as n from ${child} c
      where num_nulls(${of.map((/** @type {string} */ column) => `c.${column}`)}) = 0
        and not exists (select from ${parent} p where ${same.join(' and ')})`);
    if (n > 0) found.push(`${n} rows of ${child} point nowhere (${name})`);
  }
  return found;
}

/** @param {Rows} rows */
async function brokenIndexes(rows) {
  try {
    await rows('create extension if not exists amcheck');
  } catch {
    return [];
  }
  const indexes = await rows(`
    select c.oid, c.oid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indexrelid
      join pg_am a on a.oid = c.relam
    where a.amname = 'btree' and c.relpersistence = 'p' and c.relkind = 'i' and i.indisvalid
      and c.relnamespace in ('public'::regnamespace, to_regnamespace('pgboss'))`);
  /** @type {string[]} */
  const found = [];
  for (const { oid, name } of indexes)
    await rows(`select bt_index_check(${oid}, true)`).catch((error) =>
      found.push(`the index ${name}: ${error.message}`),
    );
  return found;
}

/** @param {Rows} rows */
async function lateSequences(rows) {
  const columns = await rows(`
    select attrelid::regclass::text as t, attname as c, pg_get_serial_sequence(attrelid::regclass::text, attname) as s
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where attidentity <> '' and relnamespace = 'public'::regnamespace`);
  const found = [];
  for (const { t, c, s } of columns) {
    const [{ late }] = await rows(`
      select coalesce(max(${c}) > (select last_value from ${s}), false) as late from ${t}`);
    if (late) found.push(`the sequence of ${t} is behind its rows`);
  }
  return found;
}

/** What should have ended: nothing is under way any more. @param {Rows} rows */
async function unended(rows) {
  const questions = {
    'imports that did not end': `select id from imports where state in ('checking', 'running')`,
    'pulls that did not end': `select id from brood_runs where state in ('waiting', 'running')`,
    'connections in the middle of a step': `select id from connections where is_begun
      or state in ('offering', 'sending', 'accepting', 'answering', 'finalising', 'withdrawing')`,
    'jobs that failed': `select name || ': ' || left(output::text, 200) as id from pgboss.job where state = 'failed'`,
    'jobs whose process is gone': `select name as id from pgboss.job where state = 'active'
      and started_on + expire_in < now()`,
  };
  const found = [];
  for (const [what, query] of Object.entries(questions)) {
    const there = await rows(query);
    if (there.length > 0)
      found.push(
        `${what}: ${there
          .map(({ id }) => id)
          .slice(0, 5)
          .join(', ')}`,
      );
  }
  return found;
}

/** Records without a row that tells how they came. @param {Rows} rows */
async function unlogged(rows) {
  const found = [];
  for (const [table, kind] of [
    ['organisations', 'organisation'],
    ['connections', 'connection'],
    ['local_tools', 'tool'],
    ['broods', 'brood'],
    ['inbox', 'inbox'],
    ['outbox', 'outbox'],
  ]) {
    const [{ n }] = await rows(`
      select count(*)::int as n from ${table} r
      where not exists (select from audit_log a where a.kind = '${kind}' and a.entity_id = r.id and a.action = 'add')`);
    if (n > 0) found.push(`${n} rows of ${table} have no beginning in the audit log`);
  }
  return found;
}
