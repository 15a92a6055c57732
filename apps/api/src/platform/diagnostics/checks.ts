import { statfs } from 'node:fs/promises';
import type { Check } from '@cerebrate/contract';
import type { Config, SettingReader, Store } from '../../kernel/index.js';
import { sql } from '../../kernel/index.js';
import type { Connectors } from '../../tools/index.js';

type Finding = Pick<Check, 'severity' | 'remedy'>;
const well: Finding = { severity: null, remedy: null };
const gigabyte = 1024 ** 3;

/** What the checks are made with. */
export interface Ground {
  readonly store: Store;
  readonly config: Config;
  readonly read: SettingReader;
}

const wanted = ['btree_gist', 'citext', 'pg_trgm', 'unaccent'];
/** Reading one row through an index takes longer than this only when something is wrong. */
const slowMs = 250;

/** The database: its version, what it brings, its size, how fast it answers. */
export async function databaseChecks({ store }: Ground): Promise<Check[]> {
  const group = 'Database';
  const started = performance.now();
  await store.read(sql`select from organisations order by id limit 1`);
  const ms = Math.round(performance.now() - started);
  const row = await store.readOne<{
    version: string;
    number: number;
    size: string;
    extensions: string[];
    drift: number;
  }>(sql`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      pg_size_pretty(pg_database_size(current_database())) as size,
      (select array_agg(extname::text order by extname) from pg_extension) as extensions,
      extract(epoch from clock_timestamp())::float8 as drift`);
  if (!row) return [];
  const missing = wanted.filter((extension) => !row.extensions.includes(extension));
  const drift = Math.abs(row.drift - Date.now() / 1000);
  return [
    {
      id: 'database.version',
      group,
      label: 'Version',
      value: `PostgreSQL ${row.version}`,
      ...(row.number >= 150_000 ? well : { severity: 'critical', remedy: 'Move to PostgreSQL 15 or newer.' }),
    },
    {
      id: 'database.extensions',
      group,
      label: 'Extensions',
      value: row.extensions.join(', '),
      ...(missing.length === 0
        ? well
        : { severity: 'critical', remedy: `Create the extensions ${missing.join(', ')}.` }),
    },
    { id: 'database.size', group, label: 'Size', value: row.size, ...well },
    {
      id: 'database.speed',
      group,
      label: 'Look-up of one row',
      value: `${ms} ms`,
      ...(ms <= slowMs
        ? well
        : { severity: 'warning', remedy: 'Look whether the database or its disk is overloaded.' }),
    },
    {
      id: 'clock',
      group: 'Server',
      label: 'Clock, compared with the database',
      value: `${drift.toFixed(1)} s apart`,
      ...(drift < 5
        ? well
        : { severity: 'warning', remedy: 'Keep both clocks with NTP: sessions and keys end by the clock.' }),
    },
  ];
}

/** Connectors: which are hosted, and which packages were refused with what reason (ARCHITECTURE §4.5). */
export function connectorChecks(connectors: Pick<Connectors, 'list' | 'refused'>): Check[] {
  const group = 'Connectors';
  return [
    ...connectors.list().map(({ id, title, version }) => ({
      id: `connector.${id}`,
      group,
      label: title,
      value: `version ${version}`,
      ...well,
    })),
    ...connectors.refused.map(({ name, reason }) => ({
      id: `connector.${name}`,
      group,
      label: name,
      value: 'refused',
      severity: 'warning' as const,
      remedy: `It was refused because: ${reason}. Correct the package, or take it out of CONNECTORS.`,
    })),
  ];
}

/** The queue: what waits, for how long, what failed. */
export async function jobChecks({ store }: Ground): Promise<Check[]> {
  const group = 'Jobs';
  const row = await store.readOne<{ waiting: number; failed: number; age: number | null; mails: number }>(sql`
    select count(*) filter (where state in ('created', 'retry'))::int as waiting,
      count(*) filter (where state = 'failed' and completed_on > now() - interval '1 day')::int as failed,
      extract(epoch from now() - min(start_after) filter (where state in ('created', 'retry') and start_after <= now()))::float8 as age,
      (select count(*) from mails where state = 'failed')::int as mails
    from pgboss.job where name not like '\\_\\_pgboss%'`);
  if (!row) return [];
  const age = Math.round(row.age ?? 0);
  return [
    {
      id: 'jobs.waiting',
      group,
      label: 'Waiting',
      value: `${row.waiting}, the oldest for ${age} s`,
      ...(age < 300 ? well : { severity: 'critical', remedy: 'No process works the queue off: start a worker.' }),
    },
    {
      id: 'jobs.failed',
      group,
      label: 'Failed within a day',
      value: String(row.failed),
      ...(row.failed === 0 ? well : { severity: 'warning', remedy: 'The log of the process names each and why.' }),
    },
    {
      id: 'mail.failed',
      group: 'E-mail',
      label: 'Failed e-mails',
      value: String(row.mails),
      ...(row.mails === 0
        ? well
        : { severity: 'warning', remedy: 'See the list of e-mails below for what the server answered.' }),
    },
  ];
}

/** Disk, memory, addresses and the key that seals. */
export async function serverChecks({ config }: Ground, askedAt: string | undefined, keyId: string): Promise<Check[]> {
  const group = 'Server';
  const disk = await statfs(config.dataDir).catch(() => null);
  const free = disk ? (disk.bavail * disk.bsize) / gigabyte : null;
  const isElsewhere = askedAt !== undefined && new URL(config.baseUrl).host !== askedAt;
  return [
    {
      id: 'disk',
      group,
      label: 'Free disk',
      value: free === null ? 'unknown' : `${free.toFixed(1)} GB`,
      ...(free === null || free >= 2
        ? well
        : { severity: free < 0.5 ? 'critical' : 'warning', remedy: 'Make room: imports and the database need it.' }),
    },
    { id: 'node', group, label: 'Node.js', value: process.version, ...well },
    {
      id: 'memory',
      group,
      label: 'Memory of this process',
      value: `${Math.round(process.memoryUsage().rss / 1024 ** 2)} MB`,
      ...well,
    },
    {
      id: 'base-url',
      group,
      label: 'Base URL',
      value: config.baseUrl,
      ...(isElsewhere
        ? {
            severity: 'warning',
            remedy: `This page was asked for at ${askedAt}: set BASE_URL to what people and peers use.`,
          }
        : config.isHttps
          ? well
          : { severity: 'info', remedy: 'Peers and browsers reach us without TLS: fine on this machine alone.' }),
    },
    { id: 'secret-key', group: 'Secrets', label: 'Key that seals', value: keyId, ...well },
  ];
}
