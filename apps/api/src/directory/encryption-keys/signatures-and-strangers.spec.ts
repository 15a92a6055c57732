import { deflateRawSync } from 'node:zlib';
import { encryptionKeys, keyTextLimit, signatureChecks } from '@cerebrate/contract';
import { createMessage, readPrivateKey, sign } from 'openpgp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { makeKey } from './keys.fixture.js';
import { otherCertificate, signedText, teamCertificate, teamSignature, teamSignatureByKeyId } from './smime.fixture.js';

let house: House;
let world: World;
beforeAll(async () => {
  house = await startHouse();
  world = await buildWorld(house);
});
afterAll(() => house.stop());

const verify = (signature: string, data = signedText, user: UserName = 'viewer') =>
  house.call(signatureChecks.verify, { body: { data, signature }, key: keyOf(user) });
const addFor = (ownerId: number, text: string, ownerKind: 'organisation' | 'individual' = 'organisation') =>
  house.call(encryptionKeys.create, { body: { ownerKind, ownerId, text }, key: keyOf('community') });

describe('a CMS signature, as S/MIME and MISP make it', () => {
  it('is told by the certificate that made it, however its signer is named, and by no other', async () => {
    expect((await verify(teamSignature)).body).toMatchObject({
      isValid: false,
      type: 'smime',
      signatures: [{ verdict: 'unknown-key', owners: [] }],
    });
    expect((await addFor(world.organisations.acme.id, otherCertificate)).status).toBe(201);
    expect((await verify(teamSignature)).body.signatures[0]?.verdict).toBe('unknown-key');
    const { body: key } = await addFor(world.organisations.acme.id, teamCertificate);
    expect(key).toMatchObject({ type: 'smime', emails: ['team@smime.example'], canEncrypt: true, canSign: true });
    for (const signature of [teamSignature, teamSignatureByKeyId])
      expect((await verify(signature)).body).toMatchObject({
        isValid: true,
        signatures: [{ verdict: 'good', fingerprint: key.fingerprint, organisations: [{ name: 'Acme' }] }],
      });
    expect((await verify(teamSignature)).body.signatures[0]?.signedAt).toMatch(/^\d{4}-/);
  });

  it('is told apart: other data, a forged signature, a certificate that is over or revoked here', async () => {
    expect((await verify(teamSignature, 'another event')).body.signatures[0]?.verdict).toBe('wrong-data');
    const bytes = Buffer.from(teamSignatureByKeyId, 'base64');
    bytes[bytes.length - 4] = (bytes.at(-4) ?? 0) ^ 1;
    expect((await verify(bytes.toString('base64'))).body).toMatchObject({
      isValid: false,
      signatures: [{ verdict: 'bad-signature' }],
    });
    const { body: key } = await house.call(encryptionKeys.lookup, { query: { q: 'team@smime.example' } });
    const set = (what: string) => house.rows(`update encryption_keys set ${what} where id = $1`, [key[0]?.id]);
    await set(`expires_at = now() - interval '1 hour'`);
    expect((await verify(teamSignature)).body.signatures[0]?.verdict).toBe('expired-now');
    await set(`expires_at = now() + interval '1 year', revoked = true`);
    expect((await verify(teamSignature)).body.signatures[0]?.verdict).toBe('revoked');
    await set('revoked = false');
    expect((await verify(teamSignature, signedText, 'plain')).body.signatures[0]?.verdict).toBe('unknown-key');
  });

  it('of a person names the organisations of that day, not those of later', async () => {
    const { publicKey, privateKey } = await makeKey('moved@keys.example');
    expect((await addFor(world.people.alice.id, publicKey, 'individual')).status).toBe(201);
    const signature = (await sign({
      message: await createMessage({ text: signedText }),
      signingKeys: await readPrivateKey({ armoredKey: privateKey }),
      detached: true,
    })) as string;
    const named = async () =>
      (await verify(signature, signedText, 'community')).body.signatures[0]?.organisations.map(({ name }) => name);
    expect(await named()).toEqual(['CIRCL']);
    const ends = (days: number) =>
      house.rows(
        `update alignments set valid_until = (now() at time zone 'utc')::date + $2::int where individual_id = $1`,
        [world.people.alice.id, days],
      );
    await ends(-1);
    expect(await named()).toEqual([]);
    await ends(0);
    expect(await named()).toEqual(['CIRCL']);
  });
});

describe('what strangers send instead of keys', () => {
  const armour = (bytes: Uint8Array, what = 'PGP PUBLIC KEY BLOCK') =>
    `-----BEGIN ${what}-----\n\n${Buffer.from(bytes).toString('base64')}\n-----END ${what}-----\n`;
  const pem = (bytes: Uint8Array) =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(bytes).toString('base64')}\n-----END CERTIFICATE-----\n`;
  /** Sequences in sequences, as many as fit. */
  const nested = (levels: number) => {
    const bytes = Buffer.alloc(levels * 2, 0x30);
    for (let at = 1; at < bytes.length; at += 2) bytes[at] = 0x80;
    return bytes;
  };
  const bomb = () => {
    const packed = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
    return Buffer.concat([Buffer.from([0xc8, 0xff]), u32(packed.length + 1), Buffer.from([1]), packed]);
  };
  const u32 = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);

  it.each([
    ['a packet that claims four gigabytes', armour(Buffer.from([0xc6, 0xff, 0xff, 0xff, 0xff, 0xff, 4, 0, 0]))],
    ['a number of 65,535 bits that is not there', armour(Buffer.from([0xc6, 8, 4, 0, 0, 0, 0, 1, 0xff, 0xff]))],
    ['a packet that unpacks to 64 megabytes', armour(bomb())],
    ['noise', armour(Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 7919) % 251)))],
    ['an empty block', armour(Buffer.alloc(0))],
    ['twenty thousand sequences in each other', pem(nested(20_000))],
    ['a certificate cut in the middle', pem(Buffer.from(teamCertificate.split('\n')[1] ?? '', 'base64'))],
    ['text with a NUL', `\u0000${teamCertificate}`],
  ])('%s is refused with a sentence, and the next key is read', async (_name, text) => {
    const said = await addFor(world.organisations.circl.id, text);
    expect([said.status, said.body.issues?.[0]?.path[0]]).toEqual([400, 'text']);
    const inspected = await house.call(encryptionKeys.inspect, { body: { text: teamCertificate } });
    expect(inspected.status, inspected.text).toBe(200);
  });

  it('user ids with a NUL, a turn of direction or ten thousand letters do no harm', async () => {
    for (const name of ['A\u0000B', '\u202eevil', 'x'.repeat(10_000)]) {
      const { publicKey } = await makeKey('odd@keys.example', { userIDs: [{ name, email: 'odd@keys.example' }] });
      const said = await addFor(world.organisations.circl.id, publicKey);
      expect([name.slice(0, 5), said.status < 500]).toEqual([name.slice(0, 5), true]);
      if (said.status !== 201) continue;
      const params = { ref: String(said.body.id) };
      expect((await house.call(encryptionKeys.get, { params })).status).toBe(200);
      expect((await house.ask('/encryptionKeys/index.json', { key: keyOf('admin') })).status).toBe(200);
    }
  });

  it('are never read when they are longer than a key may be', async () => {
    const said = await addFor(world.organisations.circl.id, 'x'.repeat(keyTextLimit + 1));
    expect(said.status).toBe(400);
  });
});
