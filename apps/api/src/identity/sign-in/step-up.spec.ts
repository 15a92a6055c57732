import { authKeys, type Endpoint, needsProof, roles, session, users } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, usernameOf, type World, worldPassword } from '../../../test/world.js';
import { servedEndpoints } from '../../kernel/index.js';
import { attemptLimits } from './limiter.js';

/** What hands out rights or secrets, by the keys of its body. */
const grants = ['roleId', 'password', 'flags', 'isDefault', 'expiresAt'];

/** Writes about accounts that need no proof, each with the reason. */
const needNone: Readonly<Record<string, string>> = {
  'DELETE /auth-keys/:ref': 'takes a way in away',
  'POST /users/:ref/keycloak/check': 'compares',
  'POST /users/:ref/keycloak/push': 'does again what a job does anyway',
  'DELETE /users/:ref/sessions': 'takes a way in away',
  'DELETE /users/:ref/sessions/:id': 'takes a way in away',
};

describe('a browser left open', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  beforeEach(async () => {
    await house.rows('delete from attempts');
  });
  afterAll(() => house.stop());

  async function stale(): Promise<Browser> {
    const browser = new Browser(house);
    await browser.signIn(usernameOf('community'), worldPassword);
    await house.rows(`update sessions set proved_at = now() - interval '11 minutes' where user_id = $1`, [
      world.users.community.id,
    ]);
    return browser;
  }

  it('makes no key, grants no role and sets no password before a proof; looking and the rest go on', async () => {
    const browser = await stale();
    const ref = String(world.users.plain.id);
    const asked = [
      await browser.call(authKeys.create, { body: {} }),
      await browser.call(users.update, { params: { ref }, body: { roleId: world.users.plain.roleId } }),
      await browser.call(users.update, { params: { ref }, body: { password: 'violet tractor on 7 hills' } }),
      await browser.call(roles.create, { body: { name: 'Mighty', flags: {} } }),
    ];
    expect(asked.map(({ status, body }) => [status, body.type])).toEqual(
      asked.map(() => [403, 'urn:cerebrate:problem:proof-needed']),
    );
    expect((await browser.call(users.update, { params: { ref }, body: { disabled: false } })).status).toBe(200);
    expect((await browser.call(users.list)).status).toBe(200);
    const wire = await house.ask('/authKeys/add.json', {
      method: 'POST',
      headers: {
        cookie: `cerebrate=${browser.cookies.get('cerebrate')}`,
        'x-csrf-token': browser.csrfToken ?? '',
        'content-type': 'application/json',
      },
      body: '{}',
    });
    expect([wire.status, (wire.body as { message: string }).message]).toEqual([405, expect.stringContaining('prove')]);
  });

  it('does so after the password was typed again, for some minutes; a key needs no proof', async () => {
    const browser = await stale();
    expect((await browser.call(session.proofs)).body.kinds).toEqual(['password']);
    const wrong = await browser.call(session.prove, { body: { kind: 'password', password: 'a guess' } });
    expect([wrong.status, wrong.body.issues?.[0]?.path]).toEqual([400, ['password']]);
    expect((await browser.call(session.prove, { body: { kind: 'password', password: worldPassword } })).status).toBe(
      200,
    );
    expect((await browser.call(authKeys.create, { body: {} })).status).toBe(201);
    expect((await house.call(authKeys.create, { key: keyOf('plain'), body: {} })).status).toBe(201);
    expect(
      (await house.call(session.prove, { key: keyOf('plain'), body: { kind: 'password', password: 'x' } })).status,
    ).toBe(403);
  });

  it('lets nobody guess', async () => {
    const browser = await stale();
    const statuses: number[] = [];
    for (let at = 0; at <= attemptLimits.name; at++)
      statuses.push(
        (await browser.call(session.prove, { body: { kind: 'password', password: `guess ${at}` } })).status,
      );
    expect(statuses.at(-1)).toBe(429);
  });

  it('is asked by every call of ours that grants', () => {
    const keysOf = ({ body }: Endpoint): string[] =>
      Object.keys(
        (body as { shape?: Record<string, unknown> }).shape ??
          (body as { def?: { in?: { shape?: object } } }).def?.in?.shape ??
          {},
      );
    const guarded = /^\/api\/v1\/(users|roles|auth-keys)(\/:ref|\/:id)?$/;
    const faults = servedEndpoints
      .filter(({ path, method, safe }) => guarded.test(path) && method !== 'GET' && method !== 'DELETE' && !safe)
      .flatMap((endpoint) =>
        keysOf(endpoint)
          .filter((key) => grants.includes(key) && !needsProof(endpoint, { [key]: null }))
          .map((key) => `${endpoint.method} ${endpoint.path} ${key}`),
      );
    expect(faults).toEqual([]);
  });

  it('is asked by every write about accounts that is not named with a reason', () => {
    const about = /^\/api\/v1(\/(users|roles|auth-keys|keycloak|field-rights|settings)(\/.*)?)$/;
    const writes = servedEndpoints.filter(({ path, method, safe }) => about.test(path) && method !== 'GET' && !safe);
    const named = ({ method, path }: Endpoint) => `${method} ${path.replace('/api/v1', '')}`;
    expect(
      writes
        .filter(({ stepUp }) => stepUp === false)
        .map(named)
        .sort(),
    ).toEqual(Object.keys(needNone).sort());
  });
});

describe('the limiter, against spellings and verbs', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse({ TRUSTED_PROXIES: '127.0.0.1' });
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  /** Every way that a table of users might take for the same name. */
  const spellings = [
    'plain-user',
    'PLAIN-USER',
    'pLaIn-uSeR',
    ' plain-user',
    'plain-user\u00a0',
    '\u3000plain-user',
    '\ufeffplain-user',
    'ｐｌａｉｎ-ｕｓｅｒ',
    'ⓟⓛⓐⓘⓝ-user',
    '𝐩𝐥𝐚𝐢𝐧-user',
    'plain-uſer',
    'plain-user\u2028',
  ];

  it('has one counter for all of them, wherever they come from', async () => {
    await house.rows('delete from attempts');
    for (const [at, name] of spellings.slice(0, attemptLimits.name).entries())
      await new Browser(house).signIn(name, 'wrong', { headers: { 'x-forwarded-for': `192.0.2.${at}` } });
    for (const [at, name] of spellings.entries()) {
      const said = await new Browser(house).signIn(name, worldPassword, {
        headers: { 'x-forwarded-for': `198.51.100.${at}` },
      });
      expect([name, said.status]).toEqual([name, 429]);
    }
  });

  it('is not gone around by a name that only the database folds', async () => {
    await house.rows('delete from attempts');
    for (const name of ['plain\u200b-user', 'plaın-user', 'plain-us\u0435r', 'plain\u00ad-user'])
      expect([name, (await new Browser(house).signIn(name, worldPassword)).status]).toEqual([name, 401]);
  });

  it('knows one verb that signs in', async () => {
    await house.rows('delete from attempts');
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']) {
      const said = await house.ask('/api/v1/session', {
        method,
        headers: { 'content-type': 'application/json' },
        ...(method === 'GET' || method === 'HEAD'
          ? {}
          : { body: JSON.stringify({ username: usernameOf('plain'), password: worldPassword }) }),
      });
      expect([method, said.headers.getSetCookie()]).toEqual([method, []]);
    }
    const overridden = await house.ask('/api/v1/session', {
      method: 'GET',
      headers: { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
    });
    expect(overridden.headers.getSetCookie()).toEqual([]);
  });
});

describe('answers', () => {
  it('say over a trusted proxy’s https that https it stays, and use the cookie that siblings cannot plant', async () => {
    const house = await startHouse({ TRUSTED_PROXIES: '127.0.0.1' });
    await buildWorld(house);
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'directory.example',
      origin: 'https://directory.example',
    };
    const said = await new Browser(house).signIn(usernameOf('plain'), worldPassword, { headers });
    expect(said.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(said.headers.getSetCookie()[0]).toMatch(/^__Host-cerebrate=.*; Secure/);
    const plain = await new Browser(house).signIn(usernameOf('plain'), worldPassword);
    expect(plain.headers.get('strict-transport-security')).toBeNull();
    await house.stop();
  });

  it('carry the headers that keep other pages out, and are kept by nobody', async () => {
    const house = await startHouse();
    await buildWorld(house);
    const { headers } = await house.call(users.list, { key: keyOf('plain') });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'permissions-policy': expect.stringContaining('publickey-credentials-get=(self)'),
    });
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|blob:/);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    await house.stop();
  });
});
