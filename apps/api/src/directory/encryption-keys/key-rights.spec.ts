import { encryptionKeys, keyTextLimit, signatureChecks } from '@cerebrate/contract';
import { armor, createMessage, enums, readPrivateKey, sign, unarmor } from 'openpgp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { systemPrincipal } from '../../kernel/index.js';
import { EncryptionKeyEntity } from './encryption-key.entity.js';
import { encryptionKeyScope } from './encryption-key.scope.js';
import { withOwner } from './key-owner.js';
import { KeyThreads } from './key-threads.js';
import { keyAt, madeKeys, makeKey } from './keys.fixture.js';

const year = 365 * 86_400;

describe('encryption keys', () => {
  let house: House;
  let world: World;
  let made = 0;
  beforeAll(async () => {
    await madeKeys(40);
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const add = (user: UserName, body: object, text = keyAt(made++).publicKey) =>
    house.call(encryptionKeys.create, { body: { text, ...body }, key: keyOf(user) });
  const organisation = (name: 'circl' | 'cert-ee' | 'acme') => ({
    ownerKind: 'organisation' as const,
    ownerId: world.organisations[name].id,
  });
  const person = (id: number) => ({ ownerKind: 'individual' as const, ownerId: id });

  it('are written by persons for themselves, by administrators for theirs, and by nobody else', async () => {
    const { users, people } = world;
    for (const [user, owner, status] of [
      ['plain', {}, 201],
      ['plain', person(users.plain.individualId), 201],
      ['plain', person(people.alice.id), 403],
      ['plain', organisation('circl'), 403],
      ['plain', organisation('acme'), 400],
      ['viewer', organisation('circl'), 403],
      ['orgAdmin', organisation('circl'), 201],
      ['orgAdmin', person(people.alice.id), 201],
      ['orgAdmin', person(people.eero.id), 400],
      ['groupAdmin', organisation('acme'), 201],
      ['groupAdmin', person(people.carla.id), 201],
      ['groupAdmin', organisation('circl'), 400],
      ['instance', organisation('circl'), 403],
      ['community', organisation('acme'), 201],
    ] as const) {
      const said = await add(user, owner);
      expect(said.status, `${user} ${JSON.stringify(owner)}: ${said.text}`).toBe(status);
    }
  });

  it('take no owner on a change, and stay with the owner they have', async () => {
    const { body } = await add('plain', {});
    const said = await house.call(encryptionKeys.update, {
      params: { ref: String(body.id) },
      body: { revoked: true, ownerKind: 'organisation', ownerId: 1 } as never,
      key: keyOf('plain'),
    });
    expect(said.status).toBe(400);
    const after = await house.call(encryptionKeys.get, { params: { ref: body.uuid }, key: keyOf('plain') });
    expect(after.body).toMatchObject({ revoked: false, owner: { id: world.users.plain.individualId } });
  });

  it('are seen with their owner alone: in lists, look-ups, files and numbers', async () => {
    const { body } = await add('community', organisation('acme'));
    const params = { ref: String(body.id) };
    for (const endpoint of [encryptionKeys.get, encryptionKeys.file, encryptionKeys.history])
      expect((await house.call(endpoint, { params, key: keyOf('plain') })).status).toBe(404);
    for (const q of [body.fingerprint, body.keyIds[0], body.emails[0], body.uuid]) {
      const found = await house.call(encryptionKeys.lookup, { query: { q: q ?? '' }, key: keyOf('groupAdmin') });
      expect(found.body.map(({ id }) => id)).toContain(body.id);
      const hidden = await house.call(encryptionKeys.lookup, { query: { q: q ?? '' }, key: keyOf('plain') });
      expect(hidden.body).toEqual([]);
      const listed = await house.call(encryptionKeys.list, { query: { q: q ?? '' }, key: keyOf('plain') });
      expect(listed.body).toMatchObject({ items: [], total: 0 });
    }
  });

  it('agree in both faces of their scope', async () => {
    const rows = await house.store.work(systemPrincipal('tests'), async (work) => {
      const owned = [];
      for (const key of await work.findAll(EncryptionKeyEntity, {})) owned.push(await withOwner(work, key));
      return owned;
    });
    expect(await expectFacesAgree(house, encryptionKeyScope, 'encryption_keys', rows)).toBeGreaterThan(50);
  });

  it('are refused when they are private, garbage, two at once or the owner’s already; nothing is stored', async () => {
    const count = async () => (await house.rows('select count(*)::int as n from encryption_keys'))[0];
    const before = await count();
    const { publicKey, privateKey } = keyAt(39);
    for (const [text, why] of [
      [privateKey, 'private key'],
      [publicKey.replace(/PUBLIC/g, 'PRIVATE'), 'private key'],
      ['garbage', 'no OpenPGP public key'],
      ['-----BEGIN CERTIFICATE-----\nMIIBfake\n-----END CERTIFICATE-----', 'is no key'],
      [`${publicKey}\n${keyAt(38).publicKey}`, 'holds 2 keys'],
    ] as const) {
      const said = await add('plain', {}, text);
      expect(said.status, why).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(['text']);
      expect(said.text).toContain(why);
    }
    expect(await count()).toEqual(before);
    const first = await add('plain', {}, publicKey);
    expect(first.status).toBe(201);
    expect((await add('plain', {}, publicKey)).status).toBe(409);
  });

  it('cannot hold the program up: a thread that takes too long is ended and the next task is done', async () => {
    const threads = house.app.get(KeyThreads);
    const hostile = keyAt(0).publicKey.repeat(Math.floor(keyTextLimit / keyAt(0).publicKey.length));
    await expect(threads.run('inspect', { text: hostile }, 1)).rejects.toThrow('too long');
    expect(await threads.run('inspect', { text: keyAt(1).publicKey })).toHaveLength(1);
  });

  it('cannot exhaust its memory: a key of millions of parts loses its thread and the next task is done', async () => {
    const threads = new KeyThreads(48);
    const real = await unarmor(keyAt(0).publicKey);
    const parts = Buffer.alloc(1_000_000);
    // user ids of no letters at all, two bytes each: a few megabytes that want hundreds of them once they are read
    for (let at = 0; at < parts.length; at += 2) parts.writeUInt16BE(0xcd00, at);
    const bytes = Buffer.concat([Buffer.from((await real.data) as Uint8Array), parts]);
    const text = armor(enums.armor.publicKey, new Uint8Array(bytes)) as string;
    await expect(threads.run('inspect', { text }, 120_000)).rejects.toThrow('too much memory');
    expect(await threads.run('inspect', { text: keyAt(1).publicKey })).toHaveLength(1);
    await threads.onModuleDestroy();
  }, 120_000);

  it('are told to be expired as of now, and the expiring are found', async () => {
    const soon = await makeKey('soon@keys.example', {
      keyExpirationTime: year,
      date: new Date(Date.now() - (year - 3600) * 1000),
    });
    const over = await makeKey('over@keys.example', { keyExpirationTime: 60, date: new Date(Date.now() - 3_600_000) });
    const near = await add('orgAdmin', organisation('circl'), soon.publicKey);
    const gone = await add('orgAdmin', organisation('circl'), over.publicKey);
    expect([near.body.state, gone.body.state]).toEqual(['valid', 'expired']);
    await house.rows(`update encryption_keys set expires_at = now() - interval '1 minute' where id = $1`, [
      near.body.id,
    ]);
    const later = await house.call(encryptionKeys.get, { params: { ref: String(near.body.id) }, key: keyOf('plain') });
    expect(later.body.state).toBe('expired');
    await house.rows(`update encryption_keys set expires_at = now() + interval '1 day' where id = $1`, [near.body.id]);
    const said = await house.call(encryptionKeys.expiring, { query: { days: '30' }, key: keyOf('plain') });
    expect(said.body).toMatchObject({ expired: 1, expiring: 1 });
    expect(said.body.items.map(({ id }) => id)).toEqual([gone.body.id, near.body.id]);
    const mine = await house.call(encryptionKeys.expiring, {
      query: { days: '30', mine: 'true' },
      key: keyOf('plain'),
    });
    expect(mine.body.items).toEqual([]);
  });

  it('come many at once: each goes to whom its address belongs, the rest is told, and again adds nothing', async () => {
    const alice = await makeKey('alice@people.example');
    const stranger = await makeKey('stranger@people.example');
    const text = [
      alice.publicKey,
      stranger.publicKey,
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----',
    ].join('\n');
    const said = await house.call(encryptionKeys.bundle, { body: { text }, key: keyOf('orgAdmin') });
    expect(said.body).toMatchObject({ added: 1, unchanged: 0 });
    expect(said.body.refused.map(({ at }) => at)).toEqual([2, 3]);
    const again = await house.call(encryptionKeys.bundle, { body: { text }, key: keyOf('orgAdmin') });
    expect(again.body).toMatchObject({ added: 0, unchanged: 1 });
  });

  it('are deleted with undo, and what is deleted is nowhere', async () => {
    const { body } = await add('plain', {});
    const params = { ref: String(body.id) };
    const key = keyOf('plain');
    await house.call(encryptionKeys.bulkRemove, { body: { ids: [body.id] }, key });
    expect((await house.call(encryptionKeys.get, { params, key })).status).toBe(404);
    expect((await house.call(encryptionKeys.restore, { params, key: keyOf('viewer') })).status).toBe(404);
    expect((await house.call(encryptionKeys.restore, { params, key })).status).toBe(200);
  });

  describe('and who signed', () => {
    const data = 'An event, word for word\n';
    const signed = async (privateKey: string, date = new Date()) =>
      (await sign({
        message: await createMessage({ text: data }),
        signingKeys: await readPrivateKey({ armoredKey: privateKey }),
        detached: true,
        date,
      })) as string;
    const verify = (user: UserName, signature: string, what = data) =>
      house.call(signatureChecks.verify, { body: { data: what, signature, purpose: 'an event' }, key: keyOf(user) });

    it('is told within the caller’s view and recorded', async () => {
      const team = await makeKey('signer@keys.example');
      const key = await add('community', organisation('acme'), team.publicKey);
      const signature = await signed(team.privateKey);
      const said = await verify('viewer', signature);
      expect(said.body).toMatchObject({ isValid: true, askedBy: 'viewer-user', purpose: 'an event' });
      expect(said.body.signatures[0]).toMatchObject({
        verdict: 'good',
        keyState: 'valid',
        fingerprint: key.body.fingerprint,
        organisations: [{ name: 'Acme' }],
      });
      expect((await verify('plain', signature)).body.signatures[0]).toMatchObject({
        verdict: 'unknown-key',
        owners: [],
      });
      expect((await verify('viewer', signature, 'other data')).body.signatures[0]?.verdict).toBe('wrong-data');
      const kept = await house.call(signatureChecks.get, { params: { ref: said.body.uuid }, key: keyOf('viewer') });
      expect(kept.body).toEqual(said.body);
      expect(
        (await house.call(signatureChecks.get, { params: { ref: said.body.uuid }, key: keyOf('plain') })).status,
      ).toBe(404);
      const [row] = await house.rows(
        `select actor_name from audit_log where kind = 'signatureCheck' order by seq limit 1`,
      );
      expect(row).toMatchObject({ actor_name: 'viewer-user' });
    });

    it('is worth nothing once the key is revoked or over, then or now', async () => {
      const team = await makeKey('revoked@keys.example');
      const { body } = await add('community', organisation('acme'), team.publicKey);
      const signature = await signed(team.privateKey);
      await house.call(encryptionKeys.update, { params: { ref: String(body.id) }, body: { revoked: true } });
      expect((await verify('viewer', signature)).body).toMatchObject({
        isValid: false,
        signatures: [{ verdict: 'revoked' }],
      });
      const start = new Date(Date.now() - 7_200_000);
      const short = await makeKey('short@keys.example', { keyExpirationTime: 3600, date: start });
      await add('community', organisation('acme'), short.publicKey);
      const early = await signed(short.privateKey, new Date(start.getTime() + 60_000));
      expect((await verify('viewer', early)).body.signatures[0]?.verdict).toBe('expired-now');
    });

    it('is refused for what is no signature', async () => {
      const said = await verify('viewer', 'AAAA');
      expect(said.status).toBe(400);
      expect(said.body.issues?.[0]?.path).toEqual(['signature']);
    });
  });
});
