import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/database.js';
import { testSecret } from '../../test/house.js';
import { entities } from '../entities.js';
import { TagEntity } from '../fields/index.js';
import { readConfig, Store, systemPrincipal } from '../kernel/index.js';
import { migrations } from '../migrations/index.js';
import { runCommand } from './run-command.js';

describe('the command line', () => {
  let database: FreshDatabase;
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
      config: () => readConfig({ DATABASE_URL: database.url, SECRET_KEY: testSecret, LOG_LEVEL: 'silent' }),
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
      expect(faults).toContain('Usage: npm run cli -- audit verify');
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
