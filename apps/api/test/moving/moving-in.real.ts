import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sealer } from '../../src/kernel/index.js';
import { testSecret } from '../house.js';
import { type NewHouse, newHouse, type OldHouse, oldHouse, type Report } from './moving-house.js';
import { there } from './original-rows.js';
import { counterparts, type Discrepancy, discrepancies } from './whole-tables.js';

let old: OldHouse;
let house: NewHouse;

beforeAll(async () => {
  old = await oldHouse();
  house = await newHouse();
});
afterAll(async () => {
  await house.drop();
  await old.drop();
});

const rows: NewHouse['rows'] = (...query) => house.rows(...query);
const moved = (...words: string[]) => house.move(old.address, ...words);
const refusedOf = (report: Report, table: string) =>
  report.findings.filter((one) => one.table === table && one.kind === 'refused').map(({ id }) => id);
const changedOf = (report: Report, table: string) =>
  report.findings.filter((one) => one.table === table && one.kind === 'changed').map(({ id }) => id);

describe('moving in from a PHP Cerebrate', () => {
  it('a dry run tells everything that cannot be taken, and keeps nothing', async () => {
    const before = await house.contents();
    const { code, report } = await moved('--dry-run');
    expect(code).toBe(3);
    // Numbers that were given out and taken back are not given out again.
    expect({ ...(await house.contents()), sequences: before['sequences'] }).toEqual(before);
    const added = Object.fromEntries(report.tables.map(({ table, added: count }) => [table, count]));
    expect(added).toMatchObject({ organisations: 1206, individuals: 903, users: 7, auth_keys: 3, meta_fields: 1215 });
  });

  it('everything comes that can, and the rest is told row by row', async () => {
    const { code, report } = await moved('--report', path.join(house.folder, 'report.json'));
    expect(code).toBe(3);
    expect(refusedOf(report, 'users').sort()).toEqual([4, 6, 7203, 7204]);
    expect(changedOf(report, 'users').sort()).toEqual([2, 3, 3, 5, 7201]);
    expect(refusedOf(report, 'auth_keys')).toEqual([13, 7212, 7213]);
    expect(refusedOf(report, 'alignments')).toEqual([2003]);
    expect(changedOf(report, 'individuals')).toEqual([5001, 7103]);
    expect(changedOf(report, 'encryption_keys')).toEqual([8, 7501, 7502, 7506]);
    expect(refusedOf(report, 'encryption_keys')).toEqual([9, 7503, 7504, 7505]);
    expect(refusedOf(report, 'meta_templates')).toEqual([22, 7613]);
    expect(changedOf(report, 'meta_template_fields')).toEqual([33, 7621, 7622]);
    const untyped = report.findings.filter(
      ({ table, reason }) => table === 'meta_fields' && reason.includes('matches no type'),
    );
    expect(untyped).toHaveLength(6);
    expect(refusedOf(report, 'sharing_groups')).toEqual([10]);
    expect(changedOf(report, 'roles')).toEqual([4, 4, 7001]);
    expect(refusedOf(report, 'tags_tagged').sort()).toEqual([4, 5, 7713, 7714]);
    expect(refusedOf(report, 'local_tools')).toEqual([3]);
    expect(changedOf(report, 'local_tools')).toEqual([2, 2, 7901, 7901, 7902]);
    expect(refusedOf(report, 'remote_tool_connections')).toEqual([8, 9, 7912, 7913]);
    expect(refusedOf(report, 'inbox')).toEqual([4, 7921, 7922]);
    expect(refusedOf(report, 'outbox')).toEqual([2, 7931, 7932]);
    expect(JSON.parse(readFileSync(path.join(house.folder, 'report.json'), 'utf8'))).toMatchObject({
      findings: report.findings,
    });
  });

  it('every row of every table is here as it was, or told with the reason', async () => {
    const { report } = await moved('--dry-run');
    for (const { table, there: all, added, changed, unchanged, joined, refused } of report.tables)
      expect([table, added + changed + unchanged + joined + refused]).toEqual([table, all]);
    const told = report.findings.map(
      ({ table, id, reason }) => `${table}/${id || (/(\d+)\D+(\d+)/.exec(reason) ?? []).slice(1).join('/')}`,
    );
    const tagged = await old.rows('tags_tagged');
    for (const row of tagged.filter(({ id }) => told.includes(`tags_tagged/${id}`)))
      told.push(`tags_tagged/${String(row['fk_model']).toLowerCase()}/${row['fk_id'] ?? ''}/${row['tag_id']}`);
    // Names of templates that had none in the register, and roles of people who became one with another.
    const made = (one: Discrepancy) => one.table === 'meta_template_name_directory' && one.there === null;
    const ofMerged = (one: Discrepancy) => one.table === 'alignments' && one.there === '5001' && one.here === '2';
    const silent: Discrepancy[] = [];
    for (const [table, { ours }] of Object.entries(counterparts))
      silent.push(...discrepancies(table, await old.rows(table), await rows(ours)));
    expect(silent.filter((one) => !told.includes(`${one.table}/${one.key}`) && !made(one) && !ofMerged(one))).toEqual(
      [],
    );
  });

  it('what only this community has, and columns nobody reads, is told by its name', async () => {
    const { report } = await moved('--dry-run');
    expect(Object.fromEntries(report.left.map(({ table, rows: count }) => [table, count]))).toEqual({
      csirt_extra: 2,
      social_profiles: 1,
      'organisations.vat_number': 2,
      'encryption_keys.expires': 1,
      'remote_tool_connections.name': 3,
      'remote_tool_connections.settings': 3,
    });
  });

  it('every sequence goes on after the highest id that came', async () => {
    const owners = await rows(`
      select c.relname as table, a.attname as column, pg_get_serial_sequence(c.relname, a.attname) as sequence
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`);
    expect(owners.length).toBeGreaterThan(40);
    for (const { table, column, sequence } of owners) {
      const [row] = await rows(
        `select (select max(${column}) from ${table}) > (select case when is_called then last_value else 0 end from ${sequence}) as behind`,
      );
      expect([table, row?.['behind'] ?? false]).toEqual([table, false]);
    }
  });

  it('records keep their uuids, ids, moments and what they say', async () => {
    const [theirs] = await old.connection.query(
      'select id, uuid, name, url, nationality, created, modified from organisations where id < 7000 order by id',
    );
    const ours = await rows(
      'select id, uuid, name, url, country, nationality_text, created, modified from organisations where id < 7000 order by id',
    );
    const spelled: Record<string, unknown> = { Luxembourg: 'LU', Germany: 'DE', EE: 'EE' };
    expect(ours).toEqual(
      (theirs as Record<string, unknown>[]).map(({ nationality, ...facts }) => ({
        ...facts,
        country: spelled[String(nationality)] ?? null,
        nationality_text: nationality === 'the moon' ? nationality : null,
      })),
    );
    expect(
      await rows('select individual_id, type from alignments where organisation_id = 9 and id between 2000 and 7000'),
    ).toEqual([{ individual_id: 2, type: 'Duty officer' }]);
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
      await rows(
        'select tag_id, (select colour from tags where id = tag_id) as colour from organisation_tags where organisation_id < 7000',
      ),
    ).toEqual([{ tag_id: 1, colour: '#ffc000' }]);
    expect(
      await rows(
        'select fingerprint is not null as read, fault is not null as faulty from encryption_keys where id < 7000 order by id',
      ),
    ).toEqual([
      { read: true, faulty: false },
      { read: false, faulty: true },
    ]);
    expect(await rows('select individual_id from mailing_list_members where mailing_list_id = 2 order by 1')).toEqual([
      { individual_id: 2 },
      { individual_id: 4 },
    ]);
  });

  it('the key of a brood is sealed, and nowhere else', async () => {
    const [brood] = await rows('select uuid, strategy, pull, sealed_key from broods where id = 3');
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
      'select id, uuid, name, connector, settings, sealed, exposed from local_tools where id < 7000 order by id',
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
    expect(
      await rows('select id, kind, state, payload, sealed is null as open from inbox where id < 7000 order by id'),
    ).toMatchObject([
      { id: 1, kind: 'user.registration', payload: { email: 'new@org.example', username: 'new-person' }, open: true },
      { id: 3, kind: 'tool.connect', payload: { local_tool_id: 8, remote_tool_id: 1 }, open: false },
    ]);
    expect(await rows('select id, kind, state, sealed is null as open from outbox where id < 7000')).toMatchObject([
      { id: 1, kind: 'brood.message', state: 'failed', open: false },
    ]);
    for (const table of ['local_tools', 'connections', 'connection_events', 'inbox', 'outbox', 'audit_log', 'movings'])
      for (const { t } of await rows(`select x::text as t from ${table} x`))
        expect(String(t)).not.toMatch(/m{40}|p{40}|hunter2|\$2y\$/);
  });

  it('the history comes with its moments and actors, readable and chained', async () => {
    const history = await rows(`select at, actor_name, channel, host(ip) as ip, action, kind, entity_id, before, after
      from audit_log where message like 'from the audit log%' order by seq limit 4`);
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
    expect((await house.run('audit', 'verify')).code).toBe(0);
  });

  it('a second run finds everything the same, and takes what is new or changed there', async () => {
    const again = await moved();
    for (const table of again.report.tables.filter(({ table: t }) => t !== 'audit_logs'))
      expect([table.table, table.added, table.changed]).toEqual([table.table, 0, 0]);
    await old.connection.query(`update organisations set name = 'Renamed there', modified = now() where id in (3, 6)`);
    await old.connection.query(`insert into audit_logs (user_id, request_action, model, model_id, model_title, changed, created)
      values (1, 'edit', 'Organisations', 3, 'Renamed there', '{}', now())`);
    await rows(`update organisations set name = 'Renamed here', version = version + 1 where id = 6`);
    const { report } = await moved();
    expect(report.tables.find(({ table }) => table === 'organisations')).toMatchObject({ added: 0, changed: 1 });
    expect(changedOf(report, 'organisations')).toEqual([6, 7002, 7003, 7003, 7004, 7006]);
    expect(await rows('select id, name from organisations where id in (3, 6) order by id')).toEqual([
      { id: 3, name: 'Renamed there' },
      { id: 6, name: 'Renamed here' },
    ]);
    expect(await rows(`select count(*)::int as n from audit_log where message like 'from the audit log%'`)).toEqual([
      { n: 11 },
    ]);
  });

  it('settings come by their names, secrets sealed, and what has no place is told', async () => {
    const file = path.join(house.folder, 'config.json');
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

  it('a node with records of its own is left alone', async () => {
    const other = await newHouse();
    try {
      for (const ours of ['Ours', 'Ours too'])
        await other.rows(
          'insert into organisations (uuid, name, created, modified) values (gen_random_uuid(), $1, now(), now())',
          [ours],
        );
      const before = await other.contents();
      const { code, faults } = await other.run('migrate-from', old.address);
      expect(code).toBe(1);
      expect(faults).toContain('holds records of its own');
      expect(await other.contents()).toEqual(before);
    } finally {
      await other.drop();
    }
  });
});
