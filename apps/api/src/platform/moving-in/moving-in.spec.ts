import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localTools } from '@cerebrate/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/database.js';
import { type House, startHouse, testSecret } from '../../../test/house.js';
import { buildWorld, keyOf } from '../../../test/world.js';
import { runCommand } from '../../commands/run-command.js';
import { entities } from '../../entities.js';
import { readConfig, Sealer, Store, systemPrincipal } from '../../kernel/index.js';
import { migrations } from '../../migrations/index.js';
import { moveIn, type Original, openOriginalApi } from './index.js';

const principal = systemPrincipal('spec');
const recordings = path.join(import.meta.dirname, '../../../../../libs/cerebrate-wire/fixtures/http');
const quiet = { isDry: false, tell: () => undefined };

describe('moving in over the API of the original, which this program speaks too', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'moving-'));
  let there: House;
  let target: FreshDatabase;
  let here: pg.Pool;
  beforeAll(async () => {
    there = await startHouse({}, false);
    await buildWorld(there);
    await there.rows(`
      with g as (insert into sharing_groups (uuid, name, organisation_id, created, modified)
        select gen_random_uuid(), 'Circle', min(id), now(), now() from organisations returning id)
      insert into sharing_group_members (sharing_group_id, organisation_id, extend, since)
      select g.id, o.id, true, now() from g, organisations o`);
    target = await freshDatabase();
    here = new pg.Pool({ connectionString: target.url, max: 2 });
  });
  afterAll(async () => {
    await here.end();
    await target.drop();
    await there.stop();
  });

  const config = () =>
    readConfig({ DATABASE_URL: target.url, SECRET_KEY: testSecret, LOG_LEVEL: 'silent', DATA_DIR: folder });
  async function run(...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const terminal = { config, say: (line: string) => out.push(line), tell: (line: string) => faults.push(line) };
    return {
      code: await runCommand(['migrate-from', ...words], terminal),
      out: out.join('\n'),
      faults: faults.join('\n'),
    };
  }
  const keyFile = (key: string): string => {
    const file = path.join(folder, `${key.slice(0, 8)}.key`);
    writeFileSync(file, `${key}\n`, { mode: 0o600 });
    return file;
  };
  const facts = `select
    (select jsonb_agg(jsonb_build_array(id, uuid, name, country) order by id) from organisations) as organisations,
    (select jsonb_agg(jsonb_build_array(id, uuid, email) order by id) from individuals) as individuals,
    (select jsonb_agg(jsonb_build_array(individual_id, organisation_id, type) order by id) from alignments) as alignments,
    (select jsonb_agg(jsonb_build_array(id, uuid, username, role_id, organisation_id, disabled) order by id) from users) as users,
    (select jsonb_agg(jsonb_build_array(sharing_group_id, organisation_id, extend) order by 1) from
      (select * from sharing_group_members order by organisation_id) m) as members,
    (select jsonb_agg(jsonb_build_array(id, uuid, template_version, enabled) order by id) from meta_templates) as templates,
    (select count(*) from meta_template_fields) as fields`;

  it('stopped in the middle it goes on where it was, and ends with everything', async () => {
    const store = new Store(config(), entities, migrations);
    await store.open();
    const original = await openOriginalApi(there.url, keyOf('admin'));
    const broken: Original = {
      name: original.name,
      kind: original.kind,
      tables: () => original.tables(),
      count: (table) => original.count(table),
      close: () => original.close(),
      batches: (table, after) => {
        if (table === 'alignments') throw new Error('the line went dead');
        return original.batches(table, after);
      },
    };
    await expect(moveIn(store, config(), principal, broken, quiet)).rejects.toThrow('the line went dead');
    expect((await here.query('select count(*)::int as n from individuals')).rows[0]).not.toEqual({ n: 0 });
    const report = await moveIn(store, config(), principal, original, quiet);
    expect(report.tables.find(({ table }) => table === 'organisations')).toMatchObject({ added: 0, unchanged: 4 });
    expect(report.findings.filter(({ kind }) => kind === 'refused')).toEqual([]);
    expect((await here.query(facts)).rows).toEqual(await there.rows(facts));
    const [passwords] = (await here.query('select count(password_hash)::int as n from users')).rows;
    expect(passwords).toEqual({ n: 0 });
    await store.close();
  });

  it('the same again changes nothing, and the command says so', async () => {
    const before = (await here.query(facts)).rows;
    const { code, out, faults } = await run(there.url, '--key-file', keyFile(keyOf('admin')));
    expect([code, faults.includes('failed')]).toEqual([0, false]);
    expect(out).toMatch(/organisations +4 there · 0 new · 0 changed · 4 the same/);
    expect((await here.query(facts)).rows).toEqual(before);
  });

  it('takes tools with their settings where an instance administrator asks, and tells what it was not told', async () => {
    const recorded = async (name: string) =>
      JSON.parse(readFileSync(path.join(recordings, `${name}.json`), 'utf8')).response.body as string;
    // an original in front of ours: it tells tools as the recordings do, everything else as we do
    const front = http.createServer(async ({ url = '', headers }, response) => {
      const { authorization = '' } = headers;
      if (url.startsWith('/localTools/index.json')) return response.end(await recorded('369-localTools-index'));
      if (url.startsWith('/localTools/connectorIndex/MispConnector.json'))
        return authorization === keyOf('community')
          ? response.writeHead(405).end('{}')
          : response.end(await recorded('370-localTools-connectorIndex'));
      if (url.startsWith('/inbox/index.json')) return response.end('[{"id":1},{"id":2}]');
      const said = await fetch(there.url + url, { headers: { authorization, accept: 'application/json' } });
      return response.writeHead(said.status).end(await said.text());
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;
    const hidden = await run(address, '--key-file', keyFile(keyOf('community')));
    expect(hidden.code).toBe(3);
    expect(hidden.out).toMatch(/local_tools +1 left there: tools of MispConnector are told to instance administrators/);
    expect((await here.query('select id from local_tools')).rows).toEqual([]);
    const { code, out } = await run(address, '--key-file', keyFile(keyOf('admin')));
    expect(code).toBe(3);
    expect(out).toMatch(/local_tools +1 there · 1 new/);
    expect(out).toMatch(/remote_tool_connections +some may be left there/);
    expect(out).toMatch(/inbox +2 left there/);
    expect(out).not.toContain('a'.repeat(40));
    const [tool] = (await here.query('select id, uuid, name, connector, settings, sealed, exposed from local_tools'))
      .rows;
    expect(tool).toMatchObject({
      id: 1,
      name: 'Our MISP',
      connector: 'misp',
      settings: { url: 'http://127.0.0.1:9', skip_ssl: true },
      exposed: true,
    });
    const sealer = new Sealer(testSecret);
    expect(JSON.parse(sealer.open(tool.sealed, `tool ${tool.uuid} settings`))).toEqual({ authkey: 'a'.repeat(40) });
    front.close();
    front.closeAllConnections();
  });

  it('of a node that masks secrets takes the tool without them, and says that they are missing', async () => {
    const made = await there.call(localTools.create, {
      body: {
        name: 'Masked',
        connector: 'misp',
        settings: { url: 'https://misp.example', authkey: 'c'.repeat(40) },
      },
    });
    expect(made.status, made.text).toBe(201);
    await here.query("delete from moved_rows where source_table = 'local_tools'");
    await here.query('delete from local_tools');
    const { out } = await run(there.url, '--key-file', keyFile(keyOf('admin')));
    expect(out).toMatch(/local_tools .*Masked.*: does not work until its settings are mended/);
    const [tool] = (await here.query('select settings, sealed from local_tools')).rows;
    expect(tool).toMatchObject({ settings: { url: 'https://misp.example' }, sealed: null });
  });

  it('needs a key that sees everything, and tells no key to anybody', async () => {
    const { code, out, faults } = await run(there.url, '--key-file', keyFile(keyOf('plain')));
    expect(code).toBe(1);
    expect(faults).toContain('must be that of a community administrator');
    expect(out + faults).not.toContain(keyOf('plain'));
  });

  it.each([
    [[], 'name one database or one address'],
    [['ftp://x'], 'must begin with'],
    [['https://x.example'], '--key-file is needed'],
    [['https://x.example', '--key-file', 'no such file'], '--key-file cannot be read: ENOENT'],
  ])('called as %j it says how to call it', async (words, told) => {
    const { code, faults } = await run(...words);
    expect(code).toBe(2);
    expect(faults).toContain(told);
  });

  it('an address that leads nowhere is an answer, without its password', async () => {
    const { code, faults } = await run('mysql://me:hunter2@127.0.0.1:9/nothing');
    expect(code).toBe(1);
    expect(faults).toContain('the database at 127.0.0.1:9/nothing cannot be read');
    expect(faults).not.toContain('hunter2');
  });
});
