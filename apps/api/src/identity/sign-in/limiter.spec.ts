import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, usernameOf, worldPassword } from '../../../test/world.js';
import { TooManyRequests } from '../../kernel/index.js';
import { attemptLimits, Limiter, windowSeconds } from './limiter.js';

describe('the limiter', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ TRUSTED_PROXIES: '127.0.0.1' });
    await buildWorld(house);
  });
  beforeEach(async () => {
    await house.rows('delete from attempts');
  });
  afterAll(() => house.stop());

  const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
  const spellings = ['plain-user', 'PLAIN-USER', ' Plain-User ', 'ｐlain-user'];

  async function failAt(name: (at: number) => string, times: number, ip: (at: number) => string): Promise<number[]> {
    const statuses: number[] = [];
    for (let at = 0; at < times; at++)
      statuses.push((await new Browser(house).signIn(name(at), 'wrong', from(ip(at)))).status);
    return statuses;
  }

  it('counts a name once however it is spelled and wherever it comes from, and says when to come back', async () => {
    const statuses = await failAt(
      (at) => spellings[at % spellings.length] ?? '',
      attemptLimits.name,
      (at) => `192.0.2.${at}`,
    );
    expect(new Set(statuses)).toEqual(new Set([401]));
    const said = await new Browser(house).signIn(usernameOf('plain'), worldPassword, from('198.51.100.1'));
    expect(said.status).toBe(429);
    expect(Number(said.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(said.headers.get('retry-after'))).toBeLessThanOrEqual(windowSeconds);
  });

  it('lets many at once come and succeed, of one name and of many, without any waiting for another in a ring', async () => {
    const limiter = house.app.get(Limiter);
    const faults: unknown[] = [];
    const one = async (at: number) => {
      for (let round = 0; round < 12; round++) {
        const given = [at % 2 === 0 ? 'shared-name' : `name ${at}`, `192.0.2.${at % 3}`] as const;
        await limiter
          .countSignIn(...given)
          .then(
            () => limiter.forgive(...given),
            (error: unknown) => error instanceof TooManyRequests || faults.push(error),
          )
          .catch((error: unknown) => faults.push(error));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, at) => one(at)));
    expect(faults).toEqual([]);
  });

  it('holds no other name up', async () => {
    await failAt(
      () => usernameOf('plain'),
      attemptLimits.name + 1,
      (at) => `192.0.2.${at}`,
    );
    expect((await new Browser(house).signIn(usernameOf('viewer'), worldPassword, from('192.0.2.200'))).status).toBe(
      200,
    );
  });

  it('starts a name anew after a success', async () => {
    await failAt(
      () => usernameOf('plain'),
      attemptLimits.name - 1,
      (at) => `192.0.2.${at}`,
    );
    expect((await new Browser(house).signIn(usernameOf('plain'), worldPassword, from('192.0.2.1'))).status).toBe(200);
    const statuses = await failAt(
      () => usernameOf('plain'),
      attemptLimits.name,
      (at) => `192.0.2.${at}`,
    );
    expect(new Set(statuses)).toEqual(new Set([401]));
  });

  it('counts an address whatever names it tries; IPv6 by the network that one host has', async () => {
    const fill =
      'insert into attempts select key, window_start, $1 from attempts where key like $2 on conflict (key, window_start) do update set count = excluded.count';
    await failAt(
      () => 'first-name',
      1,
      () => '2001:db8:1:2::1',
    );
    await house.rows(fill, [attemptLimits.address, 'address %']);
    const said = await new Browser(house).signIn('another-name', 'wrong', from('2001:db8:1:2:ffff::9'));
    expect(said.status).toBe(429);
    expect((await new Browser(house).signIn('another-name', 'wrong', from('2001:db8:1:3::1'))).status).toBe(401);
  });

  it('counts the instance as a whole', async () => {
    await failAt(
      () => 'first-name',
      1,
      () => '192.0.2.1',
    );
    await house.rows('update attempts set count = $1 where key = $2', [attemptLimits.instance, 'instance']);
    expect((await new Browser(house).signIn(usernameOf('viewer'), worldPassword, from('198.51.100.7'))).status).toBe(
      429,
    );
  });

  it('counts attempts that arrive at once before it judges any', async () => {
    const tries = Array.from({ length: attemptLimits.name * 2 }, (_, at) =>
      new Browser(house).signIn(usernameOf('plain'), 'wrong', from(`192.0.2.${at}`)),
    );
    const statuses = (await Promise.all(tries)).map((said) => said.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(attemptLimits.name);
  });

  it('counts unknown keys by address without ever holding a valid one up', async () => {
    await house.ask('/api/v1/tags', { key: 'e'.repeat(40) });
    await house.rows('update attempts set count = $1', [attemptLimits.unknownKeys]);
    for (const method of ['GET', 'POST'])
      expect((await house.ask('/api/v1/tags', { key: 'e'.repeat(40), method })).status).toBe(429);
    expect((await house.call(tags.list, { key: keyOf('plain') })).status).toBe(200);
  });

  it('keeps no name in the table', async () => {
    await failAt(
      () => 'perhaps-a-password',
      1,
      () => '192.0.2.1',
    );
    expect(JSON.stringify(await house.rows('select key from attempts'))).not.toContain('perhaps');
  });
});
