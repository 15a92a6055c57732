import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startPostgres, THROWAWAY } from '../../../scripts/postgres.mjs';

/** A PostgreSQL of its own and one that follows it by streaming replication. */
export interface Replication {
  /** Address of the primary's database; empty at first. */
  readonly url: string;
  /** Address of the same database at the replica, which only reads. */
  readonly replicaUrl: string;
  /** From now on the replica takes over nothing, as one that lags. */
  pause(): Promise<void>;
  /** The replica takes over what it missed; returns when it has everything the primary has written. */
  catchUp(): Promise<void>;
  /** The replica ends, as when its machine goes down. */
  stopReplica(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts both: the replica from a base backup of the primary's files (PostgreSQL manual, 26.3.3 and 26.2.5). */
export async function startReplication(): Promise<Replication> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'cerebrate-test-'));
  const [ofPrimary, ofReplica] = [path.join(home, 'primary'), path.join(home, 'replica')];
  const settings = { ...THROWAWAY, wal_level: 'replica', max_wal_senders: '4' };
  const primary = await startPostgres({ folder: ofPrimary, settings });
  const asking = await connected(primary.adminUrl);
  await copyCluster(asking, ofPrimary, ofReplica);
  const from = new URL(primary.adminUrl);
  const conninfo = `host=127.0.0.1 port=${from.port} user=${from.username} password=${from.password}`;
  const replica = await startPostgres({ folder: ofReplica, settings: { ...settings, primary_conninfo: conninfo } });
  const there = await connected(replica.adminUrl);
  return {
    url: primary.url,
    replicaUrl: replica.url,
    pause: async () => {
      await there.query('select pg_wal_replay_pause()');
      await until(there, "pg_get_wal_replay_pause_state() = 'paused'");
    },
    catchUp: async () => {
      // not what is written yet: these servers commit before they write
      const { rows } = await asking.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at');
      await there.query('select pg_wal_replay_resume()');
      await until(there, `pg_last_wal_replay_lsn() >= '${rows[0]?.at}'::pg_lsn`);
    },
    stopReplica: async () => {
      there.on('error', () => undefined);
      await replica.stop();
    },
    stop: async () => {
      await there.end().catch(() => undefined);
      await asking.end();
      await replica.stop();
      await primary.stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

/** A copy that is whole together with the log written meanwhile, which the replica fetches. */
async function copyCluster(asking: Client, from: string, to: string): Promise<void> {
  await asking.query("select pg_backup_start('replica', true)");
  fs.mkdirSync(to, { mode: 0o700 });
  fs.cpSync(path.join(from, 'pg'), path.join(to, 'pg'), {
    recursive: true,
    filter: (file) => path.basename(file) !== 'postmaster.pid',
  });
  const { rows } = await asking.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)');
  const data = path.join(to, 'pg');
  fs.chmodSync(data, 0o700);
  fs.writeFileSync(path.join(data, 'backup_label'), rows[0]?.labelfile ?? '');
  fs.writeFileSync(path.join(data, 'standby.signal'), '');
  fs.copyFileSync(path.join(from, 'pg.password'), path.join(to, 'pg.password'));
  const { uid, gid } = fs.statSync(path.join(from, 'pg'));
  for (const file of [data, path.join(data, 'backup_label'), path.join(data, 'standby.signal')])
    fs.chownSync(file, uid, gid);
}

async function until(client: Client, condition: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ is: boolean }>(`select ${condition} as is`);
    if (rows[0]?.is) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
