import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { session } from '@cerebrate/contract';
import { type Connection, createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/commands/run-command.js';
import { keyAt, madeKeys } from '../../src/directory/encryption-keys/keys.fixture.js';
import { readConfig, Sealer } from '../../src/kernel/index.js';
import { type FreshDatabase, freshDatabase } from '../database.js';
import { adminKey, type House, startHouse, testSecret } from '../house.js';
import { fillOriginal } from './original-community.js';
import { there } from './original-rows.js';

interface Report {
  tables: { table: string; added: number; changed: number; unchanged: number; joined: number; refused: number }[];
  findings: { table: string; id: number; kind: string; reason: string }[];
  left: { table: string; rows: number }[];
  settings: { taken: string[]; refused: string[] } | null;
}

const server = new URL(process.env['MARIADB_URL'] ?? 'mysql://root@127.0.0.1:3306');
const name = `moving_${randomBytes(6).toString('hex')}`;
const address = new URL(`/${name}`, server).href;
const folder = mkdtempSync(path.join(tmpdir(), 'moving-'));
let admin: Connection;
let original: Connection;
let target: FreshDatabase;
let here: pg.Pool;

beforeAll(async () => {
  await madeKeys(1);
  admin = await createConnection({ uri: server.href, charset: 'utf8mb4', timezone: 'Z' });
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`);
  original = await createConnection({ uri: address, charset: 'utf8mb4', timezone: 'Z' });
  await fillOriginal(original, keyAt(0).publicKey);
  target = await freshDatabase();
  here = new pg.Pool({ connectionString: target.url, max: 2 });
});
afterAll(async () => {
  await here.end();
  await original.end();
  await admin.query(`drop database ${name}`);
  await admin.end();
  await target.drop();
});

const environment = () => ({ DATABASE_URL: target.url, SECRET_KEY: testSecret, LOG_LEVEL: 'silent', DATA_DIR: folder });

async function run(...words: string[]) {
  const out: string[] = [];
  const faults: string[] = [];
  const code = await runCommand(['migrate-from', ...words], {
    config: () => readConfig(environment()),
    say: (line) => out.push(line),
    tell: (line) => faults.push(line),
  });
  return { code, out: out.join('\n'), faults: faults.join('\n') };
}

async function moved(...words: string[]): Promise<{ code: number; report: Report }> {
  const { code, out, faults } = await run(address, '--json', ...words);
  if (!out.startsWith('{')) throw new Error(faults);
  return { code, report: JSON.parse(out) as Report };
}

const rows = async (text: string, values: unknown[] = []) =>
  (await here.query<Record<string, unknown>>(text, values)).rows;
const refusedOf = (report: Report, table: string) =>
  report.findings.filter((one) => one.table === table && one.kind === 'refused').map(({ id }) => id);
const changedOf = (report: Report, table: string) =>
  report.findings.filter((one) => one.table === table && one.kind === 'changed').map(({ id }) => id);

describe('moving in from a PHP Cerebrate', () => {
  it('a dry run tells everything that cannot be taken, and keeps nothing', async () => {
    const { code, report } = await moved('--dry-run');
    expect(code).toBe(3);
    const added = Object.fromEntries(report.tables.map(({ table, added: count }) => [table, count]));
    expect(added).toMatchObject({ organisations: 1200, individuals: 900, users: 4, auth_keys: 2, meta_fields: 1204 });
    expect(
      await rows('select 1 from organisations union all select 1 from users union all select 1 from movings'),
    ).toEqual([]);
    expect(await rows('select 1 from audit_log')).toEqual([]);
  });

  it('everything comes that can, and the rest is told row by row', async () => {
    const { code, report } = await moved('--report', path.join(folder, 'report.json'));
    expect(code).toBe(3);
    expect(refusedOf(report, 'users').sort()).toEqual([4, 6]);
    expect(changedOf(report, 'users').sort()).toEqual([3, 3, 5]);
    expect(refusedOf(report, 'auth_keys')).toEqual([13]);
    expect(refusedOf(report, 'alignments')).toEqual([2003]);
    expect(changedOf(report, 'individuals')).toEqual([5001]);
    expect(changedOf(report, 'encryption_keys')).toEqual([8]);
    expect(refusedOf(report, 'encryption_keys')).toEqual([9]);
    expect(refusedOf(report, 'meta_templates')).toEqual([22]);
    expect(changedOf(report, 'meta_template_fields')).toEqual([33]);
    const untyped = report.findings.filter(
      ({ table, reason }) => table === 'meta_fields' && reason.includes('matches no type'),
    );
    expect(untyped).toHaveLength(2);
    expect(refusedOf(report, 'sharing_groups')).toEqual([10]);
    expect(changedOf(report, 'roles')).toEqual([4]);
    expect(refusedOf(report, 'tags_tagged').sort()).toEqual([4, 5]);
    expect(refusedOf(report, 'local_tools')).toEqual([3]);
    expect(changedOf(report, 'local_tools')).toEqual([2, 2]);
    expect(refusedOf(report, 'remote_tool_connections')).toEqual([8, 9]);
    expect(refusedOf(report, 'inbox')).toEqual([4]);
    expect(refusedOf(report, 'outbox')).toEqual([2]);
    expect(report.left).toEqual([]);
    expect(JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))).toMatchObject({
      findings: report.findings,
    });
  });

  it('records keep their uuids, ids, moments and what they say', async () => {
    const [theirs] = await original.query(
      'select id, uuid, name, url, nationality, created, modified from organisations order by id',
    );
    const ours = await rows(
      'select id, uuid, name, url, country, nationality_text, created, modified from organisations order by id',
    );
    const spelled: Record<string, unknown> = { Luxembourg: 'LU', Germany: 'DE', EE: 'EE' };
    expect(ours).toEqual(
      (theirs as Record<string, unknown>[]).map(({ nationality, ...facts }) => ({
        ...facts,
        country: spelled[String(nationality)] ?? null,
        nationality_text: nationality === 'the moon' ? nationality : null,
      })),
    );
    expect(await rows('select individual_id, type from alignments where organisation_id = 9 and id > 2000')).toEqual([
      { individual_id: 2, type: 'Duty officer' },
    ]);
    expect(await rows(`select id, v_net from meta_fields where value = '10.1.0.0/24'`)).toMatchObject([
      { v_net: '10.1.0.0/24' },
    ]);
    expect(await rows(`select value, v_net from meta_fields where value = 'not a network'`)).toEqual([
      { value: 'not a network', v_net: null },
    ]);
    expect(await rows(`select field, field_id from meta_fields where value = 'kept aside'`)).toEqual([
      { field: 'lost', field_id: null },
    ]);
    expect(
      await rows('select organisation_id, extend from sharing_group_members where sharing_group_id = 9 order by 1'),
    ).toEqual([
      { organisation_id: 3, extend: true },
      { organisation_id: 6, extend: true },
    ]);
    expect(
      await rows('select tag_id, (select colour from tags where id = tag_id) as colour from organisation_tags'),
    ).toEqual([{ tag_id: 1, colour: '#ffc000' }]);
    expect(
      await rows(
        'select fingerprint is not null as read, fault is not null as faulty from encryption_keys order by id',
      ),
    ).toEqual([
      { read: true, faulty: false },
      { read: false, faulty: true },
    ]);
    expect(await rows('select individual_id from mailing_list_members order by 1')).toEqual([
      { individual_id: 2 },
      { individual_id: 4 },
    ]);
  });

  it('the key of a brood is sealed, and nowhere else', async () => {
    const [brood] = await rows('select uuid, strategy, pull, sealed_key from broods');
    expect(brood).toMatchObject({ strategy: 'trusted', pull: true });
    expect(new Sealer(testSecret).open(String(brood?.['sealed_key']), `brood ${String(brood?.['uuid'])} key`)).toBe(
      there.broodKey,
    );
    const everything = await rows(
      `select audit_log::text as t from audit_log union all select report::text from movings`,
    );
    for (const { t } of everything) {
      expect(t).not.toContain(there.broodKey);
      expect(t).not.toContain('hunter2');
      expect(t).not.toMatch(/\$2y\$/);
    }
  });

  it('tools come with their settings, connections and messages; every key of them is sealed', async () => {
    const tools = await rows(
      'select id, uuid, name, connector, settings, sealed, exposed from local_tools order by id',
    );
    expect(tools).toMatchObject([
      { id: 1, name: 'Our MISP', connector: 'misp', settings: { url: 'https://misp.example' }, exposed: true },
      { id: 2, name: 'Half a MISP', settings: { url: 'https://two.example' }, sealed: null, exposed: false },
    ]);
    const sealer = new Sealer(testSecret);
    const opened = sealer.open(String(tools[0]?.['sealed']), `tool ${String(tools[0]?.['uuid'])} settings`);
    expect(JSON.parse(opened)).toEqual({ authkey: there.toolKey });
    expect(
      await rows('select id, state, remote_tool_id, outbox_id from connections where tool_id = 1 order by id'),
    ).toEqual([
      { id: 5, state: 'connected', remote_tool_id: 7, outbox_id: null },
      { id: 6, state: 'requested', remote_tool_id: 8, outbox_id: null },
      { id: 7, state: 'unsent', remote_tool_id: 9, outbox_id: 1 },
    ]);
    expect(await rows('select id, kind, state, payload, sealed is null as open from inbox order by id')).toMatchObject([
      { id: 1, kind: 'user.registration', payload: { email: 'new@org.example', username: 'new-person' }, open: true },
      { id: 3, kind: 'tool.connect', payload: { local_tool_id: 8, remote_tool_id: 1 }, open: false },
    ]);
    expect(await rows('select id, kind, state, sealed is null as open from outbox')).toMatchObject([
      { id: 1, kind: 'brood.message', state: 'failed', open: false },
    ]);
    for (const table of ['local_tools', 'connections', 'connection_events', 'inbox', 'outbox', 'audit_log', 'movings'])
      for (const { t } of await rows(`select x::text as t from ${table} x`))
        expect(String(t)).not.toMatch(/m{40}|p{40}|hunter2|\$2y\$/);
  });

  it('the history comes with its moments and actors, readable and chained', async () => {
    const history = await rows(`select at, actor_name, channel, host(ip) as ip, action, kind, entity_id, before, after
      from audit_log where message like 'from the audit log%' order by seq`);
    expect(history).toMatchObject([
      {
        actor_name: 'admin',
        channel: 'browser',
        ip: '192.0.2.7',
        action: 'edit',
        kind: 'organisation',
        entity_id: 3,
        before: { name: 'Old', url: null },
        after: { name: 'New', url: 'https://n.example' },
      },
      {
        actor_name: 'unknown',
        channel: 'api',
        ip: '2001:db8::1',
        action: 'delete',
        kind: 'individual',
        after: { email: 'd@e.f', password: '•••' },
      },
      { channel: 'command', kind: 'brood', after: null },
      { action: 'login', kind: 'user' },
    ]);
    expect(history[0]?.['at']).toEqual(new Date(Date.UTC(2023, 0, 2, 12, 1, 30)));
    const out: string[] = [];
    const terminal = {
      config: () => readConfig(environment()),
      say: (line: string) => out.push(line),
      tell: () => undefined,
    };
    expect(await runCommand(['audit', 'verify'], terminal)).toBe(0);
  });

  it('a second run finds everything the same, and takes what is new or changed there', async () => {
    const again = await moved();
    for (const table of again.report.tables.filter(({ table: t }) => t !== 'audit_logs'))
      expect([table.table, table.added, table.changed]).toEqual([
        table.table,
        table.table === 'sgo' || table.table.endsWith('tagged') ? table.added : 0,
        0,
      ]);
    await original.query(`update organisations set name = 'Renamed there', modified = now() where id in (3, 6)`);
    await original.query(`insert into audit_logs (user_id, request_action, model, model_id, model_title, changed, created)
      values (1, 'edit', 'Organisations', 3, 'Renamed there', '{}', now())`);
    await here.query(`update organisations set name = 'Renamed here', version = version + 1 where id = 6`);
    const { report } = await moved();
    expect(report.tables.find(({ table }) => table === 'organisations')).toMatchObject({ added: 0, changed: 1 });
    expect(changedOf(report, 'organisations')).toEqual([6]);
    expect(await rows('select id, name from organisations where id in (3, 6) order by id')).toEqual([
      { id: 3, name: 'Renamed there' },
      { id: 6, name: 'Renamed here' },
    ]);
    expect(await rows(`select count(*)::int as n from audit_log where message like 'from the audit log%'`)).toEqual([
      { n: 5 },
    ]);
  });

  it('settings come by their names, secrets sealed, and what has no place is told', async () => {
    const file = path.join(folder, 'config.json');
    writeFileSync(
      file,
      JSON.stringify({
        'Session.timeout': '45',
        'keycloak.provider.applicationSecret': 'the secret of the client',
        'security.registration.self-registration': 1,
        'no.such.setting': 'x',
      }),
    );
    const { report } = await moved('--settings', file);
    expect(report.settings?.taken).toEqual(
      expect.arrayContaining([
        'Session.timeout',
        'keycloak.provider.applicationSecret',
        'security.registration.self-registration',
      ]),
    );
    expect(report.settings?.refused).toEqual(['no.such.setting: there is no such setting here']);
    const kept = await rows(`select value, sealed from settings where name = 'keycloak.provider.applicationSecret'`);
    expect(kept).toMatchObject([{ value: null, sealed: expect.stringMatching(/^v1\./) }]);
  });

  it('users and scripts go on with the password and the key they had', async () => {
    const house: House = await startHouse({ DATABASE_URL: target.url }, false);
    try {
      const signIn = (username: string, password: string) =>
        house.call(session.signIn, { key: '', body: { username, password } });
      expect((await signIn('officer', 'wrong password')).status).toBe(401);
      expect((await signIn('Officer', there.password)).status).toBe(200);
      expect((await signIn('old-hash', 'password')).status).toBe(401);
      expect((await house.ask('/users/view/me.json', { key: there.key })).body).toMatchObject({
        username: 'admin',
        id: 1,
      });
      expect((await house.ask('/organisations/view/3.json', { key: there.key })).body).toMatchObject({
        id: 3,
        tags: [{ name: 'tlp:amber' }],
      });
      expect((await house.ask('/organisations/index.json', { key: there.expiredKey })).status).toBe(405);
      expect((await house.ask('/organisations/index.json', { key: adminKey })).status).toBe(405);
      const made = await house.ask('/organisations/add.json', {
        key: there.key,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'New here', uuid: '0b5c9e9c-6f9b-4f0a-9a52-1f6f1d5a0001' }),
      });
      expect(made.body).toMatchObject({ id: 3601 });
      expect((await house.ask('/localTools/view/1.json', { key: there.key })).body).toMatchObject({
        id: 1,
        connector: 'MispConnector',
        settings: JSON.stringify({ url: 'https://misp.example', authkey: '*'.repeat(40) }),
      });
      const { body } = await house.ask('/inbox/index.json', { key: there.key });
      expect((body as { id: number }[]).map(({ id }) => id).sort()).toEqual([1, 3]);
    } finally {
      await house.stop();
    }
  });

  it('a node with records of its own is left alone', async () => {
    const other = await freshDatabase();
    try {
      const client = new pg.Client({ connectionString: other.url });
      await client.connect();
      for (const ours of ['Ours', 'Ours too'])
        await client.query(
          'insert into organisations (uuid, name, created, modified) values (gen_random_uuid(), $1, now(), now())',
          [ours],
        );
      await client.end();
      const kept = target;
      target = other;
      const { code, faults } = await run(address);
      target = kept;
      expect(code).toBe(1);
      expect(faults).toContain('holds records of its own');
    } finally {
      await other.drop();
    }
  });
});
