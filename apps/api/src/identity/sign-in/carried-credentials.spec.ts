import { session } from '@cerebrate/contract';
import { hashSync } from '@node-rs/bcrypt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, type World } from '../../../test/world.js';
import { Digest } from '../auth-keys/digest.js';
import { RecoveryCodes } from './factors/recovery-codes.js';

const formerSecret = 'the secret key of before this one';
const bcrypt = (secret: string): string => hashSync(secret, { cost: 4, version: '2y' });

describe('credentials that moved in from the original', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({ FORMER_SECRET_KEYS: formerSecret }, false);
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const hashOf = async (name: string) =>
    (await house.rows<{ h: string }>('select password_hash as h from users where username = $1', [name]))[0]?.h ?? '';
  const signIn = (username: string, password: string) =>
    house.call(session.signIn, { key: '', body: { username, password } });

  it('a password the original hashed opens the door, and is hashed our way from then on', async () => {
    const { username } = world.users.plain;
    await house.rows('update users set password_hash = $2 where username = $1', [username, bcrypt('Tr0ub4dor&3 é')]);
    expect((await signIn(username, 'wrong')).status).toBe(401);
    expect(await hashOf(username)).toMatch(/^\$2y\$/);
    expect((await signIn(username, 'Tr0ub4dor&3 é')).status).toBe(200);
    expect(await hashOf(username)).toMatch(/^\$argon2id\$/);
    expect((await signIn(username, 'Tr0ub4dor&3 é')).status).toBe(200);
    expect((await signIn(username, 'wrong')).status).toBe(401);
    const [row] = await house.rows<{ after: unknown }>(
      `select after from audit_log where kind = 'user' and title = $1 and after ? 'passwordHash' order by seq desc limit 1`,
      [username],
    );
    expect(row?.after).toEqual({ passwordHash: '•••' });
  });

  it('a hash that is none opens nothing', async () => {
    const { username } = world.users.plain;
    await house.rows('update users set password_hash = $2 where username = $1', [username, '$2y$10$broken']);
    expect((await signIn(username, '')).status).not.toBe(200);
    expect((await signIn(username, '$2y$10$broken')).status).toBe(401);
  });

  const key = `ABCD${'x'.repeat(32)}WXYZ`;
  async function carry(hash: string, expires: string | null = null): Promise<void> {
    await house.rows(`delete from auth_keys where authkey_start = 'ABCD'`);
    await house.rows(
      `with k as (insert into auth_keys (uuid, user_id, digest, authkey_start, authkey_end, created, expires_at)
        select gen_random_uuid(), id, sha256('none'), 'ABCD', 'WXYZ', now(), $3 from users where username = $1 returning id)
      insert into carried_key_hashes select id, $2 from k`,
      [world.users.orgAdmin.username, hash, expires],
    );
  }

  it('an auth key the original hashed works, and is found by our digest from then on', async () => {
    await carry(bcrypt(key));
    expect((await house.ask('/api/v1/organisations', { key: key.replace('x', 'y') })).status).toBe(401);
    const asked = await Promise.all([1, 2, 3].map(() => house.ask('/api/v1/organisations', { key })));
    expect(asked.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await house.rows('select 1 from carried_key_hashes')).toEqual([]);
    expect((await house.ask('/organisations/index.json', { key })).status).toBe(200);
  });

  it('an auth key of the original that is over opens nothing', async () => {
    await carry(bcrypt(key), '2020-01-01');
    expect((await house.ask('/api/v1/organisations', { key })).status).toBe(401);
  });

  it('an auth key outlives a change of SECRET_KEY, and is found under the new one from then on', async () => {
    const known = 'f'.repeat(40);
    const digestIn = async () =>
      (await house.rows<{ digest: Buffer }>(`select digest from auth_keys where authkey_start = 'ffff'`))[0]?.digest;
    await house.rows(
      `insert into auth_keys (uuid, user_id, digest, authkey_start, authkey_end, created)
        select gen_random_uuid(), id, $2, 'ffff', 'ffff', now() from users where username = $1`,
      [world.users.orgAdmin.username, new Digest(formerSecret).of(known)],
    );
    const asked = await Promise.all([1, 2].map(() => house.ask('/api/v1/organisations', { key: known })));
    expect(asked.map(({ status }) => status)).toEqual([200, 200]);
    expect(await digestIn()).toEqual(house.app.get(Digest).of(known));
  });

  it('a recovery code does, too', async () => {
    const { id } = world.users.plain;
    const digest = new Digest(formerSecret).of(`recovery ${id} abcdefghjkmn`);
    await house.rows('insert into recovery_codes (user_id, digest, created) values ($1, $2, now())', [id, digest]);
    const codes = house.app.get(RecoveryCodes);
    expect([await codes.use(id, 'abcdefghjkmn'), await codes.use(id, 'abcdefghjkmn')]).toEqual([true, false]);
  });
});
