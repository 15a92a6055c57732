import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NewHouse, newHouse, type OldHouse, oldHouse } from './moving-house.js';
import { counterparts } from './whole-tables.js';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const password = 'only-for-reading';

/** The command as a process of its own; `watch` is told every line of its progress, and may end it. */
function launch(
  house: NewHouse,
  words: readonly string[],
  watch: (line: string, pid: number, kill: () => void) => void,
) {
  const child = spawn(process.execPath, [program, 'migrate-from', ...words], {
    // Not ours: the runner of specs has variables that mean something else to the program.
    env: { PATH: process.env['PATH'] ?? '', ...house.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => {
      told += part.toString('utf8');
      for (const line of part.toString('utf8').split('\n')) watch(line, child.pid ?? 0, () => child.kill('SIGKILL'));
    });
  return new Promise<{ code: number | null; told: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, told })),
  );
}

/** All that came, as the original would tell it. */
async function facts(house: NewHouse) {
  const found: Record<string, unknown> = {};
  for (const [table, { ours }] of Object.entries(counterparts))
    found[table] = (await house.rows(`select x::jsonb - 'uuid' as x from (select to_jsonb(t) as x from (${ours}) t) x`))
      .map(({ x }) => JSON.stringify(x))
      .sort();
  return found;
}

describe('moving in from a database that others look after', () => {
  let old: OldHouse;
  let reading: URL;
  let first: NewHouse;
  beforeAll(async () => {
    old = await oldHouse();
    first = await newHouse();
    reading = new URL(old.address);
    const database = reading.pathname.slice(1);
    reading.username = `r_${database.slice(-8)}`;
    reading.password = password;
    await old.connection.query(`create user '${reading.username}'@'%' identified by '${password}'`);
    await old.connection.query(`grant select on ${database}.* to '${reading.username}'@'%'`);
  });
  afterAll(async () => {
    await old.connection.query(`drop user '${reading.username}'@'%'`);
    await first.drop();
    await old.drop();
  });

  it('needs no more than to read it, leaves it as it was, and shows the password to nobody', async () => {
    const [tables] = await old.connection.query('show full tables where table_type = "BASE TABLE"');
    const names = (tables as object[]).map((row) => String(Object.values(row)[0])).join(', ');
    const [before] = await old.connection.query(`checksum table ${names}`);
    const seen: string[] = [];
    const { code, told } = await launch(first, [reading.href, '--json'], (line, pid) => {
      if (line.startsWith('… ')) seen.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    });
    expect([code, code === 3 ? '' : told, seen.length > 0]).toEqual([3, '', true]);
    expect(seen.filter((line) => line.includes(password))).toEqual([]);
    expect(told).not.toContain(password);
    for (const { t } of await first.rows(
      'select audit_log::text as t from audit_log union all select movings::text from movings',
    ))
      expect(t).not.toContain(password);
    expect((await old.connection.query(`checksum table ${names}`))[0]).toEqual(before);
  });

  it('killed at any table it goes on where it was, and ends with the same as in one go', async () => {
    const house = await newHouse();
    const stops = ['… organisations', '… users', '… meta_fields', '… auth_keys', '… sgo'];
    for (const stop of stops) {
      const { code, told } = await launch(house, [reading.href], (line, _pid, kill) => line === stop && kill());
      expect([stop, code, code === null ? '' : told]).toEqual([stop, null, '']);
    }
    const { report } = await house.move(reading.href);
    expect(await facts(house)).toEqual(await facts(first));
    const whole = await first.rows('select report from movings');
    expect(whole).toMatchObject([{ report: { findings: report.findings } }]);
    await house.drop();
  });

  it('another original is refused by a node that moved in from this one', async () => {
    const other = await oldHouse();
    const before = await first.contents();
    const { code, faults } = await first.run('migrate-from', other.address);
    expect([code, faults.includes('is another: its users have other uuids')]).toEqual([1, true]);
    expect(await first.contents()).toEqual(before);
    await other.drop();
  });

  it('what was taken apart here stays apart, whatever stands there', async () => {
    await first.rows('delete from organisation_tags where organisation_id = 3');
    await first.rows(
      'update sharing_group_members set until = now() where sharing_group_id = 9 and organisation_id = 3',
    );
    await first.rows(`update meta_fields set value = 'high', modified = now() where value = 'medium'`);
    await old.connection.query(`update meta_fields set value = 'odd', modified = now() where value = 'medium'`);
    const { report } = await first.move(reading.href);
    expect(await first.rows('select 1 from organisation_tags where organisation_id = 3')).toEqual([]);
    expect(
      await first.rows(
        'select 1 from sharing_group_members where sharing_group_id = 9 and organisation_id = 3 and until is null',
      ),
    ).toEqual([]);
    expect(report.findings.filter(({ reason }) => reason.includes('changed here since'))).toMatchObject([
      { table: 'meta_fields' },
    ]);
  });

  it('of a version that had fewer columns comes all that it had', async () => {
    const house = await newHouse();
    const older = await oldHouse();
    await older.connection.query(
      'alter table roles drop perm_community_admin, drop perm_meta_field_editor, drop perm_view_all_orgs, drop perm_group_admin',
    );
    await older.connection.query('alter table meta_template_fields drop link');
    await older.connection.query('alter table sgo drop extend');
    await older.connection.query('alter table audit_logs change changed `change` mediumblob');
    for (const table of ['org_groups', 'org_groups_organisations', 'org_groups_admins', 'permission_limitations'])
      await older.connection.query(`drop table ${table}`);
    const { report } = await house.move(older.address);
    expect(report.tables.map(({ table }) => table)).not.toContain('org_groups');
    expect(
      await house.rows('select perm_admin, perm_community_admin, perm_meta_field_editor from roles where id = 1'),
    ).toEqual([{ perm_admin: true, perm_community_admin: true, perm_meta_field_editor: true }]);
    expect(
      await house.rows(`select after from audit_log where message = 'from the audit log of the original, row 1'`),
    ).toEqual([{ after: { name: 'New', url: 'https://n.example' } }]);
    await older.drop();
    await house.drop();
  });
});
