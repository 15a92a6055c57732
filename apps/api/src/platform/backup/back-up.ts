import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Conflict, join, name, raw, type Snapshot, type Store, sql } from '../../kernel/index.js';
import { LineSum, type Manifest, type TableEntry, writeManifest } from './manifest.js';

/** Tables that are made anew: the list of steps by running them, counts of attempts by the next attempt. */
const leftOut = ['migrations', 'attempts'];

/**
 * Writes everything the database holds at one moment into a new folder: a file of lines for each table and a manifest
 * with checksums. Secrets stay sealed. Memory stays the same whatever the size; the folder appears under its name when
 * it is whole. Throws `Conflict` where the folder exists.
 */
export async function backUp(
  store: Store,
  folder: string,
  sealedBy: string,
  tell: (line: string) => void,
): Promise<Manifest> {
  const draft = `${folder}.partial`;
  await mkdir(path.dirname(folder), { recursive: true });
  await mkdir(draft, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new Conflict(`${draft} exists: another backup is under way, or one was stopped; if none is, remove that folder`)
      : error;
  });
  const manifest = await store.snapshot(async (at): Promise<Manifest> => {
    const tables: TableEntry[] = [];
    for (const { table, columns } of await tablesOf(at)) {
      tell(table);
      tables.push(await writeTable(at, draft, table, columns));
    }
    const [instance] = await at.read<{ uuid: string }>(sql`select uuid from instances`);
    const steps = await at.read<{ name: string }>(sql`select name from migrations order by id`);
    return {
      format: 1,
      madeAt: new Date().toISOString(),
      instance: instance?.uuid ?? null,
      sealedBy,
      migrations: steps.map((step) => step.name),
      tables,
      sequences: await sequencesOf(at),
    };
  });
  await writeManifest(draft, manifest);
  await rename(draft, folder).catch((error: NodeJS.ErrnoException) => {
    throw new Conflict(`${folder} cannot be made of ${draft}: ${error.message}`);
  });
  return manifest;
}

type Column = TableEntry['columns'][number];

/** Every table that is kept, with the columns that are not computed. */
async function tablesOf(at: Snapshot): Promise<{ table: string; columns: Column[] }[]> {
  return at.read<{ table: string; columns: Column[] }>(sql`
    select c.relname as "table", json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
      order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> all(${leftOut})
    group by c.relname order by c.relname`);
}

/** One line a row: its values as PostgreSQL writes them, in the order of the columns. */
async function writeTable(at: Snapshot, folder: string, table: string, columns: Column[]): Promise<TableEntry> {
  const file = `${table}.ndjson.gz`;
  const sum = new LineSum();
  const values = join(columns.map((column) => sql`${quoted(column.name)}::text`));
  const lines = at.stream<{ line: string }>(sql`select to_json(array[${values}])::text as line from ${name(table)}`);
  async function* summed(): AsyncGenerator<string> {
    for await (const { line } of lines) {
      const flat = line.replaceAll('\n', ' ');
      sum.add(flat);
      yield `${flat}\n`;
    }
  }
  await pipeline(
    Readable.from(summed()),
    createGzip({ level: 3 }),
    createWriteStream(path.join(folder, file), { mode: 0o600 }),
  );
  return { name: table, columns, file, rows: sum.rows, sha256: sum.hex() };
}

/** The column, also where its name is a word of SQL. */
export const quoted = (column: string) => raw(`"${column.replaceAll('"', '')}"`);

async function sequencesOf(at: Snapshot): Promise<Record<string, string>> {
  const rows = await at.read<{ name: string; last: string }>(sql`
    select sequencename as name, last_value::text as last from pg_sequences
    where schemaname = 'public' and last_value is not null and sequencename <> 'migrations_id_seq' order by 1`);
  return Object.fromEntries(rows.map(({ name: sequence, last }) => [sequence, last]));
}
