import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import pg from 'pg';
import { runCommand } from '../../src/commands/run-command.js';
import { keyAt, madeKeys } from '../../src/directory/encryption-keys/keys.fixture.js';
import { readConfig } from '../../src/kernel/index.js';
import { type FreshDatabase, freshDatabase } from '../database.js';
import { testSecret } from '../house.js';
import { fillOriginal } from './original-community.js';

type Row = Record<string, unknown>;

/** What `migrate-from --json` prints. */
export interface Report {
  tables: {
    table: string;
    there: number;
    added: number;
    changed: number;
    unchanged: number;
    joined: number;
    refused: number;
  }[];
  findings: { table: string; id: number; title: string; kind: string; reason: string }[];
  left: { table: string; rows: number; reason: string }[];
  settings: { taken: string[]; refused: string[] } | null;
}

/** An original in a database of its own on the MariaDB of this run. */
export interface OldHouse {
  /** With a user who may do everything. */
  readonly address: string;
  readonly connection: Connection;
  /** All rows of a table. */
  rows(table: string): Promise<Row[]>;
  drop(): Promise<void>;
}

const server = new URL(process.env['MARIADB_URL'] ?? 'mysql://root@127.0.0.1:3306');

/** An original filled with a community, and with everything its tables let in. */
export async function oldHouse(): Promise<OldHouse> {
  await madeKeys(1);
  const name = `moving_${randomBytes(6).toString('hex')}`;
  const address = new URL(`/${name}`, server).href;
  const admin = await createConnection({ uri: server.href, charset: 'utf8mb4', timezone: 'Z' });
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`);
  const connection = await createConnection({ uri: address, charset: 'utf8mb4', timezone: 'Z' });
  await fillOriginal(connection, keyAt(0).publicKey);
  return {
    address,
    connection,
    rows: async (table) => (await connection.query(`select * from ${table}`))[0] as Row[],
    drop: async () => {
      await connection.end();
      await admin.query(`drop database ${name}`);
      await admin.end();
    },
  };
}

/** A node to move in to, and the command that moves. */
export interface NewHouse {
  readonly database: FreshDatabase;
  readonly folder: string;
  readonly environment: Record<string, string>;
  rows(text: string, values?: unknown[]): Promise<Row[]>;
  run(...words: string[]): Promise<{ code: number; out: string; faults: string }>;
  /** The command with `--json`; throws what it told when it could not be done. */
  move(address: string, ...words: string[]): Promise<{ code: number; report: Report }>;
  /** Every table with how much it holds and a digest of it, and where every sequence stands. */
  contents(): Promise<Row>;
  drop(): Promise<void>;
}

/** A fresh one. */
export async function newHouse(): Promise<NewHouse> {
  const database = await freshDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'moving-'));
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  const environment = {
    DATABASE_URL: database.url,
    SECRET_KEY: testSecret,
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
  };
  const rows = async (text: string, values: unknown[] = []) => (await pool.query<Row>(text, values)).rows;
  const run = async (...words: string[]) => {
    const out: string[] = [];
    const faults: string[] = [];
    const code = await runCommand(words, {
      config: () => readConfig(environment),
      say: (line) => out.push(line),
      tell: (line) => faults.push(line),
    });
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  };
  return {
    database,
    folder,
    environment,
    rows,
    run,
    move: async (address, ...words) => {
      const { code, out, faults } = await run('migrate-from', address, '--json', ...words);
      if (!out.startsWith('{')) throw new Error(faults);
      return { code, report: JSON.parse(out) as Report };
    },
    contents: () => contentsOf(rows),
    drop: async () => {
      await pool.end();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function contentsOf(rows: NewHouse['rows']): Promise<Row> {
  const tables = await rows(
    `select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  const found: Row = {};
  for (const { t } of tables)
    [found[String(t)]] = await rows(
      `select count(*)::int as n, md5(string_agg(x::text, '|' order by x::text)) as d from ${t} x`,
    );
  found['sequences'] = await rows(
    `select sequencename, last_value::text from pg_sequences where schemaname = 'public' order by 1`,
  );
  return found;
}
