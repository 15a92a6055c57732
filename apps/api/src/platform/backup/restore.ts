import { createReadStream } from 'node:fs';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import type { MigrationInterface } from 'typeorm';
import { type Config, Conflict, join, name, type Principal, raw, Store, sql, type Work } from '../../kernel/index.js';
import { ownRecords, readable } from '../emptiness/own-records.js';
import { quoted } from './back-up.js';
import { BackupUnusable, LineSum, type Manifest, readManifest, type TableEntry } from './manifest.js';

const batchRows = 500;
const batchSigns = 2_000_000;

/** The steps of the schema this program has. */
export type Migrations = readonly (new () => MigrationInterface)[];

/** What a restore needs to know. */
export interface RestoreOrder {
  readonly folder: string;
  readonly migrations: Migrations;
  /** Whether what that key sealed can be opened here. */
  knowsKey(keyId: string): boolean;
  tell(line: string): void;
}

/**
 * Brings a backup into an empty node: every checksum is compared before anything is touched, the schema is brought to
 * the steps the backup was made with, all rows go in within one transaction, foreign keys are made anew over them, and
 * then the steps follow that are newer. Throws `BackupUnusable` for one that is broken, made by a newer program or
 * sealed with a key that is not here, and `Conflict` for a node with records of its own.
 */
export async function restore(
  config: Pick<Config, 'databaseUrl'>,
  principal: Principal,
  { folder, migrations, knowsKey, tell }: RestoreOrder,
): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (!knowsKey(manifest.sealedBy))
    throw new BackupUnusable(
      `its secrets were sealed with another SECRET_KEY (${manifest.sealedBy}), and no auth key would open anything: set that one, or name it in FORMER_SECRET_KEYS; --without-key brings it all the same`,
    );
  const known = new Map(migrations.map((step) => [nameOf(step), step]));
  const unknown = manifest.migrations.filter((step) => !known.has(step));
  if (unknown.length > 0)
    throw new BackupUnusable(`it was made by a newer program (${unknown.join(', ')}): restore it with that one`);
  for (const table of manifest.tables) await compare(folder, table);
  tell('every checksum is right');
  await withStore(config, [], (store) => empty(store, principal, manifest.instance));
  const then = manifest.migrations.flatMap((step) => known.get(step) ?? []);
  await withStore(config, then, (store) => store.work(principal, (work) => load(work, folder, manifest, tell)));
  await withStore(config, migrations, (store) => store.refreshPlans());
  return manifest;
}

const nameOf = (step: new () => MigrationInterface): string => {
  const { name: named } = new step();
  return named ?? step.name;
};

async function withStore(
  config: Pick<Config, 'databaseUrl'>,
  migrations: Migrations,
  act: (store: Store) => Promise<unknown>,
): Promise<void> {
  const store = new Store(config, [], migrations);
  try {
    await store.open();
    await act(store);
  } finally {
    await store.close();
  }
}

/** Reads a table's file to its end. Throws `BackupUnusable` when it is not what was written. */
async function compare(folder: string, table: TableEntry): Promise<void> {
  const sum = new LineSum();
  try {
    for await (const line of linesOf(folder, table)) sum.add(line);
  } catch (error) {
    throw new BackupUnusable(`${table.file} cannot be read: ${(error as Error).message}`);
  }
  if (sum.rows !== table.rows || sum.hex() !== table.sha256)
    throw new BackupUnusable(`${table.file} is not what was backed up: its checksum differs`);
}

async function* linesOf(folder: string, { file }: TableEntry): AsyncGenerator<string> {
  const source = createReadStream(path.join(folder, file));
  const input = createGunzip();
  source.once('error', (error) => input.destroy(error));
  source.pipe(input);
  // Lines end at a line feed alone: readers of lines know further ends, which may stand in a text.
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const part of input) {
    const lines = decoder.write(part as Buffer).split('\n');
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

/** Takes everything away from a node that holds only what its first start made. */
async function empty(store: Store, principal: Principal, instance: string | null): Promise<void> {
  await store.work(principal, async (work) => {
    const own = await ownRecords((query) => work.query(query));
    if (own.length > 0) {
      const isSame = (await work.query(sql`select 1 from instances where uuid::text = ${instance}`)).length > 0;
      const hint = isSame ? '. It is the node that the backup was made of: perhaps it is all here already' : '';
      throw new Conflict(`this node holds ${readable(own)} of its own; restore into an empty one${hint}`);
    }
    await work.query(sql`drop schema if exists pgboss cascade`);
    await work.query(sql`drop schema public cascade`);
    await work.query(sql`create schema public`);
  });
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

async function load(work: Work, folder: string, manifest: Manifest, tell: (line: string) => void): Promise<void> {
  const keys = await work.query<ForeignKey>(sql`
    select conrelid::regclass::text as "table", conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by 1, 2`);
  for (const key of keys) await work.query(sql`alter table ${name(key.table)} drop constraint ${quoted(key.name)}`);
  for (const table of manifest.tables) {
    await work.query(sql`alter table ${name(table.name)} disable trigger user`);
    await work.query(sql`delete from ${name(table.name)}`);
    const rows = await loadTable(work, folder, table);
    await work.query(sql`alter table ${name(table.name)} enable trigger user`);
    if (rows > 0) tell(`${table.name}: ${rows}`);
  }
  for (const key of keys)
    await work.query(sql`alter table ${name(key.table)} add constraint ${quoted(key.name)} ${raw(key.definition)}`);
  for (const [sequence, last] of Object.entries(manifest.sequences))
    await work.query(sql`select setval(${`public.${sequence}`}::regclass, ${last}::bigint)`);
}

async function loadTable(work: Work, folder: string, table: TableEntry): Promise<number> {
  const columns = join(table.columns.map((column) => quoted(column.name)));
  const values = join(table.columns.map(({ type }, at) => sql`(r ->> ${at}::int)::${raw(typeName(type))}`));
  const insert = (lines: readonly string[]) =>
    work.query(sql`
      insert into ${name(table.name)} (${columns}) overriding system value
      select ${values} from json_array_elements(${`[${lines.join(',')}]`}::json) r`);
  let lines: string[] = [];
  let signs = 0;
  let rows = 0;
  for await (const line of linesOf(folder, table)) {
    lines.push(line);
    signs += line.length;
    if (lines.length < batchRows && signs < batchSigns) continue;
    await insert(lines);
    rows += lines.length;
    lines = [];
    signs = 0;
  }
  if (lines.length > 0) await insert(lines);
  return rows + lines.length;
}

/** The manifest is believed for its checksum, and still no more than a type may come into a statement. */
function typeName(type: string): string {
  if (!/^[a-z][a-z0-9 ]*(\(\d+(,\d+)?\))?( (with|without) time zone)?(\[\])?$/.test(type))
    throw new BackupUnusable(`'${type}' is no type of a column`);
  return type;
}
