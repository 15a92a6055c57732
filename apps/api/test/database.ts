import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Brings an empty database, given by its address, to the newest schema; closes every connection it opened. */
export type Migrate = (url: string) => Promise<void>;

/** A database of one spec file. */
export type FreshDatabase = {
  url: string;
  /** Removes it, closing what is still connected. */
  drop(): Promise<void>;
};

const TEMPLATE = 'cerebrate_template';
const DRAFT = 'cerebrate_template_draft';
/** Any number, the same for every worker of a run. */
const TEMPLATE_LOCK = 20_771;

let migrateTemplate: Migrate | undefined;

/**
 * Says how a database is migrated. From then on `freshDatabase` copies one migrated database instead of making an
 * empty one; the migration itself runs once per test run, whichever worker comes first.
 */
export function useTemplate(migrate: Migrate): void {
  migrateTemplate = migrate;
}

/**
 * Creates a database for one spec file: a copy of the migrated template after `useTemplate`, else empty.
 * Refuses to work outside Vitest's `api` project, which starts the server.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  if (migrateTemplate) await ensureTemplate(migrateTemplate);
  const name = `spec_${randomBytes(8).toString('hex')}`;
  const copy = migrateTemplate ? ` template ${TEMPLATE} strategy file_copy` : '';
  await administer((client) => client.query(`create database ${name}${copy}`));
  return {
    url: addressOf(name),
    drop: async () => {
      await administer((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** The draft is renamed only after it migrated whole, so a failed or killed worker leaves no half template. */
async function ensureTemplate(migrate: Migrate): Promise<void> {
  await administer(async (client) => {
    await client.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
    if (found.rowCount) return;
    await client.query(`drop database if exists ${DRAFT} with (force)`);
    await client.query(`create database ${DRAFT}`);
    await migrate(addressOf(DRAFT));
    await client.query(`alter database ${DRAFT} rename to ${TEMPLATE}`);
  });
}

/** One short connection to the maintenance database; closing it frees the advisory lock too. */
async function administer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function adminUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error("TEST_DATABASE_URL is not set: run specs through Vitest's api project, which starts PostgreSQL.");
  return url;
}

function addressOf(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.href;
}
