import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encryptionKeys } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { buildWorld, type World } from '../../test/world.js';
import { makeKey } from '../directory/encryption-keys/keys.fixture.js';
import { runCommand } from './run-command.js';

describe('the command keys import', () => {
  let house: House;
  let world: World;
  let folder: string;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    folder = await mkdtemp(path.join(tmpdir(), 'cerebrate-spec-'));
  });
  afterAll(async () => {
    await house.stop();
    await rm(folder, { recursive: true });
  });

  async function run(...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const terminal = {
      config: () => house.config,
      say: (line: string) => out.push(line),
      tell: (line: string) => faults.push(line),
    };
    const code = await runCommand(['keys', 'import', ...words], terminal);
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }
  const file = async (name: string, parts: readonly string[]) => {
    const whole = path.join(folder, name);
    await writeFile(whole, parts.join('\r\n'));
    return whole;
  };
  const ownersOf = async (q: string) =>
    (await house.call(encryptionKeys.lookup, { query: { q } })).body.map(({ owner }) => owner.name);

  it('gives each key to whom its address belongs, also a further one that is nobody else’s, and tells the rest', async () => {
    const { bob, carla } = world.people;
    await house.rows(
      `insert into individual_emails (individual_id, address, kind) values
        ($1, 'duty@bob.example', 'duty'), ($1, 'shared@team.example', 'duty'), ($2, 'shared@team.example', 'duty')`,
      [bob.id, carla.id],
    );
    const made = await Promise.all(
      ['alice@people.example', 'duty@bob.example', 'shared@team.example', 'nobody@else.example'].map((one) =>
        makeKey(one),
      ),
    );
    const keys = await file('keys.asc', [
      'exported on a Monday',
      ...made.map(({ publicKey }) => publicKey),
      '-----BEGIN PGP PUBLIC KEY BLOCK-----',
      'x'.repeat(400_000),
      '-----END PGP PUBLIC KEY BLOCK-----',
      'the end',
    ]);
    const { code, out, faults } = await run(keys);
    expect([code, out]).toEqual([3, '2 added · 0 there already · 3 refused']);
    expect(faults).toMatch(/key 3 \([0-9A-F]{40}\): no person.*key 4 .*key 5: /s);
    expect(await ownersOf('alice@people.example')).toEqual(['Alice Adams']);
    expect(await ownersOf('duty@bob.example')).toEqual(['Bob Brown']);
    expect((await run(keys)).out).toBe('0 added · 2 there already · 3 refused');
    const [row] = await house.rows<{ channel: string }>(
      `select channel from audit_log where kind = 'encryptionKey' order by seq desc limit 1`,
    );
    expect(row?.channel).toBe('command');
  });

  it('gives all of them to the organisation that is named', async () => {
    const { publicKey } = await makeKey('team@acme.example');
    const keys = await file('acme.asc', [publicKey]);
    const { out } = await run(keys, '--organisation', world.organisations.acme.uuid, '--json');
    expect(JSON.parse(out)).toEqual({ added: 1, unchanged: 0, refused: [] });
    expect(await ownersOf('team@acme.example')).toEqual(['Acme']);
  });

  it('says how it is called, and that a file holds no key', async () => {
    expect((await run()).code).toBe(2);
    expect((await run(path.join(folder, 'absent.asc'))).faults).toContain('no file');
    const empty = await file('empty.asc', ['nothing here']);
    expect((await run(empty, '--organisation', '999999')).code).toBe(2);
    expect((await run(empty, '--organisation', 'acme')).faults).toContain('neither a number nor a uuid');
    expect((await run(empty)).code).toBe(1);
  });
});
