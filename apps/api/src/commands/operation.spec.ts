import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Session } from '@cerebrate/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/database.js';
import { startHouse, testSecret } from '../../test/house.js';
import { readConfig } from '../kernel/index.js';
import { commands } from './index.js';
import { folded, matcher } from './matching.js';
import { runCommand } from './run-command.js';

const folder = mkdtempSync(path.join(tmpdir(), 'operation-'));
const patience = 120_000;

describe('the operator at the command line', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`
      insert into organisations (uuid, name, country, sector, created, modified) values
        (gen_random_uuid(), 'CERT Ostland', 'EE', null, now(), now()),
        (gen_random_uuid(), 'Société Générale d''Énergie', 'FR', 'Energy', now() - interval '30 days', now()),
        (gen_random_uuid(), 'Quiet', 'DE', null, now() - interval '60 days', now() - interval '60 days')`);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  async function runIn(environment: Record<string, string>, ...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const code = await runCommand(words, {
      config: () =>
        readConfig({
          DATABASE_URL: database.url,
          SECRET_KEY: testSecret,
          LOG_LEVEL: 'silent',
          DATA_DIR: folder,
          ADMIN_PASSWORD: 'correct horse battery staple',
          ...environment,
        }),
      say: (line) => out.push(line),
      tell: (line) => faults.push(line),
    });
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }
  const run = (...words: string[]) => runIn({}, ...words);
  const json = async (...words: string[]) => {
    const { out, faults } = await run(...words, '--json');
    if (out === '') throw new Error(faults);
    return JSON.parse(out) as never;
  };
  const examined = async (environment: Record<string, string> = {}) => {
    const { code, out, faults } = await runIn(environment, 'doctor', '--json');
    if (out === '') throw new Error(faults);
    const found = JSON.parse(out) as { id: string; severity: string | null; value: string; remedy: string | null }[];
    const of = (id: string) => {
      const { severity, value, remedy } = found.find((one) => one.id === id) ?? {};
      return [severity, value, remedy];
    };
    return { code, of };
  };
  const rows = async (text: string) => (await client.query<Record<string, unknown>>(text)).rows;
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  it('every command takes --json and says what its exit codes or options mean', () => {
    for (const command of commands) expect([command.name, 'json' in command.options]).toEqual([command.name, true]);
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });

  it(
    'imports people, and auth keys that go on working, as the original does; once however often',
    async () => {
      const people = file(
        'people.csv',
        'email,first_name,last_name,position\nada@cert.example,Ada,Ost,Analyst\nada@cert.example,Ada,Ost,\nnobody,No,Address,\n',
      );
      const first = await run('import', people, '-m', 'Individuals', '--yes');
      expect([first.code, first.out]).toEqual([
        3,
        expect.stringContaining('1 new · 0 changed · 1 refused · 1 the same'),
      ]);
      expect(first.faults).toMatch(/line 4 .*email/);
      const more = file('more.csv', 'email,first_name,last_name,position\nada@cert.example,Ada,Ost,Head\n');
      const rehearsed = await run('import', more, '-m', 'individuals', '--dry-run');
      expect(rehearsed.out).toContain('Nothing was written. It would be: 0 new · 1 changed');
      expect(await rows("select position from individuals where email = 'ada@cert.example'")).toEqual([
        { position: 'Analyst' },
      ]);
      const raw = 'Ab'.repeat(20);
      const lines = [`${raw},admin,of a MISP,0`, `${raw},admin,again,`, `${raw.slice(2)},admin,short,`];
      const keys = file('keys.csv', `authkey,user,comment,expiration\n${lines.join('\n')}\n`);
      const brought = await run('import', keys, '-m', 'AuthKeys', '--yes');
      expect([brought.code, brought.out]).toEqual([
        3,
        expect.stringContaining('1 new · 0 changed · 1 refused · 1 the same'),
      ]);
      expect(`${brought.out}${brought.faults}`).not.toContain(raw);
      expect(await rows("select comment, expires_at from auth_keys where authkey_start = 'AbAb'")).toEqual([
        { comment: 'of a MISP', expires_at: null },
      ]);
      expect((await run('import', keys, '-m', 'nonsense', '--yes')).code).toBe(2);
      const over = 'cd'.repeat(20);
      const old = file('old.csv', `authkey,user,comment,expiration\n${over},ADMIN,of last year,1700000000\n`);
      expect((await run('import', old, '-m', 'AuthKeys', '--yes')).out).toContain('1 new');
      const house = await startHouse({ DATABASE_URL: database.url, DATA_DIR: folder }, false);
      const whoIs = async (authorization: string) => {
        const { body } = await house.ask('/api/v1/session', { headers: { authorization } });
        return (body as Session).user?.username;
      };
      expect(await whoIs(raw)).toBe('admin');
      expect(await whoIs(`Bearer ${raw}`)).toBe('admin');
      const asPeersAsk = await house.ask('/instance/status.json', { key: raw });
      expect(asPeersAsk.body).toMatchObject({ application: 'Cerebrate', user: { username: 'admin' } });
      for (const other of [over, raw.toLowerCase(), raw.slice(2)]) expect(await whoIs(other)).toBeUndefined();
      await house.stop();
    },
    patience,
  );

  it(
    'adds an account whose password is told once, lists, disables and enables it',
    async () => {
      const words = 'user add duty-officer --email duty@cert.example --role user --organisation'.split(' ');
      const nameless = await run(...words, 'cert ostland');
      expect([nameless.code, nameless.faults]).toEqual([
        2,
        expect.stringContaining('give --first-name and --last-name'),
      ]);
      const named = [...words, 'cert ostland', '--first-name', 'Duty', '--last-name', 'Officer'];
      const made: { password: string } = await json(...named);
      expect(made.password).toMatch(/^[\w-]{20,}$/);
      expect(
        await rows(`select password_hash ~ '^.argon2id' as hashed, exists (select from password_demands d where d.user_id = u.id) as owes
      from users u where username = 'duty-officer'`),
      ).toEqual([{ hashed: true, owes: true }]);
      expect((await run('user', 'disable', 'Duty-Officer')).out).toBe('duty-officer is disabled.');
      expect(await json('user', 'list', '--disabled')).toMatchObject([
        { username: 'duty-officer', organisation: 'CERT Ostland' },
      ]);
      expect((await run('user', 'enable', 'duty-officer')).code).toBe(0);
      const [log] = await rows(
        `select channel, actor_name from audit_log where kind = 'user' order by seq desc limit 1`,
      );
      expect(log).toMatchObject({ channel: 'command' });
      const unknown = await run('user', 'password', 'nobody-here');
      expect([unknown.code, unknown.faults]).toEqual([2, expect.stringContaining("there is no user 'nobody-here'")]);
    },
    patience,
  );

  it(
    'chooses settings by name, takes secrets from a file and never prints them',
    async () => {
      expect((await run('settings', 'set', 'Session.timeout', '45')).code).toBe(0);
      expect((await run('settings', 'get', 'Session.timeout')).out).toBe('45');
      const refused = await run('settings', 'set', 'Session.timeout', 'soon');
      expect([refused.code, refused.faults]).toEqual([1, expect.stringContaining('settings set failed')]);
      const secret = file('secret', 'sesame of the client\n');
      const set = await run('settings', 'set', 'keycloak.provider.applicationSecret', '--file', secret, '--json');
      expect(set.out + set.faults).not.toContain('sesame');
      expect(
        await rows(`select value, sealed is not null as sealed from settings where name like 'keycloak%'`),
      ).toEqual([{ value: null, sealed: true }]);
    },
    patience,
  );

  it(
    'loads and enables a meta-template by its uuid',
    async () => {
      const [template] = await rows('select uuid from meta_templates order by id limit 1');
      expect((await run('meta-template', 'load', String(template?.['uuid']))).code).toBe(0);
      expect(await rows(`select enabled from meta_templates where uuid = '${String(template?.['uuid'])}'`)).toEqual([
        { enabled: true },
      ]);
      expect((await run('meta-template', 'load')).code).toBe(2);
    },
    patience,
  );

  it(
    'enriches by near names: shows it first, and keeps what was there unless told',
    async () => {
      const list = file(
        'sectors.csv',
        'Organisation;Branch\nCERT Ostlant;Government\nSociete Generale d Energie;Power\nNobody;Moon\n',
      );
      const words = [
        'enrich',
        list,
        '--target',
        'organisations',
        '--join',
        'name=Organisation',
        '--set',
        'sector=Branch',
      ];
      expect((await run(...words)).out).toContain(
        '0 would change · 0 changed · 0 the same · 1 kept · 0 refused · 2 without a match',
      );
      const near = await run(...words, '--match', 'distance', '--most', '1');
      expect(near.out).toContain("CERT Ostland (from 'CERT Ostlant', 1 letter differs): – → Government");
      expect(await rows(`select sector from organisations where name = 'CERT Ostland'`)).toEqual([{ sector: null }]);
      const report: { matches: { outcome: string }[]; unmatched: string[] } = await json(
        ...words,
        '--match',
        'closest',
        '--apply',
      );
      expect(report.matches.map(({ outcome }) => outcome)).toEqual(['changed', 'kept']);
      expect(report.unmatched).toEqual(['Nobody']);
      expect(await rows(`select name, sector from organisations where sector is not null order by 1`)).toEqual([
        { name: 'CERT Ostland', sector: 'Government' },
        { name: "Société Générale d'Énergie", sector: 'Energy' },
      ]);
      const wrong = await run(
        'enrich',
        list,
        '--target',
        'organisations',
        '--join',
        'password=Organisation',
        '--set',
        'sector=Branch',
      );
      expect([wrong.code, wrong.faults]).toEqual([2, expect.stringContaining('the field is one of')]);
    },
    patience,
  );

  it(
    'enrols a list: people, memberships and accounts, each once',
    async () => {
      const list = file(
        'people.csv',
        'email,first_name,last_name,organisation\nada@fr.example,Ada,A,Quiet\nbob@fr.example,Bob,B,\nno address,C,C,Quiet\n',
      );
      const words = ['enrol', list, '--organisation', 'CERT Ostland', '--users'];
      const dry = await run(...words, '--dry-run');
      expect(dry.code).toBe(3);
      expect(dry.out).toMatch(/· account ada@fr\.example$/m);
      expect(await rows(`select 1 from individuals where email like '%@fr.example'`)).toEqual([]);
      const done: { refused?: string; user?: object }[] = await json(...words);
      expect(done.map(({ refused, user }) => [refused !== undefined, user !== undefined])).toEqual([
        [false, true],
        [false, true],
        [true, false],
      ]);
      expect(
        await rows(`select o.name, a.type, u.username::text from individuals i join alignments a on a.individual_id = i.id
      join organisations o on o.id = a.organisation_id join users u on u.individual_id = i.id where i.email like '%@fr.example' order by 3`),
      ).toEqual([
        { name: 'Quiet', type: 'Member', username: 'ada@fr.example' },
        { name: 'CERT Ostland', type: 'Member', username: 'bob@fr.example' },
      ]);
      const again: { person: string; user?: object }[] = await json(...words);
      expect(again.slice(0, 2)).toMatchObject([{ person: 'known', alignment: 'known' }, { person: 'known' }]);
      expect(again.every(({ user }) => user === undefined)).toBe(true);
    },
    patience,
  );

  it('sums up what changed, country by country', async () => {
    const { code, out } = await run('summary', '--days', '3');
    expect(code).toBe(0);
    expect(out).toMatch(/Estonia: \d+ in the last 3 days/);
    expect(out).toMatch(/new +CERT Ostland/);
    expect(out).not.toContain('Germany:\n');
    const into = path.join(folder, 'summaries');
    expect((await run('summary', '--folder', into)).code).toBe(0);
    expect(readdirSync(into)).toContain('Estonia.txt');
    expect(readFileSync(path.join(into, 'Estonia.txt'), 'utf8')).toContain('duty-officer');
  });

  it(
    'the doctor says what is wrong and how to mend it, also without a database',
    async () => {
      const found: { id: string; severity: string | null; remedy: string | null }[] = await json('doctor');
      for (const { severity, remedy } of found.filter(({ severity: s }) => s === 'critical' || s === 'warning'))
        expect([severity, remedy]).toEqual([severity, expect.stringMatching(/.{10}/)]);
      expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(['folder.writable', 'database.migrations']));
      const out: string[] = [];
      const code = await runCommand(['doctor'], {
        config: () =>
          readConfig({
            DATABASE_URL: 'postgres://x:y@127.0.0.1:9/none',
            SECRET_KEY: testSecret,
            LOG_LEVEL: 'silent',
            DATA_DIR: folder,
          }),
        say: (line) => out.push(line),
        tell: () => undefined,
      });
      expect(code).toBe(1);
      expect(out.join('\n')).toMatch(/ECONNREFUSED.*\n.*start PostgreSQL, or correct host and port in DATABASE_URL/);
    },
    patience,
  );

  it(
    'the doctor finds another SECRET_KEY, a mail server that is not there, a broken log, and another schema, which it leaves as it is',
    async () => {
      const secret = file('tool-secret', 'sesame\n');
      await run('settings', 'set', 'keycloak.provider.applicationSecret', '--file', secret);
      await run('settings', 'set', 'mail.host', '127.0.0.1');
      await run('settings', 'set', 'mail.port', '9');
      await run('settings', 'set', 'mail.from', 'node@cert.example');
      await client.query(`set session_replication_role = replica;
        update audit_log set title = 'rewritten' where seq = (select max(seq) - 1 from audit_log)`);
      const ailing = await examined({ SECRET_KEY: 'quite another secret key than that', EGRESS_ALLOW: '127.0.0.0/8' });
      expect(ailing.code).toBe(1);
      expect(ailing.of('secrets.foreign')).toEqual([
        'critical',
        expect.stringMatching(/1 in settings/),
        expect.stringContaining('FORMER_SECRET_KEYS'),
      ]);
      expect(ailing.of('mail.server')).toEqual([
        'warning',
        expect.stringContaining('ECONNREFUSED'),
        expect.any(String),
      ]);
      expect(ailing.of('audit.chain')).toEqual([
        'critical',
        expect.stringMatching(/^broken at \d+/),
        expect.stringContaining('audit verify'),
      ]);
      const [last] = await rows(
        'delete from migrations where id = (select max(id) from migrations) returning id, name, timestamp',
      );
      const behind = await examined();
      expect([behind.code, behind.of('database.migrations')]).toEqual([
        1,
        ['critical', '1', expect.stringContaining('Make a backup, then start')],
      ]);
      expect(await rows(`select 1 from migrations where name = '${last?.['name']}'`)).toEqual([]);
      await client.query(
        `insert into migrations (id, timestamp, name) values ($1, $2, $3), (999999, 1, 'FromTheFuture1')`,
        [last?.['id'], last?.['timestamp'], last?.['name']],
      );
      const ahead = await examined();
      expect([ahead.code, ahead.of('database.newer')]).toEqual([
        1,
        ['critical', '1', expect.stringContaining('run that version')],
      ]);
      await client.query(`delete from migrations where id = 999999`);
    },
    patience,
  );

  it('what fails says why on standard output, too, where JSON was asked for', async () => {
    const { code, out } = await run('user', 'password', 'nobody-here', '--json');
    expect([code, JSON.parse(out)]).toEqual([2, { error: "there is no user 'nobody-here'", issues: [] }]);
    expect((await run('user', 'disable', 'admin', 'another')).code).toBe(2);
  });
});

describe('matching names', () => {
  it('folds case, accents and punctuation', () => {
    expect(folded('  Société—Générale (SA) ')).toBe('societe generale sa');
  });

  it('closest takes the nearest and nobody when two are equally near', () => {
    const find = matcher(['Alpha Team', 'Alpha Tear', 'Beta'], 'closest', 0);
    expect(find('Beto')).toEqual({ at: 2, distance: 1 });
    expect(find('Alpha Teax')).toBeNull();
    expect(find('Alpha Team')).toEqual({ at: 0, distance: 0 });
    expect(find('Something else altogether')).toBeNull();
  });

  it('distance takes no more letters than told, exact none', () => {
    expect(matcher(['Ostland'], 'distance', 1)('Ostlant')).toEqual({ at: 0, distance: 1 });
    expect(matcher(['Ostland'], 'distance', 1)('Ostlants')).toBeNull();
    expect(matcher(['Ostland'], 'exact', 9)('Ostlant')).toBeNull();
    expect(matcher(['Same', 'same!'], 'exact', 0)('SAME')).toBeNull();
  });
});
