import { Conflict, join, raw, type Sql, sql, type Work } from '../../kernel/index.js';

type Row = Readonly<Record<string, unknown>>;

/** A column of some table that refers to the records of a kind, as the catalogue has it. */
interface Reference {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
  /** The table's other references: column → table. */
  readonly others: Readonly<Record<string, string>>;
}

/** Rows of one column: the keys of those that came over, and those the survivor had already, whole. */
export interface MovedRows {
  readonly table: string;
  readonly column: string;
  readonly key: readonly string[];
  readonly moved: readonly Row[];
  readonly folded: readonly Row[];
  /** Rows of the survivor that took something of a folded one, as they were. */
  readonly enriched?: readonly Row[];
  /** Of rows that referred to a folded row: from which to which they went. Absent: from the merged to the survivor. */
  readonly within?: { readonly from: number; readonly to: number };
}

/**
 * Every column that refers to that table by a foreign key, asked of the catalogue itself: a table that is added tomorrow
 * comes over with the rest, nobody has to remember it.
 */
async function referencesTo(work: Work, table: string): Promise<Reference[]> {
  return work.query<Reference & object>(sql`
    select c.relname as "table", a.attname as "column",
      (select array_agg(ka.attname::text) from pg_index i join pg_attribute ka on ka.attrelid = i.indrelid and ka.attnum = any(i.indkey)
        where i.indrelid = c.oid and i.indisprimary) as key,
      (select coalesce(jsonb_object_agg(oa.attname, oc.relname), '{}') from pg_constraint f
        join pg_attribute oa on oa.attrelid = f.conrelid and oa.attnum = f.conkey[1] join pg_class oc on oc.oid = f.confrelid
        where f.conrelid = c.oid and f.contype = 'f' and oa.attname <> a.attname) as others
    from pg_constraint r
    join pg_class c on c.oid = r.conrelid
    join pg_attribute a on a.attrelid = r.conrelid and a.attnum = r.conkey[1]
    where r.contype = 'f' and r.confrelid = ${table}::regclass and cardinality(r.conkey) = 1 and r.confrelid <> r.conrelid
    order by c.relname, a.attname`);
}

/**
 * Moves everything that refers to one record over to another of its table. What the database holds to be the same twice
 * is folded: the survivor's row stays. Answers what was done, so that it can be taken back and told.
 */
export async function moveRelations(work: Work, table: string, from: number, to: number): Promise<MovedRows[]> {
  const done: MovedRows[] = [];
  for (const reference of await referencesTo(work, table)) {
    const rows = await rowsOf(work, reference, from);
    if (rows.length > 0) done.push(...(await moveRows(work, reference, rows, from, to)));
  }
  return done;
}

/** Takes `moveRelations` back, last first. Throws `Conflict` when a row is gone or belongs to somebody else by now. */
export async function returnRelations(work: Work, relations: readonly MovedRows[], from: number, to: number) {
  for (const relation of [...relations].reverse()) {
    const { within = { from, to } } = relation;
    for (const row of relation.moved) {
      const moved = { ...row, [relation.column]: within.to };
      const back = await work.query(
        sql`update ${quoted(relation.table)} set ${quoted(relation.column)} = ${within.from}
          where ${sameKey(relation, moved)} and ${quoted(relation.column)} = ${within.to} returning 1 as done`,
      );
      if (back.length === 0) throw movedOn(relation);
    }
    for (const row of relation.folded) await insertRow(work, relation, row);
    for (const row of relation.enriched ?? []) await setColumns(work, relation, row);
  }
}

/** The records that rows refer to besides, as the log names them: `user:5`. */
export function relatedRecords(relations: readonly MovedRows[], kinds: Readonly<Record<string, string>>): string[] {
  const found = relations.flatMap(({ table, moved }) => {
    const kind = kinds[table];
    return kind ? moved.flatMap((row) => (typeof row['id'] === 'number' ? [`${kind}:${row['id']}`] : [])) : [];
  });
  return [...new Set(found)].slice(0, 500);
}

async function moveRows(work: Work, reference: Reference, rows: readonly Row[], from: number, to: number) {
  const { table, column, key } = reference;
  const all = sql`update ${quoted(table)} set ${quoted(column)} = ${to} where ${quoted(column)} = ${from}`;
  if (await fits(work, all))
    return [{ table, column, key, moved: rows.map((row) => keyOf(reference, row)), folded: [] }];
  const inside: MovedRows[] = [];
  const moved: Row[] = [];
  const folded: Row[] = [];
  const enriched: Row[] = [];
  for (const row of rows) {
    const one = sql`update ${quoted(table)} set ${quoted(column)} = ${to} where ${sameKey(reference, row)}`;
    if (await fits(work, one)) moved.push(keyOf(reference, row));
    else {
      const twin = await twinOf(work, reference, row, to);
      if (twin) {
        inside.push(...(await moveInside(work, reference, row, twin)));
        enriched.push(...(await enrich(work, reference, row, twin)));
      }
      await work.query(sql`delete from ${quoted(table)} where ${sameKey(reference, row)}`);
      folded.push(row);
    }
  }
  return [...inside, { table, column, key, moved, folded, enriched }];
}

/** What refers to a row that is folded refers to the survivor's row from now on: the addresses chosen on a list. */
async function moveInside(work: Work, { table }: Reference, row: Row, twin: Row): Promise<MovedRows[]> {
  const within = { from: Number(row['id']), to: Number(twin['id']) };
  const moved = await moveRelations(work, table, within.from, within.to);
  return moved.map((relation) => ({ within, ...relation }));
}

/** What the survivor's row takes of a folded one. */
const gains: Readonly<Record<string, (folded: Row, twin: Row) => Row>> = {
  // Whoever may extend a group through one of their records may do so through the other.
  sharing_group_members: (folded, twin) => (folded['extend'] && !twin['extend'] ? { extend: true } : {}),
  // Whom somebody put on a list by hand does not leave it with a rule.
  mailing_list_members: (folded, twin) =>
    folded['origin'] === 'hand' && twin['origin'] !== 'hand' ? { origin: 'hand' } : {},
};

async function enrich(work: Work, reference: Reference, row: Row, twin: Row): Promise<Row[]> {
  const gain = gains[reference.table]?.(row, twin) ?? {};
  if (Object.keys(gain).length === 0) return [];
  await setColumns(work, reference, { ...keyOf(reference, twin), ...gain });
  return [{ ...keyOf(reference, twin), ...Object.fromEntries(Object.keys(gain).map((name) => [name, twin[name]])) }];
}

async function setColumns(work: Work, relation: Pick<Reference, 'table' | 'key'>, row: Row): Promise<void> {
  const names = Object.keys(row).filter((name) => !relation.key.includes(name));
  await work.query(sql`update ${quoted(relation.table)} t set ${join(
    names.map((name) => sql`${quoted(name)} = r.${quoted(name)}`),
    ', ',
  )} from jsonb_populate_record(null::${quoted(relation.table)}, ${JSON.stringify(row)}::jsonb) r
    where ${join(
      relation.key.map((name) => sql`t.${quoted(name)} = r.${quoted(name)}`),
      ' and ',
    )}`);
}

/** The survivor's row that a unique index takes for the same; only of tables whose rows have a number of their own. */
async function twinOf(work: Work, { table, column, key }: Reference, row: Row, to: number): Promise<Row | undefined> {
  if (key.length !== 1 || key[0] !== 'id') return undefined;
  const indexes = await work.query<{ parts: string[]; holds: string | null }>(sql`
    select array(select pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) k) as parts,
      pg_get_expr(i.indpred, i.indrelid) as holds
    from pg_index i where i.indrelid = ${table}::regclass and i.indisunique and not i.indisprimary`);
  for (const { parts, holds } of indexes.filter((index) => index.parts.includes(column))) {
    const same = parts
      .filter((part) => part !== column)
      .map((part) => sql`(select ${raw(part)} from (select o.*) q) = (select ${raw(part)} from (select f.*) q)`);
    const [twin] = await work.query<{ row: Row }>(sql`
      select to_jsonb(o) as row from ${quoted(table)} o join ${quoted(table)} f on f.id = ${row['id'] as number}
      where o.${quoted(column)} = ${to} and ${join(same.length > 0 ? same : [sql`true`], ' and ')}
        and ${holds === null ? sql`true` : sql`(select ${raw(holds)} from (select o.*) q)`} limit 1`);
    if (twin) return twin.row;
  }
  return undefined;
}

/** What finds a row again, and nothing of what it says. */
const keyOf = ({ key }: Reference, row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([column]) => column === 'id' || key.includes(column)));

/** Carries the statement out unless something would be there twice. */
async function fits(work: Work, statement: Sql): Promise<boolean> {
  try {
    await work.attempt(() => work.query(statement));
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

async function rowsOf(work: Work, { table, column }: Reference, id: number): Promise<Row[]> {
  const rows = await work.query<{ row: Row }>(
    sql`select to_jsonb(t) as row from ${quoted(table)} t where t.${quoted(column)} = ${id} for update`,
  );
  return rows.map(({ row }) => row);
}

async function insertRow(work: Work, relation: MovedRows, row: Row): Promise<void> {
  const columns = await work.query<{ name: string }>(sql`select attname::text as name from pg_attribute
    where attrelid = ${relation.table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
  const list = join(
    columns.map(({ name }) => quoted(name)),
    ', ',
  );
  await work.query(sql`insert into ${quoted(relation.table)} (${list})
    select ${list} from jsonb_populate_record(null::${quoted(relation.table)}, ${JSON.stringify(row)}::jsonb)`);
}

const sameKey = ({ key }: Pick<Reference, 'key'>, row: Row): Sql =>
  join(
    key.map((column) => sql`${quoted(column)} = ${row[column] as number}`),
    ' and ',
  );

/** A name out of the catalogue. */
const quoted = (name: string): Sql => raw(`"${name.replaceAll('"', '""')}"`);

const movedOn = ({ table }: MovedRows): Conflict =>
  new Conflict(
    `what came over from ${table.replaceAll('_', ' ')} was changed since; the merge cannot be undone any more`,
  );
