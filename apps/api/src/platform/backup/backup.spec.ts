import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { broods, exchange, localTools, webhooks } from '@cerebrate/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/database.js';
import { type House, startHouse, testSecret } from '../../../test/house.js';
import { buildWorld, keyOf } from '../../../test/world.js';
import { runCommand } from '../../commands/run-command.js';
import { readConfig, Sealer, Settings, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { migrations } from '../../migrations/index.js';
import { backUp, restore } from './index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'backup-'));
const principal = systemPrincipal('spec');
const quiet = () => undefined;
const { keyId } = new Sealer(testSecret);
const knowsKey = () => true;
const left = ['migrations', 'attempts'];

/** Every table with a digest of all it holds, and where every sequence goes on. */
async function contents(url: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: tables } = await client.query<{ t: string }>(
    `select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  const found: Record<string, unknown> = {};
  for (const { t } of tables.filter(({ t: table }) => !left.includes(table))) {
    const { rows } = await client.query(
      `select count(*)::int as n, md5(string_agg(x::text, '|' order by x::text)) as d from ${t} x`,
    );
    found[t] = rows[0];
  }
  const { rows } = await client.query(
    `select sequencename, last_value::text from pg_sequences where schemaname = 'public' and sequencename <> 'migrations_id_seq' order by 1`,
  );
  found['sequences'] = rows;
  const { rows: keys } = await client.query(
    `select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`,
  );
  found['constraints'] = keys;
  const { rows: triggers } = await client.query(
    `select tgrelid::regclass::text, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2`,
  );
  found['triggers'] = triggers;
  await client.end();
  return found;
}

const secrets = { tool: 't'.repeat(40), brood: 'b'.repeat(40) };

/** What hangs on other machines, made as people make it; keys and origins of records as they stand in tables. */
async function machines(house: House): Promise<void> {
  const ask = { key: keyOf('admin') };
  const [owner] = await house.rows<{ id: number }>('select min(id) as id from organisations');
  const brood = await house.call(broods.create, {
    ...ask,
    body: { name: 'Peer', url: 'https://peer.example', ownerId: owner?.id ?? 0, authKey: secrets.brood },
  });
  const settings = { url: 'https://misp.example', authkey: secrets.tool };
  const tool = await house.call(localTools.create, { ...ask, body: { name: 'MISP', connector: 'misp', settings } });
  const hook = await house.call(webhooks.create, {
    ...ask,
    body: { name: 'Hook', url: 'https://hook.example/secret-path' },
  });
  const signing = await house.call(exchange.rotate, ask);
  expect([brood.status, tool.status, hook.status, signing.status]).toEqual([201, 201, 201, 201]);
  await house.rows(`
    insert into encryption_keys (uuid, organisation_id, type, text, fingerprint, emails, created, modified)
      select gen_random_uuid(), min(id), 'pgp', E'-----BEGIN\n"x"', 'AB', array['a@b.example', 'c,"d'], now(), now() from organisations;
    insert into connections (uuid, side, state, tool_id, brood_id, remote_tool_id, remote_tool_name, options, sealed, created, modified)
      select gen_random_uuid(), 'asking', 'connected', t.id, b.id, 7, 'Theirs', '{"a": [1, null]}', 'v1.x', now(), now()
      from local_tools t, broods b;
    insert into connection_events (connection_id, at, state, message, who, is_fault)
      select id, now(), state, 'met', 'spec', false from connections;
    insert into record_origins (kind, record_id, brood_id, taken_at, taken)
      select 'organisation', min(o.id), min(b.id), now(), '{"name": "x"}' from organisations o, broods b;
    insert into signature_checks (uuid, asked_by, type, data_sha256, data_size, is_valid, signatures, created)
      values (gen_random_uuid(), 'spec', 'pgp', repeat('a', 64), 3, true, '[{"keyId": "AB"}]', now());
    insert into brood_signers (brood_id, key_id, public_key, is_trusted, kinds, countries, first_seen, modified)
      select id, 'kid', '{"kty": "OKP"}', true, array['organisation'], array['LU'], now(), now() from broods;`);
}

describe('a backup', () => {
  let house: House;
  const made = path.join(folder, 'made');
  beforeAll(async () => {
    house = await startHouse({}, false);
    await buildWorld(house);
    await house.app.get(Settings).change(principal, 'mail.password', 'sesame sesame').catch(quiet);
    await machines(house);
    await house.rows(`
      insert into settings (name, value, created, modified, version) values ('odd.null', 'null', now(), now(), 1);
      insert into organisations (uuid, name, contacts, created, modified, deleted_at)
        values (gen_random_uuid(), E'Tab\\t "quotes" \\\\ and\\nlines – Ünïcødé 🦉\\u2028\\u2029\\u0085', '', 'infinity', '0044-03-15 BC', now());
      insert into tags (name, colour, created, modified) values ('tlp:red', '#ff0000', now(), now());
      insert into organisation_tags select o.id, t.id from organisations o, tags t;
      insert into auth_keys (uuid, user_id, digest, authkey_start, authkey_end, created, successor_id, networks)
        select gen_random_uuid(), user_id, sha256(id::text::bytea), 'a"b\\', 'x,{}', now(), id, array['192.0.2.0/24', 'a,"b'] from auth_keys;`);
    await backUp(house.store, made, keyId, quiet);
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (url: string, ...words: string[]) => runWith(testSecret, url, ...words);

  async function runWith(secretKey: string, url: string, ...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const code = await runCommand(words, {
      config: () => readConfig({ DATABASE_URL: url, SECRET_KEY: secretKey, LOG_LEVEL: 'silent', DATA_DIR: folder }),
      say: (line) => out.push(line),
      tell: (line) => faults.push(line),
    });
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }

  it('brought into a node that was only started is the same in every table, sequence, constraint and trigger', async () => {
    const target = await freshDatabase();
    const first = await startHouse({ DATABASE_URL: target.url }, false);
    await first.stop();
    expect((await run(target.url, 'restore', made)).code).toBe(0);
    const before = await contents(target.url);
    expect(before).toEqual(await contents(house.databaseUrl));
    const refused = await run(target.url, 'restore', made);
    expect(refused.code).toBe(1);
    expect(refused.faults).toContain('of its own');
    expect(await contents(target.url)).toEqual(before);
    expect((await run(target.url, 'audit', 'verify')).code).toBe(0);
    const again = await startHouse({ DATABASE_URL: target.url }, false);
    expect((await again.ask('/organisations/index.json', { key: keyOf('admin') })).status).toBe(200);
    await again.stop();
    await target.drop();
  }, 120_000);

  it('holds no secret in clear and nobody else may read it', async () => {
    const all = readdirSync(made).map((file) => {
      const bytes = readFileSync(path.join(made, file));
      return file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
    });
    expect(all.join('\n')).not.toContain('sesame sesame');
    expect(all.join('\n')).not.toContain(keyOf('admin'));
    for (const secret of [...Object.values(secrets), 'secret-path']) expect(all.join('\n')).not.toContain(secret);
  });

  it('is kept out of a node that holds a row in any table the first start leaves empty, a new table too', async () => {
    const target = await freshDatabase();
    const client = new pg.Client({ connectionString: target.url });
    await client.connect();
    await client.query('create table newcomers (id integer); insert into newcomers values (1)');
    expect((await run(target.url, 'restore', made)).faults).toContain('this node holds newcomers of its own');
    expect((await client.query('select * from newcomers')).rows).toEqual([{ id: 1 }]);
    await client.end();
    await target.drop();
  });

  it('whose restore is stopped half-way leaves nothing, and is brought whole by the next', async () => {
    const target = await freshDatabase();
    const killer = new pg.Client({ connectionString: target.url });
    await killer.connect();
    const kill = (line: string) => {
      if (line.startsWith('organisations:'))
        void killer.query(`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'cerebrate-work'`);
    };
    const order = { folder: made, migrations, knowsKey };
    await expect(restore({ databaseUrl: target.url }, principal, { ...order, tell: kill })).rejects.toThrow();
    expect((await killer.query('select 1 from organisations union all select 1 from audit_log')).rows).toEqual([]);
    await killer.end();
    await restore({ databaseUrl: target.url }, principal, { ...order, tell: quiet });
    expect(await contents(target.url)).toEqual(await contents(house.databaseUrl));
    await target.drop();
  }, 120_000);

  it('made while others write is of one moment', async () => {
    const writing = Array.from({ length: 20 }, (_, n) =>
      house.store.work(principal, async (work) => {
        await work.query(
          sql`insert into tags (name, colour, created, modified) values (${`pair:${n}:a`}, '#000000', now(), now())`,
        );
        await work.query(
          sql`insert into org_groups (uuid, name, created, modified) values (gen_random_uuid(), ${`pair:${n}:b`}, now(), now())`,
        );
      }),
    );
    const [manifest] = await Promise.all([backUp(house.store, path.join(folder, 'busy'), 'k', quiet), ...writing]);
    const lines = (file: string) => gunzipSync(readFileSync(path.join(folder, 'busy', file))).toString('utf8');
    const count = (text: string, what: string) => text.split(what).length - 1;
    expect(count(lines('tags.ndjson.gz'), 'pair:')).toBe(count(lines('org_groups.ndjson.gz'), 'pair:'));
    expect(manifest.tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['audit_log', 'organisations', 'settings']),
    );
  });

  it('is kept out where another SECRET_KEY is set, unless its key is lost', async () => {
    const target = await freshDatabase();
    const before = await contents(target.url);
    const other = 'another secret of forty characters, or so';
    const refused = await runWith(other, target.url, 'restore', made);
    expect(refused.code).toBe(1);
    expect(refused.faults).toContain(`sealed with another SECRET_KEY (${keyId})`);
    expect(await contents(target.url)).toEqual(before);
    const brought = await runWith(other, target.url, 'restore', made, '--without-key');
    expect([brought.code, brought.faults.includes('secrets stay sealed')]).toEqual([0, true]);
    await target.drop();
  }, 120_000);

  async function spoilt(spoil: (copy: string) => void): Promise<string> {
    const copy = mkdtempSync(path.join(folder, 'spoilt-'));
    await cp(made, copy, { recursive: true });
    spoil(copy);
    const target = await freshDatabase();
    const before = await contents(target.url);
    const { code, faults } = await run(target.url, 'restore', copy);
    expect(code).toBe(1);
    expect(await contents(target.url)).toEqual(before);
    await target.drop();
    return faults;
  }

  it('that was changed, cut or is not whole is refused before anything is touched', async () => {
    const tags = (copy: string) => path.join(copy, 'tags.ndjson.gz');
    const rewritten = (copy: string) =>
      writeFileSync(
        tags(copy),
        gzipSync(
          gunzipSync(readFileSync(tags(copy)))
            .toString('utf8')
            .replace('tlp:red', 'tlp:raw'),
        ),
      );
    expect(await spoilt(rewritten)).toContain('tags.ndjson.gz is not what was backed up');
    expect(await spoilt((copy) => writeFileSync(tags(copy), readFileSync(tags(copy)).subarray(0, 30)))).toContain(
      'tags.ndjson.gz',
    );
    expect(await spoilt((copy) => writeFileSync(tags(copy), ''))).toContain('tags.ndjson.gz');
    const manifest = (copy: string) => path.join(copy, 'manifest.json');
    expect(
      await spoilt((copy) => writeFileSync(manifest(copy), readFileSync(manifest(copy), 'utf8').replace(keyId, 'k'))),
    ).toContain('manifest.json was changed');
    const signedAnew = (copy: string, from: string, to: string) => {
      const text = readFileSync(manifest(copy), 'utf8').replace(from, to);
      writeFileSync(manifest(copy), text);
      writeFileSync(path.join(copy, 'manifest.sha256'), createHash('sha256').update(text).digest('hex'));
    };
    expect(await spoilt((copy) => signedAnew(copy, '"format": 1', '"format": 2'))).toContain(
      'format 2, and this program knows up to 1: restore it with the newer program',
    );
    expect(await spoilt((copy) => signedAnew(copy, '{', '{,'))).toContain('manifest.json is no JSON');
    expect(await spoilt((copy) => signedAnew(copy, '"tags.ndjson', '"../tags.ndjson'))).toContain(
      'no manifest of a backup',
    );
    const flipped = (copy: string) => {
      const bytes = readFileSync(tags(copy));
      const at = Math.floor(bytes.length / 2);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(tags(copy), bytes);
    };
    expect(await spoilt(flipped)).toContain('tags.ndjson.gz');
    const { code, faults } = await run(house.databaseUrl, 'restore', path.join(folder, 'nowhere'));
    expect([code, faults.includes('holds no whole backup')]).toEqual([1, true]);
  }, 120_000);

  it('of an older program is brought forward; of a newer one it is refused', async () => {
    const last = migrations.at(-1);
    const older = migrations.slice(0, -1);
    const old = await freshDatabase();
    const empty = new Store({ databaseUrl: old.url }, [], []);
    await empty.open();
    await empty.work(principal, async (work) => {
      await work.query(sql`drop schema public cascade`);
      await work.query(sql`create schema public`);
    });
    await empty.close();
    const store = new Store({ databaseUrl: old.url }, [], older);
    await store.open();
    await store.work(principal, (work) =>
      work.query(sql`insert into tags (name, colour, created, modified) values ('old', '#000000', now(), now())`),
    );
    const aged = path.join(folder, 'aged');
    await backUp(store, aged, 'k', quiet);
    await store.close();
    const target = await freshDatabase();
    await restore({ databaseUrl: target.url }, principal, { folder: aged, migrations, knowsKey, tell: quiet });
    const newest = new Store({ databaseUrl: target.url }, [], migrations);
    await newest.open();
    const steps = await newest.read<{ name: string }>(sql`select name from migrations`);
    expect(steps).toHaveLength(migrations.length);
    expect(await newest.read(sql`select name from tags`)).toEqual([{ name: 'old' }]);
    await newest.close();
    expect(last).toBeDefined();
    await expect(
      restore({ databaseUrl: target.url }, principal, { folder: made, migrations: older, knowsKey, tell: quiet }),
    ).rejects.toThrow('made by a newer program');
    await target.drop();
    await old.drop();
  }, 120_000);

  it('by command goes into a folder of its own, and never over another', async () => {
    const { code, out } = await run(house.databaseUrl, 'backup', '--json');
    expect(code).toBe(0);
    const told = JSON.parse(out) as { folder: string; tables: { name: string; rows: number }[] };
    expect(existsSync(path.join(told.folder, 'manifest.json'))).toBe(true);
    expect(existsSync(`${told.folder}.partial`)).toBe(false);
    const twice = await run(house.databaseUrl, 'backup', told.folder);
    expect(twice.code).toBe(1);
    expect(twice.faults).toContain('backup failed');
  });
});
