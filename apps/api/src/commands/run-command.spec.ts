import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/database.js';
import { testSecret } from '../../test/house.js';
import { entities } from '../entities.js';
import { SigningKeys } from '../federation/index.js';
import { TagEntity } from '../fields/index.js';
import { createLog, Jobs, Presence, readConfig, Sealer, Store, systemPrincipal } from '../kernel/index.js';
import { migrations } from '../migrations/index.js';
import { AuditHeads, headsFile } from '../platform/audit/signed-heads.js';
import { runCommand } from './run-command.js';

describe('the command line', () => {
  let database: FreshDatabase;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'commands-'));
  const config = () =>
    readConfig({ DATABASE_URL: database.url, SECRET_KEY: testSecret, LOG_LEVEL: 'silent', DATA_DIR: dataDir });
  beforeAll(async () => {
    database = await freshDatabase();
    const store = new Store({ databaseUrl: database.url }, entities, migrations);
    await store.open();
    for (const name of ['one', 'two', 'three'])
      await store.work(systemPrincipal('spec'), (work) => work.insert(TagEntity, { name, colour: '#ffffff' }));
    await store.close();
  });
  afterAll(() => database.drop());

  async function run(...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const code = await runCommand(words, {
      config,
      say: (line) => out.push(line),
      tell: (line) => faults.push(line),
    });
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }

  it('lists its commands when asked for nothing or for help', async () => {
    for (const words of [[], ['help'], ['--help']]) {
      const { code, out } = await run(...words);
      expect(code).toBe(0);
      expect(out).toContain('audit verify');
    }
  });

  it('refuses a command it does not have with exit code 2', async () => {
    const { code, out, faults } = await run('audit', 'falsify');
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(faults).toContain("There is no command 'audit falsify'");
    expect((await run('audit', 'verfiy')).faults).toContain("Did you mean 'audit verify'?");
    expect((await run('audit', 'verify', '--notd', 'x')).faults).toContain('(Did you mean --noted?)');
  });

  it('explains one command', async () => {
    const { code, out } = await run('audit', 'verify', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--noted N:HASH');
  });

  it.each([[['--speed', 'high']], [['--from', 'yesterday']], [['--noted', 'x']], [['file']]])(
    'refuses the options %j with exit code 2',
    async (options) => {
      const { code, faults } = await run('audit', 'verify', ...options);
      expect(code).toBe(2);
      expect(faults).toContain('Usage: cerebrate audit verify');
    },
  );

  it('says that a sound log is sound, and takes back the row it told to note', async () => {
    const { code, out } = await run('audit', 'verify');
    expect(code).toBe(0);
    expect(out).toMatch(/is sound: \d+ rows checked/);
    const noted = /\d+:[0-9a-f]{64}/.exec(out)?.[0] ?? '';
    expect((await run('audit', 'verify', '--noted', noted)).code).toBe(0);
    expect(
      (
        await run(
          'audit',
          'verify',
          '--noted',
          noted.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
        )
      ).code,
    ).toBe(1);
  });

  it('holds the log against what was signed each day, also when its end was cut off together with its head', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const yesterday = { actor_name: 'x', channel: 'job', action: 'add', kind: 'tag', title: 'old', related: [] };
    await client.query('select audit_append($1)', [
      JSON.stringify([{ ...yesterday, at: new Date(Date.now() - 86_400_000).toISOString() }]),
    ]);
    const store = new Store(config(), entities, migrations);
    await store.open();
    const log = createLog('silent');
    const jobs = new Jobs(config(), log, new Presence(config()));
    const heads = new AuditHeads(store, new SigningKeys(store, new Sealer(testSecret)), config(), log, jobs);
    const head = await heads.sign();
    expect(await heads.sign()).toBeNull();
    await store.close();
    expect((await run('audit', 'verify')).out).toContain('It agrees with 1 signed heads');
    const forged = path.join(dataDir, 'forged.ndjson');
    writeFileSync(forged, readFileSync(headsFile(dataDir), 'utf8').replace(/"day":"\d/, '"day":"9'));
    expect((await run('audit', 'verify', '--heads', forged)).out).toContain('is not signed by a key of this node');
    const posing = { ...yesterday, action: 'sign', kind: 'auditHead', after: { seq: 'none' } };
    await client.query('select audit_append($1)', [JSON.stringify([{ ...posing, at: new Date().toISOString() }])]);
    expect((await run('audit', 'verify')).out).toMatch(/row \d+ says that it is a signed head, and is none/);
    await client.query(`set session_replication_role = replica; delete from audit_log where seq >= ${head?.record.seq};
      update audit_head set (seq, hash) = (select seq, hash from audit_log order by seq desc limit 1)`);
    await client.end();
    const { code, out } = await run('audit', 'verify');
    expect([code, out]).toEqual([1, expect.stringContaining('is missing, and was signed for')]);
    writeFileSync(headsFile(dataDir), '');
  });

  it('says where a log is broken, with exit code 1', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("set session_replication_role = replica; update audit_log set title = 'x' where seq = 2");
    await client.end();
    const { code, out } = await run('audit', 'verify');
    expect(code).toBe(1);
    expect(out).toContain('broken at 2');
  });
});
